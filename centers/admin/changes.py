from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from centers.models import Change, TrailHead


class ReadOnlyAdmin(admin.ModelAdmin):
    """The trail, to look at only: nobody adds to it by hand, alters it or removes from it."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Change)
class ChangeAdmin(ReadOnlyAdmin):
    list_display = ["number", "at", "by", "action", "model", "record_slug", "reason"]
    list_display_links = ["number"]
    list_filter = ["action", "record_model"]
    list_select_related = ["by"]
    search_fields = ["record_slug", "reason"]
    show_full_result_count = False


@admin.register(TrailHead)
class TrailHeadAdmin(ReadOnlyAdmin):
    list_display = ["number", "hash", "at"]
