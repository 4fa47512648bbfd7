from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from centers.admin.base import (
    NAME_FIELDS,
    CitationInline,
    CitedFilter,
    PublishableAdmin,
    TranslatedFilter,
    record_fieldsets,
)
from centers.models import Event, ReportedFigure, Statement


@admin.register(ReportedFigure)
class ReportedFigureAdmin(PublishableAdmin):
    fieldsets = record_fieldsets(
        (_("What it is about"), ["region", "center"]),
        (_("Value"), [("qualifier", "value", "value_to"), "as_of"]),
        first=["slug", "metric"],
    )
    settled_fields = ("slug",)
    inlines = [CitationInline.of("figure")]
    list_display = ["__str__", "slug", "region", "center", "as_of", "publication"]
    list_filter = ["publication", "qualifier", CitedFilter, "metric"]
    list_select_related = ["metric", "region", "center"]
    search_fields = ["slug", "metric__slug", "metric__name_zh", "metric__name_en"]


@admin.register(Event)
class EventAdmin(PublishableAdmin):
    fieldsets = record_fieldsets(
        (_("What it is about"), ["region", "center"]),
        first=["slug", NAME_FIELDS, ("date", "kind")],
    )
    settled_fields = ("slug",)
    inlines = [CitationInline.of("event")]
    list_display = ["__str__", "date", "kind", "center", "region", "publication"]
    list_filter = ["publication", "kind", CitedFilter, TranslatedFilter]
    list_select_related = ["center", "region"]
    search_fields = ["slug", "name_zh", "name_en", "center__slug", "center__name_zh", "center__name_en"]


@admin.register(Statement)
class StatementAdmin(PublishableAdmin):
    fieldsets = record_fieldsets(
        (_("What it is about"), ["center", "field", "region"]),
        first=["slug", "number", ("text_zh", "text_en")],
    )
    settled_fields = ("slug",)
    inlines = [CitationInline.of("statement")]
    list_display = ["__str__", "slug", "center", "field", "region", "number", "publication"]
    list_filter = ["publication", CitedFilter]
    list_select_related = ["center", "field", "region"]
    search_fields = ["slug", "text_zh", "text_en", "center__slug", "center__name_zh", "center__name_en"]
