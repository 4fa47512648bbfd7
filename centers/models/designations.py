"""Designations: the dated steps in a center's standing, and the standing that follows from them."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from centers.choices import Status, Step, Tier
from centers.dates import EarliestDayField, LatestDayField, PartialDateField, spell_date
from centers.models.base import Keyed, KeyedQuerySet, Noted, check, dates_of, unique, values_of
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


class DesignationQuerySet(KeyedQuerySet):
    def beginning(self) -> Self:
        """Steps after which a center stands: it comes to stand, stays, or stands at another tier."""
        return self.filter(
            models.Q(step__in=[Step.APPROVED, Step.ACCEPTED]) | models.Q(step=Step.UPGRADED, successor=None)
        )

    def not_standing(self) -> Self:
        """Steps after which a center does not stand: not yet, or no longer. Unveiling is in neither."""
        return self.filter(
            models.Q(step__in=[Step.CULTIVATED, Step.SUPERSEDED, Step.REVOKED])
            | models.Q(step=Step.UPGRADED, successor__isnull=False)
        )


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

    objects = DesignationQuerySet.as_manager()

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
