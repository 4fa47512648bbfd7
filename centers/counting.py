"""What the register counts under the definition of a reported figure, on the figure's own date.

Dates are partial, so a count has two bounds: what certainly stood, and what may have stood. A figure whose date is a
month or a year is held against the whole of it: what certainly stood on its first day, what may have on its last.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import models
from django.db.models.functions import Coalesce

from centers.choices import NATIONAL_LEVEL, CountRule, Qualifier, Step, Tier
from centers.dates import ALWAYS, NEVER
from centers.models import Center, Designation, ReportedFigure
from centers.models.centers import CenterQuerySet

TIERS = {
    CountRule.NATIONAL_LEVEL: NATIONAL_LEVEL,
    CountRule.NATIONAL: (Tier.NATIONAL,),
    CountRule.NATIONAL_LOCAL: (Tier.NATIONAL_LOCAL,),
    CountRule.PROVINCIAL: (Tier.PROVINCIAL,),
    CountRule.ENTERPRISE: (Tier.ENTERPRISE,),
}


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
    centers = _published(region)
    if rule == CountRule.PROVINCIAL_CULTIVATING:
        return _in_cultivation(centers, day, certainly=certainly)
    standing = centers.certainly_standing_as_of if certainly else centers.possibly_standing_as_of
    return standing(day, TIERS[CountRule(rule)])


def _published(region: str) -> CenterQuerySet:
    centers = Center.objects.published()
    return centers.in_region(region) if region else centers


def _in_cultivation(centers: models.QuerySet[Center], day: str, *, certainly: bool) -> models.QuerySet[Center]:
    begun, ended = ("date_latest", "date_earliest") if certainly else ("date_earliest", "date_latest")
    steps = Designation.objects.filter(center=models.OuterRef("pk"))
    return centers.filter(
        models.Exists(steps.filter(step=Step.CULTIVATED, **{f"{begun}__lte": day})),
        ~models.Exists(steps.exclude(step=Step.CULTIVATED).filter(**{f"{ended}__lte": day})),
        tier=Tier.PROVINCIAL,
    )


# --- counting on many days at once ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Span:
    """The time for which a step makes its center count: from a day (included) to a day (excluded), with both bounds."""

    center: int
    certain_from: str
    certain_until: str
    possible_from: str
    possible_until: str


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
    dated = [span.possible_from for span in spans if span.possible_from != ALWAYS]
    if not dated:
        return []
    days = [f"{year}-12-31" for year in range(int(min(dated)[:4]), today.year)] + [today.isoformat()]
    return [YearCount(int(day[:4]), day, _count(spans, day, day)) for day in days]


def _count(spans: list[Span], first_day: str, last_day: str) -> Count:
    certain = {span.center for span in spans if span.certain_from <= first_day < span.certain_until}
    at_most = {span.center for span in spans if span.possible_from <= last_day < span.possible_until}
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
    steps = Designation.objects.filter(center__in=_published(region))
    others = Designation.objects.filter(center=models.OuterRef("center")).order_by()
    if rule == CountRule.PROVINCIAL_CULTIVATING:
        beginning = steps.filter(step=Step.CULTIVATED, center__tier=Tier.PROVINCIAL)
        ending = others.exclude(step=Step.CULTIVATED)
    else:
        tiers = TIERS[CountRule(rule)]
        beginning = steps.beginning().filter(tier__in=tiers)
        later = others.filter(number__gt=models.OuterRef("number"))
        ending = later.not_standing() | later.exclude(tier__in=["", *tiers])
    return (
        beginning.order_by()
        .annotate(certain_until=_first_of(ending, "date_earliest"), possible_until=_first_of(ending, "date_latest"))
        .values_list(
            models.Value(rule, models.CharField()),
            models.Value(region, models.CharField()),
            "center",
            "date_latest",
            "certain_until",
            "date_earliest",
            "possible_until",
        )
    )


def _first_of(steps: models.QuerySet[Designation], day: str) -> Coalesce:
    """The first of a day of the steps; where there are none, never."""
    first = steps.values("center").annotate(first=models.Min(day)).values("first")
    return Coalesce(models.Subquery(first), models.Value(NEVER), output_field=models.CharField())


# --- comparing --------------------------------------------------------------------------------------------------------


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
