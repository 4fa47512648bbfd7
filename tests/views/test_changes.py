"""The public list of changes: what was published, which public values changed, and nothing else."""

import datetime as dt
from collections.abc import Callable, Iterator
from typing import Any
from unittest import mock

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from centers.choices import Publication, Step, Tier
from centers.models import Center
from centers.models.recording import recording
from tests.factories import (
    make_alliance,
    make_center,
    make_citation,
    make_committee,
    make_correction,
    make_designation,
    make_event,
    make_expert,
    make_field,
    make_figure,
    make_milestone,
    make_name,
    make_organization,
    make_participation,
    make_position,
    make_region,
    make_seat,
    make_source,
    make_statement,
    make_task,
)
from tests.pages import attribute, by_class, by_name, elements, leaks, links, open_page, text

pytestmark = pytest.mark.django_db

NOW = "centers.models.recording.timezone.now"


def at(moment: str) -> Any:
    return mock.patch(NOW, return_value=dt.datetime.fromisoformat(moment))


def entries(client: Client, query: str = "", prefix: str = "") -> list[tuple[str, str]]:
    """Each entry's record, and what changed, without the one of the field that a center needs."""
    page = open_page(client, f"{prefix}/changes/{query}")
    rows = [row for row in by_name(page, "tr") if attribute(row, "id").startswith("change-")]
    found = [(text(by_name(row, "a")[0]), text(by_name(row, "td")[1])) for row in rows if by_name(row, "a")]
    return [(record, what) for record, what in found if not record.startswith(("Synthetic region", "Some field"))]


@pytest.fixture
def center() -> Center:
    return make_center(
        slug="storage", name_en="Storage center", name_zh="储能中心", field=make_field(name_en="Some field")
    )


# --- what is told ----------------------------------------------------------------------------------------------------


def test_publication_is_one_entry_with_what_it_holds(client: Client) -> None:
    field = make_field(name_en="Some field")
    with recording():
        center = make_center(name_en="Storage center", field=field)
        make_citation(designation=make_designation(center), source=make_source(title="Source"))
        make_name(center=center, text="Another name")
        make_citation(center=center, source=make_source(title="Source"))

    assert ("Storage center", "Published, with 2 entries and 2 citations.") in entries(client)


def test_draft_is_told_when_it_is_published(client: Client, center: Center) -> None:
    center.publication = Publication.DRAFT
    center.save()
    make_name(center=center, text="Added as a draft")
    assert entries(client) == []

    center.publication = Publication.PUBLISHED
    center.save()

    assert [what for _record, what in entries(client)] == ["Published.", "Withdrawn.", "Published."]


def test_changed_value_is_told_with_what_it_was(client: Client, center: Center) -> None:
    center.website = "https://example.org/"
    center.save()
    center.website = "https://example.com/"
    center.save()

    assert entries(client)[:2] == [
        ("Storage center", "Center changed Website before: https://example.org/ → now: https://example.com/"),
        ("Storage center", "Center changed Website now: https://example.org/"),
    ]


def test_value_is_told_in_the_language_of_the_reader(client: Client, center: Center) -> None:
    center.tier = Tier.ENTERPRISE
    center.save()

    page = open_page(client, "/zh-hans/changes/?record=center:storage")

    assert text(by_class(page, "differences")[0].children[0]) != ""
    assert links(page).count("/zh-hans/centers/storage/") == 2
    assert text(by_name(by_class(page, "list")[0], "a")[-1]) == "储能中心"


def test_part_is_told_by_what_tells_it_from_others(client: Client, center: Center) -> None:
    operator = make_organization(name_en="The operator", slug="operator")
    part = make_participation(center, organization=operator)
    part.start = "2020-05"
    part.save()
    part.delete()

    assert [what for record, what in entries(client) if record == "Storage center"] == [
        "Participation removed: The operator · operator · May 2020 Organization before: The operator → nothing "
        "Role before: operator → nothing Start before: May 2020 → nothing",
        "Participation changed: The operator · operator · May 2020 Start now: May 2020",
        "Participation added: The operator · operator Organization now: The operator Role now: operator",
        "Published.",
    ]


def test_texts_say_their_language(client: Client, center: Center) -> None:
    center.note_zh, center.note_en = "注", "A note"
    center.save()

    page = open_page(client, "/changes/?record=center:storage")

    told = [element for ins in by_name(page, "ins") for element in elements(ins) if attribute(element, "lang")]
    assert [(attribute(element, "lang"), text(element)) for element in told] == [("zh-Hans", "注"), ("en", "A note")]


def test_entry_with_many_changes_is_cut(client: Client, center: Center) -> None:
    with recording():
        for number in range(25):
            make_name(center=center, text=f"Name {number:02}")

    (told,) = [what for _record, what in entries(client) if "Name 00" in what]

    assert told.count("Name added") == 20
    assert told.endswith("and 5 more changes")


def test_time_is_the_registers_own(client: Client) -> None:
    with at("2026-11-22T18:30:00+00:00"):
        make_organization()

    page = open_page(client, "/changes/")
    (moment,) = by_name(by_class(page, "list")[0], "time")

    assert (attribute(moment, "datetime"), text(moment)) == ("2026-11-23T02:30:00+08:00", "23 November 2026, 02:30")


def test_newest_comes_first_unless_asked_otherwise(client: Client) -> None:
    for name in ("First", "Second"):
        make_organization(name_en=name)

    assert [record for record, _what in entries(client)] == ["Second", "First"]
    assert [record for record, _what in entries(client, "?sort=at")] == ["First", "Second"]


@pytest.mark.parametrize("number", [1, 3])
@pytest.mark.parametrize("path", ["/changes/", "/changes/feed/"])
def test_statements_do_not_grow_with_entries(
    client: Client, django_assert_num_queries: Any, number: int, path: str
) -> None:
    for _ in range(number):
        with recording():
            center = make_center(region="44")
            make_participation(center)
            make_seat(make_committee(center=center))
            make_task(center=center)
            make_citation(figure=make_figure(center=center))
        center.note_en = "A note"
        center.save()

    with django_assert_num_queries(4):
        assert client.get(path).status_code == 200


# --- what is hidden --------------------------------------------------------------------------------------------------


HIDDEN = {"slug": "hidden-record", "name_zh": "不可见", "name_en": "Hidden"}


def never_published() -> None:
    record = make_organization(**HIDDEN, publication=Publication.DRAFT)
    record.note_en = "Hidden"
    record.save()


def withdrawn() -> None:
    record = make_organization(**HIDDEN)
    record.name_en = "Hidden again"
    record.save()
    record.publication = Publication.WITHDRAWN
    record.save()


def deleted() -> None:
    make_organization(**HIDDEN).delete()


def changed_as_a_draft() -> None:
    record = make_organization(name_en="Hidden", publication=Publication.DRAFT)
    record.name_en = "Shown"
    record.save()
    record.publication = Publication.PUBLISHED
    record.save()


def changed_when_published() -> None:
    record = make_organization(name_en="Hidden", publication=Publication.DRAFT)
    record.name_en, record.publication = "Shown", Publication.PUBLISHED
    record.save()


def changed_when_withdrawn() -> None:
    record = make_organization(name_en="Shown")
    record.name_en, record.publication = "Hidden", Publication.WITHDRAWN
    record.save()
    record.name_en, record.publication = "Shown", Publication.PUBLISHED
    record.save()


def part_of_a_draft_changed_when_it_is_published() -> None:
    center = make_center(publication=Publication.DRAFT)
    name = make_name(center=center, text="Hidden")
    with recording():
        name.text, center.publication = "Shown", Publication.PUBLISHED
        name.save()
        center.save()


def reference_to_a_draft() -> None:
    center = make_center()
    part = make_participation(center, organization=make_organization(**HIDDEN, publication=Publication.DRAFT))
    source = make_source(slug="hidden-source", publication=Publication.DRAFT)
    citation = make_citation(center=center, key="hidden-key", source=source, quote="Hidden")
    citation.quote = "Hidden again"
    citation.save()
    part.start, part.note_en = "2020", "Hidden"
    part.save()
    part.organization, part.note_en = make_organization(), "Shown"
    part.save()


def reference_to_a_record_withdrawn_since() -> None:
    center, operator, source = make_center(), make_organization(**HIDDEN), make_source(slug="hidden-source")
    part = make_participation(center, organization=operator)
    citation = make_citation(center=center, source=source, quote="Hidden")
    part.note_en = citation.quote = "Hidden again"
    part.save()
    citation.save()
    gone = make_citation(center=center, source=source, quote="Hidden")
    gone.delete()
    for record in (operator, source):
        record.publication = Publication.WITHDRAWN
        record.save()


def successor_that_is_a_draft() -> None:
    successor = make_center(**HIDDEN, publication=Publication.DRAFT)
    make_designation(make_center(), Step.SUPERSEDED, successor=successor)


def about_a_center_that_is_a_draft() -> None:
    center = make_center(**HIDDEN, publication=Publication.DRAFT)
    for make in (make_task, make_committee, make_figure, make_event):
        make(center=center)
    make_statement(center=center, text_en="Hidden")
    task = make_task(center=center, name_en="Hidden")
    make_milestone(task=task, name_en="Hidden")


def person() -> None:
    expert = make_expert(slug="hidden-person", name_en="Hidden")
    expert.name_en = "Hidden again"
    expert.save()
    make_position(expert=expert, title_en="Hidden")
    seat = make_seat(make_committee(), expert=expert)
    expert.publication = Publication.WITHDRAWN
    expert.save()
    seat.delete()


def correction() -> None:
    case = make_correction(message="Hidden", email="hidden-reader@example.org", path="/hidden-path/")
    case.decision = "Hidden"
    case.save()


def staff() -> None:
    user = get_user_model().objects.create(username="hidden-user", first_name="Hidden", email="hidden-user@example.org")
    with recording(by=user, reason="Hidden"):
        make_organization()


SECRETS: list[Callable[[], None]] = [
    never_published,
    withdrawn,
    deleted,
    changed_as_a_draft,
    changed_when_published,
    changed_when_withdrawn,
    part_of_a_draft_changed_when_it_is_published,
    reference_to_a_draft,
    reference_to_a_record_withdrawn_since,
    successor_that_is_a_draft,
    about_a_center_that_is_a_draft,
    person,
    correction,
    staff,
]


@pytest.mark.parametrize("secret", SECRETS)
@pytest.mark.parametrize("path", ["/changes/", "/zh-hans/changes/", "/changes/feed/", "/changes/?kind=organization"])
def test_what_is_not_public_is_never_told(client: Client, secret: Callable[[], None], path: str) -> None:
    secret()
    make_organization(name_en="Public organization", name_zh="公开单位")

    response = client.get(path)

    assert leaks(response) == []
    assert ("公开单位" if "zh" in path else "Public organization") in response.content.decode()


# --- filters ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def two_days() -> Iterator[None]:
    """A center of Guangdong on the one day, and an organization elsewhere on the other."""
    with at("2026-04-30T10:00:00+08:00"):
        regions = [make_region(code) for code in ("4401", "51")]
    with at("2026-05-01T10:00:00+08:00"):
        make_center(slug="a", name_en="Center", region="4401", field=make_field(name_en="Some field"))
    with at("2026-05-02T00:00:00+08:00"):
        make_organization(slug="b", name_en="Organization", region=regions[1])
    yield


@pytest.mark.usefixtures("two_days")
@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("?kind=center", ["Center", "Center"]),
        ("?kind=organization", ["Organization"]),
        ("?kind=center&kind=organization", ["Organization", "Center", "Center"]),
        ("?kind=task", []),
        ("?region=44&kind=center", ["Center", "Center"]),
        ("?region=4401&kind=center", ["Center", "Center"]),
        ("?region=510000&kind=organization", ["Organization"]),
        ("?region=51&kind=center", []),
        ("?record=center:a", ["Center", "Center"]),
        ("?record=organization:b&record=center:a", ["Organization", "Center", "Center"]),
        ("?from=2026-05-02&to=2026&kind=organization&kind=center", ["Organization"]),
        ("?from=2026-05-01&to=2026-05-01&kind=organization&kind=center", ["Center", "Center"]),
        ("?to=2026-03&from=2026", []),
        ("?unknown=parameter&kind=organization", ["Organization"]),
    ],
)
def test_filters_find(client: Client, query: str, expected: list[str]) -> None:
    assert [record for record, _what in entries(client, query)] == expected


@pytest.mark.parametrize(
    "query",
    [
        "kind=nonsense",
        "region=99x",
        "region=82",
        "record=storage",
        "record=center:no-such",
        "record=center:hidden-draft",
        "record=expert:somebody",
        "from=recently",
        "to=2026-02-30",
        "from=0001-01-01",
        "to=9999-12-31",
        "page=0",
        "page=2",
        "page=99999999999999999999",
        "sort=who",
    ],
)
@pytest.mark.parametrize("path", ["/changes/", "/zh-hans/changes/", "/changes/feed/"])
def test_malformed_value_is_an_error(client: Client, path: str, query: str) -> None:
    make_center(slug="hidden-draft", publication=Publication.DRAFT, field=None, tier=Tier.ENTERPRISE)

    response = client.get(f"{path}?{query}")

    assert response.status_code == 400
    assert leaks_nothing(response.content.decode(), query)


def leaks_nothing(content: str, query: str) -> bool:
    return "hidden" not in content or "hidden" in query


def test_record_of_each_kind_can_be_followed(client: Client) -> None:
    center = make_center(slug="a")
    make_task(center=center, number=7)
    make_committee(slug="a-committee", center=center)
    make_alliance(slug="an-alliance")
    make_figure(slug="a-figure")
    make_event(slug="an-event")
    make_statement(slug="a-statement")
    make_source(slug="a-source")
    make_region("44")

    names = [
        "center:a",
        "task:a-7",
        "committee:a-committee",
        "alliance:an-alliance",
        "figure:a-figure",
        "event:an-event",
        "statement:a-statement",
        "source:a-source",
        "region:44",
    ]
    assert [by_class(open_page(client, f"/changes/?record={name}"), "chip") != [] for name in names] == [True] * 9
    assert "1 entry" in text(open_page(client, "/changes/?record=task:a-7"))


def test_page_links_its_feed_with_its_filters(client: Client) -> None:
    make_organization(slug="b")

    page = open_page(client, "/changes/?record=organization:b")

    (feed,) = [link for link in by_name(page, "link") if attribute(link, "type") == "application/atom+xml"]
    assert attribute(feed, "href") == "/changes/feed/?record=organization%3Ab"
    assert "/changes/feed/?record=organization%3Ab" in links(page)
