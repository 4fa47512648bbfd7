from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.helpers import AdminErrorList, AdminForm
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.forms import BaseInlineFormSet, ModelForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _

from centers import services
from centers.admin.base import (
    END_OF_RECORD,
    NAME_AND_ORIGIN_FIELDS,
    NOTE_FIELDS,
    CitationInline,
    CitedFilter,
    PartAdmin,
    PartInline,
    ProvinceFilter,
    PublishableAdmin,
    TranslatedFilter,
)
from centers.admin.history import LONGEST_REASON, reason_in
from centers.admin.organizations import NameInline
from centers.forms import CenterForm, DesignateForm, TaskFormSet
from centers.models import Assessment, Center, Citation, ConstructionTask, Designation, Direction, Participation, Site
from centers.models.recording import recording


class SiteInline(PartInline):
    model = Site
    fields = ["region", "is_seat", "address"]
    related = ("region",)


class ParticipationInline(PartInline):
    model = Participation
    fields = ["organization", "role", "segment", "share", "start", "end"]
    related = ("organization",)


class DesignationInline(PartInline):
    model = Designation
    fields = ["number", "step", "tier", "date", "authority", "successor", "batch"]
    fk_name = "center"
    related = ("authority", "successor")


class DirectionInline(PartInline):
    model = Direction
    fields = ["number", "name_zh", "name_zh_origin", "name_en", "name_en_origin"]


class AssessmentInline(PartInline):
    model = Assessment
    fields = ["kind", "period", "result", "published_on", "authority"]
    related = ("authority",)


class TaskInline(PartInline):
    model = ConstructionTask
    formset = TaskFormSet
    fields = ["number", "kind", "name_zh", "name_en", "status", "progress", "start", "due", "completed_on"]
    related = ("kind",)
    can_delete = False


@admin.register(Center)
class CenterAdmin(PublishableAdmin):
    form = CenterForm
    fieldsets = [
        (None, {"fields": ["slug", *NAME_AND_ORIGIN_FIELDS, "field", "website"]}),
        (
            _("Standing"),
            {
                "fields": [("tier", "status"), ("approved_on", "successor")],
                "description": _(
                    "Status, approval and successor follow from the designations below, and so does the tier as soon "
                    "as there is one."
                ),
            },
        ),
        *END_OF_RECORD,
    ]
    settled_fields = ("slug",)
    readonly_fields = (*PublishableAdmin.readonly_fields, "status", "approved_on", "successor")
    inlines = [
        DesignationInline,
        SiteInline,
        ParticipationInline,
        NameInline,
        DirectionInline,
        TaskInline,
        AssessmentInline,
        CitationInline.of("center"),
    ]
    list_display = ["__str__", "tier", "status", "field", "approved_on", "publication"]
    list_filter = [
        "publication",
        "tier",
        "status",
        ProvinceFilter.along("sites__region__code"),
        CitedFilter,
        TranslatedFilter,
    ]
    list_select_related = ["field"]
    search_fields = ["slug", "name_zh", "name_en", "names__text", "field__name_zh", "field__name_en"]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """The tier follows from the designations as soon as there are any."""
        readonly = tuple(super().get_readonly_fields(request, obj))
        return (*readonly, "tier") if obj is not None and obj.designations.exists() else readonly

    def get_urls(self) -> list[URLPattern]:
        designate = self.admin_site.admin_view(self.designate_view)
        return [path("<path:object_id>/designate/", designate, name="centers_center_designate"), *super().get_urls()]

    def designate_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Enter the next step of a center with its source, and move the center by it."""
        center = self.get_object(request, unquote(object_id))
        if center is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        if not (self.has_change_permission(request, center) and request.user.has_perm("centers.add_designation")):
            raise PermissionDenied
        reason = reason_in(request)
        with recording(reason=reason):
            form = self.designate_form(request, center)
            if form.is_valid():
                services.designate_center(center, by=request.user, **form.cleaned_data)
                messages.success(request, _("The next step of “%(center)s” is on record.") % {"center": center})
                return HttpResponseRedirect(reverse("admin:centers_center_change", args=[center.pk]))
        fieldsets = [
            (None, {"fields": ["step", "tier", "date", "authority", "successor", "batch"]}),
            (_("Source"), {"fields": ["source", "quote", "quote_language"]}),
            (_("Notes for readers"), {"fields": [NOTE_FIELDS]}),
        ]
        page = AdminForm(form, fieldsets, {}, model_admin=self)
        context = {
            **self.admin_site.each_context(request),
            "title": _("Next step of %(center)s") % {"center": center},
            "opts": self.opts,
            "original": center,
            "steps": center.designations.select_related("authority", "successor"),
            "adminform": page,
            "errors": AdminErrorList(form, []),
            "media": self.media + page.media,
            "reason": reason,
            "longest_reason": LONGEST_REASON,
        }
        return TemplateResponse(request, "admin/centers/center/designate.html", context)

    def designate_form(self, request: HttpRequest, center: Center) -> DesignateForm:
        step = Designation(center=center, number=services.next_number(center))
        steps, citations = (self.admin_site.get_model_admin(model) for model in (Designation, Citation))
        form_class = steps.get_form(request, form=DesignateForm, fields=DesignateForm.OF_STEP)
        citation_fields = citations.get_form(request, fields=DesignateForm.OF_CITATION).base_fields
        return form_class(request.POST or None, instance=step, citation_fields=citation_fields)

    def save_formset(self, request: HttpRequest, form: ModelForm, formset: BaseInlineFormSet, change: bool) -> None:
        super().save_formset(request, form, formset, change)
        if formset.model is Designation and formset.has_changed():
            services.renew_standing(form.instance)


class CenterPartAdmin(PartAdmin):
    """A part of a center."""

    settled_fields = ("center",)


@admin.register(Site)
class SiteAdmin(CenterPartAdmin):
    fieldsets = [
        (None, {"fields": ["center", "region", "is_seat", "address"]}),
        (_("Notes for readers"), {"fields": [NOTE_FIELDS]}),
    ]
    inlines = [CitationInline.of("site")]
    list_display = ["__str__", "center", "is_seat", "address"]
    list_filter = ["is_seat", ProvinceFilter, CitedFilter]
    list_select_related = ["center", "region"]
    search_fields = ["center__slug", "center__name_zh", "center__name_en", "region__name_zh", "region__name_en"]


@admin.register(Direction)
class DirectionAdmin(CenterPartAdmin):
    fieldsets = [
        (None, {"fields": ["center", "number", *NAME_AND_ORIGIN_FIELDS]}),
        (_("Notes for readers"), {"fields": [NOTE_FIELDS]}),
    ]
    inlines = [CitationInline.of("direction")]
    list_display = ["__str__", "center", "number"]
    list_filter = [CitedFilter, TranslatedFilter]
    list_select_related = ["center"]
    search_fields = ["name_zh", "name_en", "center__slug", "center__name_zh", "center__name_en"]


@admin.register(Assessment)
class AssessmentAdmin(CenterPartAdmin):
    fieldsets = [
        (None, {"fields": ["center", ("kind", "period"), "result", "published_on", "authority"]}),
        (_("Notes for readers"), {"fields": [NOTE_FIELDS]}),
    ]
    inlines = [CitationInline.of("assessment")]
    list_display = ["__str__", "center", "kind", "period", "result"]
    list_filter = ["kind", "result", CitedFilter]
    list_select_related = ["center"]
    search_fields = ["period", "center__slug", "center__name_zh", "center__name_en"]


@admin.register(Designation)
class DesignationAdmin(CenterPartAdmin):
    fieldsets = [
        (None, {"fields": ["center", ("number", "step"), "tier", "date"]}),
        (_("Decision"), {"fields": ["authority", "successor", "batch"]}),
        (_("Notes for readers"), {"fields": [NOTE_FIELDS]}),
    ]
    inlines = [CitationInline.of("designation")]
    list_display = ["__str__", "center", "number", "step", "tier", "date", "authority"]
    list_filter = ["step", "tier", CitedFilter]
    list_select_related = ["center", "authority"]
    search_fields = ["center__slug", "center__name_zh", "center__name_en", "batch", "date__startswith"]

    def save_model(self, request: HttpRequest, obj: Designation, form: ModelForm, change: bool) -> None:
        super().save_model(request, obj, form, change)
        services.renew_standing(obj.center)

    def delete_model(self, request: HttpRequest, obj: Designation) -> None:
        self.delete_queryset(request, Designation.objects.filter(pk=obj.pk))

    def delete_queryset(self, request: HttpRequest, queryset: models.QuerySet) -> None:
        """Delete all before any standing is renewed: half of them may lead to what all of them do not."""
        with transaction.atomic():
            centers = list(Center.objects.filter(designations__in=queryset).distinct())
            queryset.delete()
            for center in centers:
                services.renew_standing(center)


@admin.register(Participation)
class ParticipationAdmin(CenterPartAdmin):
    fieldsets = [
        (None, {"fields": ["center", "organization", ("role", "segment"), "share", ("start", "end")]}),
        (_("Notes for readers"), {"fields": [NOTE_FIELDS]}),
    ]
    inlines = [CitationInline.of("participation")]
    list_display = ["organization", "center", "role", "segment", "share", "start", "end"]
    list_filter = ["role", "segment", CitedFilter]
    list_select_related = ["center", "organization"]
    search_fields = [
        "center__slug",
        "center__name_zh",
        "center__name_en",
        "organization__slug",
        "organization__name_zh",
        "organization__name_en",
    ]
