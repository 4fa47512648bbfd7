from collections.abc import Collection
from typing import Any

from django.contrib import admin
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from centers.admin.base import PublishableAdmin, RegisterAdmin, archive_note, record_fieldsets, warn_of_quotes
from centers.forms import CitationForm, refuse_removal_of_citation
from centers.models import Citation, Source
from centers.models.sources import CITABLE_KINDS


@admin.register(Source)
class SourceAdmin(PublishableAdmin):
    fieldsets = record_fieldsets(
        (_("Dates"), [("published_on", "accessed_on")]),
        (_("Address"), ["url", ("is_mirror", "is_linkable")]),
        (_("Archive"), ["archived_text"]),
        first=["slug", "title", "is_title_descriptive", ("publisher", "language")],
    )
    settled_fields = ("slug",)
    list_display = ["title", "slug", "publisher", "published_on", "language", "is_linkable", "publication"]
    list_filter = ["publication", "language", "is_linkable", "is_mirror", "is_title_descriptive"]
    search_fields = ["slug", "title", "publisher", "url"]


@admin.register(Citation)
class CitationAdmin(RegisterAdmin):
    form = CitationForm
    fieldsets = [
        (None, {"fields": ["key", "source", "field_name", "quote", "archive", "quote_language"]}),
        (
            _("How well it supports the value"),
            {"fields": [("certainty", "agreement"), "stated_value", ("note_zh", "note_en")]},
        ),
        (
            _("What it supports"),
            {"fields": list(CITABLE_KINDS), "description": _("Exactly one record.")},
        ),
    ]
    readonly_fields = ["archive"]
    settled_fields = ("key", *CITABLE_KINDS)
    list_display = ["key", "source", "field_name", "certainty", "agreement"]
    list_filter = ["certainty", "agreement", "quote_language"]
    list_select_related = ["source"]
    search_fields = ["key", "quote", "source__slug", "source__title"]

    @admin.display(description=_("in the archive"))
    def archive(self, citation: Citation) -> str:
        return archive_note(citation)

    def save_model(self, request: HttpRequest, obj: Citation, form: ModelForm, change: bool) -> None:
        super().save_model(request, obj, form, change)
        warn_of_quotes(request, [obj])

    def refuse_deletion(self, obj: Citation, deleted: Collection[Any]) -> None:
        refuse_removal_of_citation(obj, deleted)
