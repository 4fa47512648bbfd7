"""What sources report: figures, events and statements. Claims with a date and a source, never computed totals."""

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from centers.choices import EventKind, Qualifier
from centers.dates import EarliestDayField, LatestDayField, PartialDateField
from centers.models.base import (
    Named,
    Record,
    check,
    dates_of,
    names_of,
    record_of,
    values_of,
)
from centers.validators import validate_plain_text


class ReportedFigure(Record):
    """A number that somebody published about the whole country, a region or a center, as against what we count."""

    CITABLE_FIELDS = ("value", "as_of", "note")

    metric = models.ForeignKey("Metric", models.PROTECT, related_name="figures", verbose_name=_("metric"))
    region = models.ForeignKey(
        "Region",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="figures",
        verbose_name=_("region"),
        help_text=_("Blank together with the center: the whole country."),
    )
    center = models.ForeignKey(
        "Center", models.PROTECT, null=True, blank=True, related_name="figures", verbose_name=_("center")
    )
    qualifier = models.CharField(_("qualifier"), max_length=10, choices=Qualifier.choices, default=Qualifier.EXACTLY)
    value = models.DecimalField(_("value"), max_digits=20, decimal_places=3)
    value_to = models.DecimalField(
        _("upper value"),
        max_digits=20,
        decimal_places=3,
        null=True,
        blank=True,
        help_text=_("Where the source gives a range, such as 7 to 8."),
    )
    as_of = PartialDateField(_("as of"))
    as_of_earliest = EarliestDayField("as_of")
    as_of_latest = LatestDayField("as_of")

    class Meta:
        ordering = ["metric", "as_of", "slug"]
        verbose_name = _("reported figure")
        verbose_name_plural = _("reported figures")
        constraints = [
            *record_of("figure"),
            dates_of("figure", "as_of"),
            values_of("figure", "qualifier", Qualifier),
            check(
                "figure_is_about_a_region_or_a_center",
                models.Q(region=None) | models.Q(center=None),
                _("A figure is about a region or about a center, not both."),
            ),
            check(
                "range_runs_upwards",
                models.Q(value_to=None) | models.Q(value_to__gt=models.F("value")),
                _("The upper value is above the value."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.metric}: {self.value.normalize():f}"

    def get_absolute_url(self) -> str:
        return f"{reverse('centers:figure-list')}#{self.slug}"


class Event(Record, Named):
    """Something dated that happened to a center or in a region, which is not a step in a center's standing."""

    CITABLE_FIELDS = ("name_zh", "name_en", "date", "kind", "note")

    date = PartialDateField(_("date"))
    date_earliest = EarliestDayField("date")
    kind = models.CharField(_("kind"), max_length=12, choices=EventKind.choices)
    center = models.ForeignKey(
        "Center", models.PROTECT, null=True, blank=True, related_name="events", verbose_name=_("center")
    )
    region = models.ForeignKey(
        "Region", models.PROTECT, null=True, blank=True, related_name="events", verbose_name=_("region")
    )

    class Meta:
        ordering = ["date", "slug"]
        verbose_name = _("event")
        verbose_name_plural = _("events")
        constraints = [
            *record_of("event"),
            *names_of("event"),
            dates_of("event", "date"),
            values_of("event", "kind", EventKind),
        ]


class Statement(Record):
    """A sentence that a source states and no other kind of record holds: about a center, field, region, or the system.

    It is reported, not endorsed: a page shows it with its quote.
    """

    CITABLE_FIELDS = ("text_zh", "text_en", "note")

    text_zh = models.TextField(_("text in Chinese"), blank=True, validators=[validate_plain_text])
    text_en = models.TextField(_("text in English"), blank=True, validators=[validate_plain_text])
    number = models.PositiveSmallIntegerField(_("number"), default=0, help_text=_("Its place on a page."))
    center = models.ForeignKey(
        "Center", models.PROTECT, null=True, blank=True, related_name="statements", verbose_name=_("center")
    )
    field = models.ForeignKey(
        "Field", models.PROTECT, null=True, blank=True, related_name="statements", verbose_name=_("field")
    )
    region = models.ForeignKey(
        "Region", models.PROTECT, null=True, blank=True, related_name="statements", verbose_name=_("region")
    )

    class Meta:
        ordering = ["number", "slug"]
        verbose_name = _("statement")
        verbose_name_plural = _("statements")
        constraints = [
            *record_of("statement"),
            check(
                "statement_has_a_text_in_one_language",
                ~models.Q(text_zh="", text_en=""),
                _("Enter a Chinese text, an English text, or both."),
            ),
            check(
                "statement_is_about_one_subject_at_most",
                models.Q(center=None, field=None)
                | models.Q(center=None, region=None)
                | models.Q(field=None, region=None),
                _("A statement is about one center, one field, one region, or (all blank) the whole system."),
            ),
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def text(self) -> str:
        return self.text_in("text")[0]

    @property
    def text_language(self) -> str:
        return self.text_in("text")[1]
