"""Reported figures, events and statements."""

from decimal import Decimal

import pytest
from django.utils import translation

from centers.models import Event, ReportedFigure, Statement
from tests.factories import make_center, make_event, make_figure, make_metric, make_statement


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("value", "text"), [("29", "29"), ("1621.000", "1621"), ("1600", "1600"), ("85.500", "85.5"), ("0", "0")]
)
def test_figure_reads_as_metric_and_number(value: str, text: str) -> None:
    figure = make_figure(metric=make_metric(name_en="Centers"), value=Decimal(value))

    figure.refresh_from_db()

    assert str(figure) == f"Centers: {text}"


@pytest.mark.django_db
def test_figure_of_a_month_is_bounded_by_its_days() -> None:
    figure = make_figure(as_of="2024-02")

    figure.refresh_from_db()

    assert (figure.as_of_earliest, figure.as_of_latest) == ("2024-02-01", "2024-02-29")


@pytest.mark.django_db
def test_figures_of_a_metric_are_listed_by_date() -> None:
    metric = make_metric()
    figures = [make_figure(metric=metric, as_of=as_of) for as_of in ("2024-07", "2018-06", "")]

    assert list(ReportedFigure.objects.all()) == figures[::-1]


@pytest.mark.django_db
def test_events_are_listed_by_date() -> None:
    events = [make_event(date=date) for date in ("2024-02", "2024", "2023-12-23")]

    assert list(Event.objects.all()) == events[::-1]


@pytest.mark.django_db
def test_statements_are_listed_by_number() -> None:
    second, first = make_statement(number=2), make_statement(number=1)

    assert list(Statement.objects.all()) == [first, second]


@pytest.mark.django_db
def test_statement_is_read_in_the_readers_language() -> None:
    statement = make_statement(center=make_center(), text_zh="一句话。", text_en="A sentence.")

    with translation.override("zh-hans"):
        assert (str(statement), statement.text_language) == ("一句话。", "zh-Hans")
    with translation.override("en"):
        assert (str(statement), statement.text_language) == ("A sentence.", "en")
