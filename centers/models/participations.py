"""An organization's part in a center."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from centers.choices import Role, Segment
from centers.models.base import Keyed, Noted, Period, PeriodQuerySet, check, period_of, unique, values_of


class Participation(Keyed, Period, Noted):
    """An organization's part in a center, for a period: operator, lead, shareholder, member or partner."""

    NATURAL_KEY = ("center__slug", "organization__slug", "role", "start")
    CITABLE_FIELDS = ("organization", "role", "segment", "share", "start", "end")

    center = models.ForeignKey(
        "Center", models.CASCADE, related_name="participations", verbose_name=_("center")
    )  # CASCADE: a part in a center goes with it; published centers are withdrawn, not deleted
    organization = models.ForeignKey(
        "Organization", models.PROTECT, related_name="participations", verbose_name=_("organization")
    )
    role = models.CharField(_("role"), max_length=12, choices=Role.choices)
    segment = models.CharField(_("segment of the value chain"), max_length=15, choices=Segment.choices, blank=True)
    share = models.DecimalField(
        _("share in percent"),
        max_digits=6,
        decimal_places=3,
        null=True,
        blank=True,
        validators=[MinValueValidator(0), MaxValueValidator(100)],
        help_text=_("Of the operator's capital; blank if it is not published."),
    )

    objects = PeriodQuerySet.as_manager()

    class Meta:
        ordering = ["center", "role", "start", "organization"]
        verbose_name = _("participation")
        verbose_name_plural = _("participations")
        constraints = [
            *period_of("participation"),
            values_of("participation", "role", Role),
            values_of("participation", "segment", Segment, blank=True),
            check(
                "share_is_between_0_and_100",
                models.Q(share=None) | models.Q(share__gte=0, share__lte=100),
                _("A share is between 0 and 100 percent."),
            ),
            unique(
                "center_has_one_operator_at_a_time",
                ["center"],
                _("The center has an operator. End that participation first: a center has one operator at a time."),
                condition=models.Q(role=Role.OPERATOR, end=""),
            ),
            unique(
                "participation_is_recorded_once",
                ["center", "organization", "role", "start"],
                _("This organization has this role in the center already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organization} ({self.get_role_display()})"
