from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from centers.admin.base import (
    NAME_AND_ORIGIN_FIELDS,
    NOTE_FIELDS,
    CitationInline,
    CitedFilter,
    PartAdmin,
    PartInline,
    PublishableAdmin,
    TranslatedFilter,
    record_fieldsets,
)
from centers.models import ConstructionTask, Milestone, ProgressEntry


class MilestoneInline(PartInline):
    model = Milestone
    fields = ["number", "name_zh", "name_en", "due", "reached_on"]


class ProgressEntryInline(PartInline):
    model = ProgressEntry
    fields = ["number", "date", "progress", "note_zh", "note_en"]


@admin.register(ConstructionTask)
class ConstructionTaskAdmin(PublishableAdmin):
    fieldsets = record_fieldsets(
        (_("Progress"), [("status", "progress"), ("start", "due", "completed_on")]),
        first=["center", "number", "kind", *NAME_AND_ORIGIN_FIELDS],
    )
    settled_fields = ("center", "number")
    inlines = [MilestoneInline, ProgressEntryInline, CitationInline.of("task")]
    ordering = ["center_id", "number"]
    list_display = ["__str__", "center", "number", "kind", "status", "progress", "due", "publication"]
    list_filter = ["publication", "status", CitedFilter, TranslatedFilter, "kind"]
    list_select_related = ["center", "kind"]
    search_fields = ["name_zh", "name_en", "center__slug", "center__name_zh", "center__name_en"]


class TaskPartAdmin(PartAdmin):
    """A part of a construction task."""

    settled_fields = ("task",)
    search_fields = [
        "task__name_zh",
        "task__name_en",
        "task__center__slug",
        "task__center__name_zh",
        "task__center__name_en",
    ]


@admin.register(Milestone)
class MilestoneAdmin(TaskPartAdmin):
    fieldsets = [
        (None, {"fields": ["task", "number", *NAME_AND_ORIGIN_FIELDS, ("due", "reached_on")]}),
        (_("Notes for readers"), {"fields": [NOTE_FIELDS]}),
    ]
    inlines = [CitationInline.of("milestone")]
    list_display = ["__str__", "task", "number", "due", "reached_on"]
    list_filter = [CitedFilter, TranslatedFilter]
    list_select_related = ["task"]
    search_fields = ["name_zh", "name_en", *TaskPartAdmin.search_fields]


@admin.register(ProgressEntry)
class ProgressEntryAdmin(TaskPartAdmin):
    fieldsets = [
        (None, {"fields": ["task", "number", "date", "progress"]}),
        (_("Notes for readers"), {"fields": [NOTE_FIELDS]}),
    ]
    inlines = [CitationInline.of("progress_entry")]
    list_display = ["__str__", "task", "number", "progress"]
    list_filter = [CitedFilter]
    list_select_related = ["task"]
