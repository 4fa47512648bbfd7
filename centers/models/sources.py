"""Sources, and the citations that tie a passage of one to a statement of the register."""

from typing import Self

from django.core.exceptions import ValidationError
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from centers.choices import Agreement, Certainty, Language
from centers.dates import EarliestDayField, PartialDateField
from centers.models.base import Keyed, KeyedQuerySet, Noted, Record, check, dates_of, record_of, unique, values_of
from centers.validators import SLUG_HELP, validate_plain_text, validate_slug, validate_web_address


class Source(Record):
    """A document that statements rest on. Not the page that happens to mirror it, though a mirror may be all we saw."""

    CITABLE_FIELDS = ()

    title = models.CharField(_("title"), max_length=300, validators=[validate_plain_text])
    is_title_descriptive = models.BooleanField(
        _("descriptive title"),
        default=False,
        help_text=_("The document's own title was not seen; this one describes it."),
    )
    publisher = models.CharField(_("publisher"), max_length=200, blank=True, validators=[validate_plain_text])
    language = models.CharField(_("language"), max_length=2, choices=Language.choices, default=Language.CHINESE)
    published_on = PartialDateField(_("published on"))
    published_earliest = EarliestDayField("published_on")
    accessed_on = models.DateField(_("accessed on"), null=True, blank=True)
    url = models.CharField(_("address"), max_length=1000, blank=True, validators=[validate_web_address])
    is_mirror = models.BooleanField(
        _("mirror"), default=False, help_text=_("The address is a repost or a copy, not the publisher's own page.")
    )
    is_linkable = models.BooleanField(
        _("may be linked"),
        default=True,
        help_text=_("Mirrors, reposts and doubtful addresses are named, never linked."),
    )
    archived_text = models.TextField(_("archived text"), blank=True, validators=[validate_plain_text])

    class Meta:
        ordering = ["slug"]
        verbose_name = _("source")
        verbose_name_plural = _("sources")
        constraints = [
            *record_of("source"),
            dates_of("source", "published_on"),
            values_of("source", "language", Language),
            check("source_has_a_title", ~models.Q(title=""), _("Enter a title, or describe the document.")),
            check(
                "linkable_source_has_an_address",
                models.Q(is_linkable=False) | ~models.Q(url=""),
                _("A source without an address cannot be linked."),
            ),
            unique(
                "address_belongs_to_one_source",
                ["url"],
                _("Another source has this address."),
                condition=~models.Q(url=""),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("centers:source-detail", args=[self.slug])

    @property
    def language_tag(self) -> str:
        return "zh-Hans" if self.language == Language.CHINESE else self.language

    @property
    def name_zh(self) -> str:
        return self.title if self.language == Language.CHINESE else ""

    @property
    def name_en(self) -> str:
        return self.title if self.language == Language.ENGLISH else ""


#: The kinds of record that a citation can support: one foreign key each.
CITABLE_KINDS = (
    "center",
    "site",
    "name",
    "direction",
    "participation",
    "designation",
    "assessment",
    "organization",
    "alliance",
    "membership",
    "committee",
    "expert",
    "seat",
    "position",
    "task",
    "milestone",
    "progress_entry",
    "figure",
    "event",
    "statement",
)


def exactly_one_set(names: tuple[str, ...]) -> models.Q:
    """A condition that exactly one of the foreign keys is set."""
    condition = models.Q()
    for name in names:
        condition |= models.Q(**{f"{other}__isnull": other != name for other in names})
    return condition


def citable(model: str, verbose_name: str) -> models.ForeignKey:
    """A foreign key to a citable kind. CASCADE: a citation says nothing without the statement that it supports."""
    return models.ForeignKey(
        model, models.CASCADE, null=True, blank=True, related_name="citations", verbose_name=verbose_name
    )


class CitationQuerySet(KeyedQuerySet):
    def differing(self) -> Self:
        """Passages that give another value than the one shown."""
        return self.filter(agreement=Agreement.DIFFERS)


class Citation(Keyed, Noted):
    """A passage of a source that supports or contradicts one statement: a field of a record, or the whole record."""

    NATURAL_KEY = ("key",)

    key = models.CharField(
        _("key"),
        max_length=200,
        unique=True,
        validators=[validate_slug],
        help_text=SLUG_HELP,
    )
    source = models.ForeignKey("Source", models.PROTECT, related_name="citations", verbose_name=_("source"))
    field_name = models.CharField(
        _("value supported"),
        max_length=30,
        blank=True,
        help_text=_("The name of the field that the passage supports; blank: the record as a whole."),
    )
    quote = models.TextField(
        _("quote"),
        blank=True,
        validators=[validate_plain_text],
        help_text=_("The passage as it stands, never corrected."),
    )
    quote_language = models.CharField(
        _("language of the quote"), max_length=2, choices=Language.choices, default=Language.CHINESE
    )
    certainty = models.CharField(_("certainty"), max_length=10, choices=Certainty.choices, default=Certainty.STATED)
    agreement = models.CharField(_("agreement"), max_length=10, choices=Agreement.choices, default=Agreement.SUPPORTS)
    stated_value = models.CharField(
        _("value stated"),
        max_length=250,
        blank=True,
        validators=[validate_plain_text],
        help_text=_("What this source says where it gives another value than the one shown."),
    )
    note_en = models.TextField(
        _("note in English"),
        blank=True,
        validators=[validate_plain_text],
        help_text=_("Why the passage is garbled, contested or inferred; why another value is shown."),
    )

    center = citable("Center", _("center"))
    site = citable("Site", _("site"))
    name = citable("Name", _("name"))
    direction = citable("Direction", _("direction"))
    participation = citable("Participation", _("participation"))
    designation = citable("Designation", _("designation"))
    assessment = citable("Assessment", _("assessment"))
    organization = citable("Organization", _("organization"))
    alliance = citable("Alliance", _("alliance"))
    membership = citable("AllianceMembership", _("alliance membership"))
    committee = citable("ExpertCommittee", _("expert committee"))
    expert = citable("Expert", _("expert"))
    seat = citable("CommitteeSeat", _("committee seat"))
    position = citable("Position", _("position"))
    task = citable("ConstructionTask", _("construction task"))
    milestone = citable("Milestone", _("milestone"))
    progress_entry = citable("ProgressEntry", _("progress entry"))
    figure = citable("ReportedFigure", _("reported figure"))
    event = citable("Event", _("event"))
    statement = citable("Statement", _("statement"))

    objects = CitationQuerySet.as_manager()

    class Meta:
        ordering = ["key"]
        verbose_name = _("citation")
        verbose_name_plural = _("citations")
        constraints = [
            check(
                "citation_supports_exactly_one_record",
                exactly_one_set(CITABLE_KINDS),
                _("A citation supports exactly one record."),
            ),
            values_of("citation", "quote_language", Language),
            values_of("citation", "certainty", Certainty),
            values_of("citation", "agreement", Agreement),
            check(
                "doubtful_citation_says_why",
                models.Q(certainty=Certainty.STATED) | ~models.Q(note_zh="", note_en=""),
                _("A garbled, contested or inferred passage needs a note that says why."),
            ),
            check(
                "differing_citation_says_what_and_why",
                models.Q(agreement=Agreement.SUPPORTS)
                | (~models.Q(stated_value="") & ~models.Q(note_zh="", note_en="")),
                _("A passage that differs needs the value it states, and a note that says why another is shown."),
            ),
        ]

    def __str__(self) -> str:
        return self.key

    @property
    def subject_kind(self) -> str:
        """The name of the foreign key that is set."""
        return next((kind for kind in CITABLE_KINDS if getattr(self, f"{kind}_id") is not None), "")

    @property
    def subject(self) -> models.Model | None:
        return getattr(self, self.subject_kind) if self.subject_kind else None

    def clean(self) -> None:
        subject = self.subject
        if subject is not None and self.field_name and self.field_name not in subject.CITABLE_FIELDS:
            raise ValidationError(
                {
                    "field_name": ValidationError(
                        _("“%(name)s” is not a value of this record. Choose one of: %(names)s."),
                        code="field_name",
                        params={"name": self.field_name, "names": ", ".join(subject.CITABLE_FIELDS)},
                    )
                }
            )
