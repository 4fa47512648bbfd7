"""Every way of changing a record leaves its change in the trail; staff read it with every name."""

import datetime as dt
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from typing import Any
from unittest import mock

import pytest
from django.apps import apps
from django.contrib.auth import get_user_model
from django.contrib.auth.models import AnonymousUser
from django.core import management, serializers
from django.db import IntegrityError, NotSupportedError, connection, models, transaction
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from centers.choices import Publication, Step, Tier
from centers.history import changes_of, tell, values_as_known_at
from centers.models import (
    Center,
    Change,
    Correction,
    Designation,
    Field,
    Participation,
    TrailHead,
)
from centers.models.base import Keyed
from centers.models.recording import acting, read_rows, recorded_fields, recording
from centers.trail import replay, rewritings, unrecorded
from innovation.middleware import say_who
from tests.factories import (
    MAKERS,
    make_center,
    make_citation,
    make_designation,
    make_field,
    make_milestone,
    make_name,
    make_organization,
    make_participation,
    make_region,
    make_site,
    make_source,
    make_task,
)

pytestmark = pytest.mark.django_db

RECORDED = [model for model in apps.get_app_config("centers").get_models() if issubclass(model, Keyed)]


@pytest.fixture
def mark() -> Callable[[], list[Change]]:
    """The changes since the test asked for them for the first time."""
    start = Change.objects.count()
    return lambda: list(Change.objects.filter(number__gt=start).order_by("number"))


def said(change: Change) -> tuple[Any, ...]:
    return change.action, change.model, change.object_key, change.before, change.after


# --- every way of changing -------------------------------------------------------------------------------------------


def save(field: Field) -> None:
    field.name_en = "Storage"
    field.save()


def save_one_column(field: Field) -> None:
    field.name_en = "Storage"
    field.name_zh = "不存"
    field.save(update_fields=["name_en"])


def save_an_expression(field: Field) -> None:
    field.name_en = models.Value("Storage")
    field.save()


def update(field: Field) -> None:
    Field.objects.filter(pk=field.pk).update(name_en="Storage")


def update_past_the_manager(field: Field) -> None:
    Field._base_manager.filter(pk=field.pk).update(name_en="Storage")


def bulk_update(field: Field) -> None:
    field.name_en = "Storage"
    Field.objects.bulk_update([field], ["name_en"])


def update_or_create(field: Field) -> None:
    Field.objects.update_or_create(slug=field.slug, defaults={"name_en": "Storage"})


def load_raw(field: Field) -> None:
    field.name_en = "Storage"
    text = serializers.serialize("json", [field], use_natural_primary_keys=True, use_natural_foreign_keys=True)
    for loaded in serializers.deserialize("json", text):
        loaded.save()


@pytest.mark.parametrize(
    "change",
    [
        save,
        save_one_column,
        save_an_expression,
        update,
        update_past_the_manager,
        bulk_update,
        update_or_create,
        load_raw,
    ],
)
def test_changed_row_leaves_what_was_and_what_is(change: Callable[[Field], None], mark: Any) -> None:
    field = make_field(slug="storage", name_zh="储能", name_en="Energy")
    mark_after = Change.objects.count()

    change(field)

    (recorded,) = Change.objects.filter(number__gt=mark_after)
    assert said(recorded) == ("changed", "field", ["storage"], {"name_en": "Energy"}, {"name_en": "Storage"})


def create() -> None:
    Field.objects.create(slug="storage", name_zh="储能")


def save_new() -> None:
    Field(slug="storage", name_zh="储能").save()


def bulk_create() -> None:
    Field.objects.bulk_create([Field(slug="storage", name_zh="储能")])


def get_or_create() -> None:
    Field.objects.get_or_create(slug="storage", defaults={"name_zh": "储能"})


def load_data(tmp_path: Any) -> None:
    path = tmp_path / "fields.json"
    path.write_text('[{"model": "centers.field", "fields": {"slug": "storage", "name_zh": "储能"}}]', "utf-8")
    management.call_command("loaddata", str(path), verbosity=0)


@pytest.mark.parametrize("make", [create, save_new, bulk_create, get_or_create, load_data])
def test_created_row_leaves_all_that_it_holds(make: Callable[..., None], mark: Any, tmp_path: Any) -> None:
    make(tmp_path) if make is load_data else make()

    (recorded,) = mark()
    assert said(recorded) == (
        "created",
        "field",
        ["storage"],
        None,
        {"slug": "storage", "name_zh": "储能", "name_en": ""},
    )


@pytest.mark.parametrize(
    "delete",
    [
        lambda field: field.delete(),
        lambda field: Field.objects.filter(pk=field.pk).delete(),
        lambda field: Field._base_manager.filter(pk=field.pk).delete(),
    ],
    ids=["record", "queryset", "past the manager"],
)
def test_deleted_row_leaves_all_that_it_held(delete: Callable[[Field], Any], mark: Any) -> None:
    field = make_field(slug="storage", name_zh="储能", name_en="Energy")
    pk = field.pk
    field.name_en = "never saved"

    delete(field)

    recorded = mark()[-1]
    assert said(recorded) == (
        "deleted",
        "field",
        ["storage"],
        {"slug": "storage", "name_zh": "储能", "name_en": "Energy"},
        None,
    )
    assert recorded.object_id == pk


@pytest.mark.parametrize(
    "delete", [lambda center: center.delete(), lambda center: Center.objects.filter(pk=center.pk).delete()]
)
def test_what_goes_along_is_recorded_too(delete: Callable[[Center], Any], mark: Any) -> None:
    center = make_center(slug="synthetic-center", region="44")
    step = make_designation(center)
    make_citation(designation=step, key="synthetic-citation")
    start = Change.objects.count()

    delete(center)

    gone = Change.objects.filter(number__gt=start)
    assert {(change.action, change.model, *change.object_key) for change in gone} == {
        ("deleted", "citation", "synthetic-citation"),
        ("deleted", "designation", "synthetic-center", 1),
        ("deleted", "site", "synthetic-center", "44"),
        ("deleted", "center", "synthetic-center"),
    }
    assert {change.record_slug for change in gone} == {"synthetic-center"}


@pytest.mark.parametrize("model", RECORDED, ids=lambda model: model.__name__)
def test_every_kind_is_recorded_and_replayed(model: type[models.Model]) -> None:
    record = MAKERS[model]()

    assert replay(Change.objects.order_by("number"))[model, record.pk] == dict(
        read_rows(model, recorded_fields(model), [record.pk], "default")
    ).get(record.pk)
    assert list(unrecorded()) == []


@pytest.mark.parametrize("model", RECORDED, ids=lambda model: model.__name__)
def test_nothing_changes_a_row_but_by_a_way_that_is_recorded(model: type[models.Model]) -> None:
    ways = {field.remote_field.on_delete for field in model._meta.fields if isinstance(field, models.ForeignKey)}

    assert ways <= {models.CASCADE, models.PROTECT}  # any other writes past the managers
    assert model._base_manager.name == "objects"


def test_row_that_stays_as_it_is_leaves_nothing() -> None:
    center = make_center()
    start = Change.objects.count()

    center.save()
    Center.objects.update(name_zh=models.F("name_zh"))

    assert Change.objects.count() == start


def test_conflicts_are_not_left_to_the_database() -> None:
    with pytest.raises(NotSupportedError):
        Field.objects.bulk_create([Field(slug="a")], ignore_conflicts=True)


def test_what_is_rolled_back_leaves_nothing() -> None:
    start = Change.objects.count()

    with pytest.raises(RuntimeError), transaction.atomic():
        make_field()
        raise RuntimeError

    assert Change.objects.count() == start
    assert TrailHead.objects.get_or_create(pk=1)[0].number == start


def test_refused_save_inside_of_a_recording_leaves_nothing_of_itself() -> None:
    taken = make_field()
    start = Change.objects.count()

    with recording():
        with pytest.raises(IntegrityError), transaction.atomic():
            make_field(slug="other")
            make_field(slug=taken.slug)
        make_field(slug="storage")

    assert [change.object_key for change in Change.objects.filter(number__gt=start)] == [["storage"]]


# --- what is recorded ------------------------------------------------------------------------------------------------


def test_foreign_keys_carry_the_natural_key() -> None:
    center = make_center(slug="synthetic-center")
    organization = make_organization(slug="synthetic-operator")

    part = make_participation(center, organization=organization, share=Decimal("12.5"))

    values = Change.objects.first().after
    assert values["center"] == {"id": center.pk, "key": ["synthetic-center"]}
    assert values["organization"] == {"id": organization.pk, "key": ["synthetic-operator"]}
    assert values["share"] == "12.500"
    assert part.pk == Change.objects.first().object_id


def test_key_of_a_record_deleted_together_is_still_known() -> None:
    center = make_center()
    first, second = make_organization(slug="first"), make_organization(slug="second")
    part = make_participation(center, organization=first)

    with recording():
        Participation.objects.filter(pk=part.pk).update(organization=second)
        first.delete()

    moved = Change.objects.get(model="participation", action="changed")
    assert (moved.before["organization"]["key"], moved.after["organization"]["key"]) == (["first"], ["second"])


def test_what_the_software_derives_and_what_has_to_be_erasable_is_left_out() -> None:
    center = {column.name for column in recorded_fields(Center)}
    correction = {column.name for column in recorded_fields(Correction)}

    assert not center & {"id", "created_at", "changed_at", "approved_earliest", "approved_latest", "tier_rank"}
    assert not correction & {"id", "received_at", "message", "proposed_value", "source_url", "email"}


@pytest.mark.parametrize(
    ("make", "owner"),
    [
        (lambda center: make_site(center=center, region=make_region("44")), "synthetic"),
        (lambda center: make_citation(designation=make_designation(center)), "synthetic"),
        (lambda center: make_citation(name=make_name(center=center)), "synthetic"),
        (lambda center: make_citation(milestone=make_milestone(task=make_task(center=center))), "synthetic-1"),
    ],
    ids=["part", "citation of a part", "citation of a name", "citation of a part of a task"],
)
def test_part_belongs_to_the_record_that_has_an_address(make: Callable[[Center], Any], owner: str) -> None:
    part = make(make_center(slug="synthetic"))

    assert Change.objects.get(model=part._meta.model_name, object_id=part.pk).record_slug == owner


def test_part_that_moves_is_told_to_both_records() -> None:
    first, second = make_center(slug="first"), make_center(slug="second")
    name = make_name(center=first, text="名称")

    name.center = second
    name.save()

    told = Change.objects.filter(model="name").order_by("number")
    assert [(change.action, change.record_slug) for change in told] == [
        ("created", "first"),
        ("deleted", "first"),
        ("created", "second"),
    ]
    assert list(unrecorded()) == []


# --- what is public --------------------------------------------------------------------------------------------------


def publicity(change: Change) -> tuple[bool, bool]:
    return change.was_public, change.is_public


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("draft", "draft", (False, False)),
        ("draft", "published", (False, True)),
        ("published", "published", (True, True)),
        ("published", "withdrawn", (True, False)),
        ("withdrawn", "withdrawn", (False, False)),
    ],
)
def test_change_of_a_record_is_public_on_the_sides_on_which_it_is_published(
    before: str, after: str, expected: tuple[bool, bool]
) -> None:
    center = make_center(publication=before)

    center.publication, center.name_en = after, "Another name"
    center.save()

    assert publicity(Change.objects.first()) == expected
    assert (Change.objects.first().group is not None) == any(expected)


@pytest.mark.parametrize(
    ("make", "expected"),
    [
        (lambda: make_site(center=make_center(), region=make_region("44")), (False, True)),
        (lambda: make_site(center=make_center(publication="draft"), region=make_region("44")), (False, False)),
        (lambda: make_task(center=make_center()), (False, True)),
        (lambda: make_task(center=make_center(publication="draft")), (False, False)),
        (lambda: make_milestone(task=make_task(center=make_center(publication="draft"))), (False, False)),
        (make_field, (False, True)),
        (MAKERS[Correction], (False, False)),
    ],
    ids=["part", "part of a draft", "task", "task of a draft", "part of it", "vocabulary", "correction"],
)
def test_part_is_public_with_the_whole(make: Callable[[], Any], expected: tuple[bool, bool]) -> None:
    record = make()

    recorded = Change.objects.get(model=record._meta.model_name, object_id=record.pk, action="created")
    assert publicity(recorded) == expected


# --- who and why -----------------------------------------------------------------------------------------------------


def test_recording_says_who_and_why(admin_user: Any) -> None:
    with recording(by=admin_user, reason="The notice of May says so."):
        make_field()

    assert [(change.by, change.reason) for change in Change.objects.all()] == [
        (admin_user, "The notice of May says so.")
    ]


def test_recording_inside_of_another_says_only_what_differs(admin_user: Any) -> None:
    with recording(by=admin_user, reason="outer"):
        make_field(slug="a")
        with recording(reason="inner"):
            make_field(slug="b")
        make_field(slug="c")

    reasons = {change.object_key[0]: (change.by, change.reason) for change in Change.objects.all()}
    assert reasons == {"a": (admin_user, "outer"), "b": (admin_user, "inner"), "c": (admin_user, "outer")}


def test_recording_tells_the_net_change() -> None:
    center = make_center(name_en="First")
    start = Change.objects.count()

    with recording():
        for name in ("Second", "Third"):
            center.name_en = name
            center.save()
        make_field(slug="short-lived").delete()

    (change,) = Change.objects.filter(number__gt=start)
    assert (change.before, change.after) == ({"name_en": "First"}, {"name_en": "Third"})


def test_changes_outside_of_a_recording_are_nobodys() -> None:
    make_field()

    assert [(change.by, change.reason) for change in Change.objects.all()] == [(None, "")]


@pytest.mark.parametrize("user", [None, AnonymousUser()])
def test_request_of_nobody_is_nobodys(user: Any) -> None:
    with acting(lambda: user):
        make_field()

    assert Change.objects.get().by is None


def test_user_of_a_request_has_changed_what_it_changes(admin_user: Any) -> None:
    request = RequestFactory().post("/")
    request.user = admin_user

    say_who(lambda request: make_field())(request)
    make_field()

    assert [change.by for change in Change.objects.order_by("number")] == [admin_user, None]


def test_request_that_changes_nothing_never_asks_for_its_user() -> None:
    class Request:
        @property
        def user(self) -> Any:
            raise AssertionError("asked")

    assert say_who(lambda request: "page")(Request()) == "page"


def test_user_in_the_trail_cannot_be_deleted(admin_user: Any) -> None:
    with acting(admin_user):
        make_field()

    with pytest.raises(models.ProtectedError):
        get_user_model().objects.filter(pk=admin_user.pk).delete()


# --- groups ----------------------------------------------------------------------------------------------------------


def test_what_concerns_one_record_is_one_group_in_a_recording() -> None:
    with recording():
        center, other = make_center(slug="a"), make_center(slug="b")
        make_designation(center)
        make_designation(other)
    center.name_en = "Later"
    center.save()

    groups: dict[Any, list[Any]] = {}
    for change in Change.objects.exclude(record_model="field").order_by("number"):
        groups.setdefault(change.group, []).append((change.record_slug, change.model))
    assert list(groups.values()) == [
        [("a", "center"), ("a", "designation")],
        [("b", "center"), ("b", "designation")],
        [("a", "center")],
    ]


def test_groups_of_one_request_survive_a_transaction_that_does_not() -> None:
    with acting(None):
        with pytest.raises(RuntimeError), transaction.atomic():
            make_field(slug="a")
            raise RuntimeError
        make_field(slug="b")
        field = make_field(slug="c")
        field.name_en = "Later"
        field.save()

    assert [(change.object_key, change.group - change.number) for change in Change.objects.order_by("number")] == [
        (["b"], 0),
        (["c"], 0),
        (["c"], -1),
    ]


# --- bulk ------------------------------------------------------------------------------------------------------------


def test_bulk_is_recorded_in_bulk() -> None:
    def statements(number: int) -> int:
        with CaptureQueriesContext(connection) as queries:
            Field.objects.bulk_create([Field(slug=f"f{number}-{n}", name_en="x") for n in range(number)])
        return len(queries)

    make_field()

    assert statements(1) == statements(3) == statements(40)
    with CaptureQueriesContext(connection) as queries:
        Field.objects.update(name_en="y")
    many = len(queries)
    with CaptureQueriesContext(connection) as queries:
        Field.objects.filter(slug="f1-0").update(name_en="z")
    assert many == len(queries)


# --- many at once ----------------------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite lets one writer in at a time anyway")
def test_writers_queue_and_never_wait_for_each_other() -> None:
    centers = [make_center(field=make_field()) for _ in range(4)]
    start = Change.objects.count()

    def write(number: int) -> None:
        try:
            ordered = centers if number % 2 else centers[::-1]
            with transaction.atomic():
                if number % 3 == 0:  # as a form does that looks for a change of somebody else's
                    Center.objects.select_for_update().get(pk=ordered[0].pk)
                for center in ordered:
                    Center.objects.filter(pk=center.pk).update(name_en=f"Name {number}")
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(write, range(24)))

    assert Change.objects.count() == start + 24 * len(centers)
    assert list(rewritings()) == list(unrecorded()) == []


# --- told to staff ---------------------------------------------------------------------------------------------------


def test_staff_are_told_each_value_by_its_name() -> None:
    center = make_center(slug="synthetic", name_en="Old", tier=Tier.PROVINCIAL, website="")
    field = make_field(slug="storage", name_en="Storage", name_zh="")
    center.name_en, center.tier, center.field, center.website = "New", Tier.NATIONAL, field, "https://example.org/"
    center.save()

    (telling,) = tell(changes_of(center)[:1])

    assert telling.what == "Center changed"
    assert [
        (found.label, found.old and str(found.old.text), found.new and str(found.new.text))
        for found in telling.differences
    ] == [
        ("English name", "Old", "New"),
        ("Tier", "provincial", "national"),
        ("Field", "Synthetic", "Storage"),
        ("Website", None, "https://example.org/"),
    ]


def test_staff_are_told_which_part(django_assert_num_queries: Any) -> None:
    center = make_center()
    organization = make_organization(slug="operator", name_en="The operator", publication=Publication.DRAFT)
    part = make_participation(center, organization=organization, start="2020-05")
    part.share = Decimal("12.5")
    part.save()

    with django_assert_num_queries(2):
        told = tell(changes_of(center))

    assert [(telling.what, telling.row and telling.row.text) for telling in told] == [
        ("Participation changed", "The operator · operator · May 2020"),
        ("Participation added", "The operator · operator · May 2020"),
        ("Center added", None),
    ]


def test_history_of_a_part_is_its_own() -> None:
    center = make_center()
    first, second = make_designation(center), make_designation(center, Step.ACCEPTED)
    citation = make_citation(designation=second)

    assert [change.object_id for change in changes_of(first)] == [first.pk]
    assert [change.model for change in changes_of(citation)] == ["citation"]
    assert changes_of(center).count() == 4


# --- at a moment -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("hour", "name", "steps"),
    [(-1, None, 0), (0, "First", 0), (0.9, "First", 0), (1, "Second", 1), (1.5, "Second", 1), (2, "Second", 0)],
)
def test_values_are_known_as_they_were_at_a_moment(hour: float, name: str | None, steps: int) -> None:
    start = timezone.now() + dt.timedelta(days=1)
    with mock.patch.object(timezone, "now") as now:
        now.return_value = start
        center = make_center(name_en="First")
        now.return_value = start + dt.timedelta(hours=1)
        with recording():
            make_designation(center)
            center.name_en = "Second"
            center.save()
        now.return_value = start + dt.timedelta(hours=2)
        center.designations.all().delete()

    known = values_as_known_at(center, start + dt.timedelta(hours=hour))

    assert known.get((Center, center.pk), {}).get("name_en") == name
    assert [model for model, _pk in known].count(Designation) == steps


# --- random histories ------------------------------------------------------------------------------------------------

NAMES = st.sampled_from(["A", "B", "C"])
ACTIONS = st.one_of(
    st.tuples(st.just("create"), NAMES),
    st.tuples(st.just("save"), NAMES),
    st.tuples(st.just("update"), NAMES),
    st.tuples(st.just("publish"), st.sampled_from(Publication.values)),
    st.tuples(st.just("add"), NAMES),
    st.tuples(st.just("move"), NAMES),
    st.tuples(st.just("remove"), NAMES),
    st.tuples(st.just("delete"), NAMES),
)


def live() -> dict[Any, Any]:
    return {
        (model, pk): row
        for model in RECORDED
        for pk, row in read_rows(model, recorded_fields(model), model.objects.values_list("pk", flat=True), "default")
    }


class TestRandomHistories(TestCase):
    @settings(max_examples=25, deadline=None)
    @given(st.lists(ACTIONS, max_size=12), st.sets(st.integers(0, 11)))
    def test_trail_leads_to_what_is_there_at_every_moment(self, actions: list[Any], together: set[int]) -> None:
        moments = []
        for place, (action, value) in enumerate(actions):
            if place in together:
                with recording():
                    act(action, value)
                    act("save", "C")
            else:
                act(action, value)
            moments.append((Change.objects.count(), live()))

        for number, rows in moments:
            assert {
                ref: row for ref, row in replay(Change.objects.filter(number__lte=number).order_by("number")).items()
            } == rows


def act(action: str, value: str) -> None:
    center = Center.objects.order_by("-pk").first()
    match action:
        case "create":
            make_center(name_en=value, tier=Tier.ENTERPRISE, field=None)
        case "save" if center:
            center.name_en = value
            center.save()
        case "update":
            Center.objects.update(name_en=value)
        case "publish":
            Center.objects.update(publication=value)
        case "add" if center:
            make_citation(designation=make_designation(center), source=make_source(), quote=value)
        case "move" if center:
            Designation.objects.filter(center=center).update(number=models.F("number") + 10)
        case "remove" if center:
            center.designations.all().delete()
        case "delete" if center:
            center.delete()
