import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from centers.choices import NATIONAL_LEVEL, CountRule, Publication, Qualifier, Step, Tier
from centers.counting import (
    Count,
    Question,
    YearCount,
    count_all,
    counted,
    is_apart,
    national_level_by_year,
    question_of,
)
from centers.models import Center
from tests import factories as make

pytestmark = pytest.mark.django_db

TODAY = dt.date(2024, 7, 1)

DATES = ["", "2019", "2020-12", "2020-12-31", "2021", "2021-01-01", "2022-07", "2024-06-30"]
DAYS = ["2019-06-30", "2020-12-31", "2021-01-01", "2022-07-15"]

histories = st.lists(
    st.tuples(
        st.sampled_from(Tier),
        st.sampled_from([Publication.PUBLISHED, Publication.PUBLISHED, Publication.DRAFT]),
        st.sampled_from([(), ("44",), ("4401", "11")]),
        st.lists(
            st.fixed_dictionaries(
                {
                    "step": st.sampled_from(Step),
                    "tier": st.sampled_from(["", *Tier]),
                    "date": st.sampled_from(DATES),
                    "succeeded": st.booleans(),
                }
            ),
            max_size=5,
        ),
    ),
    min_size=1,
    max_size=4,
)


def make_histories(histories: list[tuple[str, str, tuple[str, ...], list[dict[str, Any]]]]) -> None:
    other = make.make_center()
    for tier, publication, regions, steps in histories:
        center = make.make_center(tier=tier, publication=publication, status="unknown")
        for region in regions:
            make.make_site(center=center, region=make.make_region(region))
        for step in steps:
            ends = step["step"] == Step.SUPERSEDED or (step["step"] == Step.UPGRADED and step["succeeded"])
            named = step["step"] == Step.APPROVED or (step["step"] == Step.UPGRADED and not ends)
            tier = step["tier"] or (Tier.NATIONAL if named else "")
            make.make_designation(center, step["step"], step["date"], tier=tier, successor=other if ends else None)


@settings(max_examples=20, deadline=None)
@given(histories, st.sampled_from(["", "44", "11"]))
def test_counts_are_those_of_what_is_counted(histories: list[Any], region: str) -> None:
    with transaction.atomic():
        make_histories(histories)
        questions = [Question(rule, region, day, day) for rule in CountRule for day in DAYS]
        expected = {
            question: Count(
                counted(question.rule, region, question.first_day, certainly=True).count(),
                counted(question.rule, region, question.last_day, certainly=False).count(),
            )
            for question in questions
        }
        assert count_all(questions) == expected
        transaction.set_rollback(True)


@settings(max_examples=40, deadline=None)
@given(histories)
def test_years_count_what_the_lists_of_their_days_hold(histories: list[Any]) -> None:
    with transaction.atomic():
        make_histories(histories)
        centers = Center.objects.published()
        for year in national_level_by_year(TODAY):
            certain = centers.certainly_standing_as_of(year.day, NATIONAL_LEVEL).count()
            assert year.count == Count(certain, centers.possibly_standing_as_of(year.day, NATIONAL_LEVEL).count())
        transaction.set_rollback(True)


def test_all_questions_are_one_statement(django_assert_num_queries: Any) -> None:
    make.make_designation(make.make_center(tier=Tier.NATIONAL, region="4401"), date="2020")
    everywhere = Question(CountRule.NATIONAL_LEVEL, "", "2020-01-01", "2020-12-31")
    there = Question(CountRule.NATIONAL_LEVEL, "44", "2021-01-01", "2021-01-01")
    elsewhere = Question(CountRule.PROVINCIAL, "11", "2021-01-01", "2021-01-01")

    with django_assert_num_queries(1):
        counts = count_all([everywhere, there, elsewhere, there])

    assert counts == {everywhere: Count(0, 1), there: Count(1, 1), elsewhere: Count(0, 0)}


def test_no_question_is_no_statement(django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        assert count_all([]) == {}


def test_years_run_from_the_first_dated_approval_to_today(django_assert_num_queries: Any) -> None:
    make.make_designation(make.make_center(tier=Tier.NATIONAL), date="2022-11")
    make.make_designation(make.make_center(tier=Tier.NATIONAL_LOCAL), date="2024")
    make.make_designation(make.make_center(tier=Tier.NATIONAL), date="")
    make.make_designation(make.make_center(tier=Tier.PROVINCIAL), date="2016")
    make.make_designation(make.make_center(tier=Tier.NATIONAL, publication=Publication.DRAFT), date="2017")
    with django_assert_num_queries(1):
        years = national_level_by_year(TODAY)

    assert years == [
        YearCount(2022, "2022-12-31", Count(1, 2)),
        YearCount(2023, "2023-12-31", Count(1, 2)),
        YearCount(2024, "2024-07-01", Count(1, 3)),
    ]


def test_a_center_of_national_level_counts_until_it_moves_on() -> None:
    center = make.make_center()
    make.make_designation(center, Step.APPROVED, "2020-05-01", tier=Tier.PROVINCIAL)
    make.make_designation(center, Step.UPGRADED, "2021-05-01", tier=Tier.NATIONAL_LOCAL)
    make.make_designation(center, Step.UPGRADED, "2022-05-01", tier=Tier.NATIONAL)
    make.make_designation(center, Step.REVOKED, "2023")

    assert [(year.year, year.count) for year in national_level_by_year(TODAY)] == [
        (2021, Count(1, 1)),
        (2022, Count(1, 1)),
        (2023, Count(0, 0)),
        (2024, Count(0, 0)),
    ]


def test_without_national_level_there_are_no_years() -> None:
    make.make_designation(make.make_center(), date="2020")

    assert national_level_by_year(TODAY) == []


def test_a_figure_of_a_year_is_held_against_the_whole_of_it() -> None:
    metric = make.make_metric(count_rule=CountRule.PROVINCIAL)
    figure = make.make_figure(metric=metric, as_of="2024", region=make.make_region("44"))
    figure.refresh_from_db()

    assert question_of(figure) == Question(CountRule.PROVINCIAL, "44", "2024-01-01", "2024-12-31")


@pytest.mark.parametrize("values", [{"as_of": ""}, {"metric": {"count_rule": ""}}, {"center": True}])
def test_what_cannot_be_counted_is_not_asked(values: dict[str, Any]) -> None:
    metric = make.make_metric(**{"count_rule": CountRule.PROVINCIAL} | values.get("metric", {}))
    center = make.make_center() if values.get("center") else None
    figure = make.make_figure(metric=metric, center=center, as_of=values.get("as_of", "2024"))

    assert question_of(figure) is None


@pytest.mark.parametrize(
    ("qualifier", "value", "upper", "count", "apart"),
    [
        (Qualifier.EXACTLY, 5, None, Count(5, 5), False),
        (Qualifier.EXACTLY, 5, None, Count(3, 6), False),
        (Qualifier.EXACTLY, 7, None, Count(3, 6), True),
        (Qualifier.EXACTLY, 2, None, Count(3, 6), True),
        (Qualifier.EXACTLY, 1, 3, Count(3, 6), False),
        (Qualifier.AT_LEAST, 6, None, Count(3, 6), False),
        (Qualifier.AT_LEAST, 7, None, Count(3, 6), True),
        (Qualifier.MORE_THAN, 5, None, Count(3, 6), False),
        (Qualifier.MORE_THAN, 6, None, Count(3, 6), True),
        (Qualifier.ABOUT, 11, None, Count(10, 10), False),
        (Qualifier.ABOUT, 12, None, Count(10, 10), True),
        (Qualifier.ABOUT, 9, None, Count(10, 10), False),
        (Qualifier.ABOUT, 8, None, Count(10, 10), True),
    ],
)
def test_a_figure_is_apart_if_it_cannot_be_true_with_our_count(
    qualifier: str, value: int, upper: int | None, count: Count, apart: bool
) -> None:
    figure = make.make_figure(qualifier=qualifier, value=Decimal(value), value_to=upper and Decimal(upper))

    assert is_apart(figure, count) is apart


def test_a_count_says_both_bounds() -> None:
    assert (str(Count(5, 5)), str(Count(28, 32))) == ("5", "28–32")
