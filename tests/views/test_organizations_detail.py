from decimal import Decimal

import pytest
from django.test import Client

from centers.choices import Publication, Role, Step
from centers.models import Organization
from tests import factories as make
from tests.pages import HIDDEN, by_class, facts, items, leaks, links, open_page, section, text

pytestmark = pytest.mark.django_db


def make_whole_organization(rows: int = 1) -> Organization:
    organization = make.make_organization(slug="whole", region=make.make_region("440111"))
    make.make_citation(organization=organization)
    for _ in range(rows):
        make.make_name(organization=organization)
        part = make.make_participation(make.make_center(), organization=organization)
        membership = make.make_membership(make.make_alliance(), organization=organization)
        step = make.make_designation(make.make_center(), authority=organization)
        position = make.make_position(organization=organization)
        expert = make.make_expert(affiliation=organization)
        make.make_citation(participation=part)
        make.make_citation(membership=membership)
        make.make_citation(designation=step)
        make.make_citation(position=position)
        make.make_citation(expert=expert)
    return organization


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize("path", ["/organizations/whole/", "/organizations/whole.json"])
def test_statements_do_not_grow_with_its_parts(client: Client, django_assert_num_queries, rows: int, path: str) -> None:
    make_whole_organization(rows)

    with django_assert_num_queries(3):
        response = client.get(path)

    assert response.status_code == 200


def test_facts_and_parts(client: Client) -> None:
    organization = make.make_organization(
        slug="grid", kind="enterprise", region=make.make_region("4401"), credit_code="91440101MA59KQ3R6L"
    )
    make.make_citation(organization=organization)
    center = make.make_center(slug="storage", name_en="Storage Center", tier="national")
    part = make.make_participation(
        center, Role.SHAREHOLDER, organization=organization, segment="batteries", share=Decimal("12.50"), end="2024"
    )
    make.make_citation(participation=part)
    lead = make.make_participation(center, Role.LEAD, organization=organization)
    make.make_citation(participation=lead)
    alliance = make.make_alliance(slug="alliance", name_en="Alliance")
    make.make_citation(membership=make.make_membership(alliance, organization=organization, role="initiator"))

    page = open_page(client, "/organizations/grid/")

    assert facts(page) | {"Last changed": ""} == {
        "Kind": "enterprise",
        "Region": "Synthetic 4401, Synthetic 44",
        "Unified social credit code": "91440101MA59KQ3R6L",
        "Identifier": "grid",
        "Last changed": "",
        "Confirmed": "not yet",
    }
    assert text(by_class(page, "lede")[0]) == "Enterprise, in Synthetic 4401, Synthetic 44; lead of Storage Center.[1]"
    assert items(section(page, "participations")) == [
        "Storage Center (national): lead[2]",
        "Storage Center (national): shareholder[3] · batteries · 12.5% until 2024",
    ]
    assert items(section(page, "memberships")) == ["Alliance: initiator[4]"]
    assert links(section(page, "memberships"))[0] == "/alliances/alliance/"


def test_steps_taken_as_authority_the_latest_first(client: Client) -> None:
    ministry = make.make_organization(slug="ministry")
    first = make.make_center(slug="first", name_en="First", tier="national")
    second = make.make_center(slug="second", name_en="Second", tier="national")
    make.make_designation(first, Step.APPROVED, "2016-06", authority=ministry)
    make.make_designation(second, Step.APPROVED, "2017", authority=ministry)
    make.make_designation(first, Step.ACCEPTED, "", authority=ministry)

    page = open_page(client, "/organizations/ministry/")

    assert items(section(page, "designations")) == [
        "2017 Second: approved as national source needed",
        "June 2016 First: approved as national source needed",
        "not published First: accepted source needed",
    ]


def test_records_that_are_not_public_are_never_named(client: Client) -> None:
    organization = make.make_organization(slug="a")
    hidden_center = make.make_center(slug="hidden-1", **HIDDEN)
    make.make_participation(hidden_center, organization=organization)
    make.make_designation(hidden_center, authority=organization)
    make.make_membership(make.make_alliance(slug="hidden-2", **HIDDEN), organization=organization)
    make.make_position(organization=organization, expert=make.make_expert(slug="hidden-3", **HIDDEN))
    make.make_expert(slug="hidden-4", affiliation=organization, **HIDDEN)

    for path in ("/organizations/a/", "/zh-hans/organizations/a/", "/organizations/a.json"):
        assert leaks(client.get(path)) == [], path


def test_an_unpublished_organization_has_no_page(client: Client) -> None:
    make.make_organization(slug="a", publication=Publication.DRAFT)

    assert client.get("/organizations/a/").status_code == 404


def test_a_merged_identifier_redirects(client: Client) -> None:
    make.make_retired_identifier(kind="organization", slug="old", successor_slug="new")

    assert client.get("/organizations/old/").headers["Location"] == "/organizations/new/"


def test_data_says_what_kind_of_organization(client: Client) -> None:
    make.make_organization(slug="a", kind="university")
    make.make_organization(slug="b")

    assert [client.get(f"/organizations/{slug}.json").json()["@type"] for slug in "ab"] == [
        "schema:CollegeOrUniversity",
        "schema:Organization",
    ]
