import pytest
from django.test import Client

from centers.choices import Publication
from centers.models import Alliance
from tests import factories as make
from tests.pages import HIDDEN, by_class, by_id, facts, items, leaks, links, open_page, section, text

pytestmark = pytest.mark.django_db


def make_whole_alliance(rows: int = 1) -> Alliance:
    alliance = make.make_alliance(slug="whole", center=make.make_center(), place=make.make_region("4401"))
    for _ in range(rows):
        make.make_citation(alliance=alliance)
        make.make_citation(membership=make.make_membership(alliance))
    return alliance


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize("path", ["/alliances/whole/", "/alliances/whole.json"])
def test_statements_do_not_grow_with_members(client: Client, django_assert_num_queries, rows: int, path: str) -> None:
    make_whole_alliance(rows)

    with django_assert_num_queries(3):
        response = client.get(path)

    assert response.status_code == 200


def test_facts_and_members(client: Client) -> None:
    center = make.make_center(slug="storage", name_en="Storage Center")
    alliance = make.make_alliance(
        slug="a",
        center=center,
        founded_on="2023-06-21",
        place=make.make_region("4401"),
        reported_members=45,
        coverage_percent=85,
        coverage_qualifier="more-than",
    )
    make.make_citation(alliance=alliance)
    chair = make.make_organization(slug="chair", name_zh="主席", name_en="Chair Company")
    membership = make.make_membership(alliance, organization=chair, role="chair", start="2023")
    make.make_citation(membership=membership)

    page = open_page(client, "/alliances/a/")

    assert facts(page) | {"Last changed": ""} == {
        "Led by": "Storage Center",
        "Founded": "21 June 2023",
        "Founded in": "Synthetic 4401, Synthetic 44",
        "Members reported": "45",
        "Members on record": "1",
        "Coverage": "more than 85%",
        "Identifier": "a",
        "Last changed": "",
        "Confirmed": "not yet",
    }
    assert links(by_class(page, "lede")[0])[0] == "/centers/storage/"
    assert items(section(page, "members")) == ["Chair Company[2] 主席 · chair unit · from 2023"]
    assert links(by_id(page, "alliance-chair-chair-2023"))[0] == "/organizations/chair/"


def test_nothing_known_is_said(client: Client) -> None:
    make.make_alliance(slug="a")

    page = open_page(client, "/alliances/a/")

    assert text(by_class(page, "lede")[0]) == (
        "The center that leads it is not published in any source seen. source needed"
    )
    assert text(section(page, "members")) == "Members No member is named in any source seen."


def test_records_that_are_not_public_are_never_named(client: Client) -> None:
    alliance = make.make_alliance(slug="a", center=make.make_center(slug="hidden-1", **HIDDEN))
    make.make_membership(alliance, organization=make.make_organization(slug="hidden-2", **HIDDEN))

    for path in ("/alliances/a/", "/zh-hans/alliances/a/", "/alliances/a.json"):
        assert leaks(client.get(path)) == [], path


def test_an_unpublished_alliance_has_no_page(client: Client) -> None:
    make.make_alliance(slug="a", publication=Publication.DRAFT)

    assert client.get("/alliances/a/").status_code == 404


def test_a_merged_identifier_redirects(client: Client) -> None:
    make.make_retired_identifier(kind="alliance", slug="old", successor_slug="new")

    assert client.get("/alliances/old/").headers["Location"] == "/alliances/new/"


def test_data_of_an_alliance(client: Client) -> None:
    make.make_alliance(slug="a", reported_members=45, coverage_percent=85, coverage_qualifier="more-than")

    data = client.get("/alliances/a.json").json()

    keys = ("@type", "id", "center", "reported_members", "coverage_qualifier", "coverage_percent", "memberships")
    assert [data[key] for key in keys] == ["schema:Organization", "a", None, 45, "more-than", 85, []]
