"""What the register said at a moment, on the page of a record and as data."""

import datetime as dt
from collections.abc import Iterator
from typing import Any
from unittest import mock

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from centers import past
from centers.choices import Publication, Role, Step, TaskStatus
from centers.models import Center, ExpertCommittee, Field, Organization, Region
from centers.models.recording import recording
from centers.past import moment_of
from tests.factories import (
    make_alliance,
    make_center,
    make_citation,
    make_committee,
    make_designation,
    make_direction,
    make_event,
    make_expert,
    make_field,
    make_figure,
    make_membership,
    make_metric,
    make_milestone,
    make_name,
    make_organization,
    make_participation,
    make_position,
    make_progress_entry,
    make_region,
    make_retired_identifier,
    make_seat,
    make_site,
    make_source,
    make_statement,
    make_task,
)
from tests.pages import attribute, by_class, by_name, leaks, links, open_page, text

pytestmark = pytest.mark.django_db(databases=["default", "past"])

NOW = dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)


@pytest.fixture
def clock() -> Iterator[Any]:
    """The time of the register, which a test sets by hand: `clock.hour = 3` is three hours after it began."""

    class Clock:
        hour = 0

        def __call__(self) -> dt.datetime:
            return NOW + dt.timedelta(hours=self.hour)

        def at(self, hour: float) -> str:
            return (NOW + dt.timedelta(hours=hour)).isoformat()

    clock = Clock()
    with mock.patch.object(timezone, "now", clock):
        yield clock


def data(client: Client, path: str, known_at: str) -> Any:
    response = client.get(path, {"known_at": known_at})
    assert response.status_code == 200
    return response.json()


# --- before, at and after --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("hour", "name"),
    [(0, "First"), (0.999, "First"), (1, "Second"), (1.5, "Second"), (2, "Third"), (3, "Third")],
)
def test_value_is_as_it_was(client: Client, clock: Any, hour: float, name: str) -> None:
    organization = make_organization(slug="synthetic", name_en="First")
    for clock.hour, new in ((1, "Second"), (2, "Third")):
        organization.name_en = new
        organization.save()
    clock.hour = 3

    content = data(client, "/organizations/synthetic.json", clock.at(hour))

    assert content["name_en"] == name
    assert dt.datetime.fromisoformat(content["known_at"]) == NOW + dt.timedelta(hours=hour)
    assert text(by_name(open_page(client, f"/organizations/synthetic/?known_at={clock.at(hour)[:19]}Z"), "h1")[0]) == (
        name
    )


def test_parts_are_as_they_were(client: Client, clock: Any) -> None:
    center = make_center(slug="synthetic")
    first = make_participation(center, organization=make_organization(slug="first"))
    make_citation(participation=first, key="first-citation")
    make_name(center=center, text="Old name")
    clock.hour = 1
    with recording():
        first.delete()
        center.names.all().delete()
        make_participation(center, organization=make_organization(slug="second"))
    clock.hour = 2

    before, after = (data(client, "/centers/synthetic.json", clock.at(hour)) for hour in (0.5, 1.5))

    def told(content: Any) -> Any:
        parts = content["participations"]
        return (
            [part["organization"]["id"] for part in parts],
            [citation["id"] for part in parts for citation in part["citations"]],
            content["alternateName"],
        )

    assert told(before) == (["first"], ["first-citation"], ["Old name"])
    assert told(after) == (["second"], [], [])


def test_names_of_others_are_as_they_were(client: Client, clock: Any) -> None:
    center = make_center(slug="synthetic", field=make_field(name_en="Old field"))
    operator = make_organization(name_en="Old operator")
    make_participation(center, organization=operator)
    clock.hour = 1
    operator.name_en, center.field.name_en = "New operator", "New field"
    operator.save()
    center.field.save()
    clock.hour = 2

    content = data(client, "/centers/synthetic.json", clock.at(0.5))

    assert (content["parentOrganization"][0]["name_en"], content["field"]["name_en"]) == ("Old operator", "Old field")


def test_page_says_which_moment_it_shows(client: Client, clock: Any) -> None:
    make_center(slug="synthetic")
    clock.hour = 2

    page = open_page(client, "/centers/synthetic/?known_at=2026-11-23T20:30")

    (banner,) = by_class(page, "banner")
    assert text(banner) == "This is what the register said on 23 November 2026, 20:30. What it says now"
    assert [attribute(link, "href") for link in by_name(banner, "a")] == ["/centers/synthetic/"]
    assert [attribute(meta, "content") for meta in by_name(page, "meta") if attribute(meta, "name") == "robots"] == [
        "noindex, follow"
    ]


def test_page_without_a_moment_says_nothing_of_it(client: Client) -> None:
    make_center(slug="synthetic")

    for query in ("", "?known_at=", "?known_at=%20"):
        assert by_class(open_page(client, f"/centers/synthetic/{query}"), "banner") == []


# --- everything on the page ------------------------------------------------------------------------------------------


def make_everything() -> Center:
    """A center with a part of every kind, and whatever refers to it."""
    center = make_center(slug="synthetic", region="440106")
    predecessor = make_center(slug="predecessor", field=center.field, status="superseded", successor=center)
    make_designation(predecessor, Step.SUPERSEDED, successor=center)
    step = make_designation(center, authority=make_organization(slug="authority"))
    make_site(center=center, region=make_region("51"))
    make_direction(center=center)
    name = make_name(center=center)
    for role in Role:
        make_citation(participation=make_participation(center, role))
    alliance = make_alliance(slug="alliance", center=center, place=make_region("4401"))
    make_citation(membership=make_membership(alliance), alliance=None)
    committee = make_committee(slug="committee", center=center)
    expert = make_expert(affiliation=make_organization())
    make_seat(committee, expert=expert)
    make_position(expert=expert, center=center)
    task = make_task(center=center, number=1)
    make_citation(milestone=make_milestone(task=task))
    make_citation(progress_entry=make_progress_entry(task=task))
    figure = make_figure(center=center, metric=make_metric())
    event = make_event(center=center)
    statement = make_statement(center=center)
    source = make_source(slug="source", title="合成来源")
    for kind, record in {
        "center": center,
        "designation": step,
        "name": name,
        "committee": committee,
        "task": task,
        "figure": figure,
        "event": event,
        "statement": statement,
        "expert": expert,
    }.items():
        make_citation(source=source, **{kind: record})
    return center


PAGES = [
    "/centers/synthetic",
    "/centers/predecessor",
    "/organizations/authority",
    "/alliances/alliance",
    "/committees/committee",
    "/tasks/synthetic-1",
    "/sources/source",
    "/regions/44",
    "/regions/4401",
    "/fields/synthetic-field",
]


@pytest.mark.parametrize("path", PAGES)
def test_register_as_known_now_is_the_register(client: Client, path: str) -> None:
    center = make_everything()
    path = path.replace("synthetic-field", center.field.slug)
    now = timezone.localtime()

    present, known = client.get(f"{path}.json").json(), data(client, f"{path}.json", now.isoformat())

    assert known.pop("known_at") <= timezone.now().astimezone(now.tzinfo).isoformat()
    assert known == present
    assert client.get(f"{path}/", {"known_at": now.isoformat()}).status_code == 200


@pytest.mark.parametrize("path", PAGES)
def test_register_as_known_before_is_what_it_was(client: Client, clock: Any, path: str) -> None:
    center = make_everything()
    path = path.replace("synthetic-field", center.field.slug)
    before = client.get(f"{path}.json").json()
    clock.hour = 1
    with recording():
        for model in (type(part) for part in (center, *center.sites.all()[:1], *center.designations.all()[:1])):
            model.objects.update(note_en="Written later")
        center.names.all().delete()
        center.tasks.update(status=TaskStatus.COMPLETED, progress=100, completed_on="2026")
        make_participation(center, Role.PARTNER, organization=make_organization(slug="latecomer"))
        make_designation(center, Step.ACCEPTED, authority=make_organization(slug="later-authority"))
        for model in (Region, Field, Organization, ExpertCommittee):
            model.objects.update(name_en="Renamed")
    clock.hour = 2
    after = client.get(f"{path}.json").json()

    known = data(client, f"{path}.json", clock.at(0.5))

    del known["known_at"]
    assert known == before
    assert known != after


@pytest.mark.parametrize("number", [1, 3])
def test_statements_do_not_grow_with_parts(client: Client, django_assert_max_num_queries: Any, number: int) -> None:
    center = make_center(slug="synthetic", region="4401")
    for _ in range(number):
        make_citation(participation=make_participation(center, Role.MEMBER))
        make_seat(make_committee(center=center))
        make_milestone(task=make_task(center=center))

    with django_assert_max_num_queries(20):
        assert client.get("/centers/synthetic/", {"known_at": timezone.now().isoformat()}).status_code == 200


def test_nothing_of_the_past_is_left_behind(client: Client) -> None:
    make_center(slug="synthetic")
    data(client, "/centers/synthetic.json", timezone.now().isoformat())

    assert not Center.objects.using("past").exists()
    assert Center.objects.get()._state.db == "default"


# --- what is not shown -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("ending", ["/", ".json"])
def test_record_that_was_not_published_then_is_said_not_to_have_been(client: Client, clock: Any, ending: str) -> None:
    center = make_center(slug="synthetic", name_en="Draft name", publication=Publication.DRAFT)
    clock.hour = 1
    center.publication = Publication.PUBLISHED
    center.save()
    clock.hour = 2

    for hour in (-1, 0.5):
        response = client.get(f"/centers/synthetic{ending}", {"known_at": clock.at(hour)})

        assert response.status_code == 404
        assert "It has done so since 23 November 2026, 21:00." in response.content.decode()


def test_draft_values_of_then_are_not_shown(client: Client, clock: Any) -> None:
    center = make_center(slug="synthetic")
    operator = make_organization(slug="hidden-once", name_en="Hidden", publication=Publication.DRAFT)
    make_participation(center, organization=operator)
    clock.hour = 1
    operator.name_en, operator.publication = "Shown", Publication.PUBLISHED
    operator.save()
    clock.hour = 2

    response = client.get("/centers/synthetic/", {"known_at": clock.at(0.5)})

    assert leaks(response) == []
    assert "Shown" not in response.content.decode()


def test_what_was_withdrawn_since_is_not_shown(client: Client, clock: Any) -> None:
    center = make_center(slug="synthetic")
    operator = make_organization(slug="hidden-operator", name_en="Hidden")
    expert = make_expert(slug="hidden-expert", name_en="Hidden", name_zh="不可见")
    source = make_source(slug="hidden-source", title="Hidden")
    make_participation(center, organization=operator)
    make_seat(make_committee(center=center), expert=expert)
    make_citation(center=center, source=source)
    clock.hour = 1
    for record in (operator, source):
        record.publication = Publication.WITHDRAWN
        record.save()
    expert.seats.all().delete()
    expert.delete()
    clock.hour = 2

    for ending in ("/", ".json"):
        assert leaks(client.get(f"/centers/synthetic{ending}", {"known_at": clock.at(0.5)})) == []


def test_what_was_merged_since_is_shown_as_it_was(client: Client, clock: Any) -> None:
    center = make_center(slug="synthetic")
    operator, other = make_organization(slug="merged", name_en="Merged"), make_organization(slug="other")
    part = make_participation(center, organization=operator)
    clock.hour = 1
    with recording():
        part.organization = other
        part.save()
        make_retired_identifier(kind="organization", slug="merged", successor_slug="other")
        operator.delete()
    clock.hour = 2

    assert data(client, "/centers/synthetic.json", clock.at(0.5))["parentOrganization"][0]["name_en"] == "Merged"


@pytest.mark.parametrize("ending", ["/", ".json"])
def test_withdrawn_record_has_no_past(client: Client, clock: Any, ending: str) -> None:
    center = make_center(slug="synthetic", name_en="Hidden")
    clock.hour = 1
    center.publication = Publication.WITHDRAWN
    center.save()
    clock.hour = 2

    response = client.get(f"/centers/synthetic{ending}", {"known_at": clock.at(0.5)})

    assert (response.status_code, "Hidden" in response.content.decode()) == (404, False)
    assert client.get(f"/centers/no-such{ending}", {"known_at": clock.at(0.5)}).status_code == 404


def test_page_that_would_need_too_much_is_refused(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    center = make_center(slug="synthetic")
    for _ in range(5):
        make_participation(center, Role.MEMBER)
    monkeypatch.setattr(past, "MOST_ROWS", 4)

    response = client.get("/centers/synthetic.json", {"known_at": timezone.now().isoformat()})

    assert response.status_code == 400
    assert response.json() == {"error": "The page is too large to be shown as of a moment in the past."}


# --- moments ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "moment"),
    [
        ("2026-11-22", "2026-11-22T23:59:59.999999+08:00"),
        ("2026-11-22T17:00", "2026-11-22T17:00:00+08:00"),
        ("2026-11-22T17:00:01.5", "2026-11-22T17:00:01.500000+08:00"),
        ("2026-11-22T17:00Z", "2026-11-22T17:00:00+00:00"),
        ("2026-11-22T17:00+02:00", "2026-11-22T17:00:00+02:00"),
        ("2026-11-22T17:00 02:00", "2026-11-22T17:00:00+02:00"),
        ("2026-11-23", NOW.isoformat()),
    ],
)
def test_moment_is_read(clock: Any, typed: str, moment: str) -> None:
    assert moment_of(typed) == dt.datetime.fromisoformat(moment)


@pytest.mark.parametrize(
    "typed",
    [
        "recently",
        "2026",
        "2026-02-30",
        "2026-11-22T25:00",
        "0001-01-01",
        "0001-01-01T00:00+14:00",
        "9999-12-31",
        "9999-12-31T23:59-14:00",
        "1948-12-31",
        "2026-11-24",
        "2026-11-23T23:00Z",
        "2100-01-01",
        "\x00",
        "1" * 400,
        "２０２６-11-22",
    ],
)
def test_what_is_no_moment_of_the_past_is_refused(clock: Any, typed: str) -> None:
    with pytest.raises(ValidationError):
        moment_of(typed)


@pytest.mark.parametrize("prefix", ["", "/zh-hans"])
@pytest.mark.parametrize("ending", ["/", ".json"])
@pytest.mark.parametrize("typed", ["recently", "9999-12-31", "<script>alert(1)</script>", "\x00"])
def test_malformed_moment_is_an_error(client: Client, prefix: str, ending: str, typed: str) -> None:
    make_center(slug="synthetic")

    response = client.get(f"{prefix}/centers/synthetic{ending}", {"known_at": typed})

    assert response.status_code == 400
    assert ending == ".json" or "<script>alert" not in response.content.decode()


def test_error_says_what_is_expected(client: Client) -> None:
    make_center(slug="synthetic")

    assert client.get("/centers/synthetic.json?known_at=recently").json() == {
        "error": "“recently” is not a moment. A day or a time, such as 2026-11-23 or 2026-11-23T17:00+08:00; a day is "
        "taken at its end."
    }


def test_record_leads_to_its_changes_and_their_feed(client: Client) -> None:
    make_task(center=make_center(slug="synthetic"), number=1)

    page = open_page(client, "/tasks/synthetic-1/")

    assert "/changes/?record=task:synthetic-1" in links(page)
    assert [attribute(link, "href") for link in by_name(page, "link") if "atom" in attribute(link, "type")] == [
        "/changes/feed/?record=task:synthetic-1"
    ]
    assert client.get("/changes/feed/?record=task:synthetic-1").status_code == 200
