"""Readers' corrections in the office: who decided, when, and that the report itself is not rewritten."""

import datetime as dt

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from centers.models import Correction
from tests.admin.pages import data_to_change, errors_of, path_to
from tests.factories import make_correction

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("status", ["accepted", "declined"])
def test_decision_is_dated_and_signed(status: str, admin_client: Client, admin_user: User) -> None:
    correction = make_correction()
    data = data_to_change(admin_client, correction) | {"status": status, "decision": "The source says so."}

    admin_client.post(path_to("change", correction), data)

    correction.refresh_from_db()
    assert (correction.status, correction.decided_by) == (status, admin_user)
    assert timezone.now() - correction.decided_at < dt.timedelta(minutes=1)


def test_decision_without_a_reason_is_refused(admin_client: Client) -> None:
    correction = make_correction()
    data = data_to_change(admin_client, correction) | {"status": "accepted"}

    response = admin_client.post(path_to("change", correction), data)

    sentence = "A closed correction has a decision with its reason and its date; an open one is not dated."
    assert errors_of(response) == {"decision": [sentence]}


def test_reopened_correction_has_no_decision_date(admin_client: Client, admin_user: User) -> None:
    correction = make_correction(
        status="accepted", decision="Mended.", decided_at=timezone.now(), decided_by=admin_user
    )
    data = data_to_change(admin_client, correction) | {"status": "in-review"}

    admin_client.post(path_to("change", correction), data)

    correction.refresh_from_db()
    assert (correction.status, correction.decided_at, correction.decided_by) == ("in-review", None, None)


def test_other_changes_leave_the_decision_as_it_is(admin_client: Client) -> None:
    moment, decider = timezone.now() - dt.timedelta(days=3), User.objects.create_user("decider")
    correction = make_correction(status="declined", decision="No.", decided_at=moment, decided_by=decider)
    data = data_to_change(admin_client, correction) | {"target_date": "2027-01-01"}

    admin_client.post(path_to("change", correction), data)

    correction.refresh_from_db()
    assert (correction.decided_at, correction.decided_by) == (moment, decider)


def test_report_is_not_rewritten(admin_client: Client) -> None:
    correction = make_correction(message="What the reader wrote.")
    data = data_to_change(admin_client, correction) | {"message": "Something else.", "email": "other@example.org"}

    admin_client.post(path_to("change", correction), data)

    assert (Correction.objects.get().message, Correction.objects.get().email) == ("What the reader wrote.", "")
