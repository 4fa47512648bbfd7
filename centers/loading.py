"""Loads the register's fixtures: all of them or nothing, safe to repeat, and never over what staff have changed.

A fixture is what ``loaddata`` takes: a list of records that name each other by natural key. A value left out of a
record has its field's default. Beside each record that it writes, the loader remembers a digest of the values. A record
whose values have another digest the next time was changed by staff, and one that is gone was deleted by them: both
stay as they are.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from graphlib import TopologicalSorter
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db import DataError, IntegrityError, connection, models
from django.utils import timezone

from centers.models import Center, Designation, LoadedObject
from centers.models.recording import recording

Key = tuple[Any, ...]
Model = type[models.Model]

ROWS_AT_ONCE = 500  # SQLite takes only so many parameters in a statement


class FixtureError(Exception):
    """A fixture that cannot be loaded: the sentence says which record of which file, and why."""


@dataclass
class Tally:
    """What became of the records of one model."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    kept: int = 0

    def __str__(self) -> str:
        kept = f", {self.kept} kept as staff changed them" if self.kept else ""
        return f"{self.new} new, {self.changed} changed, {self.unchanged} unchanged{kept}"


@dataclass
class Entry:
    """One record of a fixture: its values by field name, a foreign key as the natural key that it names."""

    model: Model
    file: str
    values: dict[str, Any]
    key: Key = ()

    def error(self, cause: str) -> FixtureError:
        name = " / ".join(str(value) for value in self.key if value not in (None, ""))
        return FixtureError(f"{self.file}: {self.model._meta.verbose_name} “{name}”: {cause}")


def fixture_files() -> list[Path]:
    """The register's fixtures, in the order in which ``loaddata`` could take them as well."""
    return sorted((settings.BASE_DIR / "fixtures").glob("*.json"))


def load_fixtures(files: Iterable[Path]) -> dict[Model, Tally]:
    """Load the files in one transaction and say what became of their records."""
    entries = read(files)
    with recording(reason="Loaded from the fixtures"):
        tallies = Loader(entries).load()
        connection.check_constraints()
        if any(tally.new for tally in tallies.values()):
            tell_planner(tallies)
    return tallies


def tell_planner(loaded: Iterable[Model]) -> None:
    """Let PostgreSQL count the new rows now. Until it does so by itself, a minute later, it plans for empty tables."""
    if connection.vendor == "postgresql":
        tables = ", ".join(connection.ops.quote_name(model._meta.db_table) for model in loaded)
        with connection.cursor() as cursor:
            cursor.execute(f"ANALYZE {tables}")


# --- reading ---------------------------------------------------------------------------------------------------------


def read(files: Iterable[Path]) -> dict[Model, list[Entry]]:
    """Read the records of all files, by model, each model after those that it refers to."""
    entries: dict[Model, list[Entry]] = {}
    seen: dict[tuple[Model, Key], Entry] = {}
    for path in files:
        for entry in read_file(path):
            first = seen.setdefault((entry.model, entry.key), entry)
            if first is not entry:
                raise entry.error(f"{first.file} holds a record with the same key.")
            entries.setdefault(entry.model, []).append(entry)
    order = TopologicalSorter({model: referred_models(model) for model in entries}).static_order()
    return {model: entries[model] for model in order if model in entries}


def read_file(path: Path) -> Iterator[Entry]:
    try:
        records = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise FixtureError(f"{path.name} cannot be read: {error}.") from error
    for number, record in enumerate(records, start=1):
        try:
            model = apps.get_model(record["model"])
            entry = Entry(model, path.name, dict(parsed_values(model, record["fields"])))
            entry.key = tuple(key_part(entry, lookup) for lookup in natural_key_of(model))
        except (LookupError, TypeError, ValueError, FieldDoesNotExist, ValidationError) as error:
            cause = "; ".join(error.messages) if isinstance(error, ValidationError) else str(error)
            raise FixtureError(f"{path.name}, record {number} ({name_in(record)}): {cause}") from error
        yield entry


def name_in(record: Any) -> str:
    """What a person would look for to find a record that cannot be understood."""
    fields = record.get("fields", {}) if isinstance(record, dict) else {}
    names = [fields[name] for name in ("slug", "key", "code", "center", "number") if name in fields]
    return " ".join(map(str, names)) or "without a name"


def parsed_values(model: Model, values: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    for name, value in values.items():
        column = model._meta.get_field(name)
        if column.concrete and column.generated:
            continue  # a dump holds what the database computes
        if column not in columns_of(model):
            raise ValueError(f"“{name}” is not a value that a fixture can give.")
        if isinstance(column, models.ForeignKey):
            if value is not None and not isinstance(value, list):
                raise ValueError(f'“{name}” must be a natural key, a list such as ["new-energy-storage"].')
            yield name, None if value is None else tuple(value)
        else:
            yield name, comparable(column, column.to_python(value))


def natural_key_of(model: Model) -> tuple[str, ...]:
    try:
        return model.NATURAL_KEY  # type: ignore[attr-defined]
    except AttributeError:
        raise LookupError(f"{model._meta.label} has no natural key, so fixtures cannot hold it.") from None


def key_part(entry: Entry, lookup: str) -> Any:
    """The value in a record of one of its natural key's lookups: ``number``, ``center__slug``."""
    name, _, rest = lookup.partition("__")
    column = entry.model._meta.get_field(name)
    value = entry.values.get(name, column.get_default())  # type: ignore[union-attr]
    if not rest or value is None:
        return value
    return value[natural_key_of(column.related_model).index(rest)]  # type: ignore[arg-type]


def columns_of(model: Model) -> list[models.Field]:
    """The columns that hold values of a record: not its key, nor what the database computes."""
    return [column for column in model._meta.concrete_fields if not column.primary_key and not column.generated]


def referred_models(model: Model) -> set[Model]:
    return {
        column.related_model
        for column in columns_of(model)
        if isinstance(column, models.ForeignKey) and column.related_model is not model
    }


def own_references(entry: Entry) -> set[Key]:
    """The natural keys of the records of the same model that a record refers to."""
    return {
        entry.values[column.name]
        for column in columns_of(entry.model)
        if column.related_model is entry.model and entry.values.get(column.name) is not None
    }


def comparable(column: models.Field, value: Any) -> Any:
    """The value as the database gives it back."""
    if isinstance(column, models.DecimalField) and value is not None:
        return Decimal(value).quantize(Decimal(1).scaleb(-column.decimal_places))
    return value


def is_time_of_change(column: models.Field) -> bool:
    return getattr(column, "auto_now", False) or getattr(column, "auto_now_add", False)


def digest_of(model: Model, values: dict[str, Any]) -> str:
    """SHA-256 of a record's values, foreign keys as natural keys, without the times of making and changing it.

    Defaults are left out, so that a field that the model gets later does not make every record look changed.
    """
    told = {
        column.name: values[column.name]
        for column in columns_of(model)
        if not is_time_of_change(column) and values.get(column.name, column.get_default()) != column.get_default()
    }
    text = json.dumps(told, ensure_ascii=False, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


# --- writing ---------------------------------------------------------------------------------------------------------


@dataclass
class Loader:
    """One load. Tables are read once each; nothing is looked up record by record."""

    entries: dict[Model, list[Entry]]
    #: Natural key → primary key of every record of a model, those just written included; and the other way round.
    keys: dict[Model, dict[Key, Any]] = field(default_factory=dict)
    names: dict[Model, dict[Any, Key]] = field(default_factory=dict)
    #: Records that staff deleted, and those that refer to them.
    absent: dict[Model, set[Key]] = field(default_factory=dict)
    kept_centers: set[Any] = field(default_factory=set)
    moved_centers: set[Any] = field(default_factory=set)

    def load(self) -> dict[Model, Tally]:
        tallies = {model: self.load_model(model, entries) for model, entries in self.entries.items()}
        self.renew_standing()
        return tallies

    def load_model(self, model: Model, entries: list[Entry]) -> Tally:
        tally = Tally()
        keys, absent = self.keys_of(model), self.absent.setdefault(model, set())
        rows = self.rows_of(model, [keys[entry.key] for entry in entries if entry.key in keys])
        remembered = {loaded.key: loaded for loaded in LoadedObject.objects.filter(model=model._meta.label_lower)}
        forgotten, outdated = [], []
        for entry in self.in_order(entries):
            key_text = json.dumps(entry.key, ensure_ascii=False, default=str)
            loaded, row = remembered.get(key_text), rows.get(keys.get(entry.key))
            wanted = digest_of(model, entry.values)
            if row is None and (loaded or self.refers_to_absent(entry)):
                absent.add(entry.key)
                tally.kept += 1
                continue
            if row is None:
                pk = self.write(entry, model()).pk
                keys[entry.key], self.names[model][pk] = pk, entry.key
                tally.new += 1
            elif (found := digest_of(model, self.values_of(row))) == wanted:
                tally.unchanged += 1
            elif loaded and found == loaded.digest and not self.refers_to_absent(entry):
                self.write(entry, row)
                tally.changed += 1
            else:
                self.kept_centers |= {row.pk} if model is Center else set()
                tally.kept += 1
                continue
            if loaded is None:
                forgotten.append(LoadedObject(model=model._meta.label_lower, key=key_text, digest=wanted))
            elif loaded.digest != wanted:
                loaded.digest = wanted
                outdated.append(loaded)
        LoadedObject.objects.bulk_create(forgotten, batch_size=ROWS_AT_ONCE)
        LoadedObject.objects.bulk_update(outdated, ["digest"], batch_size=ROWS_AT_ONCE)
        return tally

    def keys_of(self, model: Model) -> dict[Key, Any]:
        if model not in self.keys:
            rows = model._base_manager.values_list("pk", *natural_key_of(model))
            self.names[model] = {pk: tuple(key) for pk, *key in rows}
            self.keys[model] = {key: pk for pk, key in self.names[model].items()}
        return self.keys[model]

    def rows_of(self, model: Model, pks: Sequence[Any]) -> dict[Any, models.Model]:
        rows: dict[Any, models.Model] = {}
        for start in range(0, len(pks), ROWS_AT_ONCE):
            rows |= model._base_manager.in_bulk(pks[start : start + ROWS_AT_ONCE])
        return rows

    def values_of(self, row: models.Model) -> dict[str, Any]:
        """The values of a record as a fixture would give them."""
        values = {}
        for column in columns_of(type(row)):
            value = getattr(row, column.attname)
            if isinstance(column, models.ForeignKey) and value is not None:
                self.keys_of(column.related_model)
                value = self.names[column.related_model][value]
            values[column.name] = value
        return values

    def in_order(self, entries: list[Entry]) -> Iterator[Entry]:
        """The records of one model, each after those of the same model that it refers to."""
        waiting = {entry.key: entry for entry in entries}
        while waiting:
            ready = [entry for entry in waiting.values() if not own_references(entry) & waiting.keys()]
            if not ready:
                raise next(iter(waiting.values())).error("It refers to itself, by way of others.")
            for entry in ready:
                yield waiting.pop(entry.key)

    def refers_to_absent(self, entry: Entry) -> bool:
        return any(
            entry.values.get(column.name) in self.absent.get(column.related_model, ())
            for column in columns_of(entry.model)
            if isinstance(column, models.ForeignKey)
        )

    def write(self, entry: Entry, row: models.Model) -> models.Model:
        is_new = row.pk is None
        for column in columns_of(entry.model):
            if is_time_of_change(column):
                if is_new:
                    setattr(row, column.name, entry.values.get(column.name) or timezone.now())
                elif getattr(column, "auto_now", False):
                    setattr(row, column.name, timezone.now())
                continue
            value = entry.values.get(column.name, column.get_default())
            if isinstance(column, models.ForeignKey) and value is not None:
                value = self.primary_key(entry, column, value)
            setattr(row, column.attname, value)
        try:
            # Raw, as loaddata saves: times of change are the fixture's own.
            row.save_base(raw=True, force_insert=is_new, force_update=not is_new)
        except (IntegrityError, DataError) as error:
            raise entry.error(sentence_of(entry.model, error)) from error
        if isinstance(row, Designation):
            self.moved_centers.add(row.center_id)
        return row

    def primary_key(self, entry: Entry, column: models.ForeignKey, key: Key) -> Any:
        try:
            return self.keys_of(column.related_model)[key]
        except KeyError:
            name = " / ".join(map(str, key))
            raise entry.error(
                f"Its {column.verbose_name} “{name}” is neither in the fixtures nor in the register."
            ) from None

    def renew_standing(self) -> None:
        """A center that staff changed keeps their values, but its copies still follow its steps."""
        pks = self.kept_centers & self.moved_centers
        for center in Center.objects.filter(pk__in=pks).prefetch_related("designations"):
            center.take_standing_from_designations()
            center.save(update_fields=["tier", "status", "approved_on", "successor", "changed_at"])


def sentence_of(model: Model, error: IntegrityError | DataError) -> str:
    """The plain sentence of the constraint that a record breaks."""
    for constraint in model._meta.constraints:
        if constraint.name in str(error):
            return str(constraint.violation_error_message)
    return f"The database refuses it: {error}."
