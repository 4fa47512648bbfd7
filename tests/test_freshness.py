"""Freshness: when records were confirmed and by whom, how old their sources are, and when they are due again."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission, User
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.utils import timezone

from centers.choices import Publication
from centers.freshness import RECHECK_AFTER, due, freshness_of, newest_source
from centers.models import Center, Change, Organization
from centers.models.base import Publishable
from centers.services import confirm_unchanged
from tests.admin.pages import messages_of, path_to
from tests.factories import (
    MAKERS,
    make_center,
    make_citation,
    make_expert,
    make_figure,
    make_organization,
    make_source,
    make_statement,
    make_task,
)
from tests.pages import facts, open_page

pytestmark = pytest.mark.django_db

DAY = dt.date(2026, 11, 23)
PERIOD = dt.timedelta(days=180)


def at_noon(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time(12)))


def make_aged(confirmed_on: dt.date | None, recorded_on: dt.date, **values: Any) -> Center:
    center = make_center(confirmed_on=confirmed_on, **values)
    Center.objects.filter(pk=center.pk).update(created_at=at_noon(recorded_on))
    center.refresh_from_db()
    return center


def user_who_may(*permissions: str) -> User:
    user = User.objects.create_user("staff", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=permissions))
    return user


def test_every_kind_has_a_period() -> None:
    kinds = [model for model in MAKERS if issubclass(model, Publishable)]

    assert set(RECHECK_AFTER) == set(kinds)


# --- when ------------------------------------------------------------------------------------------------------------

YEARS_AGO = dt.date(2020, 1, 1)


@pytest.mark.parametrize(
    ("confirmed_on", "recorded_on", "is_due"),
    [
        (None, DAY - PERIOD, True),
        (None, DAY - PERIOD + dt.timedelta(days=1), False),
        (DAY - PERIOD, YEARS_AGO, True),
        (DAY - PERIOD + dt.timedelta(days=1), YEARS_AGO, False),
        (DAY, YEARS_AGO, False),
    ],
)
def test_a_record_is_due_a_period_after_it_was_confirmed_or_else_recorded(
    confirmed_on: dt.date | None, recorded_on: dt.date, is_due: bool
) -> None:
    center = make_aged(confirmed_on, recorded_on)

    fresh = freshness_of(center, [], DAY)

    assert (fresh.is_due, due(Center.objects.all(), DAY).exists()) == (is_due, is_due)
    assert fresh.due_on == (confirmed_on or recorded_on) + PERIOD


def test_a_day_begins_where_the_register_is() -> None:
    center = make_center()
    midnight = timezone.make_aware(dt.datetime(2026, 5, 27))
    Center.objects.update(created_at=midnight - dt.timedelta(seconds=1))
    center.refresh_from_db()

    assert freshness_of(center, [], dt.date(2026, 11, 22)).is_due
    assert due(Center.objects.all(), dt.date(2026, 11, 22)).exists()
    assert not due(Center.objects.all(), dt.date(2026, 11, 21)).exists()


@pytest.mark.parametrize(
    ("dates", "newest"), [([], ""), ([""], ""), (["2024", "2024-02", ""], "2024-02"), (["2023-12", "2022"], "2023-12")]
)
def test_the_newest_source(dates: list[str], newest: str) -> None:
    center = make_center()
    citations = [make_citation(center=center, source=make_source(published_on=date)) for date in dates]
    for citation in citations:
        citation.source.refresh_from_db()

    assert newest_source(citations) == newest


# --- the service -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("make", [make_center, make_organization, make_expert, make_task, make_figure, make_source])
def test_confirming_says_so_and_changes_nothing_else(make: Callable[[], Any], admin_user: User) -> None:
    record = make()
    changed_at = record.changed_at

    confirm_unchanged(record, by=admin_user)

    record.refresh_from_db()
    assert (record.confirmed_on, record.changed_at) == (timezone.localdate(), changed_at)


def test_who_confirmed_stands_in_the_trail_and_in_the_log(admin_user: User) -> None:
    center = make_center()

    confirm_unchanged(center, by=admin_user)

    change = Change.objects.first()
    today = timezone.localdate().isoformat()
    assert (change.record_slug, change.by) == (center.slug, admin_user)
    assert (change.before, change.after) == ({"confirmed_on": None}, {"confirmed_on": today})
    assert (change.was_public, change.is_public) == (True, True)
    assert str(LogEntry.objects.get()) == f"Changed “{center}” — Changed confirmed unchanged."


@pytest.mark.parametrize("publication", [Publication.DRAFT, Publication.IN_REVIEW, Publication.WITHDRAWN])
def test_only_what_is_published_is_confirmed(publication: Publication, admin_user: User) -> None:
    center = make_center(publication=publication)

    with pytest.raises(ValidationError) as refused:
        confirm_unchanged(center, by=admin_user)

    assert refused.value.messages == [
        f"Only a published record can be confirmed. This record is marked “{publication.label}”."
    ]
    center.refresh_from_db()
    assert center.confirmed_on is None


def test_whoever_may_not_change_may_not_confirm() -> None:
    with pytest.raises(PermissionDenied):
        confirm_unchanged(make_center(), by=user_who_may("view_center", "change_organization"))


# --- the office ------------------------------------------------------------------------------------------------------


def test_one_click_on_the_page_of_a_record(admin_client: Client) -> None:
    center = make_center()
    page = admin_client.get(path_to("change", center)).content.decode()

    response = admin_client.post(path_to("confirm", center), follow=True)

    assert f'action="{path_to("confirm", center)}"' in page
    assert response.redirect_chain == [(path_to("change", center), 302)]
    assert messages_of(response) == ["1 record is confirmed today."]
    assert Center.objects.get().confirmed_on == timezone.localdate()


def test_a_draft_has_no_button_and_is_refused(admin_client: Client) -> None:
    center = make_center(publication=Publication.DRAFT)

    page = admin_client.get(path_to("change", center)).content.decode()
    response = admin_client.post(path_to("confirm", center), follow=True)

    assert path_to("confirm", center) not in page
    assert messages_of(response) == [
        f"“{center}”: Only a published record can be confirmed. This record is marked “draft”."
    ]


def test_looking_confirms_nothing(admin_client: Client) -> None:
    center = make_center()

    assert admin_client.get(path_to("confirm", center)).status_code == 405
    assert Center.objects.get().confirmed_on is None


def test_who_may_only_look_has_no_button_and_is_refused(client: Client) -> None:
    center = make_center()
    client.force_login(user_who_may("view_center"))

    page = client.get(path_to("change", center)).content.decode()
    response = client.post(path_to("confirm", center))

    assert path_to("confirm", center) not in page
    assert response.status_code == 403
    assert Center.objects.get().confirmed_on is None


def test_a_record_that_is_gone(admin_client: Client) -> None:
    assert admin_client.post("/admin/centers/center/999/confirm/")["Location"] == "/admin/"


def test_many_in_one_go(admin_client: Client) -> None:
    organizations = [make_organization(slug="a"), make_organization(slug="b"), make_organization(slug="c")]
    data = {"action": "confirm_unchanged", "_selected_action": [organizations[0].pk, organizations[2].pk]}

    response = admin_client.post(path_to("changelist", Organization), data, follow=True)

    assert messages_of(response) == ["2 records are confirmed today."]
    confirmed = Organization.objects.filter(confirmed_on=timezone.localdate())
    assert [organization.slug for organization in confirmed.order_by("slug")] == ["a", "c"]


def test_the_list_shows_what_is_due(admin_client: Client) -> None:
    make_center(slug="fresh")
    make_aged(None, YEARS_AGO, slug="old")
    make_aged(timezone.localdate(), YEARS_AGO, slug="confirmed")
    make_aged(None, YEARS_AGO, slug="draft", publication=Publication.DRAFT)

    response = admin_client.get(f"{path_to('changelist', Center)}?age=due")

    assert [center.slug for center in response.context["cl"].result_list] == ["old"]


def test_the_due_list_counts_each_kind(admin_client: Client) -> None:
    make_aged(None, YEARS_AGO)
    make_aged(None, YEARS_AGO)
    make_statement()

    response = admin_client.get("/admin/due/")

    rows = {row["kind"]: (row["days"], row["count"], row["address"]) for row in response.context["rows"]}
    assert rows["Centers"] == (180, 2, f"{path_to('changelist', Center)}?age=due")
    assert {kind: count for kind, (_days, count, _address) in rows.items() if count} == {"Centers": 2}
    assert len(rows) == len(RECHECK_AFTER)


# --- readers ---------------------------------------------------------------------------------------------------------


def test_readers_see_when_a_record_was_confirmed(client: Client) -> None:
    center = make_center(confirmed_on=timezone.localdate())
    make_citation(center=center, source=make_source(published_on="2024-12"))

    shown = facts(open_page(client, f"/centers/{center.slug}/"))

    today = timezone.localdate()
    assert (shown["Confirmed"], shown["Newest source"]) == (f"{today.day} {today:%B %Y}", "December 2024")


def test_readers_see_that_a_record_is_due(client: Client) -> None:
    center = make_aged(dt.date(2025, 1, 1), YEARS_AGO)

    shown = facts(open_page(client, f"/centers/{center.slug}/"))

    assert shown["Confirmed"] == "1 January 2025 due for re-check since 30 June 2025"


def test_a_record_as_data_says_so(client: Client) -> None:
    center = make_center(confirmed_on=dt.date(2026, 11, 1))
    Center.objects.update(changed_at=at_noon(dt.date(2026, 10, 2)))

    record = client.get(f"/centers/{center.slug}.json").json()
    [item] = client.get("/centers.json").json()["results"]

    assert (record["confirmed_on"], record["changed_on"]) == ("2026-11-01", "2026-10-02")
    assert (item["confirmed_on"], item["changed_on"]) == ("2026-11-01", "2026-10-02")
