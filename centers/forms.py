"""Forms of the office: each rule of the register is said in a sentence beside the field that it is about."""

import re
from collections.abc import Callable, Collection, Iterable
from copy import deepcopy
from typing import Any

from django import forms
from django.apps import apps
from django.contrib.admin.widgets import AutocompleteSelect
from django.core.exceptions import ValidationError
from django.db import models, router
from django.forms.models import InlineForeignKeyField, construct_instance
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from centers.models import (
    Citation,
    ConstructionTask,
    Designation,
    Participation,
    ProgressEntry,
    Region,
    RetiredIdentifier,
    Site,
)
from centers.models.base import Sluggable
from centers.models.corrections import CLOSED
from centers.models.tasks import refuse_progress_out_of_order
from centers.services import (
    UNCITED,
    is_retired,
    new_citation_key,
    refuse_impossible_history,
    refuse_impossible_participations,
    refuse_sites_without_one_seat,
)


def refuse_impossible_progress(task: ConstructionTask, entries: list[ProgressEntry]) -> None:
    refuse_progress_out_of_order(entries)


#: What the parts of one record have to fulfil together: the column that names the record, and the rule.
RULES_OF_PARTS: dict[type[models.Model], tuple[str, Callable[[Any, list[Any]], None]]] = {
    Designation: ("center", refuse_impossible_history),
    Participation: ("center", refuse_impossible_participations),
    ProgressEntry: ("task", refuse_impossible_progress),
    Site: ("center", refuse_sites_without_one_seat),
}

#: Constraints whose sentence stands best beside another field than the last one that they are about.
BESIDE = {
    "center_has_one_operator_at_a_time": "role",
    "committee_has_one_chair_at_a_time": "role",
    "one_national_level_center_per_field": "field",
}

#: Errors of Django's that a constraint on the same field says better.
SAID_BY_CONSTRAINTS = ("required", "invalid_choice", "min_value", "max_value")

#: The keys that every database takes.
KEY = re.compile(r"[0-9]{1,18}")

UNUSABLE_IDENTIFIER = _("“%(identifier)s” belonged to a record that is gone. Identifiers are never used again.")


class ChosenSelect(AutocompleteSelect):
    """Django's select with search, which asks the database what the chosen record is called, once for each row of a
    page; this one is told.
    """

    chosen: models.Model | None = None

    def optgroups(self, name: str, value: list[str], attr: dict[str, Any] | None = None) -> list[Any]:
        if self.chosen is None or value != [str(self.chosen.pk)]:
            # Django's would look up whatever was sent, and fail on what is no key.
            return super().optgroups(name, [key for key in value if KEY.fullmatch(key)], attr)
        options = [] if self.is_required else [self.create_option(name, "", "", False, 0)]
        options.append(self.create_option(name, self.chosen.pk, str(self.chosen), value, len(options)))
        return [(None, options, 0)]


class RegisterForm(forms.ModelForm):
    """A form that checks every constraint of its table and says each in its place.

    Django's own leaves out the constraints on columns that the form has no field for, though saving would break them.
    """

    #: The constraints that the form's formset checks, since they are about several of its rows.
    left_to_formset: tuple[models.BaseConstraint, ...] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for constraint in self._meta.model._meta.constraints:
            names = fields_of(constraint)
            if isinstance(constraint, models.CheckConstraint) and len(names) == 1 and names[0] in self.fields:
                messages = self.fields[names[0]].error_messages
                messages.update(dict.fromkeys(SAID_BY_CONSTRAINTS, constraint.violation_error_message))
        for name, field in self.fields.items():
            widget = getattr(field.widget, "widget", field.widget)
            if isinstance(widget, ChosenSelect) and self._meta.model._meta.get_field(name).is_cached(self.instance):
                widget.chosen = getattr(self.instance, name)

    def clean_slug(self) -> str:
        return self._usable(self.cleaned_data["slug"])

    def clean_code(self) -> str:
        return self._usable(self.cleaned_data["code"])

    def _usable(self, identifier: str) -> str:
        model = self._meta.model
        if model is not RetiredIdentifier and is_retired(model, identifier):
            raise ValidationError(UNUSABLE_IDENTIFIER, code="retired", params={"identifier": identifier})
        return identifier

    def _post_clean(self) -> None:
        """Make the record and validate it as Django does, except for the constraints."""
        unknown = self._get_validation_exclusions()
        unknown |= {name for name, field in self.fields.items() if isinstance(field, InlineForeignKeyField)}
        try:
            self.instance = construct_instance(self, self.instance, self._meta.fields, self._meta.exclude)
            self.instance.full_clean(exclude=unknown, validate_unique=False, validate_constraints=False)
        except ValidationError as error:
            self._update_errors(error)
        self.validate_unique()
        self.validate_constraints()

    def validate_constraints(self) -> None:
        using = router.db_for_write(type(self.instance), instance=self.instance)
        unknown = {*self.errors, *self._records_yet_to_be_saved()}
        for model, constraints in self.instance.get_constraints():
            for constraint in constraints:
                if constraint in self.left_to_formset:
                    continue
                try:
                    constraint.validate(model, self.instance, exclude=unknown, using=using)
                except ValidationError as error:
                    self.add_error(self.place_of(constraint), error)

    def _records_yet_to_be_saved(self) -> Iterable[str]:
        for field in self.instance._meta.concrete_fields:
            if field.is_relation and field.is_cached(self.instance):
                related = field.get_cached_value(self.instance)
                if related is not None and related.pk is None:
                    yield field.name

    def place_of(self, constraint: models.BaseConstraint) -> str | None:
        """The field that a constraint's sentence stands beside: the last one of those it is about; None: above all."""
        names = fields_of(constraint)
        shown = [name for name, field in self.fields.items() if name in names and not field.widget.is_hidden]
        best = BESIDE.get(constraint.name)
        return best if best in self.fields else shown[-1] if shown else None


def fields_of(constraint: models.BaseConstraint) -> list[str]:
    """The names of the columns that a constraint is about."""
    condition = constraint.condition
    names = set(condition.referenced_base_fields) if condition is not None else set()
    return sorted(names | set(getattr(constraint, "fields", ())))


class PartForm(RegisterForm):
    """The page of one part of a record: what the parts have to fulfil together is checked with its siblings."""

    def _post_clean(self) -> None:
        super()._post_clean()
        if self.errors or not self.changed_data or self._meta.model not in RULES_OF_PARTS:
            return
        whole, refuse = RULES_OF_PARTS[self._meta.model]
        try:
            refuse(getattr(self.instance, whole), [*siblings_of(self.instance, {self.instance.pk}), self.instance])
        except ValidationError as error:
            self.add_error(None, error)


def siblings_of(part: models.Model, without: Collection[Any]) -> list[models.Model]:
    """The parts of the same record, without those of the given keys."""
    whole, _rule = RULES_OF_PARTS[type(part)]
    siblings = type(part)._default_manager.filter(**{whole: getattr(part, whole)})
    return list(siblings.exclude(pk__in=[key for key in without if key is not None]))


def refuse_removal(part: models.Model, removed: Collection[Any]) -> None:
    """Refuse to remove parts, this one among them, where those that remain would not fulfil their rule."""
    if type(part) in RULES_OF_PARTS:
        whole, refuse = RULES_OF_PARTS[type(part)]
        refuse(getattr(part, whole), siblings_of(part, removed))


class DesignateForm(PartForm):
    """The next step of a center, with the source that says so."""

    OF_STEP = ("step", "tier", "date", "authority", "successor", "batch", "note_zh", "note_en")
    OF_CITATION = ("source", "quote", "quote_language")

    def __init__(self, *args: Any, citation_fields: dict[str, forms.Field], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields |= deepcopy(citation_fields)
        self.fields["quote"].required = True


class PartFormSet(forms.BaseInlineFormSet):
    """The parts of a record, all on its page. They are checked as they will be, not row by row as they are.

    So a seat can move, an operator follow another, and steps trade places in one go.
    """

    #: Room above every number in use, where rows wait whose numbers are about to change.
    PARKING = 10_000

    def add_fields(self, form: RegisterForm, index: int | None) -> None:
        super().add_fields(form, index)
        form.left_to_formset = tuple(filter(self._is_about_rows, self.model._meta.constraints))
        if "number" in form.fields:
            form.fields["number"].required = False

    def _is_about_rows(self, constraint: models.BaseConstraint) -> bool:
        """Whether the constraint gives something to one row of a record at a time: a place among them, a number."""
        return isinstance(constraint, models.UniqueConstraint) and (
            list(constraint.fields) in ([self.fk.name], [self.fk.name, "number"])
        )

    def _is_removed(self, form: RegisterForm) -> bool:
        return self.can_delete and self._should_delete_form(form)

    @property
    def remaining_forms(self) -> list[RegisterForm]:
        """The rows that there will be."""
        return [
            form
            for form in self.forms
            if not self._is_removed(form) and (form.instance.pk is not None or form.has_changed())
        ]

    def clean(self) -> None:
        self._number_rows()
        super().clean()
        if (
            self.model in RULES_OF_PARTS
            and self.has_changed()
            and not any(form.errors for form in self.remaining_forms)
        ):
            _whole, refuse = RULES_OF_PARTS[self.model]
            refuse(self.instance, [form.instance for form in self.remaining_forms])

    def _number_rows(self) -> None:
        """Number the rows whose number is left blank on, in the order in which they stand."""
        rows = [form.instance for form in self.remaining_forms if "number" in form.fields]
        last = max((row.number for row in rows if row.number is not None), default=0)
        for row in rows:
            if row.number is None:
                row.number = last = last + 1

    def validate_unique(self) -> None:
        """Refuse rows that repeat what is unique among them, each with the constraint's own sentence."""
        for constraint in self.model._meta.constraints:
            if isinstance(constraint, models.UniqueConstraint) and self.fk.name in constraint.fields:
                self._refuse_repeated(constraint)

    def _refuse_repeated(self, constraint: models.UniqueConstraint) -> None:
        seen = set()
        for form in self.remaining_forms:
            key = tuple(getattr(form.instance, name) for name in constraint.fields if name != self.fk.name)
            if form.errors or None in key or not fulfils(form.instance, constraint.condition):
                continue
            if key in seen:
                form.add_error(form.place_of(constraint), constraint.violation_error_message)
            seen.add(key)

    def save(self, commit: bool = True) -> list[models.Model]:
        """Save the rows in an order in which none takes what another still has."""
        shown = self.forms
        count = self.initial_form_count()
        self.forms = [*sorted(shown[:count], key=self._place_in_order), *shown[count:]]
        moved = [form.instance.pk for form in shown[:count] if "number" in form.changed_data]
        if commit and moved:
            self.model._default_manager.filter(pk__in=moved).update(number=models.F("number") + self.PARKING)
        try:
            return super().save(commit)
        finally:
            self.forms = shown

    def _place_in_order(self, form: RegisterForm) -> int:
        """First what is removed, last what takes a place that there is once."""
        if self._is_removed(form):
            return 0
        places = (constraint.condition for constraint in form.left_to_formset if constraint.condition is not None)
        return 2 if any(fulfils(form.instance, place) for place in places) else 1


class TaskFormSet(PartFormSet):
    """A center's tasks. The number of one that exists is part of its address, and settled."""

    def add_fields(self, form: RegisterForm, index: int | None) -> None:
        super().add_fields(form, index)
        form.fields["number"].disabled = form.instance.pk is not None


def fulfils(instance: models.Model, condition: models.Q | None) -> bool:
    """Whether a row fulfils the condition of a unique constraint: values that columns have, or that they are set."""
    for lookup, value in condition.children if condition is not None else ():
        actual = getattr(instance, lookup.removesuffix("__isnull"))
        if (actual is None) != value if lookup.endswith("__isnull") else actual != value:
            return False
    return True


# --- citations -------------------------------------------------------------------------------------------------------

#: Texts in two languages that citations support as one value, and other values without a column of their own.
NAMES_OF_TEXTS = {"coverage": _("what is covered"), "note": _("note"), "progress": _("progress")}


def citable_choices(model: type[models.Model]) -> list[tuple[str, str | Promise]]:
    """The values of a record that a citation can support."""
    columns = {field.name: field.verbose_name for field in model._meta.concrete_fields}
    names = NAMES_OF_TEXTS | columns
    return [("", _("the record as a whole")), *((name, names[name]) for name in model.CITABLE_FIELDS)]


class CitationForm(RegisterForm):
    """A citation, whose key is made up when it is left blank."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "key" in self.fields:
            self.fields["key"].required = False
        kind = self.instance.subject_kind
        if kind and "field_name" in self.fields:
            self.fields["field_name"] = forms.ChoiceField(
                choices=citable_choices(Citation._meta.get_field(kind).related_model),
                required=False,
                label=self.fields["field_name"].label,
            )

    def save(self, commit: bool = True) -> Citation:
        if not self.instance.key:
            self.instance.key = new_citation_key(self.instance)
        return super().save(commit)


class CitationFormSet(PartFormSet):
    def clean(self) -> None:
        """Refuse to take the last citation from a published record (rule 5)."""
        super().clean()
        if getattr(self.instance, "is_published", False) and self.has_changed() and not self.remaining_forms:
            raise ValidationError(UNCITED, code="uncited")


def refuse_removal_of_citation(citation: Citation, removed: Collection[Any]) -> None:
    """Refuse to remove citations, this one among them, where a published record would be left without (rule 5)."""
    subject = citation.subject
    if getattr(subject, "is_published", False) and not subject.citations.exclude(pk__in=removed).exists():
        raise ValidationError(UNCITED, code="uncited")


# --- single kinds ----------------------------------------------------------------------------------------------------


class CenterForm(RegisterForm):
    """A center. Its standing follows from its designations, which have to be possible in its field."""

    def _post_clean(self) -> None:
        super()._post_clean()
        if self.errors or self.instance.pk is None or "field" not in self.changed_data:
            return
        try:
            refuse_impossible_history(self.instance, list(self.instance.designations.select_related("successor")))
        except ValidationError as error:
            self.add_error("field", error)


class CorrectionForm(RegisterForm):
    """The decision of a reader's case. Its moment follows from it."""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        is_closed = cleaned.get("status") in CLOSED
        self.instance.decided_at = (self.instance.decided_at or timezone.now()) if is_closed else None
        return cleaned


class RetiredIdentifierForm(RegisterForm):
    """An identifier that is retired by hand, without a record of ours that had it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "kind" in self.fields:
            self.fields["kind"] = forms.ChoiceField(choices=kinds_with_identifiers, label=self.fields["kind"].label)


def kinds_with_identifiers() -> list[tuple[str, str]]:
    models_of_app = apps.get_app_config("centers").get_models()
    kinds = [model._meta for model in models_of_app if issubclass(model, Sluggable | Region)]
    return sorted((kind.model_name, capfirst(kind.verbose_name)) for kind in kinds)
