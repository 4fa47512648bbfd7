from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from centers.admin.base import RegisterAdmin
from centers.models import LoadedObject


@admin.register(LoadedObject)
class LoadedObjectAdmin(RegisterAdmin):
    """Bookkeeping of ``load_register``, to look at only."""

    fields = ["model", "key", "digest"]
    list_display = ["key", "model"]
    list_filter = ["model"]
    search_fields = ["key"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
