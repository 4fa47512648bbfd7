"""Several querysets as one statement, for pages that show many kinds of related records.

Each queryset becomes a SELECT of its kind and of one JSON array of its columns; they are united, run at once, and their
rows made records again. What comes back is what the querysets would have given one by one: the columns of
``select_related`` included, in the same order.
"""

import datetime as dt
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any

from django.db import models
from django.db.models.functions import Cast, JSONArray

#: PostgreSQL takes no more arguments to a function.
MOST_COLUMNS = 100


class _Row(JSONArray):
    """A JSON array of columns. Does not ask the database first whether it knows JSON: each supported one does."""

    def as_sql(self, compiler: Any, connection: Any, **extra_context: Any) -> tuple[str, list[Any]]:
        return models.Func.as_sql(self, compiler, connection, **extra_context)


def fetch_together(**querysets: models.QuerySet) -> dict[str, list[Any]]:
    """Run the querysets, none of them sliced, as one statement; return the records of each under its name."""
    parts = [_Part(name, queryset) for name, queryset in querysets.items()]
    first, *others = (part.as_rows() for part in parts)
    rows: dict[str, list[Any]] = {name: [] for name in querysets}
    readers = {part.name: part.read for part in parts}
    for name, values in first.union(*others, all=True) if others else first:
        rows[name].append(readers[name](values))
    for part in parts:
        part.sort(rows[part.name])
    return rows


class _Part:
    """One queryset of several: how its rows are written as JSON, read back, and put in order."""

    def __init__(self, name: str, queryset: models.QuerySet) -> None:
        self.name = name
        self.queryset = queryset
        self.model = queryset.model
        self.related = list(_related_paths(queryset.query.select_related or {}))
        self.tables = [(path, model, _columns(model)) for path, model in self._models()]

    def _models(self) -> Iterator[tuple[str, type[models.Model]]]:
        yield "", self.model
        for path in self.related:
            model = self.model
            for name in path.split("__"):
                model = model._meta.get_field(name).related_model
            yield path, model

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

    def read(self, values: list[Any]) -> models.Model:
        """Make a record, and those that it was selected with, from the values of a row."""
        remaining = iter(values)
        records: dict[str, models.Model | None] = {}
        for path, model, fields in self.tables:
            row = [_as_python(next(remaining), field) for field in fields]
            record = model.from_db(self.queryset.db, [field.attname for field in fields], row) if row[0] else None
            records[path] = record
            above, _, name = path.rpartition("__")
            holder = records[above] if path else None
            if holder is not None:
                holder._meta.get_field(name).set_cached_value(holder, record)
        return records[""]

    def sort(self, records: list[models.Model]) -> None:
        ordering = self.queryset.query.order_by or self.model._meta.ordering
        for name in reversed(list(self._ordering(ordering, self.model))):
            records.sort(key=lambda record: _sort_key(record, name), reverse=name.startswith("-"))

    def _ordering(self, names: Iterable[str], model: type[models.Model], prefix: str = "") -> Iterator[str]:
        """Spell out an ordering: a record that was selected along sorts as its own kind does, any other by its key."""
        for name in names:
            sign, path = ("-", name[1:]) if name.startswith("-") else ("", name)
            field = _field_at(model, path)
            if field.is_relation and prefix + path in self.related:
                below = field.related_model
                yield from (
                    f"{sign}{rest}" for rest in self._ordering(below._meta.ordering, below, f"{prefix}{path}__")
                )
            else:
                yield f"{sign}{prefix}{path.removesuffix(field.name)}{field.attname}"


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


def _as_python(value: Any, field: models.Field) -> Any:
    """A column's value as the database's own cursor and Django would have made it."""
    field = getattr(field, "output_field", field)
    if value is None:
        return None
    if isinstance(field, models.DecimalField):
        return Decimal(value).quantize(Decimal(1).scaleb(-field.decimal_places))
    if isinstance(field, models.DateTimeField):
        moment = dt.datetime.fromisoformat(value)
        return moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)
    return field.to_python(value)


def _sort_key(record: models.Model, name: str) -> tuple[bool, Any]:
    """The value that a record sorts by; one that is not there comes first."""
    value: Any = record
    for part in name.removeprefix("-").split("__"):
        value = getattr(value, part) if value is not None else None
    return value is not None, value
