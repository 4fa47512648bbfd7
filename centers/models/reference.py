"""Vocabulary of the register, loaded from fixtures: regions, fields, task kinds and metrics."""

from typing import Self

from django.db import models
from django.db.models.functions import Length
from django.db.models.lookups import Exact
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from centers.choices import CountRule, NameOrigin, RegionLevel
from centers.models.base import (
    Keyed,
    KeyedQuerySet,
    Named,
    Noted,
    Sluggable,
    check,
    names_of,
    slug_of,
    unique,
    values_of,
)
from centers.validators import REGION_CODE_HELP, validate_plain_text, validate_region_code


class RegionQuerySet(KeyedQuerySet):
    def provinces(self) -> Self:
        return self.filter(level=RegionLevel.PROVINCE)

    def within(self, code: str) -> Self:
        """The region with this code and every region below it: a code starts with its parent's."""
        return self.filter(code__startswith=code)


class Region(Keyed, Named):
    """An administrative division of GB/T 2260. Its code, without trailing zeros, starts with its parent's."""

    NATURAL_KEY = ("code",)

    code = models.CharField(
        _("code"), max_length=6, unique=True, validators=[validate_region_code], help_text=REGION_CODE_HELP
    )
    level = models.CharField(_("level"), max_length=10, choices=RegionLevel.choices)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("parent")
    )
    short_name_zh = models.CharField(
        _("short Chinese name"), max_length=50, blank=True, validators=[validate_plain_text]
    )
    tile_row = models.PositiveSmallIntegerField(_("row on the tile map"), null=True, blank=True)
    tile_column = models.PositiveSmallIntegerField(_("column on the tile map"), null=True, blank=True)

    objects = RegionQuerySet.as_manager()

    class Meta:
        ordering = ["code"]
        verbose_name = _("region")
        verbose_name_plural = _("regions")
        constraints = [
            *names_of("region"),
            values_of("region", "level", RegionLevel),
            check(
                "region_code_has_the_length_of_its_level",
                models.Q(Exact(Length("code"), 2), level=RegionLevel.PROVINCE)
                | models.Q(Exact(Length("code"), 4), level=RegionLevel.PREFECTURE)
                | models.Q(Exact(Length("code"), 6), level=RegionLevel.COUNTY),
                _("A province's code has two digits, a prefecture-level city's four, a district's or county's six."),
            ),
            check(
                "province_has_no_parent_and_others_have_one",
                models.Q(level=RegionLevel.PROVINCE, parent=None)
                | (~models.Q(level=RegionLevel.PROVINCE) & models.Q(parent__isnull=False)),
                _("A province has no parent; every other region has one."),
            ),
            unique("tile_of_the_map_is_used_once", ["tile_row", "tile_column"], _("Another region has this tile.")),
        ]

    def get_absolute_url(self) -> str:
        return reverse("centers:region-detail", args=[self.code])

    @property
    def province_code(self) -> str:
        return self.code[:2]


class Field(Sluggable, Named):
    """A technology field that centers are for. At most one center of national level stands in each."""

    class Meta:
        ordering = ["slug"]
        verbose_name = _("field")
        verbose_name_plural = _("fields")
        constraints = [slug_of("field"), *names_of("field")]

    def get_absolute_url(self) -> str:
        return reverse("centers:field-detail", args=[self.slug])


class TaskKind(Sluggable, Named):
    """One of the standard construction tasks of a center."""

    number = models.PositiveSmallIntegerField(_("number"), unique=True)
    name_zh_origin = models.CharField(
        _("origin of the Chinese name"), max_length=10, choices=NameOrigin.choices, default=NameOrigin.USED
    )

    class Meta:
        ordering = ["number"]
        verbose_name = _("task kind")
        verbose_name_plural = _("task kinds")
        constraints = [
            slug_of("task_kind"),
            *names_of("task_kind"),
            values_of("task_kind", "name_zh_origin", NameOrigin),
        ]


class Metric(Sluggable, Named, Noted):
    """What a reported figure measures: its definition, its unit, and how the register counts the same, if it can."""

    definition_zh = models.TextField(_("definition in Chinese"), blank=True, validators=[validate_plain_text])
    definition_en = models.TextField(_("definition in English"), blank=True, validators=[validate_plain_text])
    unit_zh = models.CharField(_("unit in Chinese"), max_length=40, blank=True, validators=[validate_plain_text])
    unit_en = models.CharField(_("unit in English"), max_length=40, blank=True, validators=[validate_plain_text])
    count_rule = models.CharField(
        _("counted as"),
        max_length=30,
        choices=CountRule.choices,
        blank=True,
        help_text=_("How the register counts the same; blank where it cannot. The note then says why."),
    )

    class Meta:
        ordering = ["slug"]
        verbose_name = _("metric")
        verbose_name_plural = _("metrics")
        constraints = [slug_of("metric"), *names_of("metric"), values_of("metric", "count_rule", CountRule, blank=True)]

    @property
    def definition(self) -> str:
        return self.text_in("definition")[0]

    @property
    def definition_language(self) -> str:
        return self.text_in("definition")[1]

    @property
    def unit(self) -> str:
        return self.text_in("unit")[0]
