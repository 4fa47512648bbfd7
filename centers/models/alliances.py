"""Alliances that centers lead, and their memberships."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from centers.choices import MembershipRole, Qualifier
from centers.dates import EarliestDayField, PartialDateField
from centers.models.base import (
    Keyed,
    NamedWithOrigin,
    Noted,
    Period,
    PeriodQuerySet,
    Record,
    check,
    dates_of,
    names_of,
    period_of,
    record_of,
    unique,
    values_of,
)
from centers.validators import validate_plain_text


class Alliance(Record, NamedWithOrigin):
    """The industry technology innovation alliance that a center leads ("company + alliance" model)."""

    CITABLE_FIELDS = (
        "name_zh",
        "name_en",
        "center",
        "founded_on",
        "place",
        "reported_members",
        "coverage_percent",
        "coverage",
        "note",
    )

    center = models.ForeignKey(
        "Center", models.PROTECT, null=True, blank=True, related_name="alliances", verbose_name=_("led by")
    )
    founded_on = PartialDateField(_("founded on"))
    founded_earliest = EarliestDayField("founded_on")
    place = models.ForeignKey(
        "Region", models.PROTECT, null=True, blank=True, related_name="alliances", verbose_name=_("founded in")
    )
    reported_members = models.PositiveIntegerField(
        _("reported number of members"),
        null=True,
        blank=True,
        help_text=_("As a source counts them, apart from the members on record."),
    )
    coverage_qualifier = models.CharField(
        _("coverage is meant as"), max_length=10, choices=Qualifier.choices, blank=True
    )
    coverage_percent = models.DecimalField(
        _("coverage in percent"),
        max_digits=5,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0), MaxValueValidator(100)],
    )
    coverage_zh = models.CharField(
        _("what is covered, in Chinese"), max_length=250, blank=True, validators=[validate_plain_text]
    )
    coverage_en = models.CharField(
        _("what is covered, in English"), max_length=250, blank=True, validators=[validate_plain_text]
    )

    class Meta:
        ordering = ["slug"]
        verbose_name = _("alliance")
        verbose_name_plural = _("alliances")
        constraints = [
            *record_of("alliance"),
            *names_of("alliance", with_origin=True),
            dates_of("alliance", "founded_on"),
            values_of("alliance", "coverage_qualifier", Qualifier, blank=True),
            check(
                "coverage_is_between_0_and_100",
                models.Q(coverage_percent=None) | models.Q(coverage_percent__gte=0, coverage_percent__lte=100),
                _("A coverage is between 0 and 100 percent."),
            ),
        ]

    def get_absolute_url(self) -> str:
        return reverse("centers:alliance-detail", args=[self.slug])

    @property
    def coverage(self) -> str:
        return self.text_in("coverage")[0]

    @property
    def coverage_language(self) -> str:
        return self.text_in("coverage")[1]


class AllianceMembership(Keyed, Period, Noted):
    """An organization's part in an alliance, for a period."""

    NATURAL_KEY = ("alliance__slug", "organization__slug", "role", "start")
    CITABLE_FIELDS = ("organization", "role", "start", "end")

    alliance = models.ForeignKey(
        "Alliance", models.CASCADE, related_name="memberships", verbose_name=_("alliance")
    )  # CASCADE: part of it
    organization = models.ForeignKey(
        "Organization", models.PROTECT, related_name="memberships", verbose_name=_("organization")
    )
    role = models.CharField(_("role"), max_length=10, choices=MembershipRole.choices, default=MembershipRole.MEMBER)

    objects = PeriodQuerySet.as_manager()

    class Meta:
        ordering = ["alliance", "role", "start", "organization"]
        verbose_name = _("alliance membership")
        verbose_name_plural = _("alliance memberships")
        constraints = [
            *period_of("membership"),
            values_of("membership", "role", MembershipRole),
            unique(
                "membership_is_recorded_once",
                ["alliance", "organization", "role", "start"],
                _("This organization has this role in the alliance already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organization} ({self.get_role_display()})"
