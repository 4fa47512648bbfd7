import pytest
from django.test import Client

from centers.models import ExpertCommittee
from tests import factories as make
from tests.pages import HIDDEN, by_class, facts, items, leaks, open_page, section, text

pytestmark = pytest.mark.django_db


def make_whole_committee(rows: int = 1) -> ExpertCommittee:
    committee = make.make_committee(slug="whole")
    for _ in range(rows):
        expert = make.make_expert(affiliation=make.make_organization())
        make.make_citation(committee=committee)
        make.make_citation(seat=make.make_seat(committee, expert=expert))
        make.make_citation(expert=expert)
    return committee


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize("path", ["/committees/whole/", "/committees/whole.json"])
def test_statements_do_not_grow_with_seats(client: Client, django_assert_num_queries, rows: int, path: str) -> None:
    make_whole_committee(rows)

    with django_assert_num_queries(3):
        response = client.get(path)

    assert response.status_code == 200


def test_reported_size_stands_beside_the_seats_on_record(client: Client) -> None:
    center = make.make_center(slug="storage", name_en="Storage Center")
    committee = make.make_committee(slug="a", center=center, reported_size=12, reported_academicians=10)
    make.make_citation(committee=committee, field_name="reported_academicians")

    page = open_page(client, "/committees/a/")

    assert facts(page) | {"Last changed": ""} == {
        "Center": "Storage Center source needed",
        "Founded": "not published",
        "Members reported": "12 source needed",
        "Academicians reported": "10[1]",
        "Seats on record": "0",
        "Identifier": "a",
        "Last changed": "",
        "Confirmed": "not yet",
    }
    assert text(section(page, "members")) == (
        "Members 10 academicians reported[1]; 12 members reported source needed; "
        "none named in any source seen; on record: 0."
    )


def test_seats(client: Client) -> None:
    committee = make.make_committee(slug="a")
    institute = make.make_organization(name_en="Institute")
    expert = make.make_expert(name_zh="合成", name_en="Person", is_academician=True, affiliation=institute)
    seat = make.make_seat(committee, expert=expert, role="chair", start="2024")
    make.make_citation(seat=seat)
    make.make_citation(expert=expert)

    page = open_page(client, "/committees/a/")

    assert items(section(page, "members")) == [
        "Person[1][2] 合成 · chair · academician · Institute · from 2024",
    ]


def test_records_that_are_not_public_are_never_named(client: Client) -> None:
    committee = make.make_committee(slug="a")
    hidden_organization = make.make_organization(slug="hidden-1", **HIDDEN)
    make.make_seat(committee, expert=make.make_expert(slug="hidden-2", **HIDDEN))
    make.make_seat(committee, expert=make.make_expert(affiliation=hidden_organization))

    for path in ("/committees/a/", "/zh-hans/committees/a/", "/committees/a.json"):
        assert leaks(client.get(path)) == [], path


def test_a_committee_of_an_unpublished_center_has_no_page(client: Client) -> None:
    make.make_committee(slug="a", center=make.make_center(**HIDDEN))

    assert client.get("/committees/a/").status_code == 404


def test_a_merged_identifier_redirects(client: Client) -> None:
    make.make_retired_identifier(kind="expertcommittee", slug="old", successor_slug="new")

    assert client.get("/committees/old/").headers["Location"] == "/committees/new/"


def test_nothing_is_said_of_a_seat_without_a_source_but_that(client: Client) -> None:
    committee = make.make_committee(slug="a")
    make.make_seat(committee)

    page = open_page(client, "/committees/a/")

    assert len(by_class(section(page, "members"), "source-needed")) == 2  # the seat, and the person in it
