"""The register as it was known at a moment.

The rows that a page needs are replayed from the trail into a database in memory, and whatever is read meanwhile is read
there: so the readers, the templates and the data of a record's page show the past without knowing of it.

What is not public now is not shown of the past either: a record may have been withdrawn because it should never have
been seen. A record that was merged into another is.
"""

import datetime as dt
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from typing import Any

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import connections, models, transaction
from django.db.models import Q, QuerySet, Value
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from centers.choices import Publication
from centers.dates import FIRST_YEAR, LAST_YEAR
from centers.history import public_records
from centers.models import (
    Alliance,
    Change,
    Citation,
    ConstructionTask,
    Expert,
    ExpertCommittee,
    LoadedObject,
    Region,
    RetiredIdentifier,
    Source,
    TrailHead,
)
from centers.models.changes import REWRITTEN
from centers.models.recording import Model, Reference, Row, by_model, is_recorded, recorded_fields, references
from centers.trail import replay

PAST = "past"

#: Records that a center's page shows with their parts.
SHOWN_WITH_PARTS = (Alliance, ExpertCommittee, ConstructionTask)
#: No page needs more rows than this; one that would is refused.
MOST_ROWS = 5000

MOMENT_HELP = _("A day or a time, such as 2026-11-23 or 2026-11-23T17:00+08:00; a day is taken at its end.")

_reads_past: ContextVar[bool] = ContextVar("reads_past", default=False)


def moment_of(text: str) -> dt.datetime:
    """Read a day or a time that a reader typed. Without an offset it is in the time of the register."""
    try:
        day = dt.date.fromisoformat(text)
    except ValueError:
        day = None
    try:  # a plus sign that was not encoded arrives as a space
        moment = dt.datetime.combine(day, dt.time.max) if day else dt.datetime.fromisoformat(text.replace(" ", "+"))
        moment = timezone.make_aware(moment) if timezone.is_naive(moment) else moment
        is_known = FIRST_YEAR <= moment.year <= LAST_YEAR
    except ValueError:
        is_known = False
    if not is_known:
        raise ValidationError(
            _("“%(value)s” is not a moment. %(help)s"),
            code="moment",
            params={"value": Truncator("".join(filter(str.isprintable, text))).chars(40), "help": MOMENT_HELP},
        )
    now = timezone.now()
    if moment > now and day != timezone.localdate(now):
        raise ValidationError(
            _("What the register will say is not known yet: choose a moment that is past."), code="future"
        )
    return min(moment, now)


class TooMuchError(Exception):
    """A page of the past that would need more rows than one page may cost."""


class PastRouter:
    """Sends reads of records to the past while a page of it is made. Nothing is ever written or migrated there."""

    def db_for_read(self, model: Model, **hints: Any) -> str | None:
        return PAST if _reads_past.get() and model in tables() else None

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool | None:
        return False if db == PAST else None


@contextmanager
def register_at(moment: dt.datetime, model: Model, slug: str) -> Iterator[None]:
    """Read records as they were known at a moment, as far as the page of one record needs them."""
    rows = Collector(moment).rows_around(model, slug)
    make_tables()
    with transaction.atomic(using=PAST):
        for of_model, pks in by_model(rows).items():
            fill(of_model, {pk: rows[of_model, pk] for pk in pks})
        token = _reads_past.set(True)
        try:
            yield
        finally:
            _reads_past.reset(token)
            transaction.set_rollback(True, using=PAST)


def public_since(moment: dt.datetime, model: Model, slug: str) -> dt.datetime | None:
    """When a record that was not public at a moment became so after it."""
    changes = Change.objects.filter(
        record_model=model._meta.model_name, record_slug=slug, model=model._meta.model_name, is_public=True
    )
    return changes.filter(at__gt=moment).order_by("number").values_list("at", flat=True).first()


# --- which rows ------------------------------------------------------------------------------------------------------


class Collector:
    """Finds the rows that the page of a record needs, as they were at a moment."""

    def __init__(self, moment: dt.datetime) -> None:
        self.moment = moment
        self.rows: dict[Reference, Row] = {}

    def rows_around(self, model: Model, slug: str) -> dict[Reference, Row]:
        """The record with its parts, what refers to it and to them, and whatever all these refer to themselves."""
        roots = self.roots(model, slug)
        referring = referring_to(roots)
        whole = [*roots, *(ref for ref in referring if ref[0] in SHOWN_WITH_PARTS)]
        self.add(Q(record_model=name_of(of), record_id__in=pks) for of, pks in by_model(whole).items())
        self.add_rows(referring)
        self.add_rows(referring_to([ref for ref in self.rows if ref[0] not in (Citation, Source)], by=[Citation]))
        while missing := self.missing():
            self.add_rows(missing)
        self.hide()
        return self.rows

    def roots(self, model: Model, slug: str) -> list[Reference]:
        """The record; a region with all below it, whose centers it counts."""
        if model is Region:
            return [(Region, pk) for pk in Region.objects.within(slug).values_list("pk", flat=True)]
        own = Change.objects.filter(record_model=name_of(model), record_slug=slug, model=name_of(model))
        return [(model, pk) for pk in own.order_by().values_list("object_id", flat=True).distinct()]

    def add(self, conditions: Iterable[Q]) -> None:
        """Replay the changes up to the moment that one of the conditions finds."""
        wanted = Q(pk__in=[])
        for condition in conditions:
            wanted |= condition
        changes = Change.objects.filter(wanted, at__lte=self.moment).order_by("number")[: MOST_ROWS * 2]
        found = list(changes)
        self.rows |= with_times(found)
        if len(found) == MOST_ROWS * 2 or len(self.rows) > MOST_ROWS:
            raise TooMuchError

    def add_rows(self, refs: Iterable[Reference]) -> None:
        new = by_model(ref for ref in refs if ref not in self.rows)
        if new:
            self.add(Q(model=name_of(model), object_id__in=pks) for model, pks in new.items())
            for ref in ((model, pk) for model, pks in new.items() for pk in pks):
                self.rows.setdefault(ref, {})  # it was not there yet

    def missing(self) -> set[Reference]:
        return {
            target for (model, _pk), row in self.rows.items() if row for target in references(model, row)
        } - self.rows.keys()

    def hide(self) -> None:
        """Withdraw what is not public any more, unless another record took its place; forget what was not there."""
        self.rows = {ref: row for ref, row in self.rows.items() if row}
        records = {ref: row for ref, row in self.rows.items() if "publication" in row}
        still = still_public(records)
        for ref, row in records.items():
            if ref not in still:
                row["publication"] = Publication.WITHDRAWN


def name_of(model: Model) -> str:
    return model._meta.model_name


def with_times(changes: Iterable[Change]) -> dict[Reference, Row]:
    """Rows as the changes leave them, with the times of the first and the last of each."""
    changes = list(changes)
    rows = replay(changes)
    for change in changes:
        row = rows.get((apps.get_model("centers", change.model), change.object_id))
        if row is not None:
            row.setdefault("created_at", change.at.isoformat())
            row["changed_at"] = change.at.isoformat()
    return rows


def referring_to(refs: Iterable[Reference], by: Iterable[Model] = ()) -> set[Reference]:
    """The rows that refer to these, or did before they were changed or deleted."""
    wanted = by_model(refs)
    parts = []
    for model in by or recorded_models():
        columns = [column for column in recorded_fields(model) if column.related_model in wanted]
        now, before = Q(pk__in=[]), Q(pk__in=[])
        for column in columns:
            now |= Q(**{f"{column.name}__in": wanted[column.related_model]})
            before |= Q(**{f"before__{column.name}__id__in": wanted[column.related_model]})
        if columns:
            kind = name_of(model)
            former = Change.objects.filter(before, model=kind, action__in=REWRITTEN)
            parts.append(model._base_manager.filter(now).order_by().values_list(Value(kind), "pk"))
            parts.append(former.order_by().values_list("model", "object_id"))
    found = list(united(parts)[: MOST_ROWS + 1])
    if len(found) > MOST_ROWS:
        raise TooMuchError
    return {(apps.get_model("centers", kind), pk) for kind, pk in found}


def still_public(records: Iterable[Reference]) -> set[Reference]:
    """Those of the records that readers may see now, or that were merged into others."""
    public = public_records() | {"expert": Expert.objects.published()}
    refs = by_model(records)
    parts = [
        public[name_of(model)].filter(pk__in=pks).order_by().values_list(Value(name_of(model)), "pk")
        for model, pks in refs.items()
    ]
    names = {(name_of(model), pk): (model, pk) for model, pks in refs.items() for pk in pks}
    return {names[found] for found in united(parts)} | merged(names)


def merged(names: dict[tuple[str, Any], Reference]) -> set[Reference]:
    kept = RetiredIdentifier.objects.exclude(successor_slug="").values_list("kind", "slug")
    gone = Change.objects.filter(action="deleted", record_model__in={name for name, _pk in names})
    own = gone.filter(model=models.F("record_model"), record_id__in=[pk for _name, pk in names])
    replaced = set(kept)
    return {
        names[name, pk]
        for name, slug, pk in own.values_list("record_model", "record_slug", "record_id")
        if (name, slug) in replaced and (name, pk) in names
    }


def united(parts: list[QuerySet]) -> QuerySet:
    if not parts:
        return Region.objects.none()
    return parts[0].union(*parts[1:], all=True) if len(parts) > 1 else parts[0]


@cache
def recorded_models() -> list[Model]:
    return [model for model in apps.get_app_config("centers").get_models() if is_recorded(model)]


@cache
def tables() -> set[Model]:
    """The kinds that the past has tables of: what is recorded, and what follows from it; not the trail."""
    return {*apps.get_app_config("centers").get_models()} - {Change, TrailHead, LoadedObject}


# --- the database in memory ------------------------------------------------------------------------------------------


@cache
def statements() -> list[str]:
    """What makes the tables of all records in SQLite."""
    connection = connections[PAST].copy()  # SQLite's editor wants one that is in no transaction
    try:
        with connection.schema_editor(collect_sql=True, atomic=False) as editor:
            for model in tables():
                editor.create_model(model)
        return editor.collected_sql
    finally:
        connection.close()


def make_tables() -> None:
    with connections[PAST].cursor() as cursor:
        cursor.execute("SELECT count(*) FROM sqlite_master WHERE name = %s", [Region._meta.db_table])
        if cursor.fetchone() == (0,):
            for statement in statements():
                cursor.execute(statement)


def fill(model: Model, rows: dict[Any, Row]) -> None:
    columns = [column for column in model._meta.concrete_fields if not column.generated]
    names = ", ".join(f'"{column.column}"' for column in columns)
    marks = ", ".join(["%s"] * len(columns))
    values = [[stored(column, pk, row) for column in columns] for pk, row in rows.items()]
    with connections[PAST].cursor() as cursor:
        cursor.executemany(f'INSERT INTO "{model._meta.db_table}" ({names}) VALUES ({marks})', values)  # noqa: S608


def stored(column: models.Field, pk: Any, row: Row) -> Any:
    """A value as the column stores it; a column that was not there yet stores its default."""
    value = pk if column.primary_key else column.to_python(row.get(column.name))
    if value is None and not column.null:
        value = column.get_default()
    return column.get_db_prep_save(value, connections[PAST])
