"""What has changed, told to staff and to readers, read off the trail.

Staff see every change, with who made it and why. Readers see what was public when it changed and is public now: never
drafts, withdrawn records, staff, reasons, or persons.
"""

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import Case, CharField, Count, Exists, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Cast, Coalesce, Concat
from django.urls import reverse
from django.utils import formats
from django.utils.dateparse import parse_datetime
from django.utils.functional import Promise
from django.utils.text import Truncator, capfirst
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from centers.choices import ChangeAction, Language, Publication
from centers.dates import PartialDateField, spell_date
from centers.models import (
    Alliance,
    Center,
    Change,
    Citation,
    ConstructionTask,
    Event,
    Expert,
    ExpertCommittee,
    Field,
    Metric,
    Organization,
    Region,
    ReportedFigure,
    Source,
    Statement,
    TaskKind,
)
from centers.models.base import InTwoLanguages
from centers.models.recording import Reference, Row, is_recorded, needs, parents, recorded_fields
from centers.queries import public_committees, public_figures, public_tasks
from centers.records.shared import enumerate_names
from centers.trail import replay

Model = type[models.Model]
#: The model and the public identifier of a record.
Name = tuple[str, str]

#: A page tells no more of one group of changes, and shows no more of one text.
MOST_TOLD, LONGEST_TEXT = 20, 300
#: A page of 50 groups reads no more changes than this.
MOST_READ = 1000

# --- what is public --------------------------------------------------------------------------------------------------


def public_records() -> dict[str, QuerySet]:
    """The records that readers may see now, by model. Persons are left out: what changed about one is nobody's news."""
    about_public_center = Q(center=None) | Q(center__publication=Publication.PUBLISHED)
    records = (
        Center.objects.published(),
        Organization.objects.published(),
        Alliance.objects.published(),
        public_committees(),
        public_tasks(),
        public_figures(),
        Event.objects.published().filter(about_public_center),
        Statement.objects.published().filter(about_public_center),
        Source.objects.published(),
        Field.objects.all(),
        Region.objects.all(),
        Metric.objects.all(),
        TaskKind.objects.all(),
    )
    return {of_kind.model._meta.model_name: of_kind for of_kind in records}


def public_changes() -> QuerySet[Change]:
    """The first change of each group that readers may see, the newest first. A group is told by ``tell_groups``."""
    visible = Q()
    for model, records in public_records().items():
        visible |= Q(Exists(records.order_by().filter(pk=OuterRef("record_id"))), record_model=model)
    return Change.objects.filter(visible, group=F("number"))


def changes_in_region(codes: Iterable[str]) -> Q:
    """Changes of records in these regions, or below them."""
    regions = Region.objects.filter(_any_of(Q(code__startswith=code) for code in codes)).order_by().values("pk")
    of_center, own = Q(center__sites__region__in=regions), Q(region__in=regions)
    there = {
        Center: Q(sites__region__in=regions),
        Organization: own,
        Alliance: Q(place__in=regions) | of_center,
        ExpertCommittee: of_center,
        ConstructionTask: of_center,
        ReportedFigure: own | of_center,
        Event: own | of_center,
        Statement: own | of_center,
        Region: Q(pk__in=regions),
    }
    return _any_of(
        Q(
            Exists(model._default_manager.order_by().filter(where, pk=OuterRef("record_id"))),
            record_model=model._meta.model_name,
        )
        for model, where in there.items()
    )


def values_as_known_at(record: models.Model, moment: dt.datetime) -> dict[Reference, Row]:
    """The values of a record and of its parts at a moment, by model and primary key; nothing if it was not there."""
    return replay(changes_of(record).filter(at__lte=moment).order_by("number"))


def _any_of(conditions: Iterable[Q]) -> Q:
    found = Q(pk__in=[])
    for condition in conditions:
        found |= condition
    return found


def changes_of(record: models.Model) -> QuerySet[Change]:
    """Every change of a record and of its parts, the newest first; of a part its own."""
    model = record._meta.model_name
    if parents(type(record)):
        return Change.objects.filter(model=model, object_id=record.pk)
    return Change.objects.filter(record_model=model, record_id=record.pk)


# --- names -----------------------------------------------------------------------------------------------------------

#: The nouns of the kinds whose records have pages of their own, by model.
PAGES = {
    "alliance": "alliance",
    "center": "center",
    "constructiontask": "task",
    "expertcommittee": "committee",
    "field": "field",
    "organization": "organization",
    "region": "region",
    "source": "source",
}

#: The nouns of every kind that readers are told about.
KINDS = {noun: model for model, noun in PAGES.items()} | {
    "event": "event",
    "figure": "reportedfigure",
    "metric": "metric",
    "statement": "statement",
    "task-kind": "taskkind",
}

TASK_SLUG = Concat("center__slug", Value("-"), Cast("number", CharField()))
IS_CHINESE = Q(language=Language.CHINESE)
#: The columns with identifier, Chinese and English name, where they are not called so.
NAME_COLUMNS: dict[str, tuple[Any, Any, Any]] = {
    "constructiontask": (TASK_SLUG, F("name_zh"), F("name_en")),
    "region": (F("code"), F("name_zh"), F("name_en")),
    "reportedfigure": (F("slug"), F("metric__name_zh"), F("metric__name_en")),
    "source": (
        F("slug"),
        Case(When(IS_CHINESE, then=F("title")), default=Value("")),
        Case(When(IS_CHINESE, then=Value("")), default=F("title")),
    ),
    "statement": (F("slug"), F("text_zh"), F("text_en")),
}


@dataclass(frozen=True)
class RecordName(InTwoLanguages):
    """What a record is called, and where it is: all that telling its changes needs of it."""

    model: str
    slug: str
    name_zh: str
    name_en: str

    @property
    def name(self) -> str:
        return Truncator(self.text_in("name")[0]).chars(LONGEST_TEXT)

    @property
    def name_language(self) -> str:
        return self.text_in("name")[1]

    @property
    def url(self) -> str:
        """The address of the record's page; blank if it has none."""
        if self.model in PAGES:
            return reverse(f"centers:{PAGES[self.model]}-detail", args=[self.slug])
        return f"{reverse('centers:figure-list')}#{self.slug}" if self.model == "reportedfigure" else ""


def names_of_records(records: dict[str, QuerySet], wanted: set[Name]) -> dict[Name, RecordName]:
    """What these are called, as far as they are among the records. One statement."""
    slugs = defaultdict(list)
    for model, slug in wanted:
        slugs[model].append(slug)
    parts = [named(records[model], Q(identifier__in=of_model)) for model, of_model in slugs.items() if model in records]
    rows = parts[0].union(*parts[1:], all=True) if parts else ()
    return {(model, slug): RecordName(model, slug, name_zh, name_en) for model, slug, name_zh, name_en in rows}


def named(records: QuerySet, condition: Q) -> QuerySet:
    """Rows of model, identifier and names: a part of a union."""
    found, name_zh, name_en = _with_identifier(records)
    return found.filter(condition).values_list(Value(records.model._meta.model_name), "identifier", name_zh, name_en)


def names_in_census(records: QuerySet, slug: str, key: str, prefix: str) -> QuerySet:
    """The name of one record as a part of a census, where its identifier stands after a prefix."""
    found, name_zh, name_en = _with_identifier(records)
    value = Concat(Value(prefix), "identifier")
    return found.filter(identifier=slug).values_list(Value(key), value, name_zh, name_en, Value(0))


def _with_identifier(records: QuerySet) -> tuple[QuerySet, Any, Any]:
    model = records.model._meta.model_name
    identifier, name_zh, name_en = NAME_COLUMNS.get(model, (F("slug"), F("name_zh"), F("name_en")))
    return records.order_by().annotate(identifier=identifier), name_zh, name_en


# --- telling ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Shown:
    """A value as a page shows it."""

    text: str | Promise
    language: str = ""
    url: str = ""


@dataclass(frozen=True)
class Difference:
    """A value of a row that differs: what it was and what it is, None for nothing."""

    label: str
    old: Shown | None
    new: Shown | None


@dataclass(frozen=True)
class Telling:
    """A change in words: what was done to which row, and what differs by it."""

    change: Change
    what: str
    row: Shown | None
    differences: list[Difference]


def tell(changes: Iterable[Change]) -> list[Telling]:
    """Tell changes to staff, who may know every name."""
    changes = list(changes)
    named_kinds = (Expert, *(records.model for records in public_records().values()))
    records = {model._meta.model_name: model._default_manager.all() for model in named_kinds}
    names = names_of_records(records, {name for change in changes for name in names_in(change)})
    return [Teller(names, for_staff=True).tell(change) for change in changes]


WHAT = {
    ChangeAction.CREATED: _("%(kind)s added"),
    ChangeAction.CHANGED: _("%(kind)s changed"),
    ChangeAction.DELETED: _("%(kind)s removed"),
}
#: What a row is told by when it is added or removed, where its model does not say what can be cited.
TOLD = {"citation": ("source", "quote", "stated_value")}


@dataclass(frozen=True)
class Teller:
    names: dict[Name, RecordName]
    for_staff: bool = False

    def tell(self, change: Change) -> Telling:
        model = apps.get_model("centers", change.model)
        what = WHAT[ChangeAction(change.action)] % {"kind": capfirst(model._meta.verbose_name)}
        is_part = (change.model, change.object_id) != (change.record_model, change.record_id)
        row = self.row(model, change.object_key) if is_part else None
        return Telling(change, what, row, list(self.differences(model, change)))

    def may_tell(self, change: Change) -> bool:
        """Whether readers may know of the records that a row cannot do without."""
        model = apps.get_model("centers", change.model)
        return self.names.keys() >= {*names_of_targets(change, needs(model))}

    def row(self, model: Model, key: list[Any]) -> Shown | None:
        """What tells a part from its like: its natural key, without the record that it is part of."""
        if model is Citation and not self.for_staff:
            return None  # its key may name a source that is not public
        words = []
        for path, value in zip(model.NATURAL_KEY, key, strict=True):
            name, _dash, rest = path.partition("__")
            if name in parents(model) or value in (None, ""):
                continue
            column = model._meta.get_field(name)
            found = self.shown_record(column.related_model, {"key": [value]}) if rest else self.shown(column, value)
            words += [str(found.text)] if found else []
        text = " · ".join(words)
        return Shown(text, language_of(text)) if text else None

    def differences(self, model: Model, change: Change) -> Iterator[Difference]:
        before = change.before if change.before and (change.was_public or self.for_staff) else {}
        after = change.after if change.after and (change.is_public or self.for_staff) else {}
        citable = [*getattr(model, "CITABLE_FIELDS", ())]
        columns = sorted(
            model._meta.concrete_fields,
            key=lambda column: citable.index(column.name) if column.name in citable else len(citable),
        )
        for column in columns:
            name = column.name
            if name not in before and name not in after:
                continue
            if not self.for_staff and not self.is_told(model, column, change):
                continue
            old, new = self.shown(column, before.get(name)), self.shown(column, after.get(name))
            if old != new or (old and self.for_staff):  # two records may be called the same
                yield Difference(capfirst(str(column.verbose_name)), old, new)

    def is_told(self, model: Model, column: models.Field, change: Change) -> bool:
        """Whether readers are told of a value: of a row that comes or goes only what can be cited."""
        if change.action == ChangeAction.CHANGED:
            return column.name not in {"key", "publication"}
        citable = TOLD.get(change.model) or model.CITABLE_FIELDS
        return column.name in citable or re.sub(r"_(zh|en)\Z", "", column.name) in citable

    def shown(self, column: models.Field, value: Any) -> Shown | None:
        """A recorded value in the reader's language; None if there is none, or none that the reader may see."""
        if value is None or value == "":
            return None
        if column.related_model is not None:
            return self.shown_record(column.related_model, value)
        if column.choices:
            return Shown(dict(column.flatchoices).get(value, value))
        match column:
            case models.BooleanField():
                return Shown(_("yes") if value else _("no"))
            case PartialDateField():
                return Shown(spell_date(value))
            case models.DecimalField():
                return Shown(formats.number_format(f"{Decimal(value).normalize():f}"))
            case models.DateTimeField():
                return Shown(formats.date_format(parse_datetime(value), "DATETIME_FORMAT"))
            case models.DateField():
                return Shown(formats.date_format(dt.date.fromisoformat(value)))
        text = str(value) if self.for_staff else Truncator(str(value)).chars(LONGEST_TEXT)
        language = {"_zh": "zh-Hans", "_en": "en"}.get(column.name[-3:]) or language_of(text)
        return Shown(text, language)

    def shown_record(self, model: Model, value: dict[str, Any]) -> Shown | None:
        name = self.names.get(name_in(model, value))
        if name is not None:
            return Shown(name.name, name.name_language, name.url)
        key = value["key"] or [value["id"]]
        return Shown(" / ".join(str(part) for part in key if part is not None)) if self.for_staff else None


def name_in(model: Model, value: dict[str, Any]) -> Name:
    """The record that a recorded foreign key leads to."""
    return model._meta.model_name, "-".join(str(part) for part in value["key"] or () if part is not None)


def names_in(change: Change) -> Iterator[Name]:
    """The records that telling a change may name."""
    yield change.record_model, change.record_slug
    model = apps.get_model("centers", change.model)
    keys = (column for column in recorded_fields(model) if column.related_model and is_recorded(column.related_model))
    yield from names_of_targets(change, {key.name: key.related_model for key in keys})


def names_of_targets(change: Change, targets: dict[str, Model]) -> Iterator[Name]:
    """The records that a changed row names in its natural key or in its values by one of these foreign keys."""
    model = apps.get_model("centers", change.model)
    for path, value in zip(model.NATURAL_KEY, change.object_key, strict=True):
        name, _dash, rest = path.partition("__")
        if rest and value is not None and name in targets and name not in parents(model):
            yield name_in(targets[name], {"key": [value]})
    for values in (change.before or {}, change.after or {}):
        for name, value in values.items():
            if name in targets and value is not None:
                yield name_in(targets[name], value)


def language_of(text: str) -> str:
    """The language of a text that does not say which it is in, as far as a reader's software needs to know."""
    return "zh-Hans" if re.search(r"[\u4e00-\u9fff]", text) else ""


# --- groups ----------------------------------------------------------------------------------------------------------


@dataclass
class Group:
    """What was changed about one public record at one time."""

    first: Change
    record: RecordName
    kind: str
    moves: list[str] = field(default_factory=list)
    tellings: list[Telling] = field(default_factory=list)
    left_out: int = 0

    @property
    def at(self) -> dt.datetime:
        return self.first.at


def with_sizes(groups: QuerySet[Change]) -> QuerySet[Change]:
    """Count what each group holds: citations, and rows beside the record itself."""
    members = Change.objects.order_by().filter(group=OuterRef("group")).values("group")
    number = members.annotate(number_of=Count("pk")).values("number_of")
    is_citation = Q(model="citation")
    return groups.annotate(
        citations=Coalesce(Subquery(number.filter(is_citation)), 0),
        rows=Coalesce(Subquery(number.exclude(is_citation | Q(model=F("record_model")))), 0),
    )


def tell_groups(groups: Iterable[Change]) -> list[Group]:
    """Tell groups, read by ``with_sizes``, to readers. Two statements, whatever their number.

    Where a record becomes public, everything about it does: that is said, and counted, and not told one by one.
    """
    groups = list(groups)
    own = Q(model=F("record_model"), object_id=F("record_id"))
    opening = Change.objects.filter(own, group=OuterRef("group"), was_public=False, is_public=True)
    members = Change.objects.filter(group__in=[first.group for first in groups]).order_by("-group", "number")
    sourced = Citation.objects.filter(pk=OuterRef("object_id"), source__publication=Publication.PUBLISHED)
    is_sourced = ~Q(model="citation", action=ChangeAction.CHANGED) | Exists(sourced)
    changes = defaultdict(list)
    for change in members.filter(~Exists(opening) | own, is_sourced)[:MOST_READ]:
        changes[change.group].append(change)
    wanted = {name for of_group in changes.values() for change in of_group for name in names_in(change)}
    wanted |= {(first.record_model, first.record_slug) for first in groups}
    teller = Teller(names_of_records(public_records(), wanted))
    told = (group_of(first, changes[first.group], teller) for first in groups)
    return [group for group in told if group is not None]


def group_of(first: Change, changes: list[Change], teller: Teller) -> Group | None:
    record = teller.names.get((first.record_model, first.record_slug))
    if record is None:
        return None
    kind = apps.get_model("centers", first.record_model)._meta.verbose_name
    group = Group(first, record, capfirst(str(kind)))
    for change in changes:
        if change.was_public and change.is_public:
            group.tellings.append(teller.tell(change))
        elif (change.model, change.object_id) != (change.record_model, change.record_id):
            group.tellings.append(teller.tell(change))
        elif change.is_public:
            group.moves.append(opened(first, change))
        else:
            group.moves.append(gettext("Withdrawn."))
    group.tellings = [told for told in group.tellings if told.differences and teller.may_tell(told.change)]
    group.left_out = len(group.tellings[MOST_TOLD:])
    del group.tellings[MOST_TOLD:]
    return group


def opened(first: Any, change: Change) -> str:
    """Say that a record has become public, with how much."""
    if (change.before or {}).get("publication") == Publication.WITHDRAWN:
        return gettext("Published again.")
    sizes = (
        (first.rows, ngettext("%(count)d entry", "%(count)d entries", first.rows)),
        (first.citations, ngettext("%(count)d citation", "%(count)d citations", first.citations)),
    )
    contents = enumerate_names([text % {"count": count} for count, text in sizes if count])
    return gettext("Published, with %(contents)s.") % {"contents": contents} if contents else gettext("Published.")
