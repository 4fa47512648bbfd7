"""What the register counts under the definition of a reported figure, on the figure's own date.

Dates are partial, so a count has two bounds: what certainly stood, and what may have stood. A figure whose date is a
month or a year is held against the whole of it: what certainly stood on its first day, what may have on its last.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter
from typing import Any

from django.db import models

from centers.choices import NATIONAL_LEVEL, CountRule, Publication, Qualifier, Step, Tier
from centers.models import Center, Designation, ReportedFigure

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
    centers = Center.objects.published()
    if region:
        centers = centers.in_region(region)
    if rule == CountRule.PROVINCIAL_CULTIVATING:
        return _in_cultivation(centers, day, certainly=certainly)
    standing = centers.certainly_standing_as_of if certainly else centers.possibly_standing_as_of
    return standing(day, TIERS[CountRule(rule)])


def _in_cultivation(centers: models.QuerySet[Center], day: str, *, certainly: bool) -> models.QuerySet[Center]:
    begun, ended = ("date_latest", "date_earliest") if certainly else ("date_earliest", "date_latest")
    steps = Designation.objects.filter(center=models.OuterRef("pk"))
    return centers.filter(
        models.Exists(steps.filter(step=Step.CULTIVATED, **{f"{begun}__lte": day})),
        ~models.Exists(steps.exclude(step=Step.CULTIVATED).filter(**{f"{ended}__lte": day})),
        tier=Tier.PROVINCIAL,
    )


def count_all(questions: Iterable[Question]) -> dict[Question, Count]:
    """Answer all questions in one statement."""
    asked = list(dict.fromkeys(questions))
    if not asked:
        return {}
    branches = []
    for number, question in enumerate(asked):
        for bound, day in (("certain", question.first_day), ("at_most", question.last_day)):
            centers = counted(question.rule, question.region, day, certainly=bound == "certain")
            branches.append(
                centers.order_by()
                .annotate(
                    question=models.Value(number, models.IntegerField()), bound=models.Value(bound, models.CharField())
                )
                .values("question", "bound")
                .annotate(total=models.Count("pk"))
                .values_list("question", "bound", "total")
            )
    bounds: dict[int, dict[str, int]] = {number: {} for number in range(len(asked))}
    for number, bound, total in branches[0].union(*branches[1:], all=True):
        bounds[number][bound] = total
    return {question: Count(**bounds[number]) for number, question in enumerate(asked)}


@dataclass(frozen=True)
class YearCount:
    """What stood at the end of a year; of the present one, what stands today."""

    year: int
    day: str
    count: Count


def national_level_by_year(today: dt.date) -> list[YearCount]:
    """Count the centers of national level year by year, from the first dated approval to ``today``.

    The same as asking for those that stand certainly and possibly on each of these days, but in one statement: the few
    centers that ever were of national level are read with all their steps, and replayed here.
    """
    ever = Designation.objects.beginning().filter(tier__in=NATIONAL_LEVEL, center__publication=Publication.PUBLISHED)
    columns = ("center_id", "number", "step", "tier", "successor_id", "date", "date_earliest", "date_latest")
    steps = Designation.objects.filter(center__in=ever.values("center")).order_by("center_id", "number")
    histories = [
        list(history) for _center, history in groupby(steps.values_list(*columns, named=True), attrgetter("center_id"))
    ]
    beginnings = [step.date_earliest for history in histories for step in history if step.date and _begins(step)]
    if not beginnings:
        return []
    days = [f"{year}-12-31" for year in range(int(min(beginnings)[:4]), today.year)] + [today.isoformat()]
    return [YearCount(int(day[:4]), day, _replay(histories, day)) for day in days]


def _replay(histories: list[list[Any]], day: str) -> Count:
    """Count the histories that have led to national level by a day, for certain and at most."""
    certain = sum(_stands(history, day, begun="date_latest", ended="date_earliest") for history in histories)
    at_most = sum(_stands(history, day, begun="date_earliest", ended="date_latest") for history in histories)
    return Count(certain, at_most)


def _stands(history: list[Any], day: str, *, begun: str, ended: str) -> bool:
    """Whether some step has led to national level by a day, and no later one away from it."""
    return any(
        _begins(step)
        and getattr(step, begun) <= day
        and not any(_ends(later) and getattr(later, ended) <= day for later in history[place:])
        for place, step in enumerate(history, start=1)
    )


def _begins(step: Any) -> bool:
    in_place = step.step in (Step.APPROVED, Step.ACCEPTED) or (step.step == Step.UPGRADED and not step.successor_id)
    return in_place and step.tier in NATIONAL_LEVEL


def _ends(step: Any) -> bool:
    gone = step.step in (Step.CULTIVATED, Step.SUPERSEDED, Step.REVOKED)
    return gone or bool(step.successor_id) or step.tier not in ("", *NATIONAL_LEVEL)


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
