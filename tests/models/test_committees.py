"""Expert committees, experts, their seats and positions."""

import pytest
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.utils import translation

from centers.choices import SeatRole
from centers.models import CommitteeSeat, Expert, Position
from centers.models.base import Named, Record
from tests.factories import make_committee, make_expert, make_position, make_seat


@pytest.mark.django_db
def test_reported_size_stands_apart_from_the_seats_on_record() -> None:
    committee = make_committee(reported_size=None, reported_academicians=10)
    make_seat(committee, expert=make_expert(is_academician=True))

    assert (committee.reported_size, committee.reported_academicians, committee.seats.count()) == (None, 10, 1)


@pytest.mark.django_db
def test_committee_has_one_chair_at_a_time() -> None:
    committee = make_committee()
    make_seat(committee, role=SeatRole.CHAIR, end="2023")
    make_seat(committee, role=SeatRole.CHAIR, start="2023")

    with pytest.raises(IntegrityError):
        make_seat(committee, role=SeatRole.CHAIR, start="2024")


@pytest.mark.django_db
def test_seat_reads_as_expert_and_role() -> None:
    seat = make_seat(make_committee(), expert=make_expert(name_en="Expert"), role=SeatRole.VICE_CHAIR)

    assert str(seat) == "Expert (vice chair)"


def test_person_may_be_an_academician_or_not_or_unknown() -> None:
    assert Expert().is_academician is None


def test_person_has_nothing_beyond_the_public_role() -> None:
    shared = {field.name for base in (Record, Named) for field in base._meta.local_fields}

    assert {field.name for field in Expert._meta.local_fields} - shared == {"id", "is_academician", "affiliation"}


@pytest.mark.django_db
def test_title_is_read_in_the_readers_language() -> None:
    position = make_position(title_zh="主任", title_en="Director")

    with translation.override("zh-hans"):
        assert (str(position), position.title_language) == ("主任", "zh-Hans")
    with translation.override("en"):
        assert (str(position), position.title_language) == ("Director", "en")


@pytest.mark.django_db
def test_whoever_is_taken_down_takes_the_positions_along() -> None:
    position = make_position()

    position.expert.delete()

    assert not Position.objects.exists()


@pytest.mark.django_db
def test_expert_with_a_seat_cannot_be_deleted_and_seats_go_with_their_committee() -> None:
    seat = make_seat(make_committee())

    with pytest.raises(ProtectedError), transaction.atomic():
        seat.expert.delete()
    seat.committee.delete()

    assert not CommitteeSeat.objects.exists()
