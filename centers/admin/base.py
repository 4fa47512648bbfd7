"""What the pages of all kinds in the office share."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.contrib.admin.widgets import AdminTextareaWidget, AdminTextInputWidget, RelatedFieldWidgetWrapper
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models, transaction
from django.db.models.functions import Substr
from django.forms import BaseInlineFormSet, ChoiceField, Field, ModelChoiceField, ModelForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils.text import capfirst
from django.utils.translation import gettext, ngettext, ngettext_lazy
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from centers import services
from centers.admin.freshness import DueFilter
from centers.admin.history import WithHistory
from centers.choices import Publication
from centers.dates import PartialDateField
from centers.forms import (
    ChosenSelect,
    CitationForm,
    CitationFormSet,
    PartForm,
    PartFormSet,
    RegisterForm,
    citable_choices,
    refuse_removal,
)
from centers.models import Citation, Region, StandingPeriod
from centers.models.base import Publishable

#: The most refusals that one message lists.
REFUSALS_SHOWN = 10

NAME_FIELDS = ("name_zh", "name_en")
NAME_AND_ORIGIN_FIELDS = (("name_zh", "name_zh_origin"), ("name_en", "name_en_origin"))
NOTE_FIELDS = ("note_zh", "note_en")


# --- filters ---------------------------------------------------------------------------------------------------------


class CitedFilter(admin.SimpleListFilter):
    """Records with and without a citation."""

    title = _("source")
    parameter_name = "cited"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, Any]]:
        return [("yes", _("cited")), ("no", _("source needed"))]

    def queryset(self, request: HttpRequest, queryset: models.QuerySet) -> models.QuerySet:
        cited = models.Exists(
            Citation.objects.filter(**{services.CITABLE_MODELS[queryset.model]: models.OuterRef("pk")})
        )
        return {"yes": queryset.filter(cited), "no": queryset.filter(~cited)}.get(self.value() or "", queryset)


class TranslatedFilter(admin.SimpleListFilter):
    """Records that lack their name in one of the two languages."""

    title = _("translation")
    parameter_name = "lacks"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, Any]]:
        return [("zh", _("no Chinese name")), ("en", _("no English name"))]

    def queryset(self, request: HttpRequest, queryset: models.QuerySet) -> models.QuerySet:
        return queryset.filter(**{f"name_{self.value()}": ""}) if self.value() in {"zh", "en"} else queryset


class ProvinceFilter(admin.SimpleListFilter):
    """Records in a province or below it."""

    title = _("province")
    parameter_name = "province"
    #: The way from the record to the code of its region.
    path = "region__code"

    @classmethod
    def along(cls, path: str) -> type["ProvinceFilter"]:
        return type("ProvinceFilter", (cls,), {"path": path})

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        return [(region.code, str(region)) for region in Region.objects.provinces()]

    def queryset(self, request: HttpRequest, queryset: models.QuerySet) -> models.QuerySet:
        if self.value() not in dict(self.lookup_choices):
            return queryset
        there = queryset.model._default_manager.filter(**{f"{self.path}__startswith": self.value()})
        return queryset.filter(pk__in=there.values("pk"))

    def get_facet_queryset(self, changelist: Any) -> dict[str, int]:
        """Count all provinces at once; Django's own would ask for each."""
        rows = changelist.get_queryset(self.request, exclude_parameters=self.expected_parameters())
        by_province = rows.order_by().annotate(province=Substr(self.path, 1, 2)).values("province")
        counts = dict(by_province.annotate(count=models.Count("pk", distinct=True)).values_list("province", "count"))
        return {f"{place}__c": counts.get(code, 0) for place, (code, _name) in enumerate(self.lookup_choices)}


# --- forms and inlines -----------------------------------------------------------------------------------------------


class ChoosesBySearch:
    """Every foreign key is chosen by searching: no page lists a whole table, nor asks for each row's choice."""

    formfield_overrides = {
        models.TextField: {"widget": AdminTextareaWidget(attrs={"rows": 3})},
        PartialDateField: {"widget": AdminTextInputWidget(attrs={"class": "partial-date", "size": 10})},
    }

    def get_autocomplete_fields(self, request: HttpRequest) -> list[str]:
        return [field.name for field in self.opts.concrete_fields if field.many_to_one and field.editable]

    def formfield_for_foreignkey(
        self, db_field: models.ForeignKey, request: HttpRequest, **kwargs: Any
    ) -> ModelChoiceField | None:
        kwargs["widget"] = ChosenSelect(db_field, self.admin_site, using=kwargs.get("using"))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_dbfield(self, db_field: models.Field, request: HttpRequest, **kwargs: Any) -> Field | None:
        """Nothing is deleted from beside a select."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if isinstance(field, ModelChoiceField) and isinstance(field.widget, RelatedFieldWidgetWrapper):
            field.widget.can_delete_related = False
        return field


class InlineOfRecord(ChoosesBySearch):
    """Rows on a record's page, made by hand one by one; a further page holds what a row has no room for."""

    extra = 0
    show_change_link = True

    def formfield_for_dbfield(self, db_field: models.Field, request: HttpRequest, **kwargs: Any) -> Field | None:
        """Beside a select there is room for one button: the one that adds what is not there to be found."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if isinstance(field, ModelChoiceField) and isinstance(field.widget, RelatedFieldWidgetWrapper):
            field.widget.can_change_related = False
            field.widget.can_view_related = False
        return field


class PartInline(InlineOfRecord, admin.TabularInline):
    """The parts of a record, on its page. Each has a page of its own for its citations and notes."""

    form = RegisterForm
    formset = PartFormSet
    related: tuple[str, ...] = ()

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        return super().get_queryset(request).select_related(*self.related)


class CitationInline(InlineOfRecord, admin.StackedInline):
    """The passages that support a record and its values, beside them."""

    model = Citation
    form = CitationForm
    formset = CitationFormSet
    fieldsets = [
        (
            None,
            {
                "fields": [
                    ("field_name", "source", "quote_language"),
                    ("quote", "archive"),
                    ("certainty", "agreement", "stated_value"),
                    ("note_zh", "note_en"),
                ]
            },
        )
    ]
    readonly_fields = ["archive"]

    @classmethod
    def of(cls, kind: str) -> type["CitationInline"]:
        """The inline for the kind of record that this foreign key of a citation names."""
        return type("CitationInline", (cls,), {"fk_name": kind})

    @admin.display(description=_("in the archive"))
    def archive(self, citation: Citation) -> str:
        return archive_note(citation)

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        return super().get_queryset(request).prefetch_related("source")

    def formfield_for_dbfield(self, db_field: models.Field, request: HttpRequest, **kwargs: Any) -> Field | None:
        if db_field.name == "field_name":
            choices = citable_choices(self.parent_model)
            return ChoiceField(choices=choices, required=False, label=capfirst(db_field.verbose_name))
        return super().formfield_for_dbfield(db_field, request, **kwargs)


def archive_note(citation: Citation) -> str:
    """Say whether the quote occurs in the archived text of its source."""
    if citation.source_id is None:
        return ""
    found = services.is_in_archive(citation)
    if found is None:
        return gettext("no archived text") if citation.quote else gettext("no quote")
    return gettext("yes") if found else gettext("no: the archived text has no such passage")


# --- model admins ----------------------------------------------------------------------------------------------------


class RegisterAdmin(WithHistory, ChoosesBySearch, admin.ModelAdmin):
    """A kind of record of the register."""

    form = RegisterForm
    list_per_page = 50
    list_max_show_all = 200
    show_full_result_count = False
    #: What is settled when a record is made: its identifier (rule 8), or the record that it is part of.
    settled_fields: tuple[str, ...] = ()

    def get_readonly_fields(self, request: HttpRequest, obj: models.Model | None = None) -> Sequence[str]:
        readonly = super().get_readonly_fields(request, obj)
        return (*readonly, *self.settled_fields) if obj is not None else readonly

    def save_formset(self, request: HttpRequest, form: ModelForm, formset: BaseInlineFormSet, change: bool) -> None:
        super().save_formset(request, form, formset, change)
        if formset.model is Citation:
            changed = [citation for citation, _names in formset.changed_objects]
            warn_of_quotes(request, [*formset.new_objects, *changed])

    def refuse_deletion(self, obj: models.Model, deleted: Collection[Any]) -> None:
        """Refuse to delete a record together with others of its kind; ``deleted`` are the keys of all of them."""

    def get_deleted_objects(self, objs: Iterable[models.Model], request: HttpRequest) -> tuple[Any, ...]:
        objs = list(objs)
        to_delete, counts, forbidden, protected = super().get_deleted_objects(objs, request)
        forbidden.discard(StandingPeriod._meta.verbose_name)  # it follows from the steps, and goes with them
        deleted = {obj.pk for obj in objs}
        refusals = []
        for obj in objs:
            try:
                self.refuse_deletion(obj, deleted)
            except ValidationError as error:
                refusals.append(f"{obj}: {' '.join(error.messages)}")
        if refusals:  # these are better words for what else reads as a want of permission
            forbidden.discard(self.opts.verbose_name)
        return to_delete, counts, forbidden, [*protected, *refusals]

    def delete_queryset(self, request: HttpRequest, queryset: models.QuerySet) -> None:
        with transaction.atomic():
            for obj in queryset:
                self.delete_model(request, obj)


def warn_of_quotes(request: HttpRequest, citations: Iterable[Citation]) -> None:
    """Say of which quotes the archived text of their source has no such passage."""
    for citation in citations:
        if services.is_in_archive(citation) is False:
            text = gettext("The archived text of “%(source)s” has no such passage: “%(quote)s”.")
            messages.warning(request, text % {"source": citation.source, "quote": citation.quote})


class PartAdmin(RegisterAdmin):
    """A kind that is part of a record, such as a step in a center's standing."""

    form = PartForm
    ordering = ("-pk",)  # what was entered last comes first: in the records' order, every record would be sorted first

    def refuse_deletion(self, obj: models.Model, deleted: Collection[Any]) -> None:
        refuse_removal(obj, deleted)


class VocabularyAdmin(RegisterAdmin):
    """A kind without publication: its identifiers are public from the start, and retired when a record is deleted."""

    def delete_model(self, request: HttpRequest, obj: models.Model) -> None:
        services.retire(obj, by=request.user)


# --- publication -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Move:
    """A way from one state of publication to another, as an action of the list and a button of the record's page."""

    name: str
    service: Callable[..., None]
    states: tuple[Publication, ...]
    permission: str
    label: Any
    button: Any
    done: Any

    def as_action(self) -> Callable[..., None]:
        @admin.action(description=self.label, permissions=[self.permission])
        def act(model_admin: "PublishableAdmin", request: HttpRequest, queryset: models.QuerySet) -> None:
            model_admin.move(request, self, queryset)

        act.__name__ = self.name
        return act


MOVES = (
    Move(
        "submit_for_review",
        services.submit_for_review,
        (Publication.DRAFT,),
        "change",
        _("Submit for review"),
        _("Save and submit for review"),
        ngettext_lazy("%(count)d record is in review now.", "%(count)d records are in review now.", "count"),
    ),
    Move(
        "return_to_draft",
        services.return_to_draft,
        (Publication.IN_REVIEW,),
        "change",
        _("Back to draft"),
        _("Save and go back to draft"),
        ngettext_lazy("%(count)d record is a draft again.", "%(count)d records are drafts again.", "count"),
    ),
    Move(
        "publish",
        services.publish,
        (Publication.IN_REVIEW, Publication.WITHDRAWN),
        "publish",
        _("Publish"),
        _("Save and publish"),
        ngettext_lazy("%(count)d record is published now.", "%(count)d records are published now.", "count"),
    ),
    Move(
        "withdraw",
        services.withdraw,
        (Publication.PUBLISHED,),
        "publish",
        _("Withdraw"),
        _("Save and withdraw"),
        ngettext_lazy("%(count)d record is withdrawn now.", "%(count)d records are withdrawn now.", "count"),
    ),
)


CONFIRMATION = Move(
    "confirm_unchanged",
    services.confirm_unchanged,
    (Publication.PUBLISHED,),
    "change",
    _("Confirm unchanged"),
    _("Confirm unchanged"),
    ngettext_lazy("%(count)d record is confirmed today.", "%(count)d records are confirmed today.", "count"),
)


#: Why a record that is or has been public is not deleted.
KEPT = {
    Publication.PUBLISHED: _("A published record is withdrawn, not deleted."),
    Publication.WITHDRAWN: _("A withdrawn record is kept: its address says what became of it."),
}


class PublishableAdmin(RegisterAdmin):
    """A kind that is drafted, reviewed, published and withdrawn: by these moves alone, never by a field."""

    actions = [move.as_action() for move in (*MOVES, CONFIRMATION)]
    readonly_fields = ("publication", "created_at", "confirmed_on", "changed_at")

    def get_list_filter(self, request: HttpRequest) -> Sequence[Any]:
        return [*super().get_list_filter(request), DueFilter]

    def get_urls(self) -> list[URLPattern]:
        name = f"{self.opts.app_label}_{self.opts.model_name}_confirm"
        view = self.admin_site.admin_view(require_POST(self.confirm_view))
        return [path("<path:object_id>/confirm/", view, name=name), *super().get_urls()]

    def confirm_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Confirm a record as it is on record; what stands in the form of its page is left aside."""
        record = self.get_object(request, unquote(object_id))
        if record is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        if not self.has_change_permission(request, record):
            raise PermissionDenied
        self.move(request, CONFIRMATION, [record])
        return HttpResponseRedirect(
            reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_change", args=[record.pk])
        )

    def has_publish_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("centers.publish_record")

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return super().has_delete_permission(request, obj) and (obj is None or obj.publication not in KEPT)

    def refuse_deletion(self, obj: Publishable, deleted: Collection[Any]) -> None:
        if obj.publication in KEPT:
            raise ValidationError(KEPT[obj.publication], code="public")

    def view_on_site(self, obj: Publishable) -> str | None:
        return obj.get_absolute_url() if obj.is_published and hasattr(obj, "get_absolute_url") else None

    def moves_of(self, request: HttpRequest, obj: Publishable) -> list[Move]:
        return [move for move in MOVES if obj.publication in move.states and self._may(request, move)]

    def _may(self, request: HttpRequest, move: Move) -> bool:
        if move.permission == "publish" and not self.has_publish_permission(request):
            return False
        return self.has_change_permission(request)

    def move(self, request: HttpRequest, move: Move, records: Iterable[Publishable]) -> None:
        """Move records, and say how many were, and which were not and why."""
        done, refusals = 0, []
        with transaction.atomic():
            for record in records:
                try:
                    move.service(record, by=request.user)
                except ValidationError as error:
                    refusals.append(f"“{record}”: {' '.join(error.messages)}")
                else:
                    done += 1
        if done:
            messages.success(request, move.done % {"count": done})
        for refusal in refusals[:REFUSALS_SHOWN]:
            messages.error(request, refusal)
        if more := len(refusals[REFUSALS_SHOWN:]):
            messages.error(request, ngettext("and %(count)d more.", "and %(count)d more.", more) % {"count": more})

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], obj: Publishable | None = None, **kwargs: Any
    ) -> HttpResponse:
        context["moves"] = self.moves_of(request, obj) if obj is not None else []
        if obj is not None and obj.is_published and self.has_change_permission(request, obj):
            context["confirmation"] = CONFIRMATION
        return super().render_change_form(request, context, obj=obj, **kwargs)

    def response_change(self, request: HttpRequest, obj: Publishable) -> HttpResponse:
        for move in MOVES:
            if f"_{move.name}" in request.POST:
                if not self._may(request, move):
                    raise PermissionDenied
                self.move(request, move, [obj])
                return HttpResponseRedirect(request.get_full_path())
        return super().response_change(request, obj)


#: The fieldsets with which the page of every publishable record ends.
END_OF_RECORD = (
    (_("Notes for readers"), {"fields": [NOTE_FIELDS]}),
    (
        _("Publication"),
        {
            "fields": ["publication", ("created_at", "confirmed_on", "changed_at")],
            "description": _(
                "A draft is submitted for review; a reviewer publishes it once it has a citation. A published record "
                "is withdrawn, not deleted. The buttons at the end of the page move it on."
            ),
        },
    ),
)


def record_fieldsets(*groups: tuple[Any, Sequence[Any]], first: Sequence[Any]) -> list[tuple[Any, dict[str, Any]]]:
    """The fieldsets of a publishable record: what identifies it, its groups, and what every one ends with."""
    return [
        (None, {"fields": list(first)}),
        *((title, {"fields": list(fields)}) for title, fields in groups),
        *END_OF_RECORD,
    ]
