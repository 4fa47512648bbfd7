from django.contrib import admin
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from centers.admin.base import RegisterAdmin
from centers.forms import CorrectionForm
from centers.models import Correction


@admin.register(Correction)
class CorrectionAdmin(RegisterAdmin):
    form = CorrectionForm
    fieldsets = [
        (None, {"fields": ["number", "path", "center", "received_at"]}),
        (_("Report"), {"fields": ["message", "proposed_value", "source_url", "email"]}),
        (_("Decision"), {"fields": [("status", "target_date"), "decision", ("decided_at", "decided_by")]}),
    ]
    readonly_fields = ["received_at", "decided_at", "decided_by"]
    settled_fields = ("number", "path", "message", "proposed_value", "source_url", "email")
    list_display = ["number", "path", "center", "status", "received_at", "target_date"]
    list_filter = ["status"]
    list_select_related = ["center"]
    search_fields = ["=number", "path", "message", "center__slug", "center__name_zh", "center__name_en"]

    def save_model(self, request: HttpRequest, obj: Correction, form: ModelForm, change: bool) -> None:
        if not obj.is_closed:
            obj.decided_by = None
        elif "status" in form.changed_data or "decision" in form.changed_data:
            obj.decided_by = request.user
        super().save_model(request, obj, form, change)
