import pytest
from django.test import Client

from centers.choices import Publication, Tier
from tests import factories as make
from tests.pages import HIDDEN, by_class, by_name, facts, items, leaks, links, open_page, section, text

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize("path", ["/regions/44/", "/regions/44.json"])
def test_statements_do_not_grow_with_what_is_there(
    client: Client, django_assert_num_queries, rows: int, path: str
) -> None:
    region = make.make_region("44")
    for number in range(rows):
        make.make_center(region=f"440{number + 1}", tier=Tier.NATIONAL)
        make.make_center(region=f"440{number + 1}")
        make.make_citation(figure=make.make_figure(region=region))
        make.make_citation(event=make.make_event(region=region))
        make.make_citation(statement=make.make_statement(region=region))

    with django_assert_num_queries(5):
        response = client.get(path)

    assert response.status_code == 200


def test_centers_of_a_province_include_its_cities_and_count_once(client: Client) -> None:
    field = make.make_field(name_en="Video")
    video = make.make_center(slug="video", name_en="Video Center", field=field, tier=Tier.NATIONAL, region="5101")
    make.make_site(center=video, region=make.make_region("4403"))
    make.make_site(center=video, region=make.make_region("4401"))
    make.make_center(slug="ended", name_en="Ended", tier=Tier.NATIONAL, status="revoked", region="4401")

    page = open_page(client, "/regions/44/")

    assert facts(page) == {
        "national": "1",
        "national-local": "0",
        "provincial": "0",
        "enterprise technology center": "0",
        "Identifier": "44",
    }
    assert text(by_class(page, "lede")[0]) == "Centers standing in Synthetic 44, by tier: national 1."
    assert items(section(page, "centers")) == ["Ended · national · revoked"]
    assert [[text(cell) for cell in row.children] for row in by_name(section(page, "within"), "tr")] == [
        ["Region", "National level", "All tiers"],
        ["Synthetic 4401", "1", "1"],
        ["Synthetic 4403", "1", "1"],
    ]
    assert links(section(page, "within")) == ["/regions/4401/", "/regions/4403/"]


def test_a_city_leads_to_its_province(client: Client) -> None:
    make.make_region("4401")

    page = open_page(client, "/regions/4401/")

    assert facts(page)["Part of"] == "Synthetic 44"
    assert links(by_class(page, "breadcrumbs")[0]) == ["/", "/regions/", "/regions/44/"]
    assert text(by_class(page, "lede")[0]) == "No center on record stands in Synthetic 4401."


def test_figures_events_and_statements_about_it(client: Client) -> None:
    region = make.make_region("44")
    metric = make.make_metric(name_en="Provincial centers", unit_en="centers")
    figure = make.make_figure(region=region, metric=metric, value=40, qualifier="about", as_of="2024-02-13")
    make.make_citation(figure=figure, quote="40 centers", quote_language="en")
    event = make.make_event(region=region, date="2016", name_zh="", name_en="The province begins.")
    make.make_citation(event=event)
    statement = make.make_statement(region=region, text_en="The number stays first.")
    make.make_citation(statement=statement, quote="数量居全国首位", certainty="garbled", note_en="Subject lost.")

    page = open_page(client, "/regions/44/")

    (row,) = by_name(section(page, "figures"), "tr")[1:]
    assert text(row) == "Provincial centers about 40 centers[1] 13 February 2024"
    assert items(section(page, "events")) == ["2016 The province begins.[2] · policy"]
    assert items(section(page, "statements")) == [
        "The number stays first. 数量居全国首位[3] garbled in the source",
    ]


def test_records_that_are_not_public_are_never_named(client: Client) -> None:
    region = make.make_region("44")
    make.make_center(slug="hidden-1", region=region, tier=Tier.NATIONAL, **HIDDEN)
    make.make_center(slug="hidden-2", region=region, tier=Tier.NATIONAL, status="revoked", **HIDDEN)
    make.make_event(slug="hidden-3", region=region, **HIDDEN)
    make.make_statement(slug="hidden-4", region=region, text_en="Hidden", publication=Publication.DRAFT)
    metric = make.make_metric(name_zh="不可见", name_en="Hidden")
    make.make_figure(slug="hidden-5", region=region, metric=metric, publication=Publication.DRAFT)

    for path in ("/regions/44/", "/zh-hans/regions/44/", "/regions/44.json"):
        assert leaks(client.get(path)) == [], path


def test_an_unknown_code_has_no_page_and_a_former_one_redirects(client: Client) -> None:
    make.make_retired_identifier(kind="region", slug="4499", successor_slug="4401")

    assert client.get("/regions/99/").status_code == 404
    assert client.get("/regions/4499/").headers["Location"] == "/regions/4401/"


def test_data_of_a_region(client: Client) -> None:
    make.make_center(region="4401")

    data = client.get("/regions/4401.json").json()

    assert (data["@type"], data["id"], data["containedInPlace"]["id"], data["standing"]) == (
        "schema:AdministrativeArea",
        "4401",
        "44",
        {"national": 0, "national-local": 0, "provincial": 1, "enterprise": 0},
    )
