from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from centers.admin.base import NAME_AND_ORIGIN_FIELDS, NAME_FIELDS, NOTE_FIELDS, TranslatedFilter, VocabularyAdmin
from centers.models import Field, Metric, Region, TaskKind


@admin.register(Region)
class RegionAdmin(VocabularyAdmin):
    fieldsets = [
        (None, {"fields": ["code", "level", "parent", NAME_FIELDS, "short_name_zh"]}),
        (_("Tile map"), {"fields": [("tile_row", "tile_column")]}),
    ]
    settled_fields = ("code",)
    list_display = ["code", "name_zh", "name_en", "level", "parent"]
    list_filter = ["level", TranslatedFilter]
    list_select_related = ["parent"]
    search_fields = ["code__startswith", "name_zh", "name_en", "short_name_zh"]


@admin.register(Field)
class FieldAdmin(VocabularyAdmin):
    fieldsets = [(None, {"fields": ["slug", NAME_FIELDS]})]
    settled_fields = ("slug",)
    list_display = ["slug", "name_zh", "name_en"]
    list_filter = [TranslatedFilter]
    search_fields = ["slug", "name_zh", "name_en"]


@admin.register(TaskKind)
class TaskKindAdmin(VocabularyAdmin):
    fieldsets = [(None, {"fields": ["slug", "number", NAME_AND_ORIGIN_FIELDS[0], "name_en"]})]
    settled_fields = ("slug",)
    list_display = ["number", "slug", "name_zh", "name_en"]
    list_display_links = ["number", "slug"]
    list_filter = [TranslatedFilter]
    search_fields = ["slug", "name_zh", "name_en"]


@admin.register(Metric)
class MetricAdmin(VocabularyAdmin):
    fieldsets = [
        (None, {"fields": ["slug", NAME_FIELDS]}),
        (_("Definition"), {"fields": [("definition_zh", "definition_en"), ("unit_zh", "unit_en"), "count_rule"]}),
        (_("Notes for readers"), {"fields": [NOTE_FIELDS]}),
    ]
    settled_fields = ("slug",)
    list_display = ["slug", "name_zh", "name_en", "unit_zh", "unit_en", "count_rule"]
    list_filter = ["count_rule", TranslatedFilter]
    search_fields = ["slug", "name_zh", "name_en"]
