"""The trail cannot be rewritten; and where it has been all the same, that is noticed."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.db.models import F

from centers.models import Center, Change, Field, Region, Site, Source, TrailHead
from centers.models.recording import NO_HASH
from centers.trail import rewritings, unrecorded
from tests.factories import make_center, make_citation, make_designation, make_field
from tests.trail import unprotected

pytestmark = pytest.mark.django_db


@pytest.fixture
def trail() -> list[Change]:
    """Six changes."""
    field = make_field()
    for name in ("A", "B", "C", "D", "E"):
        field.name_en = name
        field.save()
    return list(Change.objects.order_by("number"))


def execute(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)


def verify(**options: Any) -> tuple[str, int]:
    """What `verify_audit` prints, and its exit status."""
    lines: list[str] = []
    out = type("Lines", (), {"write": lambda _self, text: lines.append(text), "isatty": lambda _self: False})()
    try:
        call_command("verify_audit", stdout=out, no_color=True, **options)
    except SystemExit as stop:
        return "".join(lines), int(stop.code or 0)
    return "".join(lines), 0


# --- protection ------------------------------------------------------------------------------------------------------


REWRITINGS = {
    "alter": lambda: Change.objects.filter(number=3).update(reason="another"),
    "alter all": lambda: Change.objects.update(by=None),
    "save": lambda: Change.objects.get(number=3).save(),
    "remove from the middle": lambda: Change.objects.filter(number=3).delete(),
    "remove the last": lambda: Change.objects.get(number=6).delete(),
    "remove all": lambda: Change.objects.all().delete(),
    "set the head back": lambda: TrailHead.objects.update(number=5),
    "alter the head": lambda: TrailHead.objects.update(hash="0" * 64),
    "remove the head": lambda: TrailHead.objects.all().delete(),
    "raw SQL": lambda: execute("DELETE FROM centers_change WHERE number = 3"),
}


@pytest.mark.parametrize("rewrite", REWRITINGS.values(), ids=REWRITINGS.keys())
def test_database_refuses_to_rewrite_the_trail(rewrite: Callable[[], Any], trail: list[Change]) -> None:
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        rewrite()

    assert list(Change.objects.order_by("number")) == trail
    assert list(rewritings()) == []


@pytest.mark.skipif(connection.vendor != "sqlite", reason="SQLite alone replaces rows")
def test_database_refuses_to_replace_a_change(trail: list[Change]) -> None:
    columns = ", ".join(f'"{field.column}"' for field in Change._meta.concrete_fields)

    with pytest.raises(IntegrityError, match="append-only"):
        execute(f"INSERT OR REPLACE INTO centers_change ({columns}) SELECT {columns} FROM centers_change")  # noqa: S608


@pytest.mark.skipif(connection.vendor != "postgresql", reason="PostgreSQL alone truncates")
@pytest.mark.parametrize("table", ["centers_change", "centers_trailhead"])
def test_database_refuses_to_empty_the_trail_at_once(table: str, trail: list[Change]) -> None:
    connection.check_constraints()

    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        execute(f"TRUNCATE {table}")


def test_trail_is_read_only_in_the_office(admin_client: Any, trail: list[Change]) -> None:
    address = "/admin/centers/change/3/change/"

    assert admin_client.get(address).status_code == 200
    assert [
        admin_client.post(address, {"reason": "another"}).status_code,
        admin_client.post("/admin/centers/change/3/delete/", {"post": "yes"}).status_code,
        admin_client.post("/admin/centers/change/add/", {"number": 7}).status_code,
        admin_client.post("/admin/centers/trailhead/1/change/", {"number": 7}).status_code,
    ] == [403, 403, 403, 403]
    assert list(rewritings()) == []


# --- noticing --------------------------------------------------------------------------------------------------------


def reseal(number: int) -> None:
    """Give a change the hash that it should have."""
    change = Change.objects.get(number=number)
    Change.objects.filter(number=number).update(hash=change.computed_hash())


def alter(number: int) -> None:
    Change.objects.filter(number=number).update(after={"name_en": "forged"})


def alter_and_reseal(number: int) -> None:
    alter(number)
    reseal(number)


ALTERATION, MIDDLE, END = "alteration", "removal from the middle", "removal from the end"
TAMPERINGS: list[tuple[str, str, Callable[[], Any], str]] = [
    (ALTERATION, "value", lambda: alter(3), "Change 3 has been altered."),
    (ALTERATION, "time", lambda: Change.objects.filter(number=1).update(at="2020-01-01T00:00Z"), "Change 1 has been"),
    (ALTERATION, "resealed", lambda: alter_and_reseal(3), "Change 4 does not follow from change 3"),
    (ALTERATION, "the last, resealed", lambda: alter_and_reseal(6), "The head of the trail is at change 6"),
    (MIDDLE, "one", lambda: Change.objects.filter(number=3).delete(), "Changes 3 to 3 are missing."),
    (MIDDLE, "two", lambda: Change.objects.filter(number__in=[2, 3]).delete(), "Changes 2 to 3 are missing."),
    (MIDDLE, "the first", lambda: Change.objects.filter(number=1).delete(), "Changes 1 to 1 are missing."),
    (END, "one", lambda: Change.objects.filter(number=6).delete(), "Changes 6 to 6 are missing at the end."),
    (END, "two", lambda: Change.objects.filter(number__gt=4).delete(), "Changes 5 to 6 are missing at the end."),
    (END, "all", lambda: Change.objects.all().delete(), "Changes 1 to 6 are missing at the end."),
    (END, "the head", lambda: TrailHead.objects.all().delete(), "The head of the trail is missing."),
    (END, "the head set back", lambda: TrailHead.objects.update(number=F("number") - 1), "one has been replaced"),
]


@pytest.mark.parametrize(
    ("tamper", "sentence"),
    [pytest.param(tamper, sentence, id=f"{kind}: {what}") for kind, what, tamper, sentence in TAMPERINGS],
)
def test_tampering_is_noticed(tamper: Callable[[], Any], sentence: str, trail: list[Change]) -> None:
    with unprotected():
        tamper()

    printed, status = verify()

    assert sentence in printed
    assert status == 1


def test_rewriting_the_whole_trail_is_noticed_by_whoever_kept_its_end(trail: list[Change]) -> None:
    with unprotected():
        seal = NO_HASH
        for change in trail:
            change.reason = "forged"
            seal = change.seal(seal)
            change.save()
        TrailHead.objects.update(hash=seal)

    kept = f"{trail[-2].number}:{'a' * 64}"
    assert verify() == (f"The trail is whole: 6 changes. The last is 6:{seal}\n", 0)
    assert verify(since=[(5, "a" * 64)]) == (
        "Change 5 is not the one that was there earlier: the trail has been rewritten.\n",
        1,
    )
    with pytest.raises(CommandError, match="number and the hash"):
        call_command("verify_audit", f"--since={kept[:-1]}")


def test_lost_protection_is_noticed(trail: list[Change]) -> None:
    with unprotected():
        printed, status = verify()

    assert "The database does not protect the trail: the trigger change_is_never_altered is missing." in printed
    assert status == 1


def test_whole_trail_is_said_to_be_whole(trail: list[Change]) -> None:
    last = trail[-1]

    assert verify() == (f"The trail is whole: 6 changes. The last is 6:{last.hash}\n", 0)
    assert verify(records=True, since=[(6, last.hash), (1, trail[0].hash)])[1] == 0


def test_empty_trail_is_whole() -> None:
    assert verify() == (f"The trail is whole: 0 changes. The last is 0:{NO_HASH}\n", 0)


# --- records and the trail -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sql", "sentence"),
    [
        ("UPDATE centers_field SET name_en = 'forged'", "name_en is 'forged', not 'Synthetic'"),
        ("DELETE FROM centers_designation", "designation 1 was written past the trail: it is gone."),
    ],
)
def test_record_written_past_the_trail_is_noticed(sql: str, sentence: str) -> None:
    step = make_designation(make_center())
    execute(sql)

    assert [sentence.replace("designation 1", f"designation {step.pk}") in found for found in unrecorded()] == [True]


def test_record_made_past_the_trail_is_noticed() -> None:
    execute("INSERT INTO centers_field (slug, name_zh, name_en) VALUES ('forged', '', 'Forged')")

    assert list(unrecorded()) == [f"field {Field.objects.get().pk} was written past the trail: it is not in the trail."]
    assert verify(records=True)[1] == 1
    assert not Center.objects.exists()


# --- dumps -----------------------------------------------------------------------------------------------------------


def dump(path: Any, *labels: str) -> list[Any]:
    call_command("dumpdata", *labels, "--natural-foreign", "--natural-primary", output=str(path))
    return json.loads(path.read_text("utf-8"))


def test_dump_leaves_the_trail_to_its_database(tmp_path: Any) -> None:
    center = make_center(region="44")
    make_citation(designation=make_designation(center, date="2020-01"))
    before = dump(tmp_path / "before.json", "centers")
    for model in (Center, Site, Region, Field, Source):
        model.objects.all().delete()

    call_command("loaddata", str(tmp_path / "before.json"), verbosity=0)

    assert {entry["model"] for entry in before} == {
        f"centers.{name}" for name in ("center", "citation", "designation", "field", "region", "site", "source")
    }
    assert dump(tmp_path / "after.json", "centers") == before
    assert list(rewritings()) == list(unrecorded()) == []


def test_trail_is_dumped_when_it_is_asked_for(trail: list[Change], tmp_path: Any) -> None:
    dumped = dump(tmp_path / "trail.json", "centers.Change")

    assert sorted(entry["pk"] for entry in dumped) == [change.number for change in trail]
