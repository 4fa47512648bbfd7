"""Loading fixtures: all or nothing, safe to repeat, and never over what staff have changed."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from centers.choices import Status, Step, Tier
from centers.loading import FixtureError, Tally, load_fixtures
from centers.models import Center, Citation, Field, LoadedObject, Name, Region
from tests.factories import make_center, make_designation, make_field

pytestmark = pytest.mark.django_db

FIELD = {"model": "centers.field", "fields": {"slug": "synthetic-field", "name_zh": "合成领域"}}
CENTER = {
    "model": "centers.center",
    "fields": {
        "slug": "synthetic-center",
        "name_en": "Synthetic center",
        "field": ["synthetic-field"],
        "tier": "provincial",
        "publication": "published",
        "created_at": "2026-11-22T00:00:00Z",
        "changed_at": "2026-11-22T00:00:00Z",
    },
}
NAME = {"model": "centers.name", "fields": {"center": ["synthetic-center"], "text": "Synthetic alias"}}
STEP = {
    "model": "centers.designation",
    "fields": {
        "center": ["synthetic-center"],
        "number": 1,
        "step": "approved",
        "tier": "provincial",
        "date": "2020",
    },
}


def changed(record: dict[str, Any], **values: Any) -> dict[str, Any]:
    return {"model": record["model"], "fields": record["fields"] | values}


@pytest.fixture
def load(tmp_path: Path) -> Any:
    """Loads records as one fixture, and gives what became of them by the name of the model."""

    def load_records(*records: dict[str, Any]) -> dict[str, Tally]:
        path = tmp_path / "synthetic.json"
        path.write_text(json.dumps(records), encoding="utf-8")
        return {model._meta.model_name: tally for model, tally in load_fixtures([path]).items()}

    return load_records


def test_new_records_are_written_with_the_times_of_the_fixture(load: Any) -> None:
    tallies = load(FIELD, CENTER, NAME)

    center = Center.objects.get()
    assert tallies == {"field": Tally(new=1), "center": Tally(new=1), "name": Tally(new=1)}
    assert (center.slug, center.field.slug, center.names.get().text) == (
        "synthetic-center",
        "synthetic-field",
        "Synthetic alias",
    )
    assert center.changed_at.isoformat() == "2026-11-22T00:00:00+00:00"


def test_records_may_stand_in_any_order(load: Any) -> None:
    load(NAME, CENTER, FIELD)

    assert Center.objects.get().names.get().text == "Synthetic alias"


def test_a_record_may_stand_before_another_of_its_kind_that_it_refers_to(load: Any) -> None:
    load(
        {
            "model": "centers.region",
            "fields": {"code": "4401", "level": "prefecture", "parent": ["44"], "name_zh": "市"},
        },
        {"model": "centers.region", "fields": {"code": "44", "level": "province", "parent": None, "name_zh": "省"}},
    )

    assert Region.objects.get(code="4401").parent.code == "44"


def test_what_a_dump_holds_of_computed_columns_is_passed_over(load: Any) -> None:
    load(FIELD, changed(CENTER, tier_rank=7))

    assert Center.objects.get().tier_rank == 2


def test_a_second_load_changes_nothing(load: Any) -> None:
    load(FIELD, CENTER, NAME)
    before = list(Center.objects.values())

    assert load(FIELD, CENTER, NAME) == {
        "field": Tally(unchanged=1),
        "center": Tally(unchanged=1),
        "name": Tally(unchanged=1),
    }
    assert list(Center.objects.values()) == before


def test_a_changed_fixture_changes_a_record_that_staff_left_alone(load: Any) -> None:
    load(FIELD, CENTER)

    tallies = load(FIELD, changed(CENTER, website="https://example.org/new"))

    center = Center.objects.get()
    assert tallies["center"] == Tally(changed=1)
    assert center.website == "https://example.org/new"
    assert (center.created_at.year, center.created_at < center.changed_at) == (2026, True)


def test_a_value_taken_out_of_a_fixture_becomes_the_default_again(load: Any) -> None:
    load(FIELD, changed(CENTER, website="https://example.org/"))

    load(FIELD, CENTER)

    assert Center.objects.get().website == ""


def test_a_record_that_staff_changed_is_kept(load: Any) -> None:
    load(FIELD, CENTER)
    center = Center.objects.get()
    center.website = "https://example.org/by-staff"
    center.save()

    same = load(FIELD, CENTER)
    other = load(FIELD, changed(CENTER, website="https://example.org/new"))

    center.refresh_from_db()
    assert (same["center"], other["center"]) == (Tally(kept=1), Tally(kept=1))
    assert center.website == "https://example.org/by-staff"


def test_a_record_that_staff_saved_without_a_change_still_follows_the_fixture(load: Any) -> None:
    load(FIELD, CENTER)
    Center.objects.get().save()

    load(FIELD, changed(CENTER, website="https://example.org/new"))

    assert Center.objects.get().website == "https://example.org/new"


def test_a_record_that_staff_changed_as_the_fixture_does_follows_it_again(load: Any) -> None:
    load(FIELD, CENTER)
    Center.objects.update(website="https://example.org/2")
    load(FIELD, changed(CENTER, website="https://example.org/2"))

    load(FIELD, changed(CENTER, website="https://example.org/3"))

    assert Center.objects.get().website == "https://example.org/3"


def test_a_record_that_staff_deleted_stays_deleted(load: Any) -> None:
    load(FIELD, CENTER, NAME)
    Name.objects.all().delete()

    tallies = load(FIELD, CENTER, NAME)

    assert tallies["name"] == Tally(kept=1)
    assert not Name.objects.exists()


def test_what_refers_to_a_deleted_record_stays_away_with_it(load: Any) -> None:
    citation = {
        "model": "centers.citation",
        "fields": {"key": "synthetic", "source": ["synthetic"], "name": ["synthetic-center", None, "Synthetic alias"]},
    }
    source = {"model": "centers.source", "fields": {"slug": "synthetic", "title": "Synthetic", "is_linkable": False}}
    load(FIELD, CENTER, NAME, source)
    Name.objects.all().delete()

    tallies = load(FIELD, CENTER, NAME, source, citation)

    assert tallies["citation"] == Tally(kept=1)
    assert not Citation.objects.exists()


def test_a_record_that_was_there_before_is_adopted_if_it_is_the_same(load: Any) -> None:
    make_field(slug="synthetic-field", name_en="")

    assert load(FIELD)["field"] == Tally(unchanged=1)
    assert load(changed(FIELD, name_zh="新领域"))["field"] == Tally(changed=1)
    assert Field.objects.get().name_zh == "新领域"


def test_a_record_that_was_there_before_is_kept_if_it_is_another(load: Any) -> None:
    make_field(slug="synthetic-field", name_en="", name_zh="别的领域")

    assert load(FIELD)["field"] == Tally(kept=1)
    assert load(changed(FIELD, name_zh="新领域"))["field"] == Tally(kept=1)
    assert Field.objects.get().name_zh == "别的领域"


def test_a_center_that_staff_changed_still_stands_as_its_steps_tell(load: Any) -> None:
    load(FIELD, changed(CENTER, status="approved", approved_on="2020"), STEP)
    Center.objects.update(website="https://example.org/by-staff")

    load(
        FIELD,
        changed(CENTER, status="revoked", approved_on="2020"),
        STEP,
        changed(STEP, number=2, step="revoked", tier="", date="2021"),
    )

    center = Center.objects.get()
    assert (center.website, center.status) == ("https://example.org/by-staff", Status.REVOKED)


def test_steps_that_staff_added_are_kept(load: Any) -> None:
    approved = changed(CENTER, status="approved", approved_on="2020")
    load(FIELD, approved, STEP)
    center = Center.objects.get()
    make_designation(center, Step.REVOKED, "2021")
    center.take_standing_from_designations()
    center.save()

    load(FIELD, changed(approved, website="https://example.org/new"), STEP)

    center.refresh_from_db()
    assert (center.status, center.website) == (Status.REVOKED, "")


BROKEN = {
    "unknown reference": (
        changed(CENTER, field=["nowhere"]),
        "synthetic.json: center “synthetic-center”: Its field “nowhere” is neither in the fixtures nor in the "
        "register.",
    ),
    "constraint": (
        changed(CENTER, tier="galactic"),
        "synthetic.json: center “synthetic-center”: Choose one of the values that the list offers.",
    ),
    "twice": (
        FIELD,
        "synthetic.json: field “synthetic-field”: synthetic.json holds a record with the same key.",
    ),
    "unknown field": (
        changed(CENTER, colour="red"),
        "synthetic.json, record 2 (synthetic-center): Center has no field named 'colour'",
    ),
    "unknown model": (
        {"model": "centers.planet", "fields": {"slug": "mars"}},
        "synthetic.json, record 2 (mars): App 'centers' doesn't have a 'planet' model.",
    ),
    "no natural key": (
        {"model": "centers.loadedobject", "fields": {"key": "synthetic"}},
        "synthetic.json, record 2 (synthetic): centers.LoadedObject has no natural key, so fixtures cannot hold it.",
    ),
    "wrong type": (
        {"model": "centers.direction", "fields": {"center": ["synthetic-center"], "number": "first"}},
        "synthetic.json, record 2 (['synthetic-center'] first): “first” value must be an integer.",
    ),
    "primary key": (
        changed(CENTER, field=1),
        "synthetic.json, record 2 (synthetic-center): “field” must be a natural key, a list such as "
        '["new-energy-storage"].',
    ),
}


@pytest.mark.parametrize(("record", "sentence"), BROKEN.values(), ids=BROKEN)
def test_a_broken_last_record_is_named_and_nothing_is_loaded(load: Any, record: dict[str, Any], sentence: str) -> None:
    with pytest.raises(FixtureError) as caught:
        load(FIELD, record)

    assert str(caught.value) == sentence
    assert not Field.objects.exists()
    assert not LoadedObject.objects.exists()


def test_a_file_that_is_no_json_is_named(tmp_path: Path) -> None:
    path = tmp_path / "broken.json"
    path.write_text("[{", encoding="utf-8")

    with pytest.raises(FixtureError, match=r"^broken\.json cannot be read: Expecting property name"):
        load_fixtures([path])


def test_records_that_refer_to_each_other_in_a_circle_are_refused(load: Any) -> None:
    with pytest.raises(FixtureError, match="It refers to itself, by way of others"):
        load(
            FIELD,
            changed(CENTER, slug="synthetic-1", status="upgraded", successor=["synthetic-2"]),
            changed(CENTER, slug="synthetic-2", status="upgraded", successor=["synthetic-1"]),
        )


class TestCommand:
    @pytest.fixture
    def fixture(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
        path = tmp_path / "synthetic.json"
        path.write_text(json.dumps([FIELD, CENTER]), encoding="utf-8")
        monkeypatch.setattr("centers.management.commands.load_register.fixture_files", lambda: [path])
        return path

    @pytest.mark.usefixtures("fixture")
    def test_says_what_became_of_each_kind(self, capsys: pytest.CaptureFixture[str]) -> None:
        call_command("load_register")
        Center.objects.update(website="https://example.org/by-staff")

        call_command("load_register")

        assert capsys.readouterr().out.splitlines() == [
            "fields: 1 new, 0 changed, 0 unchanged",
            "centers: 1 new, 0 changed, 0 unchanged",
            "fields: 0 new, 0 changed, 1 unchanged",
            "centers: 0 new, 0 changed, 0 unchanged, 1 kept as staff changed them",
        ]

    def test_says_what_is_wrong_and_loads_nothing(self, fixture: Path) -> None:
        fixture.write_text(json.dumps([FIELD, changed(CENTER, field=["nowhere"])]), encoding="utf-8")

        with pytest.raises(CommandError, match=r"neither in the fixtures nor in the register\. Nothing was loaded\.$"):
            call_command("load_register")

        assert not Field.objects.exists()


def test_a_load_takes_as_many_statements_whatever_else_the_register_holds(load: Any) -> None:
    load(FIELD, CENTER, NAME)
    with CaptureQueriesContext(connection) as alone:
        load(FIELD, CENTER, NAME)
    for _ in range(3):
        make_center(tier=Tier.PROVINCIAL)

    with CaptureQueriesContext(connection) as among_others:
        load(FIELD, CENTER, NAME)

    assert len(among_others) == len(alone)


def test_a_load_takes_as_many_statements_for_three_unchanged_records_as_for_one(load: Any) -> None:
    names = [changed(NAME, text=f"Synthetic alias {number}") for number in range(3)]
    load(FIELD, CENTER, NAME, *names)
    with CaptureQueriesContext(connection) as for_one:
        load(FIELD, CENTER, NAME)

    with CaptureQueriesContext(connection) as for_four:
        load(FIELD, CENTER, NAME, *names)

    assert len(for_four) == len(for_one)
