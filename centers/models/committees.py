"""Expert committees, the persons whom sources name, and their seats and positions."""

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from centers.choices import SeatRole
from centers.dates import PartialDateField
from centers.models.base import (
    Keyed,
    Named,
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


class ExpertCommittee(Record, NamedWithOrigin):
    """A center's technical expert committee. Its reported size stands apart from the seats on record."""

    CITABLE_FIELDS = ("name_zh", "name_en", "center", "founded_on", "reported_size", "reported_academicians", "note")

    center = models.ForeignKey("Center", models.PROTECT, related_name="committees", verbose_name=_("center"))
    founded_on = PartialDateField(_("founded on"))
    reported_size = models.PositiveIntegerField(
        _("reported number of members"),
        null=True,
        blank=True,
        help_text=_("As a source counts them, apart from the seats on record."),
    )
    reported_academicians = models.PositiveIntegerField(_("reported number of academicians"), null=True, blank=True)

    class Meta:
        ordering = ["slug"]
        verbose_name = _("expert committee")
        verbose_name_plural = _("expert committees")
        constraints = [
            *record_of("committee"),
            *names_of("committee", with_origin=True),
            dates_of("committee", "founded_on"),
            check(
                "committee_has_no_more_academicians_than_members",
                models.Q(reported_size=None)
                | models.Q(reported_academicians=None)
                | models.Q(reported_academicians__lte=models.F("reported_size")),
                _("A committee has no more academicians than members."),
            ),
        ]

    def get_absolute_url(self) -> str:
        return reverse("centers:committee-detail", args=[self.slug])


class Expert(Record, Named):
    """A person whom a public document names in a public role at a center: a committee member or an officer.

    Holds what such documents say of the role, and nothing else about the person.
    """

    CITABLE_FIELDS = ("name_zh", "name_en", "is_academician", "affiliation", "note")

    is_academician = models.BooleanField(
        _("academician"), null=True, blank=True, help_text=_("Unknown where no source says so.")
    )
    affiliation = models.ForeignKey(
        "Organization", models.PROTECT, null=True, blank=True, related_name="experts", verbose_name=_("affiliation")
    )

    class Meta:
        ordering = ["slug"]
        verbose_name = _("expert")
        verbose_name_plural = _("experts")
        constraints = [*record_of("expert"), *names_of("expert")]


class CommitteeSeat(Keyed, Period, Noted):
    """An expert's seat on a committee, for a period."""

    NATURAL_KEY = ("committee__slug", "expert__slug", "start")
    CITABLE_FIELDS = ("expert", "role", "start", "end")

    committee = models.ForeignKey(
        "ExpertCommittee", models.CASCADE, related_name="seats", verbose_name=_("expert committee")
    )  # CASCADE: part of it
    expert = models.ForeignKey("Expert", models.PROTECT, related_name="seats", verbose_name=_("expert"))
    role = models.CharField(_("role"), max_length=10, choices=SeatRole.choices, default=SeatRole.MEMBER)

    objects = PeriodQuerySet.as_manager()

    class Meta:
        ordering = ["committee", "role", "start", "expert"]
        verbose_name = _("committee seat")
        verbose_name_plural = _("committee seats")
        constraints = [
            *period_of("seat"),
            values_of("seat", "role", SeatRole),
            unique(
                "seat_is_recorded_once",
                ["committee", "expert", "start"],
                _("This expert has a seat on the committee already."),
            ),
            unique(
                "committee_has_one_chair_at_a_time",
                ["committee"],
                _("The committee has a chair. End that seat first: a committee has one chair at a time."),
                condition=models.Q(role=SeatRole.CHAIR, end=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.expert} ({self.get_role_display()})"


class Position(Keyed, Noted):
    """A public role at a center or organization in which a document names a person, as of a date."""

    NATURAL_KEY = ("expert__slug", "number")
    CITABLE_FIELDS = ("title_zh", "title_en", "center", "organization", "as_of")

    expert = models.ForeignKey(
        "Expert", models.CASCADE, related_name="positions", verbose_name=_("expert")
    )  # CASCADE: whoever is taken down takes the roles along
    number = models.PositiveSmallIntegerField(_("number"), default=1)
    center = models.ForeignKey(
        "Center", models.PROTECT, null=True, blank=True, related_name="positions", verbose_name=_("center")
    )
    organization = models.ForeignKey(
        "Organization", models.PROTECT, null=True, blank=True, related_name="positions", verbose_name=_("organization")
    )
    title_zh = models.CharField(_("title in Chinese"), max_length=120, blank=True, validators=[validate_plain_text])
    title_en = models.CharField(_("title in English"), max_length=120, blank=True, validators=[validate_plain_text])
    as_of = PartialDateField(_("as of"))

    class Meta:
        ordering = ["expert", "number"]
        verbose_name = _("position")
        verbose_name_plural = _("positions")
        constraints = [
            dates_of("position", "as_of"),
            check(
                "position_has_a_title_in_one_language",
                ~models.Q(title_zh="", title_en=""),
                _("Enter a Chinese title, an English title, or both."),
            ),
            check(
                "position_is_at_one_center_or_one_organization",
                models.Q(center__isnull=True, organization__isnull=False)
                | models.Q(center__isnull=False, organization__isnull=True),
                _("A position is at one center or at one organization."),
            ),
            unique("position_has_its_number", ["expert", "number"], _("The person has a position with this number.")),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        return self.text_in("title")[0]

    @property
    def title_language(self) -> str:
        return self.text_in("title")[1]
