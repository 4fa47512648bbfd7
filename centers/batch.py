"""Several querysets as one statement, for pages that show many kinds of related records.

Each queryset becomes a SELECT of its kind and of one JSON array of its columns; they are united, run at once, and their
rows made records again. What comes back is what the querysets would have given one by one: the columns of
``select_related`` included, in the same order.
"""

import datetime as dt
import json
from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from functools import partial
from typing import Any

from django.db import connections, models
from django.db.models.functions import Cast, JSONArray

#: PostgreSQL takes no more arguments to a function.
MOST_COLUMNS = 100

#: What a batch that is compiled once holds in the place of the key: no record has it.
KEY = -(2**31) + 1


def fetch_together(**querysets: models.QuerySet) -> dict[str, list[Any]]:
    """Run the querysets, none of them sliced, as one statement; return the records of each under its name."""
    parts = [_Part(name, queryset) for name, queryset in querysets.items()]
    return _collect(parts, _united(parts))


class Batch:
    """Querysets about one record that are run as one statement, compiled once for the records of all keys.

    ``build`` takes a record's key and returns the querysets by name; it may use the key to filter, and nothing else.
    """

    def __init__(self, build: Callable[[int], dict[str, models.QuerySet]]) -> None:
        self._build = build
        self._compiled: dict[str, tuple[list[_Part], str, tuple[Any, ...]]] = {}

    def fetch(self, key: int, using: str) -> dict[str, list[Any]]:
        """Return the records of each queryset under its name, from the database ``using``."""
        if using not in self._compiled:
            parts = [_Part(name, queryset.using(using)) for name, queryset in self._build(KEY).items()]
            self._compiled[using] = parts, *_united(parts).query.get_compiler(using).as_sql()
        parts, sql, values = self._compiled[using]
        with connections[using].cursor() as cursor:
            cursor.execute(sql, [key if value == KEY else value for value in values])
            return _collect(parts, ((name, json.loads(row)) for name, row in cursor.fetchall()))


class _Row(JSONArray):
    """A JSON array of columns. Does not ask the database first whether it knows JSON: each supported one does."""

    def as_sql(self, compiler: Any, connection: Any, **extra_context: Any) -> tuple[str, list[Any]]:
        return models.Func.as_sql(self, compiler, connection, **extra_context)


class _Part:
    """One queryset of several: how its rows are written as JSON, read back, and put in order."""

    def __init__(self, name: str, queryset: models.QuerySet) -> None:
        self.name = name
        self.queryset = queryset
        self.database = queryset.db
        self.model = queryset.model
        self.related = list(_related_paths(queryset.query.select_related or {}))
        self.tables = [(path, model, _columns(model)) for path, model in self._models()]
        self.readers = [_reader_of(field) for _path, _model, fields in self.tables for field in fields]
        self.ordering = list(self._ordering(queryset.query.order_by or self.model._meta.ordering, self.model))

    def _models(self) -> Iterator[tuple[str, type[models.Model]]]:
        yield "", self.model
        for path in self.related:
            yield path, _field_at(self.model, path).related_model

    def as_rows(self) -> models.QuerySet:
        columns = [
            _as_json(f"{path}__{field.attname}" if path else field.attname, field)
            for path, _model, fields in self.tables
            for field in fields
        ]
        if len(columns) > MOST_COLUMNS:
            raise ValueError(f"{self.name} has {len(columns)} columns; at most {MOST_COLUMNS} fit into one array.")
        kind = models.Value(self.name, output_field=models.CharField())
        rows = self.queryset.order_by().select_related(None).annotate(batch_kind=kind, batch_row=_Row(*columns))
        return rows.values_list("batch_kind", "batch_row")

    def read(self, row: list[Any]) -> models.Model:
        """Make a record, and those that it was selected with, from the values of a row."""
        values = [
            value if read is None or value is None else read(value)
            for read, value in zip(self.readers, row, strict=True)
        ]
        records: dict[str, models.Model | None] = {}
        first = 0
        for path, model, fields in self.tables:
            last = first + len(fields)
            there = values[first] is not None
            names = [field.attname for field in fields]
            records[path] = model.from_db(self.database, names, values[first:last]) if there else None
            above, _, name = path.rpartition("__")
            holder = records[above] if path else None
            if holder is not None:
                holder._meta.get_field(name).set_cached_value(holder, records[path])
            first = last
        return records[""]

    def sort(self, records: list[models.Model]) -> None:
        for name in reversed(self.ordering):
            records.sort(key=partial(_sort_key, name=name.removeprefix("-")), reverse=name.startswith("-"))

    def _ordering(self, names: Iterable[str], model: type[models.Model], prefix: str = "") -> Iterator[str]:
        """Spell out an ordering: a record that was selected along sorts as its own kind does, any other by its key."""
        for name in names:
            sign, path = ("-", name[1:]) if name.startswith("-") else ("", name)
            field = _field_at(model, path)
            if field.is_relation and prefix + path in self.related:
                other = field.related_model
                for rest in self._ordering(other._meta.ordering, other, f"{prefix}{path}__"):
                    yield f"{sign}{rest}"
            else:
                yield f"{sign}{prefix}{path.removesuffix(field.name)}{field.attname}"


def _united(parts: list[_Part]) -> models.QuerySet:
    first, *others = (part.as_rows() for part in parts)
    return first.union(*others, all=True) if others else first


def _collect(parts: list[_Part], rows: Iterable[tuple[str, list[Any]]]) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {part.name: [] for part in parts}
    read = {part.name: part.read for part in parts}
    for name, row in rows:
        found[name].append(read[name](row))
    for part in parts:
        part.sort(found[part.name])
    return found


def _related_paths(selected: dict[str, Any], prefix: str = "") -> Iterator[str]:
    """Yield the paths of a queryset's ``select_related``, each before the ones behind it."""
    for name, below in selected.items():
        yield prefix + name
        yield from _related_paths(below, f"{prefix}{name}__")


def _columns(model: type[models.Model]) -> list[models.Field]:
    """The model's columns, its key first: a row without one is a related record that is not there."""
    return sorted(model._meta.concrete_fields, key=lambda field: not field.primary_key)


def _field_at(model: type[models.Model], path: str) -> models.Field:
    field = None
    for name in path.split("__"):
        field = model._meta.get_field(name)
        model = field.related_model
    return field


def _as_json(path: str, field: models.Field) -> models.Expression:
    """The column at ``path``; a decimal goes as text, since JSON's numbers would round it."""
    return Cast(path, models.TextField()) if isinstance(field, models.DecimalField) else models.F(path)


def _reader_of(field: models.Field) -> Callable[[Any], Any] | None:
    """What makes of a JSON value the one that Django would have given; None if they are the same."""
    field = getattr(field, "target_field", getattr(field, "output_field", field))
    if isinstance(field, models.CharField | models.TextField | models.IntegerField):
        return None
    if isinstance(field, models.DecimalField):
        return partial(_decimal, unit=Decimal(1).scaleb(-field.decimal_places))
    if isinstance(field, models.DateTimeField):
        return _moment
    return field.to_python


def _decimal(value: str, unit: Decimal) -> Decimal:
    return Decimal(value).quantize(unit)


def _moment(value: str) -> dt.datetime:
    moment = dt.datetime.fromisoformat(value)
    return moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)


def _sort_key(record: models.Model, name: str) -> tuple[bool, Any]:
    """The value that a record sorts by; one that is not there comes first."""
    value: Any = record
    for part in name.split("__"):
        value = getattr(value, part) if value is not None else None
    return value is not None, value
