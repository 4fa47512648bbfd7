"""Reported figures beside what the register counts at the same date."""

from typing import Any

import pytest
from django.test import Client

from centers.choices import CountRule, Qualifier, Tier
from tests.factories import make_center, make_designation, make_figure, make_metric, make_region
from tests.pages import by_id, by_name, open_page, text

pytestmark = pytest.mark.django_db


def figure_row(client: Client, **values: Any) -> list[str]:
    """The texts of the cells of one figure."""
    metric = values.pop("metric", None) or make_metric(count_rule=CountRule.PROVINCIAL)
    make_figure(slug="one", metric=metric, **{"as_of": "2021-12-31"} | values)
    row = by_id(open_page(client, "/figures/"), "one")
    return [text(cell) for cell in by_name(row, "td")]


def provincial_center(date: str) -> None:
    make_designation(make_center(region="44", tier=Tier.PROVINCIAL), "approved", date)


def test_a_figure_stands_beside_our_count_and_the_gap(client: Client) -> None:
    provincial_center("2020")
    provincial_center("2021-06")

    cells = figure_row(client, value=5, region=make_region("44"))

    assert cells[1:4] == ["5 centers", "2", "+3"]


def test_a_count_that_precision_leaves_open_shows_both_bounds(client: Client) -> None:
    provincial_center("2020")
    provincial_center("")

    assert figure_row(client, value=2)[2:4] == ["1–2", "0 to +1"]


@pytest.mark.parametrize(
    ("qualifier", "value", "gap"),
    [(Qualifier.EXACTLY, 1, "0"), (Qualifier.AT_LEAST, 3, "≥+2"), (Qualifier.MORE_THAN, 3, ">+2")],
)
def test_a_gap_is_meant_as_its_figure_is(client: Client, qualifier: str, value: int, gap: str) -> None:
    provincial_center("2020")

    assert figure_row(client, value=value, qualifier=qualifier)[3] == gap


def test_a_figure_that_cannot_be_counted_says_why(client: Client) -> None:
    target = make_metric(note_en="A target, not a count.")

    assert figure_row(client, metric=target)[2] == "not counted: A target, not a count."


def test_a_figure_without_a_date_is_not_compared(client: Client) -> None:
    assert figure_row(client, as_of="")[2] == "not comparable: the source gives no date"


@pytest.mark.parametrize("rows", [1, 3])
def test_the_number_of_statements_does_not_grow_with_the_figures(
    client: Client, django_assert_num_queries: Any, rows: int
) -> None:
    for number in range(rows):
        make_figure(metric=make_metric(count_rule=CountRule.PROVINCIAL), as_of="2021", slug=f"figure-{number}")
        provincial_center("2020")

    with django_assert_num_queries(4):
        client.get("/figures/")
