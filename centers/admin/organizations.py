from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from centers.admin.base import (
    NAME_AND_ORIGIN_FIELDS,
    NOTE_FIELDS,
    CitationInline,
    CitedFilter,
    PartAdmin,
    PartInline,
    ProvinceFilter,
    PublishableAdmin,
    RegisterAdmin,
    TranslatedFilter,
    record_fieldsets,
)
from centers.forms import RetiredIdentifierForm
from centers.models import Name, Organization, RetiredIdentifier


class NameInline(PartInline):
    model = Name
    fields = ["text", "kind", "language", "origin", "start", "end"]


@admin.register(Organization)
class OrganizationAdmin(PublishableAdmin):
    fieldsets = record_fieldsets(
        (_("Identification"), ["credit_code", "website"]),
        first=["slug", *NAME_AND_ORIGIN_FIELDS, "kind", "region"],
    )
    settled_fields = ("slug",)
    inlines = [NameInline, CitationInline.of("organization")]
    list_display = ["__str__", "kind", "region", "publication"]
    list_filter = ["publication", "kind", ProvinceFilter, CitedFilter, TranslatedFilter]
    list_select_related = ["region"]
    search_fields = ["slug", "name_zh", "name_en", "names__text", "credit_code"]


@admin.register(Name)
class NameAdmin(PartAdmin):
    fieldsets = [
        (_("Whose name"), {"fields": ["center", "organization"]}),
        (None, {"fields": ["text", ("kind", "language", "origin"), ("start", "end")]}),
        (_("Notes for readers"), {"fields": [NOTE_FIELDS]}),
    ]
    settled_fields = ("center", "organization")
    inlines = [CitationInline.of("name")]
    list_display = ["text", "kind", "language", "origin", "center", "organization"]
    list_filter = ["kind", "language", "origin", CitedFilter]
    list_select_related = ["center", "organization"]
    search_fields = [
        "text",
        "center__slug",
        "center__name_zh",
        "center__name_en",
        "organization__slug",
        "organization__name_zh",
        "organization__name_en",
    ]


@admin.register(RetiredIdentifier)
class RetiredIdentifierAdmin(RegisterAdmin):
    form = RetiredIdentifierForm
    fieldsets = [
        (None, {"fields": ["kind", "slug", "successor_slug", "retired_at"]}),
        (_("Notes for readers"), {"fields": [NOTE_FIELDS]}),
    ]
    readonly_fields = ["retired_at"]
    settled_fields = ("kind", "slug")
    list_display = ["slug", "kind", "successor_slug", "retired_at"]
    list_filter = ["kind"]
    search_fields = ["slug", "successor_slug"]
