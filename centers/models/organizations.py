"""Organizations, and the further names of organizations and centers."""

from django.db import models
from django.db.models.functions import Length
from django.db.models.lookups import Exact
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from centers.choices import Language, NameKind, NameOrigin, OrganizationKind
from centers.models.base import (
    Keyed,
    NamedWithOrigin,
    Noted,
    Period,
    PeriodQuerySet,
    Record,
    check,
    names_of,
    period_of,
    record_of,
    unique,
    values_of,
)
from centers.validators import (
    CREDIT_CODE_HELP,
    validate_credit_code,
    validate_plain_text,
    validate_slug,
    validate_web_address,
)


class Organization(Record, NamedWithOrigin):
    """A company, institute, university or authority that takes part in centers or alliances. Not a center."""

    CITABLE_FIELDS = ("name_zh", "name_en", "kind", "region", "credit_code", "website", "note")

    kind = models.CharField(
        _("kind"), max_length=15, choices=OrganizationKind.choices, default=OrganizationKind.UNKNOWN
    )
    region = models.ForeignKey(
        "Region", models.PROTECT, null=True, blank=True, related_name="organizations", verbose_name=_("region")
    )
    credit_code = models.CharField(
        _("unified social credit code"),
        max_length=18,
        blank=True,
        validators=[validate_credit_code],
        help_text=CREDIT_CODE_HELP,
    )
    website = models.CharField(_("website"), max_length=500, blank=True, validators=[validate_web_address])

    class Meta:
        ordering = ["slug"]
        verbose_name = _("organization")
        verbose_name_plural = _("organizations")
        constraints = [
            *record_of("organization"),
            *names_of("organization", with_origin=True),
            values_of("organization", "kind", OrganizationKind),
            check(
                "credit_code_has_18_characters",
                models.Q(Exact(Length("credit_code"), 18)) | models.Q(credit_code=""),
                CREDIT_CODE_HELP,
            ),
            unique(
                "credit_code_belongs_to_one_organization",
                ["credit_code"],
                _("Another organization has this unified social credit code."),
                condition=~models.Q(credit_code=""),
            ),
        ]

    def get_absolute_url(self) -> str:
        return reverse("centers:organization-detail", args=[self.slug])


class Name(Keyed, Period, Noted):
    """A further name of one center or one organization: an alias, a former name or a short name.

    It finds the record in every search. A former name keeps the period in which it was used.
    """

    NATURAL_KEY = ("center__slug", "organization__slug", "text")
    CITABLE_FIELDS = ("text", "start", "end")

    center = models.ForeignKey(
        "Center", models.CASCADE, null=True, blank=True, related_name="names", verbose_name=_("center")
    )  # CASCADE: a name says nothing without its holder
    organization = models.ForeignKey(
        "Organization", models.CASCADE, null=True, blank=True, related_name="names", verbose_name=_("organization")
    )  # CASCADE: as above
    text = models.CharField(_("name"), max_length=250, validators=[validate_plain_text])
    kind = models.CharField(_("kind"), max_length=12, choices=NameKind.choices, default=NameKind.ALIAS)
    language = models.CharField(_("language"), max_length=2, choices=Language.choices, default=Language.CHINESE)
    origin = models.CharField(_("origin"), max_length=10, choices=NameOrigin.choices, default=NameOrigin.USED)

    objects = PeriodQuerySet.as_manager()

    class Meta:
        ordering = ["kind", "text", "id"]
        verbose_name = _("name")
        verbose_name_plural = _("names")
        constraints = [
            *period_of("name"),
            values_of("name", "kind", NameKind),
            values_of("name", "language", Language),
            values_of("name", "origin", NameOrigin),
            check("name_is_not_empty", ~models.Q(text=""), _("Enter the name.")),
            check(
                "name_belongs_to_one_center_or_one_organization",
                models.Q(center__isnull=True, organization__isnull=False)
                | models.Q(center__isnull=False, organization__isnull=True),
                _("A name belongs to one center or to one organization."),
            ),
            unique(
                "center_has_each_name_once",
                ["center", "text"],
                _("The center has this name already."),
                condition=models.Q(center__isnull=False),
            ),
            unique(
                "organization_has_each_name_once",
                ["organization", "text"],
                _("The organization has this name already."),
                condition=models.Q(organization__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def language_tag(self) -> str:
        return "zh-Hans" if self.language == Language.CHINESE else self.language


class RetiredIdentifier(Keyed, Noted):
    """A public identifier that is no longer in use: merged into another record, or retired.

    It is never given to another record (rule 8). A merged one redirects; a retired one answers what became of it.
    """

    NATURAL_KEY = ("kind", "slug")

    kind = models.CharField(_("kind"), max_length=30)
    slug = models.CharField(_("identifier"), max_length=120, validators=[validate_slug])
    successor_slug = models.CharField(
        _("identifier that replaces it"),
        max_length=120,
        blank=True,
        validators=[validate_slug],
        help_text=_("The record that it redirects to; blank if the record is gone."),
    )
    retired_at = models.DateTimeField(_("retired at"), auto_now_add=True)

    class Meta:
        ordering = ["kind", "slug"]
        verbose_name = _("retired identifier")
        verbose_name_plural = _("retired identifiers")
        constraints = [
            unique("identifier_is_retired_once", ["kind", "slug"], _("This identifier is retired already.")),
            check(
                "retired_identifier_does_not_replace_itself",
                ~models.Q(slug=models.F("successor_slug")),
                _("An identifier cannot replace itself."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.slug}"
