from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from centers.admin.base import (
    NAME_AND_ORIGIN_FIELDS,
    NAME_FIELDS,
    NOTE_FIELDS,
    CitationInline,
    CitedFilter,
    PartAdmin,
    PartInline,
    PublishableAdmin,
    TranslatedFilter,
    record_fieldsets,
)
from centers.models import CommitteeSeat, Expert, ExpertCommittee, Position


class SeatInline(PartInline):
    model = CommitteeSeat
    fields = ["expert", "role", "start", "end"]
    related = ("expert",)


class PositionInline(PartInline):
    model = Position
    fields = ["number", "center", "organization", "title_zh", "title_en", "as_of"]
    related = ("center", "organization")


@admin.register(ExpertCommittee)
class ExpertCommitteeAdmin(PublishableAdmin):
    fieldsets = record_fieldsets(
        (_("Reported size"), ["reported_size", "reported_academicians"]),
        first=["slug", *NAME_AND_ORIGIN_FIELDS, "center", "founded_on"],
    )
    settled_fields = ("slug",)
    inlines = [SeatInline, CitationInline.of("committee")]
    list_display = ["__str__", "center", "reported_size", "reported_academicians", "publication"]
    list_filter = ["publication", CitedFilter, TranslatedFilter]
    list_select_related = ["center"]
    search_fields = ["slug", "name_zh", "name_en", "center__slug", "center__name_zh", "center__name_en"]


@admin.register(Expert)
class ExpertAdmin(PublishableAdmin):
    fieldsets = record_fieldsets(first=["slug", NAME_FIELDS, "is_academician", "affiliation"])
    settled_fields = ("slug",)
    inlines = [PositionInline, CitationInline.of("expert")]
    list_display = ["__str__", "is_academician", "affiliation", "publication"]
    list_filter = ["publication", "is_academician", CitedFilter, TranslatedFilter]
    list_select_related = ["affiliation"]
    search_fields = ["slug", "name_zh", "name_en"]


@admin.register(CommitteeSeat)
class CommitteeSeatAdmin(PartAdmin):
    fieldsets = [
        (None, {"fields": ["committee", "expert", "role", ("start", "end")]}),
        (_("Notes for readers"), {"fields": [NOTE_FIELDS]}),
    ]
    settled_fields = ("committee",)
    inlines = [CitationInline.of("seat")]
    list_display = ["expert", "committee", "role", "start", "end"]
    list_filter = ["role", CitedFilter]
    list_select_related = ["committee", "expert"]
    search_fields = [
        "committee__slug",
        "committee__name_zh",
        "committee__name_en",
        "expert__slug",
        "expert__name_zh",
        "expert__name_en",
    ]


@admin.register(Position)
class PositionAdmin(PartAdmin):
    fieldsets = [
        (None, {"fields": ["expert", "number", ("title_zh", "title_en"), "center", "organization", "as_of"]}),
        (_("Notes for readers"), {"fields": [NOTE_FIELDS]}),
    ]
    settled_fields = ("expert",)
    inlines = [CitationInline.of("position")]
    list_display = ["__str__", "expert", "center", "organization", "as_of"]
    list_filter = [CitedFilter]
    list_select_related = ["expert", "center", "organization"]
    search_fields = ["title_zh", "title_en", "expert__slug", "expert__name_zh", "expert__name_en"]
