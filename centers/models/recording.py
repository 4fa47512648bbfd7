"""Recording: whoever writes a record leaves its change in the trail, in the same transaction.

What is recorded is the net change: rows are read before the first write of a batch touches them and again at its end,
from the database, so that expressions, defaults and rolled back savepoints tell no lies. ``Keyed`` and its queryset
open a batch around each write; ``recording()`` opens one around many, which are then told as one.
"""

import datetime as dt
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from itertools import islice
from typing import Any

from django.apps import apps
from django.db import DEFAULT_DB_ALIAS, connections, models, transaction
from django.db.models.signals import post_delete, post_save, pre_delete, pre_save
from django.utils import timezone

from centers.choices import ChangeAction, Publication

Model = type[models.Model]
Reference = tuple[Model, Any]  # a model and a primary key
Row = dict[str, Any]  # the values of a record by field, as JSON; a foreign key as the primary key that it holds

#: What stands in for the hash before the first change.
NO_HASH = "0" * 64

ROWS_AT_ONCE = 500  # SQLite takes only so many parameters in a statement

#: Kinds without a state of publication that are public all the same; any other such kind is never public.
VOCABULARY = {"region", "field", "taskkind", "metric"}


# --- who and why -----------------------------------------------------------------------------------------------------


@dataclass
class Author:
    """Who changes records, and why; what they change is grouped by record for readers."""

    by: Any = None
    reason: str = ""
    groups: dict[Hashable, int] = field(default_factory=dict)
    #: Number and hash of the last change that was written here.
    last: tuple[int, str] | None = None

    @property
    def user_id(self) -> Any:
        user = self.by() if callable(self.by) else self.by
        return user.pk if user is not None else None


_author: ContextVar[Author | None] = ContextVar("author", default=None)
_batch: ContextVar["Batch | None"] = ContextVar("batch", default=None)


@contextmanager
def acting(by: Any) -> Iterator[None]:
    """Whatever is changed meanwhile, this user has changed: a user, None, or a function that finds out when asked."""
    token = _author.set(Author(by))
    try:
        yield
    finally:
        _author.reset(token)


@contextmanager
def recording(*, by: Any = None, reason: str = "", using: str = DEFAULT_DB_ALIAS) -> Iterator[None]:
    """One transaction whose changes are recorded together, with who made them and why.

    Inside of another one it is recorded apart, and what it does not say it takes from there.
    """
    outer = _author.get() or Author()
    inner = Author(by if by is not None else outer.by, reason or outer.reason, outer.groups, outer.last)
    with transaction.atomic(using=using), together(using) as batch:
        batch.write()
        token = _author.set(inner)
        try:
            yield
            batch.write()
        finally:
            _author.reset(token)
    outer.last = inner.last


@contextmanager
def together(using: str) -> Iterator["Batch"]:
    """A transaction that ends by recording what it changed; inside of another one it leaves that to the other."""
    outer = _batch.get()
    if outer is not None and outer.using == using:
        yield outer
        return
    with transaction.atomic(using=using, savepoint=False):
        batch = Batch(using)
        token = _batch.set(batch)
        try:
            yield batch
            batch.write()
        finally:
            _batch.reset(token)


# --- what ------------------------------------------------------------------------------------------------------------


class Batch:
    """Rows that are being written, each as it was before."""

    def __init__(self, using: str) -> None:
        self.using = using
        self.before: dict[Reference, Row | None] = {}
        self.is_held = False

    def hold(self) -> None:
        """Let no other writer of records go on until this transaction ends.

        Writers queue here, before they lock any row, so that no two of them wait for each other.
        """
        if not self.is_held and connections[self.using].in_atomic_block:
            lock_trail(self.using)
            self.is_held = True

    def will_change(self, model: Model, pks: Iterable[Any]) -> None:
        """Remember rows as they are now."""
        self.hold()
        new = [pk for pk in pks if (model, pk) not in self.before]
        rows = dict(read_rows(model, recorded_fields(model), new, self.using))
        self.before |= {(model, pk): rows.get(pk) for pk in new}

    def will_delete(self, record: models.Model) -> None:
        """Remember a row that was read in this transaction, as its record holds it."""
        self.hold()
        self.before.setdefault((type(record), record.pk), row_of(record))

    def has_created(self, model: Model, pks: Iterable[Any]) -> None:
        for pk in pks:
            self.before.setdefault((model, pk), None)

    def write(self) -> None:
        """Record what has become of the rows."""
        waiting = iter(list(self.before.items()))
        teller = Teller(self.before, self.using)
        with transaction.atomic(using=self.using, savepoint=False):
            while part := dict(islice(waiting, ROWS_AT_ONCE)):
                append(teller.tell(part), self.using)
            for model in _renewals.keys() & {model for model, _pk in self.before}:
                _renewals[model]({pk: row for (of, pk), row in self.before.items() if of is model}, self.using)
        self.before = {}


#: How that is renewed which follows from the records of a kind and is kept beside them, in the same transaction. Told
#: are the rows that were written, by primary key, as they were before (None: new).
_renewals: dict[Model, Callable[[Mapping[Any, Row | None], str], None]] = {}


def renewing(model: Model) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Mark a function that renews what follows from the records of a kind, however they are written."""

    def register(function: Callable[..., None]) -> Callable[..., None]:
        _renewals[model] = function
        return function

    return register


@cache
def recorded_fields(model: Model) -> tuple[models.Field, ...]:
    """The columns that the trail keeps: not what the software derives, nor what has to be erasable."""
    left_out = getattr(model, "NOT_RECORDED", ())
    return tuple(
        column
        for column in model._meta.concrete_fields
        if not (column.primary_key or column.generated or column.name in left_out)
        and not (getattr(column, "auto_now", False) or getattr(column, "auto_now_add", False))
    )


def read_rows(
    model: Model, columns: Iterable[models.Field], pks: Iterable[Any], using: str
) -> Iterator[tuple[Any, Row]]:
    names, attributes = zip(*((column.name, column.attname) for column in columns), strict=True)
    waiting = iter(pks)
    while part := list(islice(waiting, ROWS_AT_ONCE)):
        rows = model._base_manager.using(using).filter(pk__in=part).order_by()
        for pk, *values in rows.values_list("pk", *attributes):
            yield pk, dict(zip(names, map(as_json, values), strict=True))


def row_of(record: models.Model) -> Row:
    return {column.name: as_json(column.value_from_object(record)) for column in recorded_fields(type(record))}


def as_json(value: Any) -> Any:
    """A column's value as JSON keeps it: decimals and times as text."""
    match value:
        case None | bool() | int() | str():
            return value
        case Decimal():
            return str(value)
        case dt.datetime():
            return value.astimezone(dt.UTC).isoformat()
        case dt.date():
            return value.isoformat()
    raise TypeError(f"The trail cannot keep a {type(value).__name__}.")


# --- how it is told --------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Owner:
    """The record with an address of its own that a row is, or is part of."""

    model: str
    pk: Any
    slug: str
    is_public: bool

    def is_same_as(self, other: "Owner | None") -> bool:
        return other is None or (self.model, self.pk) == (other.model, other.pk)


class Teller:
    """Tells the changes of rows: foreign keys with the natural keys behind them, and whom each row belongs to."""

    def __init__(self, before: dict[Reference, Row | None], using: str) -> None:
        self.before = before
        self.using = using
        self.found: dict[Reference, Row] = {}

    def tell(self, part: dict[Reference, Row | None]) -> Iterator[dict[str, Any]]:
        after = {
            (model, pk): row
            for model, pks in by_model(part).items()
            for pk, row in read_rows(model, recorded_fields(model), pks, self.using)
        }
        moves = {ref: (was, after.get(ref)) for ref, was in part.items() if was != after.get(ref)}
        self.find(target for ref, rows in moves.items() for row in rows if row for target in references(ref[0], row))
        then, now = Moment(self.before, self.found), Moment(after, self.found)
        for ref, (was, row) in moves.items():
            old = then.owner(ref) if was is not None else None
            new = now.owner(ref) if row is not None else None
            if old is None or old.is_same_as(new):
                yield self.change(ref, was, row, old, new, then, now)
            else:  # it has left one record for another: both are told
                yield self.change(ref, was, None, old, None, then, now)
                yield self.change(ref, None, row, None, new, then, now)

    def find(self, wanted: Iterable[Reference]) -> None:
        """Read what identifies the records referred to, and what these refer to for it, a model at a time."""
        seen: set[Reference] = set()
        while wanted := set(wanted) - seen:
            seen |= wanted
            for model, pks in by_model(wanted - self.found.keys()).items():
                for pk, row in read_rows(model, identifying_fields(model), pks, self.using):
                    self.found[model, pk] = row
            rows = [(model, found) for model, pk in wanted for found in self.rows_of((model, pk)) if found]
            wanted = [target for model, row in rows for target in references(model, row, identifying_fields(model))]

    def rows_of(self, ref: Reference) -> tuple[Row | None, Row | None]:
        return self.found.get(ref), self.before.get(ref)

    def change(
        self,
        ref: Reference,
        was: Row | None,
        row: Row | None,
        old: Owner | None,
        new: Owner | None,
        then: "Moment",
        now: "Moment",
    ) -> dict[str, Any]:
        model, pk = ref
        owner = new or old
        both = was is not None and row is not None
        names = [c.name for c in recorded_fields(model) if not both or was[c.name] != row[c.name]]
        return {
            "action": ChangeAction.CHANGED if both else ChangeAction.CREATED if was is None else ChangeAction.DELETED,
            "model": model._meta.model_name,
            "object_id": pk,
            "object_key": (now if row is not None else then).key(ref),
            "record_model": owner.model,
            "record_id": owner.pk,
            "record_slug": owner.slug,
            "was_public": old is not None and old.is_public and then.is_shown(ref),
            "is_public": new is not None and new.is_public and now.is_shown(ref),
            "before": then.told(model, was, names, with_nothing=both) if was is not None else None,
            "after": now.told(model, row, names, with_nothing=both) if row is not None else None,
        }


class Moment:
    """Rows as they are at one moment: those of a batch, and beside them what identifies the records referred to."""

    def __init__(self, rows: Mapping[Reference, Row | None], found: Mapping[Reference, Row]) -> None:
        self.rows = rows
        self.found = found

    def row(self, ref: Reference) -> Row | None:
        return self.rows.get(ref) or self.found.get(ref)

    def key(self, ref: Reference) -> list[Any] | None:
        """The natural key of a record; None if it has none."""
        model, _pk = ref
        row = self.row(ref)
        if row is None:
            return None
        parts = []
        for path in model.NATURAL_KEY:
            name, _, rest = path.partition("__")
            part = row[name]
            if rest and part is not None:
                target = model._meta.get_field(name).related_model
                key = self.key((target, part))
                part = key[target.NATURAL_KEY.index(rest)] if key else None
            parts.append(part)
        return parts

    def owner(self, ref: Reference) -> Owner:
        """What goes when a record goes is part of it: the way up leads along the foreign keys that cascade."""
        model, pk = ref
        row = self.row(ref)
        for name, above in parents(model).items():
            if row[name] is not None and self.row((above, row[name])) is not None:
                return self.owner((above, row[name]))
        slug = "-".join(str(part) for part in self.key(ref) if part is not None)
        return Owner(model._meta.model_name, pk, slug, self.is_public(model, row))

    def is_public(self, model: Model, row: Row) -> bool:
        """Whether readers may see a record: it is published, and so is the center that it is about."""
        if "publication" not in row:
            return model._meta.model_name in VOCABULARY
        center = self.row((model._meta.get_field("center").related_model, row["center"])) if row.get("center") else None
        return row["publication"] == Publication.PUBLISHED and (
            center is None or center["publication"] == Publication.PUBLISHED
        )

    def is_shown(self, ref: Reference) -> bool:
        """Whether the records that a row cannot do without are published: its organization, say, or its source."""
        model, _pk = ref
        row = self.row(ref)
        needed = (self.row((target, row[name])) for name, target in needs(model).items())
        return all(
            found is None or found.get("publication", Publication.PUBLISHED) == Publication.PUBLISHED
            for found in needed
        )

    def told(self, model: Model, row: Row, names: Iterable[str], *, with_nothing: bool) -> Row:
        """The values as the trail keeps them. In a whole record what holds nothing (NULL) is left out."""
        values = {}
        for name in names:
            value = row[name]
            target = model._meta.get_field(name).related_model
            if target is not None and value is not None:
                key = self.key((target, value)) if is_recorded(target) else None
                value = {"id": value, "key": key}
            if with_nothing or value is not None:
                values[name] = value
        return values


def by_model(refs: Iterable[Reference]) -> dict[Model, list[Any]]:
    pks: dict[Model, list[Any]] = {}
    for model, pk in refs:
        pks.setdefault(model, []).append(pk)
    return pks


def is_recorded(model: Model) -> bool:
    return hasattr(model, "NATURAL_KEY")


@cache
def parents(model: Model) -> dict[str, Model]:
    """The foreign keys to what a record is part of, each with the model over there."""
    keys = (column for column in model._meta.concrete_fields if isinstance(column, models.ForeignKey))
    return {key.name: key.related_model for key in keys if key.remote_field.on_delete is models.CASCADE}


@cache
def needs(model: Model) -> dict[str, Model]:
    """The foreign keys that are never empty, to records that a row is not part of."""
    keys = (column for column in recorded_fields(model) if isinstance(column, models.ForeignKey) and not column.null)
    return {key.name: key.related_model for key in keys if key.name not in parents(model)}


@cache
def identifying_fields(model: Model) -> tuple[models.Field, ...]:
    """The columns that tell a record's natural key, what it is part of, and whether it is public."""
    names = {path.partition("__")[0] for path in model.NATURAL_KEY} | parents(model).keys() | {"publication", "center"}
    return tuple(column for column in recorded_fields(model) if column.name in names)


def references(model: Model, row: Row, columns: Iterable[models.Field] | None = None) -> Iterator[Reference]:
    """The recorded rows that a row refers to, by these columns or by any."""
    for column in recorded_fields(model) if columns is None else columns:
        target = column.related_model
        if target is not None and row[column.name] is not None and is_recorded(target):
            yield target, row[column.name]


# --- the trail -------------------------------------------------------------------------------------------------------


def lock_trail(using: str) -> models.Model:
    """The head of the trail, kept from other writers until the transaction ends."""
    heads = apps.get_model("centers", "TrailHead")._default_manager.using(using)
    head, _made = heads.select_for_update().get_or_create(pk=1, defaults={"hash": NO_HASH})
    return head


def append(changes: Iterable[Row], using: str) -> None:
    """Add changes at the end of the trail, each sealed with the hash of the one before it."""
    change_model = apps.get_model("centers", "Change")
    author = _author.get() or Author()
    head = lock_trail(using)
    if author.last is not None and author.last != (head.number, head.hash):
        number, seal = author.last
        if not change_model._default_manager.using(using).filter(number=number, hash=seal).exists():
            author.groups.clear()  # what was written here has been rolled back
    at = max(timezone.now(), head.at or dt.datetime.min.replace(tzinfo=dt.UTC))  # clocks may run backwards
    written = []
    for values in changes:
        head.number += 1
        change = change_model(number=head.number, at=at, by_id=author.user_id, reason=author.reason, **values)
        if change.was_public or change.is_public:
            change.group = author.groups.setdefault((change.record_model, change.record_id), change.number)
        head.hash = change.seal(head.hash)
        written.append(change)
    if written:
        change_model._default_manager.using(using).bulk_create(written, batch_size=ROWS_AT_ONCE)
        head.at = at
        head.save(using=using)
        author.last = head.number, head.hash


# --- every way of writing --------------------------------------------------------------------------------------------


def record_every_change(model: Model) -> None:
    """Connect a kind of record to the trail. Called for each one when its class is made."""
    for signal, receiver in (
        (pre_save, _before_saving),
        (post_save, _after_saving),
        (pre_delete, _before_deleting),
        (post_delete, _after_writing),
    ):
        signal.connect(receiver, sender=model)


def _batch_of(record: models.Model, using: str) -> Batch:
    """The open batch; where a record is written past ``Keyed``, as ``loaddata`` does, one of its own."""
    batch = _batch.get()
    if batch is not None and batch.using == using:
        return batch
    return record.__dict__.setdefault("_batch", Batch(using))


def _before_saving(sender: Model, instance: models.Model, using: str, **kwargs: Any) -> None:
    batch = _batch_of(instance, using)
    batch.hold()
    if instance.pk is not None:
        batch.will_change(sender, [instance.pk])


def _after_saving(sender: Model, instance: models.Model, using: str, **kwargs: Any) -> None:
    _batch_of(instance, using).has_created(sender, [instance.pk])
    _after_writing(sender, instance, using)


def _before_deleting(sender: Model, instance: models.Model, using: str, origin: Any = None, **kwargs: Any) -> None:
    batch = _batch_of(instance, using)
    if origin is instance:  # it may hold values that were never saved
        batch.will_change(sender, [instance.pk])
    else:
        batch.will_delete(instance)


def _after_writing(sender: Model, instance: models.Model, using: str, **kwargs: Any) -> None:
    batch = instance.__dict__.pop("_batch", None)
    if batch is not None:
        batch.write()
