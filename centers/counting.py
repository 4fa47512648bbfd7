"""What the register counts under the definition of a reported figure, on the figure's own date.

Dates are partial, so a count has two bounds: what certainly stood, and what may have stood. A figure whose date is a
month or a year is held against the whole of it: what certainly stood on its first day, what may have on its last.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db import models
from django.utils.translation import gettext

from centers.choices import NATIONAL_LEVEL, STANDING, CountRule, Qualifier, Status, Tier
from centers.dates import ALWAYS
from centers.models import Center, ReportedFigure, StandingPeriod
from centers.models.centers import CenterQuerySet
from centers.models.designations import is_within, states_of

#: The tiers and the statuses that count under each rule.
COUNTING: dict[str, tuple[tuple[Tier, ...], tuple[Status, ...]]] = {
    CountRule.NATIONAL_LEVEL: (NATIONAL_LEVEL, STANDING),
    CountRule.NATIONAL: ((Tier.NATIONAL,), STANDING),
    CountRule.NATIONAL_LOCAL: ((Tier.NATIONAL_LOCAL,), STANDING),
    CountRule.PROVINCIAL: ((Tier.PROVINCIAL,), STANDING),
    CountRule.PROVINCIAL_CULTIVATING: ((Tier.PROVINCIAL,), (Status.CULTIVATING,)),
    CountRule.ENTERPRISE: ((Tier.ENTERPRISE,), STANDING),
}

#: How a figure is meant, as a sign before its number.
SIGNS = {Qualifier.EXACTLY: "", Qualifier.AT_LEAST: "≥", Qualifier.MORE_THAN: ">", Qualifier.ABOUT: "≈"}


@dataclass(frozen=True)
class Question:
    """What is counted: a rule, a region's code (blank: the whole country), the first and the last day it may mean."""

    rule: str
    region: str
    first_day: str
    last_day: str


@dataclass(frozen=True)
class Count:
    """The two bounds of a count: so many for certain, and so many at most."""

    certain: int = 0
    at_most: int = 0

    def __str__(self) -> str:
        return str(self.certain) if self.certain == self.at_most else f"{self.certain}–{self.at_most}"


def question_of(figure: ReportedFigure) -> Question | None:
    """What to count beside a figure; None if it has no date, is about a center, or measures what we cannot count."""
    if not figure.metric.count_rule or not figure.as_of or figure.center_id is not None:
        return None
    region = figure.region.code if figure.region else ""
    return Question(figure.metric.count_rule, region, figure.as_of_earliest, figure.as_of_latest)


def counted(rule: str, region: str, day: str, *, certainly: bool) -> models.QuerySet[Center]:
    """The published centers that count under a rule on a day, certainly or possibly."""
    periods, states = StandingPeriod.objects.on(day), states_of(*COUNTING[rule])
    found = periods.certainly(states) if certainly else periods.possibly(states)
    return _published(region).filter(pk__in=found.values("center"))


def _published(region: str) -> CenterQuerySet:
    centers = Center.objects.published()
    return centers.in_region(region) if region else centers


# --- counting on many days at once ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Span:
    """Days, the first included and the last excluded, on which a center counts, certainly or possibly."""

    center: int
    start: str
    end: str
    is_certain: bool


def count_all(questions: Iterable[Question]) -> dict[Question, Count]:
    """Answer all questions in one statement: the same as counting what is ``counted`` for each."""
    asked = list(dict.fromkeys(questions))
    spans = _read_spans((question.rule, question.region) for question in asked)
    return {
        question: _count(spans[question.rule, question.region], question.first_day, question.last_day)
        for question in asked
    }


@dataclass(frozen=True)
class YearCount:
    """What stood at the end of a year; of the present one, what stands today."""

    year: int
    day: str
    count: Count


def national_level_by_year(today: dt.date) -> list[YearCount]:
    """Count the centers of national level year by year, from the first dated approval to ``today``. One statement."""
    scope = (CountRule.NATIONAL_LEVEL, "")
    spans = _read_spans([scope])[scope]
    begun = {span.center: span.start for span in sorted(spans, key=lambda span: span.start, reverse=True)}
    dated = [day for day in begun.values() if day != ALWAYS]
    if not dated:
        return []
    days = [f"{year}-12-31" for year in range(int(min(dated)[:4]), today.year)] + [today.isoformat()]
    return [YearCount(int(day[:4]), day, _count(spans, day, day)) for day in days]


def _count(spans: list[Span], first_day: str, last_day: str) -> Count:
    certain = {span.center for span in spans if span.is_certain and span.start <= first_day < span.end}
    at_most = {span.center for span in spans if span.start <= last_day < span.end}
    return Count(len(certain), len(at_most))


def _read_spans(scopes: Iterable[tuple[str, str]]) -> dict[tuple[str, str], list[Span]]:
    """Read the spans of the published centers that ever count under each rule, each in a region or the country."""
    spans: dict[tuple[str, str], list[Span]] = {scope: [] for scope in scopes}
    if spans:
        first, *others = [_spans(rule, region) for rule, region in spans]
        for rule, region, *values in first.union(*others, all=True):
            spans[rule, region].append(Span(*values))
    return spans


def _spans(rule: str, region: str) -> models.QuerySet:
    states = states_of(*COUNTING[rule])
    periods = StandingPeriod.objects.filter(center__in=_published(region)).possibly(states)
    return (
        periods.order_by()
        .annotate(is_certain=is_within(states))
        .values_list(
            models.Value(rule, models.CharField()),
            models.Value(region, models.CharField()),
            "center",
            "start",
            "end",
            "is_certain",
        )
    )


# --- comparing --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Comparison:
    """A reported figure beside our count of the same. Without a count, the figure cannot be held against one."""

    figure: ReportedFigure
    question: Question | None
    count: Count | None

    @property
    def gap(self) -> str:
        """What is reported less what is counted: "0", "+2", "−1 to +1"; blank where nothing is counted."""
        if self.count is None:
            return ""
        sign = SIGNS[Qualifier(self.figure.qualifier)]
        low = sign + _signed(self.figure.value - self.count.at_most)
        high = sign + _signed((self.figure.value_to or self.figure.value) - self.count.certain)
        return low if low == high else gettext("%(low)s to %(high)s") % {"low": low, "high": high}

    @property
    def is_apart(self) -> bool:
        return self.count is not None and is_apart(self.figure, self.count)


def compare(figures: Iterable[ReportedFigure]) -> list[Comparison]:
    """Hold each figure against our count at its date. One statement."""
    asked = [(figure, question_of(figure)) for figure in figures]
    counts = count_all(question for _figure, question in asked if question)
    return [Comparison(figure, question, counts[question] if question else None) for figure, question in asked]


def _signed(number: Decimal) -> str:
    return f"{number.normalize():+,f}".replace("-", "−") if number else "0"


def is_apart(figure: ReportedFigure, count: Count) -> bool:
    """Whether the reported figure cannot be true if our count is."""
    match figure.qualifier:
        case Qualifier.AT_LEAST:
            return count.at_most < figure.value
        case Qualifier.MORE_THAN:
            return count.at_most <= figure.value
        case Qualifier.ABOUT:
            return not count.certain * 0.9 <= figure.value <= count.at_most * 1.1
        case _:
            upper = figure.value_to or figure.value
            return upper < count.certain or figure.value > count.at_most
