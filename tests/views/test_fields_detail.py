import pytest
from django.test import Client

from centers.choices import Publication, Tier
from tests import factories as make
from tests.pages import HIDDEN, by_class, by_name, facts, items, leaks, links, open_page, section, text

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize("path", ["/fields/storage/", "/fields/storage.json"])
def test_statements_do_not_grow_with_centers(client: Client, django_assert_num_queries, rows: int, path: str) -> None:
    field = make.make_field(slug="storage")
    for _ in range(rows):
        make.make_center(field=field)
        make.make_center(field=field, tier=Tier.NATIONAL, status="revoked")
        make.make_citation(statement=make.make_statement(field=field))

    with django_assert_num_queries(4):
        response = client.get(path)

    assert response.status_code == 200


def test_the_one_center_of_national_level_and_the_provincial_ones(client: Client) -> None:
    field = make.make_field(slug="storage", name_zh="储能", name_en="Storage")
    make.make_center(slug="one", name_en="The One", field=field, tier=Tier.NATIONAL, approved_on="2024-12")
    make.make_center(slug="before", name_en="Before", field=field, tier=Tier.NATIONAL_LOCAL, status="revoked")
    make.make_center(slug="province", name_en="Of a Province", field=field)
    make.make_center(name_en="Elsewhere")

    page = open_page(client, "/fields/storage/")

    assert text(by_class(page, "lede")[0]) == "The center of national level in this field is The One."
    assert facts(page) == {"national": "1", "provincial": "1", "Identifier": "storage"}
    centers = section(page, "centers")
    assert [[text(cell) for cell in row.children] for row in by_name(centers, "tr")] == [
        ["Center", "Status", "Approved"],
        ["The One", "approved", "December 2024"],
        ["Center", "Status", "Approved"],
        ["Of a Province", "approved", "not published"],
    ]
    assert items(centers) == ["Before · national-local · revoked"]
    assert "/centers/?field=storage&tier=provincial" in links(centers)


def test_a_field_without_a_center_of_national_level(client: Client) -> None:
    make.make_field(slug="storage")

    page = open_page(client, "/fields/storage/")

    assert text(by_class(page, "lede")[0]) == "No center of national level stands in this field."
    assert text(section(page, "centers")) == "Centers standing None on record."


def test_a_long_list_is_cut_and_counted(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("centers.records.shared.MOST_SHOWN", 2)
    field = make.make_field(slug="storage")
    for number in range(3):
        make.make_center(slug=f"center-{number}", field=field)

    centers = section(open_page(client, "/fields/storage/"), "centers")

    assert links(centers) == [
        "/centers/?field=storage&tier=provincial",
        "/centers/center-0/",
        "/centers/center-1/",
        "/centers/?field=storage&tier=provincial",
    ]
    assert text(by_name(centers, "p")[-1]) == "All 3"


def test_statements_with_their_quotes(client: Client) -> None:
    statement = make.make_statement(field=make.make_field(slug="storage"), text_en="One center for each field.")
    make.make_citation(statement=statement, field_name="text_en", quote="每个领域仅布局1家")

    (said,) = items(by_class(open_page(client, "/fields/storage/"), "statements")[0])

    assert said == "One center for each field. 每个领域仅布局1家[1]"


def test_records_that_are_not_public_are_never_named(client: Client) -> None:
    field = make.make_field(slug="storage")
    make.make_center(slug="hidden-1", field=field, tier=Tier.NATIONAL, **HIDDEN)
    make.make_center(slug="hidden-2", field=field, tier=Tier.NATIONAL, status="revoked", **HIDDEN)
    make.make_statement(slug="hidden-3", field=field, text_en="Hidden", publication=Publication.DRAFT)

    for path in ("/fields/storage/", "/zh-hans/fields/storage/", "/fields/storage.json"):
        assert leaks(client.get(path)) == [], path


def test_an_unknown_field_has_no_page_and_a_merged_one_redirects(client: Client) -> None:
    make.make_retired_identifier(kind="field", slug="old", successor_slug="new")

    assert client.get("/fields/unknown/").status_code == 404
    assert client.get("/fields/old.json").headers["Location"] == "/fields/new.json"


def test_data_of_a_field(client: Client) -> None:
    field = make.make_field(slug="storage")
    make.make_center(slug="one", field=field, tier=Tier.NATIONAL)

    data = client.get("/fields/storage.json").json()

    assert (data["@type"], data["national_level"]["id"], data["standing"]) == (
        "schema:DefinedTerm",
        "one",
        {"national": 1, "national-local": 0, "provincial": 0, "enterprise": 0},
    )
