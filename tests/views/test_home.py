import pytest
from django.test import Client

from centers.choices import Publication, Step, Tier
from centers.overview import Overview, system_at_a_glance
from tests import factories as make
from tests.pages import HIDDEN, attribute, by_class, by_id, by_name, items, leaks, links, open_page, section, text

pytestmark = pytest.mark.django_db


def make_province(code: str, row: int, column: int, **values: str) -> None:
    make.make_region(code, tile_row=row, tile_column=column, **values)


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize("path", ["/", "/zh-hans/"])
def test_statements_do_not_grow_with_the_register(
    client: Client, django_assert_num_queries, rows: int, path: str
) -> None:
    seed = make.make_source(slug="seed-article")
    metric = make.make_metric(count_rule="provincial")
    for number in range(rows):
        center = make.make_center(tier=Tier.NATIONAL, approved_on="2020", region=f"4{number + 1}")
        make.make_designation(center)
        make.make_citation(figure=make.make_figure(metric=metric), source=seed)
        make.make_citation(statement=make.make_statement())

    with django_assert_num_queries(5):
        response = client.get(path)

    assert response.status_code == 200


def test_the_first_screen_says_what_how_many_where_and_since_when(client: Client) -> None:
    make_province("11", 3, 6)
    make_province("44", 8, 5)
    make.make_center(
        slug="first", name_en="First Center", tier=Tier.NATIONAL, approved_on="2016-06", region=make.make_region("44")
    )
    make.make_center(tier=Tier.NATIONAL_LOCAL, approved_on="2023")
    make.make_center(tier=Tier.PROVINCIAL, approved_on="2015", region=make.make_region("11"))
    make.make_center(tier=Tier.ENTERPRISE, field=None)
    make.make_center(tier=Tier.NATIONAL, status="revoked", region=make.make_region("11"))
    make.make_source()

    page = open_page(client, "/")

    (opening,) = by_class(page, "opening")
    assert text(by_name(opening, "h1")[0]) == "Manufacturing innovation centers of China"
    assert [text(row) for row in by_name(by_class(opening, "numbers")[0], "div")] == [
        "centers of national level 2",
        "provincial centers 1",
        "enterprise technology centers 1",
    ]
    assert links(by_class(opening, "numbers")[0]) == [
        "/centers/?tier=national&tier=national-local",
        "/centers/?tier=provincial",
        "/centers/?tier=enterprise",
    ]
    assert text(by_class(opening, "opening-text")[0]).endswith(
        "1 of 2 provinces have a center of national level. The first, First Center, was approved in June 2016. "
        "It all rests on 1 source."
    )
    assert attribute(by_id(opening, "site-search"), "name") == "q"


def test_the_map_has_a_tile_for_each_province_with_its_count(client: Client) -> None:
    make_province("11", 3, 6, name_en="Beijing")
    make_province("44", 8, 5, name_en="Guangdong")
    make_province("65", 4, 1, name_en="Xinjiang")
    for region in ("44", "44", "4401", "11"):
        make.make_center(tier=Tier.NATIONAL, region=region)
    make.make_center(region="44")

    (figure,) = by_class(open_page(client, "/"), "tile-map")

    tiles = by_class(figure, "tile")
    assert [(attribute(tile, "href"), attribute(tile, "aria-label")) for tile in tiles] == [
        ("/regions/11/", "Beijing: 1"),
        ("/regions/44/", "Guangdong: 3"),
        ("/regions/65/", "Xinjiang: 0"),
    ]
    assert [attribute(tile, "class") for tile in tiles] == ["step-2 tile", "step-5 tile", "step-0 tile"]
    assert [[text(cell) for cell in row.children] for row in by_name(figure, "tr")] == [
        ["Province", "National level", "Provincial", "Enterprise"],
        ["Guangdong", "3", "1", "0"],
        ["Beijing", "1", "0", "0"],
    ]


def test_a_center_on_two_sites_counts_in_both_provinces() -> None:
    make_province("44", 8, 5)
    make_province("51", 6, 2)
    center = make.make_center(tier=Tier.NATIONAL, region="4403")
    make.make_site(center=center, region=make.make_region("4401"))
    make.make_site(center=center, region=make.make_region("5101"))

    overview: Overview = system_at_a_glance()

    assert {tile.region.code: tile.national_level for tile in overview.tiles} == {"44": 1, "51": 1}
    assert overview.national_level == 1


def test_latest_designations_of_national_level(client: Client) -> None:
    center = make.make_center(slug="a", name_en="Center", tier=Tier.NATIONAL)
    make.make_designation(center, Step.APPROVED, "2020-05")
    make.make_designation(center, Step.ACCEPTED, "2024")
    make.make_designation(center, Step.UNVEILED, "")
    make.make_designation(make.make_center(tier=Tier.PROVINCIAL), Step.APPROVED, "2025")

    page = open_page(client, "/")

    assert items(section(page, "latest")) == ["2024 Center accepted", "May 2020 Center approved as national"]


def test_figures_of_the_seed_with_their_marks_the_country_first(client: Client) -> None:
    seed = make.make_source(slug="seed-article", title="Article", language="en")
    provincial = make.make_metric(name_en="Provincial centers", count_rule="provincial")
    national = make.make_metric(name_en="National centers", count_rule="national-level")
    region = make.make_region("44", name_en="Guangdong")
    figures = [
        make.make_figure(slug="forty", metric=provincial, region=region, value=40, as_of="2024-02-13"),
        make.make_figure(slug="29", metric=national, value=29),
    ]
    for figure in figures:
        make.make_citation(figure=figure, source=seed, field_name="value", quote=f"{figure.value}")
    make.make_figure(metric=national, value=30)
    uncounted = make.make_figure(value=46)
    make.make_citation(figure=uncounted, source=seed)

    page = open_page(client, "/")

    assert [text(row) for row in by_name(section(page, "figures"), "div")] == [
        "National centers 29[1]",
        "Provincial centers, Guangdong, 13 February 2024 40[2]",
    ]
    assert links(section(page, "figures"))[0] == "/figures/#29"


def test_statements_about_the_whole_system_with_their_quotes(client: Client) -> None:
    statement = make.make_statement(text_en="The core is the national centers.", number=1)
    make.make_citation(statement=statement, quote="as the core", quote_language="en")
    make.make_statement(center=make.make_center())

    page = open_page(client, "/")

    assert items(section(page, "statements")) == ["The core is the national centers. as the core[1]"]


def test_an_empty_register_has_a_home_page(client: Client) -> None:
    page = open_page(client, "/")

    assert [text(number) for number in by_name(by_class(page, "numbers")[0], "dd")] == ["0", "0", "0"]
    assert items(section(page, "latest")) == ["None on record."]


def test_records_that_are_not_public_are_never_named(client: Client) -> None:
    make_province("44", 8, 5)
    seed = make.make_source(slug="seed-article")
    hidden = make.make_center(slug="hidden-1", tier=Tier.NATIONAL, approved_on="2010", region="44", **HIDDEN)
    make.make_designation(hidden)
    make.make_statement(slug="hidden-2", text_en="Hidden", publication=Publication.DRAFT)
    metric = make.make_metric(count_rule="national", name_en="Hidden", name_zh="不可见")
    figure = make.make_figure(slug="hidden-3", metric=metric, publication=Publication.DRAFT)
    make.make_citation(figure=figure, source=seed)

    for path in ("/", "/zh-hans/"):
        assert leaks(client.get(path)) == [], path
    assert system_at_a_glance().national_level == 0
