"""Designations: the dated steps in a center's standing, the standing that follows from them, and its periods."""

import itertools
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Self

from django.db import models
from django.db.models.lookups import Exact, GreaterThan
from django.utils.translation import gettext_lazy as _

from centers.choices import Status, Step, Tier
from centers.dates import (
    ALWAYS,
    NEVER,
    EarliestDayField,
    LatestDayField,
    PartialDateField,
    earliest,
    latest,
    spell_date,
)
from centers.models.base import Keyed, Noted, check, dates_of, unique, values_of
from centers.models.recording import ROWS_AT_ONCE, Row, renewing
from centers.validators import validate_plain_text


@dataclass(frozen=True)
class Standing:
    """What a center is after some of its steps: its tier, its status, when it got this tier, and who followed it."""

    tier: str = ""
    status: str = Status.UNKNOWN
    approved_on: str = ""
    successor_id: int | None = None

    def after(self, step: "Designation") -> "Standing":
        """The standing once ``step`` has been taken."""
        tier = step.tier or self.tier
        status, approved_on, successor_id = self.status, self.approved_on, self.successor_id
        match step.step:
            case Step.CULTIVATED:
                status = Status.CULTIVATING
            case Step.APPROVED:
                status = Status.APPROVED
                approved_on = step.date or (approved_on if tier == self.tier else "")
            case Step.ACCEPTED:
                status = Status.ACCEPTED
            case Step.UPGRADED if step.successor_id:
                status, tier, successor_id = Status.UPGRADED, self.tier, step.successor_id
            case Step.UPGRADED:
                status = Status.APPROVED
                approved_on = approved_on if tier == self.tier and approved_on else step.date
            case Step.SUPERSEDED:
                status, tier, successor_id = Status.SUPERSEDED, self.tier, step.successor_id
            case Step.REVOKED:
                status = Status.REVOKED
        return Standing(tier, status, approved_on, successor_id)


def standing_after(steps: Iterable["Designation"]) -> Standing:
    """Replay steps, in the order of their numbers, to the standing they lead to."""
    standing = Standing()
    for step in sorted(steps, key=lambda step: step.number):
        standing = standing.after(step)
    return standing


class Designation(Keyed, Noted):
    """One dated step in a center's standing. An event, not a state: what follows from it is a ``Standing``.

    *Upgraded* with a successor ends this center, which continues as another record; without one the center itself
    moves to the tier that the step names.
    """

    NATURAL_KEY = ("center__slug", "number")
    CITABLE_FIELDS = ("step", "date", "tier", "successor", "authority")

    center = models.ForeignKey(
        "Center", models.CASCADE, related_name="designations", verbose_name=_("center")
    )  # CASCADE: a step is part of its center; published centers are withdrawn, not deleted
    number = models.PositiveSmallIntegerField(
        _("number"), help_text=_("The place of the step in the center's history.")
    )
    step = models.CharField(_("step"), max_length=10, choices=Step.choices)
    tier = models.CharField(
        _("tier"),
        max_length=15,
        choices=Tier.choices,
        blank=True,
        help_text=_("The tier at which the center stands from this step on; blank if it does not change."),
    )
    date = PartialDateField(_("date"))
    date_earliest = EarliestDayField("date")
    date_latest = LatestDayField("date")
    authority = models.ForeignKey(
        "Organization",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="designations",
        verbose_name=_("authority"),
        help_text=_("The body that took the step."),
    )
    successor = models.ForeignKey(
        "Center", models.PROTECT, null=True, blank=True, related_name="succeeding_steps", verbose_name=_("successor")
    )
    batch = models.CharField(
        _("batch"),
        max_length=20,
        blank=True,
        validators=[validate_plain_text],
        help_text=_("As the source numbers it."),
    )

    class Meta:
        ordering = ["center", "number"]
        verbose_name = _("designation")
        verbose_name_plural = _("designations")
        constraints = [
            dates_of("designation", "date"),
            values_of("designation", "step", Step),
            values_of("designation", "tier", Tier, blank=True),
            unique(
                "designation_has_its_place_in_the_history",
                ["center", "number"],
                _("The center has a step with this number already."),
            ),
            check(
                "superseded_names_its_successor",
                ~models.Q(step=Step.SUPERSEDED) | models.Q(successor__isnull=False),
                _("A superseded center names its successor."),
            ),
            check(
                "only_superseded_or_upgraded_names_a_successor",
                models.Q(successor=None) | models.Q(step__in=[Step.SUPERSEDED, Step.UPGRADED]),
                _("Only a superseded or upgraded center has a successor."),
            ),
            check(
                "designation_is_not_succeeded_by_its_own_center",
                models.Q(successor=None) | ~models.Q(successor=models.F("center")),
                _("A center cannot be its own successor."),
            ),
            check(
                "approved_names_its_tier",
                ~models.Q(step=Step.APPROVED) | ~models.Q(tier=""),
                _("An approval names the tier at which the center stands from then on."),
            ),
            check(
                "upgraded_in_place_names_its_tier",
                ~models.Q(step=Step.UPGRADED, successor=None) | ~models.Q(tier=""),
                _("An upgrade names the tier that the center rises to, or the successor that takes its place."),
            ),
        ]
        indexes = [models.Index(fields=["center", "date_earliest"], name="designation_by_center_and_date")]

    def __str__(self) -> str:
        return f"{self.get_step_display()} {spell_date(self.date)}".strip()


# --- as of a day -----------------------------------------------------------------------------------------------------
# Rule 6: a step has certainly been taken from the latest day of its date on, and possibly from the earliest; without a
# date, possibly always. Steps are taken in the order of their numbers, so none has possibly been taken before those
# ahead of it possibly were, and each has certainly been taken once one behind it certainly was. An unveiling is a
# ceremony and moves nothing, so it tells nothing either.

#: Each combination of tier and status has a bit, so that one number says which a center may have been in.
STATES = {state: 2 << place for place, state in enumerate(itertools.product(Tier.values, Status.values))}
#: Not one of the steps has been taken: nothing is on record for this day.
NOT_YET = 1
ALL_STATES = NOT_YET + sum(STATES.values())


def states_of(tiers: Iterable[str] = (), statuses: Iterable[str] = ()) -> int:
    """The bits of all states with one of the tiers and one of the statuses; none given: with any."""
    tiers, statuses = set(tiers) or set(Tier.values), set(statuses) or set(Status.values)
    return sum(bit for (tier, status), bit in STATES.items() if tier in tiers and status in statuses)


def is_within(states: int, column: str = "states") -> Exact:
    """Whether no state but these is possible, however the dates are completed."""
    return Exact(models.F(column).bitand(ALL_STATES ^ states), 0)


def meets(states: int, column: str = "states") -> GreaterThan:
    """Whether one of these states is possible."""
    return GreaterThan(models.F(column).bitand(states), 0)


class StandingPeriodQuerySet(models.QuerySet):
    def on(self, day: str) -> Self:
        """The period of each center that a day (ISO text) lies in."""
        return self.filter(start__lte=day, end__gt=day)

    def certainly(self, states: int) -> Self:
        """Periods in which a center was in one of these states, however its dates are completed."""
        return self.filter(is_within(states))

    def possibly(self, states: int) -> Self:
        """Periods in which a center may have been in one of these states."""
        return self.filter(meets(states))


class StandingPeriod(models.Model):
    """Days on which a center's steps, as precisely as they are dated, leave the same states possible.

    A period includes its start and excludes its end. Where several states are possible, ``tier``, ``status`` and the
    rest tell the first of them, and ``open_steps`` what may have followed. Derived from the designations alone,
    whenever one is written, and nothing else writes it: a list as of a day finds here with an index what it would
    otherwise have to replay for every center.
    """

    center = models.ForeignKey(
        "Center", models.CASCADE, related_name="standing_periods", verbose_name=_("center")
    )  # CASCADE: derived from its steps
    start = models.CharField(_("start"), max_length=10)
    end = models.CharField(_("end"), max_length=10)
    states = models.PositiveIntegerField(_("possible states"))
    tier = models.CharField(_("tier"), max_length=15, choices=Tier.choices)
    status = models.CharField(_("status"), max_length=12, choices=Status.choices)
    approved_on = PartialDateField(_("approved on"))
    approved_earliest = EarliestDayField("approved_on")
    approved_latest = LatestDayField("approved_on")
    tier_rank = models.GeneratedField(
        expression=models.Case(
            *(models.When(tier=tier, then=models.Value(rank)) for rank, tier in enumerate(Tier.values)),
            default=models.Value(len(Tier)),
        ),
        output_field=models.PositiveSmallIntegerField(),
        db_persist=True,
    )
    successor = models.ForeignKey(
        "Center", models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("successor")
    )  # CASCADE: the designation that names it holds it back
    open_steps = models.JSONField(_("steps that may have been taken"), default=list, blank=True)

    objects = StandingPeriodQuerySet.as_manager()

    class Meta:
        ordering = ["center", "start"]
        verbose_name = _("standing period")
        verbose_name_plural = _("standing periods")
        constraints = [
            values_of("standing_period", "tier", Tier),
            values_of("standing_period", "status", Status),
            dates_of("standing_period", "approved_on"),
            unique(
                "one_standing_period_begins_on_a_day", ["center", "start"], _("A period begins on this day already.")
            ),
            check(
                "standing_period_ends_after_its_start",
                models.Q(end__gt=models.F("start")),
                _("The end lies before the start."),
            ),
        ]
        indexes = [models.Index(fields=["center", "start", "end", "states"], name="standing_period_of_center")]

    def __str__(self) -> str:
        return f"{self.start}–{self.end}"

    @property
    def values(self) -> tuple[Any, ...]:
        """What tells two periods apart."""
        names = ("start", "end", "states", "tier", "status", "approved_on", "successor_id", "open_steps")
        return tuple(getattr(self, name) for name in names)


def standing_periods(steps: Iterable[Designation], tier: str) -> list[StandingPeriod]:
    """The periods of a center with these steps. ``tier`` is its own, for as long as none of them has named one."""
    moves = list(_moves(steps, tier))
    if not moves:
        return [_period(ALWAYS, NEVER, [(None, Standing(tier))])]
    possible, certain = [ALWAYS] * len(moves), [NEVER] * (len(moves) + 1)
    for place in reversed(range(len(moves))):
        certain[place] = min(latest(moves[place][0].date), certain[place + 1])
    for place, (step, _standing) in enumerate(moves):
        before = possible[place - 1] if place else ALWAYS
        possible[place] = min(max(before, earliest(step.date)), certain[place])
    certain.pop()
    days = sorted({day for day in (*possible, *certain) if day < NEVER})
    periods = []
    for start, end in itertools.pairwise([*days, NEVER]):
        least, most = bisect_right(certain, start), bisect_right(possible, start)
        if most:
            taken = [moves[least - 1]] if least else [(None, None)]
            periods.append(_period(start, end, [*taken, *moves[least:most]]))
    return periods


def _moves(steps: Iterable[Designation], tier: str) -> Iterator[tuple[Designation, Standing]]:
    """The steps that move a center, in order, each with the standing that it leads to."""
    standing = Standing()
    for step in sorted(steps, key=lambda step: step.number):
        after = standing.after(step)
        if step.step != Step.UNVEILED or after != standing:
            yield step, replace(after, tier=after.tier or tier)
        standing = after


def _period(start: str, end: str, moves: list[tuple[Designation | None, Standing | None]]) -> StandingPeriod:
    """A period in which the first of the moves has been made, and each of the others may have been."""
    standings = [standing for _step, standing in moves if standing is not None]
    states = {STATES[standing.tier, standing.status] for standing in standings}
    first = standings[0]
    return StandingPeriod(
        start=start,
        end=end,
        states=sum(states) + (NOT_YET if len(standings) < len(moves) else 0),
        tier=first.tier,
        status=first.status,
        approved_on=first.approved_on,
        successor_id=first.successor_id,
        open_steps=[
            {
                "step": step.step,
                "date": step.date,
                "tier": standing.tier,
                "status": standing.status,
                "approved_on": standing.approved_on,
            }
            for step, standing in moves[1:]
        ],
    )


@renewing(Designation)
def _renew_after_steps(written: Mapping[Any, Row | None], using: str) -> None:
    centers = {row["center"] for row in written.values() if row is not None}
    for part in _parts(written):
        steps = Designation._base_manager.using(using).filter(pk__in=part).order_by()
        centers.update(steps.values_list("center", flat=True))
    renew_standing_periods(centers, using)


def renew_standing_periods(centers: Iterable[Any], using: str) -> None:
    """Make the periods of the centers what their steps lead to. What is right already is left alone."""
    for part in _parts(centers):
        if stale := stale_standing_periods(part, using):
            periods = StandingPeriod.objects.using(using)
            periods.filter(center__in=stale).delete()
            for center, wanted in stale.items():
                for period in wanted:
                    period.center_id = center
            periods.bulk_create(itertools.chain.from_iterable(stale.values()))


def stale_standing_periods(centers: Iterable[Any], using: str) -> dict[Any, list[StandingPeriod]]:
    """The centers whose periods are not what their steps lead to, each with those that it should have."""
    model = Designation._meta.get_field("center").related_model
    tiers = dict(model._base_manager.using(using).filter(pk__in=centers).order_by().values_list("pk", "tier"))
    steps, kept = defaultdict(list), defaultdict(list)
    for step in Designation._base_manager.using(using).filter(center__in=centers).order_by():
        steps[step.center_id].append(step)
    for period in StandingPeriod.objects.using(using).filter(center__in=centers):
        kept[period.center_id].append(period.values)
    stale = {}
    for pk, tier in tiers.items():
        periods = standing_periods(steps[pk], tier)
        if kept[pk] != [period.values for period in periods]:
            stale[pk] = periods
    return stale


def _parts(values: Iterable[Any]) -> Iterator[list[Any]]:
    """Sorted values, no more at a time than a statement takes."""
    waiting = iter(sorted(values))
    while part := list(itertools.islice(waiting, ROWS_AT_ONCE)):
        yield part
