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
from centers.models import Alliance, AllianceMembership


class MembershipInline(PartInline):
    model = AllianceMembership
    fields = ["organization", "role", "start", "end"]
    related = ("organization",)


@admin.register(Alliance)
class AllianceAdmin(PublishableAdmin):
    fieldsets = record_fieldsets(
        (_("Founding"), ["center", ("founded_on", "place")]),
        (
            _("Reported size"),
            ["reported_members", ("coverage_qualifier", "coverage_percent"), ("coverage_zh", "coverage_en")],
        ),
        first=["slug", *NAME_AND_ORIGIN_FIELDS],
    )
    settled_fields = ("slug",)
    inlines = [MembershipInline, CitationInline.of("alliance")]
    list_display = ["__str__", "center", "founded_on", "reported_members", "publication"]
    list_filter = ["publication", CitedFilter, TranslatedFilter]
    list_select_related = ["center"]
    search_fields = ["slug", "name_zh", "name_en", "center__slug", "center__name_zh", "center__name_en"]


@admin.register(AllianceMembership)
class AllianceMembershipAdmin(PartAdmin):
    fieldsets = [
        (None, {"fields": ["alliance", "organization", "role", ("start", "end")]}),
        (_("Notes for readers"), {"fields": [NOTE_FIELDS]}),
    ]
    settled_fields = ("alliance",)
    inlines = [CitationInline.of("membership")]
    list_display = ["organization", "alliance", "role", "start", "end"]
    list_filter = ["role", CitedFilter]
    list_select_related = ["alliance", "organization"]
    search_fields = [
        "alliance__slug",
        "alliance__name_zh",
        "alliance__name_en",
        "organization__slug",
        "organization__name_zh",
        "organization__name_en",
    ]
