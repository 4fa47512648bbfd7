"""What several kinds of record share: keys, names, publication, periods, addresses, values that can be cited."""

from typing import Any

import pytest
from django.apps import apps
from django.db import models
from django.utils import translation

from centers.choices import Publication
from centers.models import (
    Alliance,
    Center,
    ConstructionTask,
    ExpertCommittee,
    Field,
    Name,
    Organization,
    Participation,
    Region,
    ReportedFigure,
    Source,
)
from centers.models.base import Keyed, Named, Noted, Publishable
from centers.models.sources import CITABLE_KINDS, Citation
from tests.factories import (
    MAKERS,
    make_alliance,
    make_center,
    make_committee,
    make_expert,
    make_field,
    make_figure,
    make_milestone,
    make_name,
    make_organization,
    make_participation,
    make_position,
    make_region,
    make_site,
    make_source,
    make_task,
)

KINDS = list(apps.get_app_config("centers").get_models())


def kinds_of(base: type) -> list[Any]:
    return [pytest.param(model, id=model.__name__) for model in KINDS if issubclass(model, base)]


def test_every_kind_has_a_maker() -> None:
    assert set(MAKERS) == set(KINDS)


# --- keys ------------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize("model", kinds_of(Keyed))
def test_record_is_found_by_its_natural_key(model: type[Keyed]) -> None:
    MAKERS[model]()
    record = make_region("450103") if model is Region else MAKERS[model]()

    assert model.objects.get_by_natural_key(*record.natural_key()) == record


@pytest.mark.django_db
def test_natural_key_tells_alike_records_apart() -> None:
    center, organization = make_center(), make_organization()
    of_center = make_name(center=center, text="储能中心")
    of_organization = make_name(organization=organization, text="储能中心")

    assert of_center.natural_key() == (center.slug, None, "储能中心")
    assert Name.objects.get_by_natural_key(center.slug, None, "储能中心") == of_center
    assert Name.objects.get_by_natural_key(None, organization.slug, "储能中心") == of_organization


@pytest.mark.django_db
def test_natural_key_reaches_through_records() -> None:
    milestone = make_milestone(task=make_task(center=make_center(slug="storage"), number=8), number=3)

    assert milestone.natural_key() == ("storage", 8, 3)


@pytest.mark.django_db
def test_unknown_natural_key_finds_nothing() -> None:
    make_center()

    with pytest.raises(Center.DoesNotExist):
        Center.objects.get_by_natural_key("no-such-center")


@pytest.mark.django_db
def test_natural_key_of_the_wrong_length_is_refused() -> None:
    with pytest.raises(ValueError, match="zip"):
        Participation.objects.get_by_natural_key("center", "organization")


# --- names and other text (rule 7) -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("chinese", "english", "reader", "expected"),
    [
        ("储能", "Storage", "en", ("Storage", "en")),
        ("储能", "Storage", "zh-hans", ("储能", "zh-Hans")),
        ("储能", "", "en", ("储能", "zh-Hans")),
        ("储能", "", "zh-hans", ("储能", "zh-Hans")),
        ("", "Storage", "en", ("Storage", "en")),
        ("", "Storage", "zh-hans", ("Storage", "en")),
        ("储能", "Storage", "zh", ("储能", "zh-Hans")),
        ("储能", "Storage", None, ("Storage", "en")),
    ],
)
def test_name_falls_back_to_the_other_language_and_marks_it(
    chinese: str, english: str, reader: str | None, expected: tuple[str, str]
) -> None:
    field = Field(name_zh=chinese, name_en=english)

    with translation.override(reader):
        assert (field.name, field.name_language) == expected


def test_text_is_given_in_the_language_asked_for() -> None:
    field = Field(name_zh="储能", name_en="Storage")

    with translation.override("en"):
        assert field.text_in("name", "zh-hans") == ("储能", "zh-Hans")
    with translation.override("zh-hans"):
        assert field.text_in("name", "en") == ("Storage", "en")


@pytest.mark.parametrize(
    ("chinese", "english", "reader", "expected"),
    [
        ("储能", "Storage", "en", ("储能", "zh-Hans")),
        ("储能", "Storage", "zh-hans", ("Storage", "en")),
        ("储能", "", "en", ("", "en")),
        ("", "Storage", "zh-hans", ("", "zh-Hans")),
        ("5G", "5G", "en", ("", "zh-Hans")),
    ],
)
def test_other_name_is_in_the_other_language(
    chinese: str, english: str, reader: str, expected: tuple[str, str]
) -> None:
    field = Field(name_zh=chinese, name_en=english)

    with translation.override(reader):
        assert (field.other_name, field.other_name_language) == expected


@pytest.mark.parametrize("model", kinds_of(Noted))
def test_note_is_read_in_the_readers_language(model: type[Noted]) -> None:
    record = model(note_zh="说明", note_en="A note")

    with translation.override("zh-hans"):
        assert (record.note, record.note_language) == ("说明", "zh-Hans")
    with translation.override("en"):
        assert (record.note, record.note_language) == ("A note", "en")


@pytest.mark.parametrize("model", kinds_of(Named))
def test_named_record_reads_as_its_name(model: type[Named]) -> None:
    record = model(name_zh="名称", name_en="A name")

    with translation.override("zh-hans"):
        assert str(record) == "名称"
    with translation.override("en"):
        assert str(record) == "A name"


# --- publication (rule 11) -------------------------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize("model", kinds_of(Publishable))
def test_only_published_records_are_public(model: type[Publishable]) -> None:
    records = {state: MAKERS[model]() for state in Publication}
    for state, record in records.items():
        model.objects.filter(pk=record.pk).update(publication=state)

    assert list(model.objects.published()) == [records[Publication.PUBLISHED]]
    assert model.objects.count() == len(Publication)
    for state, record in records.items():
        record.refresh_from_db()
        assert record.is_published == (state == Publication.PUBLISHED)


@pytest.mark.parametrize("model", kinds_of(Publishable))
def test_record_begins_as_a_draft(model: type[Publishable]) -> None:
    assert model().publication == Publication.DRAFT


@pytest.mark.django_db
def test_record_tells_when_it_was_made_and_changed() -> None:
    center = make_center()
    created_at, changed_at = center.created_at, center.changed_at

    center.save()

    center.refresh_from_db()
    assert center.created_at == created_at
    assert center.changed_at > changed_at


# --- periods ---------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("start", "end", "day", "certainly", "possibly"),
    [
        # a start is included
        ("2024-05-02", "", "2024-05-01", False, False),
        ("2024-05-02", "", "2024-05-02", True, True),
        ("2024-05-02", "", "2024-05-03", True, True),
        ("2024-05", "", "2024-04-30", False, False),
        ("2024-05", "", "2024-05-01", False, True),
        ("2024-05", "", "2024-05-30", False, True),
        ("2024-05", "", "2024-05-31", True, True),
        ("2024", "", "2023-12-31", False, False),
        ("2024", "", "2024-01-01", False, True),
        ("2024", "", "2024-12-31", True, True),
        # an end is excluded
        ("2020", "2024-05-02", "2024-05-01", True, True),
        ("2020", "2024-05-02", "2024-05-02", False, False),
        ("2020", "2024-05", "2024-04-30", True, True),
        ("2020", "2024-05", "2024-05-01", False, True),
        ("2020", "2024-05", "2024-05-30", False, True),
        ("2020", "2024-05", "2024-05-31", False, False),
        ("2020", "2024", "2023-12-31", True, True),
        ("2020", "2024", "2024-12-30", False, True),
        ("2020", "2024", "2024-12-31", False, False),
        # a blank start is unknown, a blank end is open
        ("", "", "1949-01-01", False, True),
        ("", "", "2099-12-31", False, True),
        ("", "2024-05-02", "2024-05-01", False, True),
        ("", "2024-05-02", "2024-05-02", False, False),
        ("2020", "", "2099-12-31", True, True),
    ],
)
def test_period_holds_from_its_start_until_before_its_end(
    start: str, end: str, day: str, certainly: bool, possibly: bool
) -> None:
    make_participation(make_center(), start=start, end=end)

    assert Participation.objects.certainly_as_of(day).exists() == certainly
    assert Participation.objects.possibly_as_of(day).exists() == possibly


@pytest.mark.django_db
def test_current_period_has_no_end() -> None:
    current = make_participation(make_center(), start="2020")
    ended = make_participation(make_center(), end="2099")

    assert list(Participation.objects.current()) == [current]
    assert (current.is_current, ended.is_current) == (True, False)


# --- what stands on the pages ----------------------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("make", "address"),
    [
        (lambda: make_center(slug="storage"), "/centers/storage/"),
        (lambda: make_alliance(slug="storage"), "/alliances/storage/"),
        (lambda: make_committee(slug="storage"), "/committees/storage/"),
        (lambda: make_organization(slug="storage"), "/organizations/storage/"),
        (lambda: make_field(slug="storage"), "/fields/storage/"),
        (lambda: make_region("4401"), "/regions/4401/"),
        (lambda: make_source(slug="storage"), "/sources/storage/"),
        (lambda: make_figure(slug="storage"), "/figures/#storage"),
        (lambda: make_task(center=make_center(slug="storage"), number=8), "/tasks/storage-8/"),
    ],
    ids=lambda value: value.strip("/") if isinstance(value, str) else "",
)
def test_record_has_the_address_of_the_public_contract(make: Any, address: str) -> None:
    record = make()

    with translation.override("en"):
        assert record.get_absolute_url() == address
    with translation.override("zh-hans"):
        assert record.get_absolute_url() == f"/zh-hans{address}"


def test_every_kind_with_an_address_is_tried() -> None:
    addressed = {model for model in KINDS if hasattr(model, "get_absolute_url")}

    assert addressed == {
        Alliance,
        Center,
        ConstructionTask,
        ExpertCommittee,
        Field,
        Organization,
        Region,
        ReportedFigure,
        Source,
    }


@pytest.mark.django_db
def test_record_reads_as_what_it_is() -> None:
    center = make_center(name_en="Center")
    organization = make_organization(name_en="Company")
    expert = make_expert(name_en="Expert")
    region = make_region("44", name_en="Guangdong")
    records = [
        (make_site(center=center, region=region), "Guangdong"),
        (make_name(center=center, text="储能中心"), "储能中心"),
        (make_participation(center, "lead", organization=organization), "Company (lead)"),
        (MAKERS[Citation](), Citation.objects.get().key),
        (make_position(expert=expert, center=center, title_zh="主任", title_en="Director"), "Director"),
        (make_source(title="关于批复的通知"), "关于批复的通知"),
    ]

    assert [str(record) for record, _text in records] == [text for _record, text in records]


@pytest.mark.django_db
@pytest.mark.parametrize("model", kinds_of(models.Model))
def test_no_record_reads_as_its_key_in_the_database(model: type[models.Model]) -> None:
    record = MAKERS[model]()

    assert str(record)
    assert str(record) != f"{model.__name__} object ({record.pk})"


# --- values that can be cited ----------------------------------------------------------------------------------------

CITABLE_MODELS = [pytest.param(Citation._meta.get_field(kind).related_model, id=kind) for kind in CITABLE_KINDS]


@pytest.mark.parametrize("model", CITABLE_MODELS)
def test_value_that_can_be_cited_is_a_value_of_the_record(model: type[models.Model]) -> None:
    fields = {field.name for field in model._meta.get_fields()}
    properties = {name for name in dir(model) if isinstance(getattr(model, name), property)}

    assert model.CITABLE_FIELDS
    assert set(model.CITABLE_FIELDS) <= fields | properties
    assert len(set(model.CITABLE_FIELDS)) == len(model.CITABLE_FIELDS)


@pytest.mark.parametrize("model", CITABLE_MODELS)
def test_name_of_a_cited_value_fits_its_column(model: type[models.Model]) -> None:
    assert max(map(len, model.CITABLE_FIELDS)) <= Citation._meta.get_field("field_name").max_length
