from django.contrib import admin

from centers.admin.changes import ReadOnlyAdmin
from centers.models import StandingPeriod


@admin.register(StandingPeriod)
class StandingPeriodAdmin(ReadOnlyAdmin):
    """What the steps of the centers lead to, to look at only: a step is entered with its center."""

    list_display = ["center", "start", "end", "tier", "status", "approved_on"]
    list_filter = ["tier", "status"]
    list_select_related = ["center"]
    search_fields = ["center__slug", "center__name_zh", "center__name_en"]
    show_full_result_count = False
