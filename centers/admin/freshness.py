"""Where staff find the records that are due to be checked again."""

from typing import Any

from django.contrib import admin
from django.db import models
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from centers.freshness import due


class DueFilter(admin.SimpleListFilter):
    """Published records that are due to be checked again."""

    title = _("re-check")
    parameter_name = "age"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, Any]]:
        return [("due", _("due for re-check"))]

    def queryset(self, request: HttpRequest, queryset: models.QuerySet) -> models.QuerySet:
        return due(queryset.published(), timezone.localdate()) if self.value() == "due" else queryset
