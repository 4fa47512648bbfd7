"""What the register counts under the definition of a reported figure, on the figure's own date.

Dates are partial, so a count has two bounds: what certainly stood, and what may have stood. A figure whose date is a
month or a year is held against the whole of it: what certainly stood on its first day, what may have on its last.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import models

from centers.choices import NATIONAL_LEVEL, CountRule, Qualifier, Step, Tier
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
