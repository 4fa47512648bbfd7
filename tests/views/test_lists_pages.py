"""The public lists as pages: each kind in the same way."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import resolve
from django.utils.translation import override

from centers.choices import Publication, Role, Tier
from tests.factories import (
    make_alliance,
    make_center,
    make_citation,
    make_committee,
    make_field,
    make_figure,
    make_membership,
    make_organization,
    make_participation,
    make_region,
    make_seat,
    make_site,
    make_source,
    make_task,
    make_task_kind,
)

pytestmark = pytest.mark.django_db


def a_center(**overrides: Any) -> Any:
    center = make_center(region="4401", **overrides)
    make_site(center=center, region=make_region("51"))
    make_participation(center)
    make_participation(center, role=Role.LEAD)
    return center


def an_alliance(**overrides: Any) -> Any:
    alliance = make_alliance(center=make_center(), place=make_region("4401"), **overrides)
    make_membership(alliance)
    return alliance


def a_committee(**overrides: Any) -> Any:
    committee = make_committee(**overrides)
    make_seat(committee)
    return committee


def an_organization(**overrides: Any) -> Any:
    organization = make_organization(region=make_region("4401"), **overrides)
    make_participation(make_center(publication=Publication.DRAFT), organization=organization)
    make_participation(make_center(), organization=organization)
    return organization


def a_field(**overrides: Any) -> Any:
    field = make_field(**overrides)
    make_center(field=field, tier=Tier.NATIONAL)
    make_center(field=field)
    return field


def a_region(**overrides: Any) -> Any:
    a_region.code += 1
    center = make_center(region=make_region(str(a_region.code), **overrides))
    return center.sites.get().region


a_region.code = 40


def a_figure(**overrides: Any) -> Any:
    figure = make_figure(region=make_region("4401"), **overrides)
    make_citation(figure=figure)
    make_citation(figure=figure)
    return figure


#: Each list, how to make a record of it, and the statements of its page whatever the number of records.
LISTS = {
    "centers": (a_center, 4),
    "alliances": (an_alliance, 2),
    "committees": (a_committee, 2),
    "tasks": (lambda **overrides: make_task(kind=make_task_kind(), **overrides), 2),
    "organizations": (an_organization, 3),
    "fields": (a_field, 3),
    "regions": (a_region, 3),
    "sources": (make_source, 2),
    "figures": (a_figure, 3),
}
PUBLISHABLE = ["centers", "alliances", "committees", "tasks", "organizations", "sources", "figures"]

every_list = pytest.mark.parametrize(("name", "make", "statements"), [(name, *rest) for name, rest in LISTS.items()])


def filters_of(name: str) -> dict[str, Any]:
    """The filters of a list, by their parameters."""
    with override("en"):
        return resolve(f"/{name}/").func.view_class.filterset_class.base_filters


def title(html: str) -> str:
    return re.search(r"<title>(.*?) · Register", html)[1]


@every_list
@pytest.mark.parametrize("number", [1, 3])
def test_statements_do_not_grow_with_the_list(
    client: Client, django_assert_num_queries: Any, name: str, make: Callable, statements: int, number: int
) -> None:
    for _ in range(number):
        make()

    with django_assert_num_queries(statements):
        response = client.get(f"/{name}/")

    assert len(re.findall(r'<th scope="row"', response.content.decode())) == number


@every_list
@pytest.mark.parametrize("prefix", ["", "/zh-hans"])
def test_an_empty_list_says_so(client: Client, name: str, make: Callable, statements: int, prefix: str) -> None:
    response = client.get(f"{prefix}/{name}/")

    assert response.status_code == 200
    assert b"<table" not in response.content
    assert b'class="empty"' in response.content


@every_list
def test_a_filtered_list_without_results_offers_to_clear(
    client: Client, name: str, make: Callable, statements: int
) -> None:
    make()

    html = client.get(f"/{name}/?q=nothing-is-called-so").content.decode()

    assert title(html).endswith(", 1 filter")
    assert "No record on the register matches all of these filters." in html
    assert f'<a href="/{name}/">Clear all filters</a>' in html


@pytest.mark.parametrize("name", PUBLISHABLE)
@pytest.mark.parametrize("publication", [state for state in Publication if state != Publication.PUBLISHED])
def test_only_published_records_are_listed(client: Client, name: str, publication: str) -> None:
    make, _ = LISTS[name]
    make(publication=publication)

    assert b"<table" not in client.get(f"/{name}/").content


@pytest.mark.parametrize(
    ("name", "make"), [("committees", make_committee), ("tasks", make_task), ("figures", make_figure)]
)
def test_what_belongs_to_a_draft_is_not_listed(client: Client, name: str, make: Callable) -> None:
    make(center=make_center(publication=Publication.DRAFT))

    assert b"<table" not in client.get(f"/{name}/").content


@pytest.mark.parametrize("name", ["centers", "alliances", "organizations", "figures"])
def test_a_draft_is_not_named_beside_what_is_published(client: Client, name: str) -> None:
    secret = {"name_zh": "秘密", "name_en": "Secret", "publication": Publication.DRAFT}
    center = make_center(slug="public")
    make_participation(center, organization=make_organization(**secret))
    make_participation(make_center(**secret), organization=make_organization())
    make_alliance(center=make_center(**secret))
    figure = make_figure()
    make_citation(figure=figure, source=make_source(title="Secret", publication=Publication.DRAFT))

    html = client.get(f"/{name}/").content.decode()

    assert len(re.findall('<th scope="row"', html)) >= 1
    assert "Secret" not in html
    assert "秘密" not in html


@every_list
def test_a_malformed_value_is_refused_beside_its_filter(
    client: Client, name: str, make: Callable, statements: int
) -> None:
    make()

    response = client.get(f"/{name}/?q={'x' * 201}&page=two&sort=nonsense")

    html = response.content.decode()
    assert response.status_code == 400
    assert "<table" not in html
    assert '<p class="error" id="id_q_error">Search for at most 200 characters.</p>' in html
    assert re.search(r'<input[^>]*name="q"[^>]*aria-describedby="id_q_error"', html)
    assert '<a href="#id_q">Search</a>' in html
    assert title(html) == "3 filters have values that cannot be used."


def test_an_unknown_choice_is_refused_beside_its_choices(client: Client) -> None:
    response = client.get("/centers/?tier=regional")

    html = response.content.decode()
    assert response.status_code == 400
    assert 'id="filter-tier" aria-describedby="filter-tier-error"' in re.sub(r"\s+", " ", html)
    sentence = "“regional” is not a choice of this filter. Choose from the list."
    assert f'<p class="error" id="filter-tier-error">{sentence}</p>' in html
    assert '<a href="#filter-tier">Tier</a>' in html


def test_what_a_reader_sent_is_escaped(client: Client) -> None:
    html = client.get("/centers/?tier=<script>alert(1)</script>&q=<b>&region=%22%3E").content.decode()

    assert "<script>alert" not in html
    assert "<b>" not in html
    assert '"">' not in html


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", "33 centers"),
        ("?tier=national", "33 centers, 1 filter"),
        ("?tier=national&tier=provincial&q=synthetic", "33 centers, 3 filters"),
        ("?sort=-name", "33 centers"),
        ("?status=revoked", "0 centers, 1 filter"),
    ],
)
def test_the_result_line_is_in_the_title_too(client: Client, query: str, expected: str) -> None:
    for _ in range(33):
        make_center(tier=Tier.NATIONAL)

    html = client.get(f"/centers/{query}").content.decode()

    assert title(html) == expected
    assert f'<h2 class="result">{expected}</h2>' in html


def test_pages_of_fifty(client: Client) -> None:
    for number in range(101):
        make_source(title=f"Source {number:03}", slug=f"s-{number:03}")

    def page(number: int) -> tuple[list[str], list[str]]:
        html = client.get(f"/sources/?language=zh&sort=title&page={number}").content.decode()
        titles = re.findall(r'href="/sources/s-(\d+)/"', html)
        return [titles[0], titles[-1]], re.findall(r'<a rel="(prev|next)" href="([^"]*)"', html)

    query = "?language=zh&amp;sort=title&amp;page="
    assert page(1) == (["000", "049"], [("next", f"{query}2")])
    assert page(2) == (["050", "099"], [("prev", f"{query}1"), ("next", f"{query}3")])
    assert page(3) == (["100", "100"], [("prev", f"{query}2")])
    assert client.get("/sources/?page=4").status_code == 400


def test_a_page_says_which_it_is(client: Client) -> None:
    for _ in range(51):
        make_source()

    html = client.get("/sources/?page=2").content.decode()

    assert title(html) == "51 sources · page 2 of 2"
    assert "Page 2 of 2" in html


@pytest.mark.parametrize(
    ("query", "is_kept_out"), [("", False), ("?utm_source=x", False), ("?q=a", True), ("?sort=name", True)]
)
def test_filtered_lists_are_left_to_the_bare_one(client: Client, query: str, is_kept_out: bool) -> None:
    html = client.get(f"/zh-hans/centers/{query}").content.decode()

    assert ('<meta name="robots" content="noindex, follow">' in html) == is_kept_out
    assert '<link rel="canonical" href="http://127.0.0.1:8000/zh-hans/centers/">' in html


def test_the_column_that_sorts_says_so(client: Client) -> None:
    make_center()

    html = re.sub(r"\s+", " ", client.get("/centers/?sort=-approved").content.decode())

    assert re.findall(r'aria-sort="(\w+)" ?> ?<a href="([^"]*)">([^<]*)</a>', html) == [
        ("descending", "?sort=approved", "Approved on")
    ]


@every_list
def test_every_order_holds_every_record(client: Client, name: str, make: Callable, statements: int) -> None:
    for _ in range(3):
        make()

    for order in [f"{sign}{order}" for order in filters_of(name)["sort"].orders for sign in ("", "-")]:
        html = client.get(f"/zh-hans/{name}/?sort={order}").content.decode()

        assert len(re.findall('<th scope="row"', html)) == 3, order


def test_fields_in_the_order_of_their_provincial_centers(client: Client) -> None:
    for number in (1, 0, 2):
        field = make_field(slug=f"field-{number}")
        for _ in range(number):
            make_center(field=field)

    html = client.get("/fields/?sort=-provincial").content.decode()

    assert re.findall(r'href="/fields/field-(\d)/"', html) == ["2", "1", "0"]


def test_a_name_in_the_other_language_is_marked(client: Client) -> None:
    make_center(slug="both", name_zh="中心", name_en="Center")
    make_center(slug="one", name_zh="另一个", name_en="")

    english = client.get("/centers/").content.decode()
    chinese = client.get("/zh-hans/centers/").content.decode()

    assert '<a href="/centers/both/">Center</a>' in english
    assert '<span class="other-name" lang="zh-Hans">中心</span>' in english
    assert '<a href="/centers/one/"><span lang="zh-Hans">另一个</span></a>' in english
    assert '<a href="/zh-hans/centers/both/">中心</a>' in chinese
    assert '<span class="other-name" lang="en">Center</span>' in chinese


def test_the_left_out_are_told_and_offered(client: Client) -> None:
    make_center()
    make_center(status="revoked")

    html = client.get("/centers/?tier=provincial").content.decode()

    assert "Only standing centers are listed." in html
    assert '<a href="?tier=provincial&amp;status=any">Show all</a>' in html
    assert "Only standing centers are listed." not in client.get("/centers/?status=any").content.decode()


def test_the_same_list_is_offered_as_data(client: Client) -> None:
    make_center(tier=Tier.NATIONAL)

    html = client.get("/zh-hans/centers/?tier=national&page=1").content.decode()

    assert re.findall(r'<a href="([^"]*)">(CSV|XLSX|JSON)</a>', html) == [
        ("/zh-hans/centers.csv?tier=national", "CSV"),
        ("/zh-hans/centers.xlsx?tier=national", "XLSX"),
        ("/zh-hans/centers.json?tier=national", "JSON"),
    ]


@pytest.mark.parametrize("path", ["/regions/440000/", "/regions/4400/", "/zh-hans/regions/440000/"])
def test_a_code_filled_up_with_zeros_moves_to_the_short_one(client: Client, path: str) -> None:
    response = client.get(f"{path}?a=b")

    prefix = path.partition("/regions")[0]
    assert (response.status_code, response["Location"]) == (301, f"{prefix}/regions/44/?a=b")
