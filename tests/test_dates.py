import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.lookups import Exact
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from centers.dates import (
    ALWAYS,
    NEVER,
    EarliestDay,
    IsPartialDate,
    LatestDay,
    earliest,
    is_backwards,
    latest,
    spell_date,
    validate_partial_date,
)
from centers.models import Designation
from tests.factories import make_center, make_designation, make_name

VALID = [
    "1949",
    "2024",
    "2099",
    "2024-01",
    "2024-12",
    "2024-01-01",
    "2024-12-31",
    "2024-02-29",
    "2000-02-29",
    "2023-02-28",
    "1949-01-01",
    "2099-12-31",
]
INVALID = [
    "1948",
    "1948-12-31",
    "2100",
    "2100-01-01",
    "24",
    "20244",
    "2024-",
    "2024-1",
    "2024-00",
    "2024-13",
    "2024-1-1",
    "2024-01-00",
    "2024-01-32",
    "2024-04-31",
    "2024-06-31",
    "2024-09-31",
    "2024-11-31",
    "2024-02-30",
    "2023-02-29",
    "2024/01/01",
    "01-01-2024",
    "20240101",
    "2024-12 ",
    " 2024",
    "2024\n",
    "-024",
    "recently",
    "2024年",
    "２０２４",
    "2024-１2",
    "٢٠٢٤",
]

days = st.dates(min_value=dt.date(1949, 1, 1), max_value=dt.date(2099, 12, 31)).map(str)
partial_dates = st.tuples(days, st.sampled_from([4, 7, 10])).map(lambda drawn: drawn[0][: drawn[1]])
nearly_dates = st.one_of(
    st.from_regex(r"\A(19|20)[0-9]{2}(-[0-3][0-9]){0,2}\Z"),
    st.text("0123456789-", max_size=10),
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=10),
)


def is_valid(value: str) -> bool:
    try:
        validate_partial_date(value)
    except ValidationError:
        return False
    return True


def holds_in_the_database(condition: models.Expression, value: str) -> bool:
    """Whether the database finds the condition on the column ``text`` true of the value."""
    return models.Q(condition).check({"text": models.Value(value, models.CharField())})


@pytest.mark.parametrize("value", VALID)
def test_partial_date_is_a_year_month_or_day(value: str) -> None:
    assert is_valid(value)


@pytest.mark.parametrize("value", INVALID)
def test_anything_else_is_refused(value: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        validate_partial_date(value)

    assert refusal.value.messages == [
        f"“{value}” is not a date of the register. A year, a month or a day, as precise as the source: "
        "2024, 2024-12 or 2024-12-30."
    ]


@pytest.mark.django_db
@pytest.mark.parametrize("value", [*VALID, *INVALID, ""])
def test_database_takes_the_same_values(value: str) -> None:
    assert holds_in_the_database(IsPartialDate("text"), value) == (value == "" or is_valid(value))


@pytest.mark.django_db
@settings(max_examples=80, deadline=None)
@given(nearly_dates)
def test_database_takes_the_same_values_whatever_they_are(value: str) -> None:
    assert holds_in_the_database(IsPartialDate("text"), value) == (value == "" or is_valid(value))


@pytest.mark.parametrize(
    ("value", "first", "last"),
    [
        ("2024", "2024-01-01", "2024-12-31"),
        ("2024-01", "2024-01-01", "2024-01-31"),
        ("2024-02", "2024-02-01", "2024-02-29"),
        ("2023-02", "2023-02-01", "2023-02-28"),
        ("2000-02", "2000-02-01", "2000-02-29"),
        ("2024-04", "2024-04-01", "2024-04-30"),
        ("2024-12", "2024-12-01", "2024-12-31"),
        ("2024-12-30", "2024-12-30", "2024-12-30"),
        ("", ALWAYS, NEVER),
    ],
)
def test_two_days_bound_a_partial_date(value: str, first: str, last: str) -> None:
    assert (earliest(value), latest(value)) == (first, last)


def test_unknown_date_is_bounded_as_asked() -> None:
    assert earliest("", unknown=NEVER) == NEVER
    assert latest("", unknown=ALWAYS) == ALWAYS


def test_bounds_of_every_month_and_year_are_real_days() -> None:
    years = range(1949, 2100)
    months = [f"{year}-{month:02}" for year in years for month in range(1, 13)]

    for value in [*months, *map(str, years)]:
        first, last = dt.date.fromisoformat(earliest(value)), dt.date.fromisoformat(latest(value))
        assert str(first).startswith(value)
        assert str(last).startswith(value)
        assert not str(first - dt.timedelta(days=1)).startswith(value)
        assert not str(last + dt.timedelta(days=1)).startswith(value)


@pytest.mark.django_db
@settings(max_examples=25, deadline=None)
@given(st.lists(st.just("") | partial_dates, min_size=10, max_size=30))
def test_generated_columns_equal_what_python_says(values: list[str]) -> None:
    center = make_center()
    Designation.objects.bulk_create(
        Designation(center=center, number=number, step="unveiled", date=value) for number, value in enumerate(values)
    )

    columns = center.designations.order_by("number").values_list("date", "date_earliest", "date_latest")

    assert list(columns) == [(value, earliest(value), latest(value)) for value in values]


@pytest.mark.django_db
@settings(max_examples=50, deadline=None)
@given(nearly_dates, st.sampled_from([ALWAYS, NEVER]))
def test_database_bounds_any_text_as_python_does(value: str, unknown: str) -> None:
    for day, bound in ((EarliestDay, earliest), (LatestDay, latest)):
        expected = bound(value, unknown=unknown)
        assert holds_in_the_database(Exact(day("text", unknown=unknown), models.Value(expected)), value)


@pytest.mark.parametrize("value", ["2024", "2024-02", "2024-02-29", ""])
def test_form_that_validates_a_record_is_told_the_same_bounds(value: str) -> None:
    at_hand = {models.F("text"): models.Value(value)}

    first = EarliestDay("text", unknown=NEVER).replace_expressions(at_hand)
    last = LatestDay("text", unknown=ALWAYS).replace_expressions(at_hand)

    assert (first.value, last.value) == (earliest(value, unknown=NEVER), latest(value, unknown=ALWAYS))


@pytest.mark.django_db
def test_generated_columns_follow_a_changed_date() -> None:
    step = make_designation(make_center(), date="2024-02")
    step.date = ""

    step.save()

    step.refresh_from_db()
    assert (step.date_earliest, step.date_latest) == (ALWAYS, NEVER)


@pytest.mark.django_db
def test_open_end_lies_after_every_day() -> None:
    name = make_name(start="", end="")

    name.refresh_from_db()

    assert (name.start_earliest, name.start_latest) == (ALWAYS, NEVER)
    assert (name.end_earliest, name.end_latest) == (NEVER, NEVER)


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ("2024-05-02", "2024-05-01", True),
        ("2024-05-02", "2024-05-02", False),
        ("2024-05-02", "2024-05-03", False),
        ("2024-05-01", "2024-04", True),
        ("2024-05-31", "2024-05", False),
        ("2024-05", "2024-05-01", False),
        ("2024-05", "2024-04-30", True),
        ("2024-05", "2024", False),
        ("2024", "2024-01-01", False),
        ("2024", "2023-12-31", True),
        ("2024", "2023", True),
        ("", "1949", False),
        ("2099", "", False),
        ("", "", False),
    ],
)
def test_dates_run_backwards_only_if_they_certainly_do(first: str, second: str, expected: bool) -> None:
    assert is_backwards(first, second) is expected


@pytest.mark.parametrize(
    ("value", "english", "chinese"),
    [
        ("2016", "2016", "2016年"),
        ("2016-06", "June 2016", "2016年6月"),
        ("2016-06-30", "30 June 2016", "2016年6月30日"),
        ("2016-10-01", "1 October 2016", "2016年10月1日"),
        ("", "", ""),
    ],
)
def test_date_is_spelled_as_precisely_as_it_is_known(value: str, english: str, chinese: str) -> None:
    with translation.override("en"):
        assert spell_date(value) == english
    with translation.override("zh-hans"):
        assert spell_date(value) == chinese
    with translation.override(None):
        assert spell_date(value) == english
