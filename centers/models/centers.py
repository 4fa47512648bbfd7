"""Centers, their sites, directions and assessments."""

import itertools
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any, Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.functions import Length
from django.db.models.lookups import In
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from centers.choices import (
    NATIONAL_LEVEL,
    STANDING,
    SUCCEEDED,
    AssessmentKind,
    AssessmentResult,
    Status,
    Step,
    Tier,
)
from centers.dates import EarliestDayField, LatestDayField, PartialDateField, is_backwards
from centers.models.base import (
    Keyed,
    NamedWithOrigin,
    Noted,
    Record,
    RecordQuerySet,
    check,
    dates_of,
    names_of,
    record_of,
    unique,
    values_of,
)
from centers.models.designations import (
    Designation,
    Standing,
    StandingPeriod,
    renew_standing_periods,
    standing_after,
    states_of,
)
from centers.models.recording import Row, renewing
from centers.validators import YEARS_HELP, validate_plain_text, validate_web_address, validate_years

#: The order of the steps at one tier.
STAGES = {
    Step.CULTIVATED: 0,
    Step.APPROVED: 1,
    Step.UNVEILED: 2,
    Step.ACCEPTED: 3,
}


class CenterQuerySet(RecordQuerySet):
    def standing(self) -> Self:
        """Centers that stand now: approved or accepted, and not ended since."""
        return self.filter(status__in=STANDING)

    def national_level(self) -> Self:
        return self.filter(tier__in=NATIONAL_LEVEL)

    def in_region(self, code: str) -> Self:
        """Centers with a site in the region or below it. One on two sites counts in both, and once (rule 9)."""
        return self.filter(
            models.Exists(Site.objects.filter(center=models.OuterRef("pk"), region__code__startswith=code))
        )

    def certainly_standing_as_of(self, day: str, tiers: Iterable[str] = ()) -> Self:
        """Centers that stood on ``day`` (ISO text) whatever the exact dates are, by their designations alone.

        With ``tiers``: that stood then at one of these tiers, whichever they are of now.
        """
        return self.filter(pk__in=StandingPeriod.objects.on(day).certainly(states_of(tiers, STANDING)).values("center"))

    def possibly_standing_as_of(self, day: str, tiers: Iterable[str] = ()) -> Self:
        """Centers that may have stood on ``day``, given how precisely their dates are known."""
        return self.filter(pk__in=StandingPeriod.objects.on(day).possibly(states_of(tiers, STANDING)).values("center"))


class Center(Record, NamedWithOrigin):
    """An innovation center of any tier. Not the company that operates it, which is an organization.

    ``tier``, ``status``, ``approved_on`` and ``successor`` are copies of what the designations lead to, kept for fast
    lists; ``take_standing_from_designations`` renews them, and nothing else writes them.
    """

    CITABLE_FIELDS = ("name_zh", "name_en", "tier", "status", "field", "website", "note")

    field = models.ForeignKey(
        "Field",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="centers",
        verbose_name=_("field"),
        help_text=_("Blank only for an enterprise technology center, whose notices name the enterprise, not a field."),
    )
    website = models.CharField(_("website"), max_length=500, blank=True, validators=[validate_web_address])

    tier = models.CharField(_("tier"), max_length=15, choices=Tier.choices)
    status = models.CharField(
        _("status"), max_length=12, choices=Status.choices, default=Status.UNKNOWN, editable=False
    )
    approved_on = PartialDateField(_("approved on"), editable=False)
    approved_earliest = EarliestDayField("approved_on")
    approved_latest = LatestDayField("approved_on")
    successor = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="predecessors",
        verbose_name=_("successor"),
    )
    tier_rank = models.GeneratedField(
        expression=models.Case(
            *(models.When(tier=tier, then=models.Value(rank)) for rank, tier in enumerate(Tier.values)),
            default=models.Value(len(Tier)),
        ),
        output_field=models.PositiveSmallIntegerField(),
        db_persist=True,
    )

    objects = CenterQuerySet.as_manager()

    class Meta:
        ordering = ["tier_rank", "approved_earliest", "slug"]
        verbose_name = _("center")
        verbose_name_plural = _("centers")
        permissions = [("publish_record", "Can publish and withdraw records of every kind")]
        constraints = [
            *record_of("center"),
            *names_of("center", with_origin=True),
            dates_of("center", "approved_on"),
            values_of("center", "tier", Tier),
            values_of("center", "status", Status),
            check(
                "every_other_center_has_a_field",
                models.Q(tier=Tier.ENTERPRISE) | models.Q(field__isnull=False),
                _("Only an enterprise technology center may have no field."),
            ),
            unique(
                "one_national_level_center_per_field",
                ["field"],
                _("A center of national level stands in this field already: each field has at most one."),
                condition=models.Q(tier__in=NATIONAL_LEVEL, status__in=STANDING),
            ),
            check(
                "superseded_center_names_its_successor",
                ~models.Q(status=Status.SUPERSEDED) | models.Q(successor__isnull=False),
                _("A superseded center names its successor."),
            ),
            check(
                "only_a_succeeded_center_has_a_successor",
                models.Q(successor=None) | models.Q(status__in=SUCCEEDED),
                _("Only a superseded or upgraded center has a successor."),
            ),
            check(
                "center_is_not_its_own_successor",
                models.Q(successor=None) | ~models.Q(successor=models.F("id")),
                _("A center cannot be its own successor."),
            ),
        ]
        indexes = [
            models.Index(
                fields=["publication", "status", "tier_rank", "approved_earliest", "slug"], name="center_in_list_order"
            ),
            models.Index(fields=["publication", "tier", "status"], name="center_by_tier_and_status"),
        ]

    def get_absolute_url(self) -> str:
        return reverse("centers:center-detail", args=[self.slug])

    @property
    def is_standing(self) -> bool:
        return self.status in STANDING

    @property
    def is_national_level(self) -> bool:
        return self.tier in NATIONAL_LEVEL

    def take_standing_from_designations(self) -> None:
        """Copy tier, status, approval and successor from the designations. Does not save."""
        standing = standing_after(self.designations.all())
        self.tier = standing.tier or self.tier
        self.status = standing.status
        self.approved_on = standing.approved_on
        self.successor_id = standing.successor_id


@renewing(Center)
def _renew_after_center(written: Mapping[Any, Row | None], using: str) -> None:
    """A center's own tier stands in its periods for as long as none of its steps has named one."""
    renew_standing_periods(written, using)


def refuse_backward_steps(steps: list[Designation]) -> None:
    """Refuse steps of one center whose dates certainly run backwards: against their numbers, or an acceptance before
    the approval at the same tier (rule 3).
    """
    history = sorted(steps, key=lambda step: step.number)
    stretches = _stretches(history)
    for (first, stretch), (second, other_stretch) in itertools.combinations(zip(history, stretches, strict=True), 2):
        staged = stretch == other_stretch and first.step in STAGES and second.step in STAGES
        if is_backwards(first.date, second.date):
            later, sooner = second, first
        elif staged and STAGES[second.step] < STAGES[first.step] and is_backwards(second.date, first.date):
            later, sooner = first, second
        else:
            continue
        raise ValidationError(
            _(
                "The steps run backwards: step %(later_number)s, “%(later)s”, lies before "
                "step %(sooner_number)s, “%(sooner)s”."
            ),
            code="backwards",
            params={
                "later": later,
                "later_number": later.number,
                "sooner": sooner,
                "sooner_number": sooner.number,
            },
        )


def _stretches(history: list[Designation]) -> list[int]:
    """Number the stretches of a history: one begins with each other tier, and after each revocation."""
    stretches, standing = [], Standing()
    for step in history:
        after = standing.after(step)
        begins = after.tier != standing.tier or standing.status == Status.REVOKED
        stretches.append((stretches[-1] if stretches else 0) + begins)
        standing = after
    return stretches


def refuse_successor_loop(center: Center, successor: Center | None) -> None:
    """Refuse a successor whose own chain of successors leads back to the center (rule 3)."""
    seen = {center.pk}
    while successor is not None:
        if successor.pk in seen:
            raise ValidationError(
                _("The chain of successors leads back to “%(center)s”. Choose another successor."),
                code="successor_loop",
                params={"center": center},
            )
        seen.add(successor.pk)
        successor = successor.successor


def refuse_shares_above_100(shares: list[Decimal]) -> None:
    """Refuse shareholders whose shares sum to more than 100 percent (rule 2)."""
    total = sum(shares, Decimal(0))
    if total > 100:
        raise ValidationError(
            _("The shares of the shareholders sum to %(total)s%%; at most 100%% is possible."),
            code="shares_above_100",
            params={"total": f"{total.normalize():f}"},
        )


class Site(Keyed, Noted):
    """A place where a center is. One of a center's sites is its seat; each counts the center for its region."""

    NATURAL_KEY = ("center__slug", "region__code")
    CITABLE_FIELDS = ("region", "is_seat", "address")

    center = models.ForeignKey(
        "Center", models.CASCADE, related_name="sites", verbose_name=_("center")
    )  # CASCADE: part of it
    region = models.ForeignKey("Region", models.PROTECT, related_name="sites", verbose_name=_("region"))
    is_seat = models.BooleanField(_("seat"), default=False)
    address = models.CharField(_("address"), max_length=250, blank=True, validators=[validate_plain_text])

    class Meta:
        ordering = ["center", "-is_seat", "region"]
        verbose_name = _("site")
        verbose_name_plural = _("sites")
        constraints = [
            unique("center_has_one_site_in_a_region", ["center", "region"], _("The center has a site there already.")),
            unique(
                "center_has_one_seat",
                ["center"],
                _("The center has a seat already: one of its sites is the seat."),
                condition=models.Q(is_seat=True),
            ),
        ]

    def __str__(self) -> str:
        return str(self.region)


class Direction(Keyed, NamedWithOrigin, Noted):
    """A technical direction inside a center's field."""

    NATURAL_KEY = ("center__slug", "number")
    CITABLE_FIELDS = ("name_zh", "name_en")

    center = models.ForeignKey(
        "Center", models.CASCADE, related_name="directions", verbose_name=_("center")
    )  # CASCADE: part of it
    number = models.PositiveSmallIntegerField(_("number"))

    class Meta:
        ordering = ["center", "number"]
        verbose_name = _("direction")
        verbose_name_plural = _("directions")
        constraints = [
            *names_of("direction", with_origin=True),
            unique("direction_has_its_number", ["center", "number"], _("The center has a direction with this number.")),
        ]


class Assessment(Keyed, Noted):
    """An authority's yearly or periodic assessment of a center, with its result."""

    NATURAL_KEY = ("center__slug", "kind", "period")
    CITABLE_FIELDS = ("period", "result", "published_on")

    center = models.ForeignKey(
        "Center", models.CASCADE, related_name="assessments", verbose_name=_("center")
    )  # CASCADE: part of it
    kind = models.CharField(_("kind"), max_length=10, choices=AssessmentKind.choices)
    period = models.CharField(_("period assessed"), max_length=9, validators=[validate_years], help_text=YEARS_HELP)
    result = models.CharField(_("result"), max_length=12, choices=AssessmentResult.choices)
    published_on = PartialDateField(_("published on"))
    authority = models.ForeignKey(
        "Organization",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="assessments",
        verbose_name=_("authority"),
    )

    class Meta:
        ordering = ["center", "period", "kind"]
        verbose_name = _("assessment")
        verbose_name_plural = _("assessments")
        constraints = [
            dates_of("assessment", "published_on"),
            values_of("assessment", "kind", AssessmentKind),
            values_of("assessment", "result", AssessmentResult),
            check(
                "assessment_period_is_a_year_or_two",
                models.Q(In(Length("period"), [4, 9])),
                YEARS_HELP,
            ),
            unique(
                "assessment_is_recorded_once",
                ["center", "kind", "period"],
                _("The center has this assessment already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.period}: {self.get_result_display()}"
