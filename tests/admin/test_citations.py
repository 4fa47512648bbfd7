"""Citations beside the values that they support, and the pages that they stand on."""

from typing import Any

import pytest
from django.db import models
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from centers.choices import Publication
from centers.forms import citable_choices
from centers.models import (
    Alliance,
    AllianceMembership,
    Assessment,
    Center,
    Citation,
    CommitteeSeat,
    ConstructionTask,
    Designation,
    Direction,
    Event,
    Expert,
    ExpertCommittee,
    Milestone,
    Name,
    Organization,
    Participation,
    Position,
    ProgressEntry,
    ReportedFigure,
    Site,
    Statement,
)
from centers.services import CITABLE_MODELS
from tests.admin.pages import add_row, data_to_add, data_to_change, errors_of, messages_of, path_to
from tests.factories import (
    MAKERS,
    make_center,
    make_citation,
    make_membership,
    make_milestone,
    make_name,
    make_organization,
    make_position,
    make_progress_entry,
    make_seat,
    make_source,
)

pytestmark = pytest.mark.django_db

UNCITED = "A published record needs at least one citation: cite a source for it, or for one of its values."

#: Statements of a record's page: session, user, the record, its parts, its citations and their sources, and what it
#: refers to.
STATEMENTS = {
    Alliance: 6,
    AllianceMembership: 8,
    Assessment: 6,
    Center: 15,
    CommitteeSeat: 8,
    ConstructionTask: 8,
    Designation: 6,
    Direction: 6,
    Event: 5,
    Expert: 6,
    ExpertCommittee: 7,
    Milestone: 6,
    Name: 6,
    Organization: 6,
    Participation: 8,
    Position: 7,
    ProgressEntry: 6,
    ReportedFigure: 7,
    Site: 8,
    Statement: 5,
}


def add_parts(record: models.Model, number: int) -> None:
    match record:
        case Alliance():
            make_membership(record)
        case ExpertCommittee():
            make_seat(record)
        case Expert():
            make_position(expert=record, number=number)
        case ConstructionTask():
            make_milestone(task=record)
            make_progress_entry(task=record)
        case Organization():
            make_name(organization=record, center=None, text=f"名称{number}")
    make_citation(**{CITABLE_MODELS[type(record)]: record})


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize("model", STATEMENTS, ids=lambda model: model.__name__)
def test_page_costs_the_same_however_many_parts_and_citations(
    model: type[models.Model], rows: int, admin_client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    record = MAKERS[model]()
    for number in range(rows):
        add_parts(record, number + 10)
    admin_client.get(path_to("change", record))  # content types are remembered from now on

    with django_assert_num_queries(STATEMENTS[model]):
        response = admin_client.get(path_to("change", record))

    *_others, citations = response.context["inline_admin_formsets"]
    assert citations.formset.initial_form_count() == rows


def test_every_citable_kind_has_its_citations_beside_it() -> None:
    assert set(STATEMENTS) == set(CITABLE_MODELS)


# Entering one


def cite(client: Client, record: models.Model, **values: Any) -> Any:
    data = data_to_change(client, record)
    row = {"quote": "引文", "quote_language": "zh", "certainty": "stated", "agreement": "supports"}
    add_row(data, "citations", **row | values)
    return client.post(path_to("change", record), data, follow=True)


@pytest.mark.parametrize("model", CITABLE_MODELS, ids=lambda model: model.__name__)
def test_citation_is_entered_beside_the_value_it_supports(model: type[models.Model], admin_client: Client) -> None:
    record = MAKERS[model]()
    source = make_source(slug="notice")
    field = model.CITABLE_FIELDS[-1]

    cite(admin_client, record, source=source, field_name=field)

    citation = record.citations.get()
    assert (citation.subject, citation.source, citation.field_name, citation.quote) == (record, source, field, "引文")
    assert citation.key.endswith(f"-{field.replace('_', '-')}-notice")


def test_two_citations_of_one_value_get_two_keys(admin_client: Client) -> None:
    center, source = make_center(slug="storage"), make_source(slug="notice")
    data = data_to_change(admin_client, center)
    for quote in ("引文一", "引文二"):
        values = {"quote": quote, "quote_language": "zh", "certainty": "stated", "agreement": "supports"}
        add_row(data, "citations", source=source, field_name="tier", **values)

    admin_client.post(path_to("change", center), data)

    assert list(center.citations.values_list("key", flat=True)) == [
        "center-storage-tier-notice",
        "center-storage-tier-notice-2",
    ]


def test_values_are_offered_by_their_names() -> None:
    assert [(value, str(label)) for value, label in citable_choices(Alliance)] == [
        ("", "the record as a whole"),
        ("name_zh", "Chinese name"),
        ("name_en", "English name"),
        ("center", "led by"),
        ("founded_on", "founded on"),
        ("place", "founded in"),
        ("reported_members", "reported number of members"),
        ("coverage_percent", "coverage in percent"),
        ("coverage", "what is covered"),
        ("note", "note"),
    ]


@pytest.mark.parametrize("model", CITABLE_MODELS, ids=lambda model: model.__name__)
def test_every_citable_value_has_a_name(model: type[models.Model]) -> None:
    assert [value for value, _label in citable_choices(model)] == ["", *model.CITABLE_FIELDS]


def test_value_that_the_record_does_not_have_is_refused(admin_client: Client) -> None:
    response = cite(admin_client, make_center(), source=make_source(), field_name="share")

    assert errors_of(response) == {
        "citations-0-field_name": ["Select a valid choice. share is not one of the available choices."]
    }


def test_doubtful_citation_without_a_note_is_refused(admin_client: Client) -> None:
    response = cite(admin_client, make_center(), source=make_source(), certainty="garbled")

    assert errors_of(response) == {
        "citations-0-note_en": ["A garbled, contested or inferred passage needs a note that says why."]
    }


# Quotes and archives

ARCHIVE = "工信部批复\n组建创新中心。"


def test_quote_that_is_not_in_the_archive_is_saved_with_a_warning(admin_client: Client) -> None:
    source = make_source(title="Notice", archived_text=ARCHIVE)

    response = cite(admin_client, make_center(), source=source, quote="批准组建")

    said = [message for message in messages_of(response) if "archived text" in message]
    assert said == ["The archived text of “Notice” has no such passage: “批准组建”."]
    assert Citation.objects.get().quote == "批准组建"


@pytest.mark.parametrize("archive", ["", "工信部批复组建创新中心。"])
def test_quote_that_is_in_the_archive_or_has_none_is_saved_without_one(archive: str, admin_client: Client) -> None:
    response = cite(admin_client, make_center(), source=make_source(archived_text=archive), quote="批复组建")

    assert [message for message in messages_of(response) if "archived text" in message] == []


@pytest.mark.parametrize(
    ("quote", "archive", "note"),
    [
        ("批复组建", "工信部批复组建创新中心。", "yes"),
        ("批准组建", "工信部批复组建创新中心。", "no: the archived text has no such passage"),
        ("批复组建", "", "no archived text"),
        ("", "工信部批复组建创新中心。", "no quote"),
    ],
)
def test_citation_says_whether_its_quote_is_in_the_archive(
    quote: str, archive: str, note: str, admin_client: Client
) -> None:
    center = make_center()
    citation = make_citation(center=center, quote=quote, source=make_source(archived_text=archive))
    *_others, citations = admin_client.get(path_to("change", center)).context["inline_admin_formsets"]

    assert citations.opts.archive(citation) == note
    for record in (center, citation):
        assert f'<div class="readonly">{note}</div>' in admin_client.get(path_to("change", record)).content.decode()


def test_citations_own_page_warns_of_a_quote_that_is_not_in_the_archive(admin_client: Client) -> None:
    citation = make_citation(center=make_center(), source=make_source(title="Notice", archived_text=ARCHIVE))

    data = data_to_change(admin_client, citation) | {"quote": "批准组建"}
    response = admin_client.post(path_to("change", citation), data, follow=True)

    assert "The archived text of “Notice” has no such passage: “批准组建”." in messages_of(response)


# The citation's own page


def test_citation_is_entered_on_a_page_of_its_own(admin_client: Client) -> None:
    center = make_center(slug="storage")
    data = data_to_add(admin_client, Citation)
    data |= {"source": make_source(slug="notice").pk, "quote": "引文", "center": center.pk, "field_name": "tier"}

    admin_client.post(path_to("add", Citation), data)

    assert [(citation.key, citation.subject) for citation in Citation.objects.all()] == [
        ("center-storage-tier-notice", center)
    ]


def test_what_a_citation_supports_is_settled(admin_client: Client) -> None:
    center = make_center()
    citation = make_citation(center=center, key="settled")
    data = data_to_change(admin_client, citation)
    data |= {"center": "", "organization": make_organization().pk, "key": "other", "field_name": "tier"}

    admin_client.post(path_to("change", citation), data)

    citation.refresh_from_db()
    assert (citation.subject, citation.key, citation.field_name) == (center, "settled", "tier")


# A published record keeps a citation (rule 5)


def test_last_citation_of_a_published_record_is_not_removed_on_its_page(admin_client: Client) -> None:
    center = make_center()
    make_citation(center=center)
    data = data_to_change(admin_client, center) | {"citations-0-DELETE": "on"}

    response = admin_client.post(path_to("change", center), data)

    assert errors_of(response) == {"citations": [UNCITED]}
    assert center.citations.count() == 1


def test_last_citation_of_a_published_record_is_replaced_in_one_go(admin_client: Client) -> None:
    center = make_center()
    make_citation(center=center)
    data = data_to_change(admin_client, center) | {"citations-0-DELETE": "on"}
    values = {"quote": "新引文", "quote_language": "zh", "certainty": "stated", "agreement": "supports"}
    add_row(data, "citations", source=make_source(), **values)

    admin_client.post(path_to("change", center), data)

    assert [citation.quote for citation in center.citations.all()] == ["新引文"]


@pytest.mark.parametrize("page", ["delete", "changelist"])
def test_last_citation_of_a_published_record_is_not_deleted(page: str, admin_client: Client) -> None:
    citation = make_citation(center=make_center(), key="last")
    if page == "delete":
        response = admin_client.post(path_to("delete", citation), {"post": "yes"})
    else:
        data = {"action": "delete_selected", "_selected_action": [citation.pk], "post": "yes"}
        response = admin_client.post(path_to("changelist", Citation), data)

    assert list(response.context["protected"]) == [f"last: {UNCITED}"]
    assert Citation.objects.count() == 1


def test_all_citations_of_a_published_record_are_not_deleted_at_once(admin_client: Client) -> None:
    center = make_center()
    citations = [make_citation(center=center, key=key) for key in ("one", "two")]
    data = {"action": "delete_selected", "_selected_action": [c.pk for c in citations], "post": "yes"}

    response = admin_client.post(path_to("changelist", Citation), data)

    assert list(response.context["protected"]) == [f"one: {UNCITED}", f"two: {UNCITED}"]
    assert Citation.objects.count() == 2


@pytest.mark.parametrize("publication", [Publication.DRAFT, Publication.WITHDRAWN])
def test_last_citation_of_a_record_that_is_not_public_is_deleted(publication: str, admin_client: Client) -> None:
    citation = make_citation(center=make_center(publication=publication))

    admin_client.post(path_to("delete", citation), {"post": "yes"})

    assert Citation.objects.count() == 0
