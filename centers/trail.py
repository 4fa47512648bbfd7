"""The trail itself: rows replayed from it, and whether anybody has rewritten it."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from django.apps import apps
from django.db import connection, models

from centers.models import Change, TrailHead
from centers.models.recording import NO_HASH, Reference, Row, is_recorded, read_rows, recorded_fields

#: The triggers that keep the trail from being rewritten, by database; migration 0002 makes them.
TRIGGERS = {
    "sqlite": {
        "change_is_never_altered",
        "change_is_never_removed",
        "change_comes_last",
        "head_moves_forward",
        "head_is_never_removed",
    },
    "postgresql": {
        "change_is_never_altered",
        "change_is_never_truncated",
        "head_moves_forward",
        "head_is_never_removed",
        "head_is_never_truncated",
    },
}

#: No more differences than this are named for one kind of record.
MOST_NAMED = 20


# --- replaying -------------------------------------------------------------------------------------------------------


def replay(changes: Iterable[Change]) -> dict[Reference, Row]:
    """Rows as these changes, in the order of their numbers, leave them; foreign keys as primary keys."""
    rows: dict[Reference, Row] = {}
    for change in changes:
        ref = apps.get_model("centers", change.model), change.object_id
        if change.after is None:
            rows.pop(ref, None)
        else:
            rows[ref] = rows.get(ref, {}) | {name: held(value) for name, value in change.after.items()}
    return {ref: dict.fromkeys(names_of(ref[0])) | row for ref, row in rows.items()}


def held(value: Any) -> Any:
    """A recorded value as its column holds it."""
    return value["id"] if isinstance(value, dict) else value


def names_of(model: type[models.Model]) -> list[str]:
    return [column.name for column in recorded_fields(model)]


# --- verifying -------------------------------------------------------------------------------------------------------


def rewritings() -> Iterator[str]:
    """Say where the trail has been altered or cut, and what no longer protects it."""
    number, seal = 0, NO_HASH
    for change in Change.objects.order_by("number").iterator():
        if change.number != number + 1:
            yield f"Changes {number + 1} to {change.number - 1} are missing."
        elif change.previous_hash != seal:
            yield f"Change {change.number} does not follow from change {number}: one of the two has been replaced."
        if change.computed_hash() != change.hash:
            yield f"Change {change.number} has been altered."
        number, seal = change.number, change.hash
    yield from _wrong_end(number, seal)
    for trigger in sorted(TRIGGERS[connection.vendor] - triggers()):
        yield f"The database does not protect the trail: the trigger {trigger} is missing."


def _wrong_end(number: int, seal: str) -> Iterator[str]:
    head = TrailHead.objects.first()
    if head is None:
        if number:
            yield "The head of the trail is missing."
    elif head.number > number:
        yield f"Changes {number + 1} to {head.number} are missing at the end."
    elif (head.number, head.hash) != (number, seal):
        yield f"The head of the trail is at change {head.number}, the last change is {number}: one has been replaced."


def triggers() -> set[str]:
    """The triggers of the tables of the trail that the database has, and that are on."""
    asked = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
        "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled IN ('O', 'A')",
    }
    with connection.cursor() as cursor:
        cursor.execute(asked[connection.vendor])
        return {name for (name,) in cursor.fetchall()}


def stands(number: int, seal: str) -> bool:
    """Whether the trail still holds the change that had this number and hash."""
    return Change.objects.filter(number=number, hash=seal).exists()


def unrecorded() -> Iterator[str]:
    """Say which records are not what the trail leads to: somebody wrote them past it."""
    for model in apps.get_app_config("centers").get_models():
        if is_recorded(model):
            yield from _unrecorded_of(model)


def _unrecorded_of(model: type[models.Model]) -> Iterator[str]:
    changes = Change.objects.filter(model=model._meta.model_name).order_by("number")
    recorded = {pk: row for (_model, pk), row in replay(changes.iterator()).items()}
    pks = model._base_manager.order_by().values_list("pk", flat=True)
    live = dict(read_rows(model, recorded_fields(model), pks, connection.alias))
    found = defaultdict(list)
    for pk in live.keys() | recorded.keys():
        row, wanted = live.get(pk), recorded.get(pk)
        if wanted is None:
            found[pk].append("it is not in the trail")
        elif row is None:
            found[pk].append("it is gone")
        else:
            found[pk] += [f"{name} is {row[name]!r}, not {wanted[name]!r}" for name in row if row[name] != wanted[name]]
    wrong = [(pk, causes) for pk, causes in sorted(found.items()) if causes]
    for pk, causes in wrong[:MOST_NAMED]:
        yield f"{model._meta.verbose_name} {pk} was written past the trail: {'; '.join(causes)}."
    if more := len(wrong[MOST_NAMED:]):
        yield f"and {more} more of {model._meta.verbose_name_plural}."
