"""Corrections: readers' cases."""

import pytest
from django.core.exceptions import ValidationError

from centers.choices import CorrectionStatus
from centers.models import Correction
from tests.factories import make_correction


@pytest.mark.django_db
def test_correction_begins_as_received() -> None:
    correction = make_correction()

    assert (correction.status, correction.is_closed) == (CorrectionStatus.RECEIVED, False)
    assert correction.received_at is not None


@pytest.mark.parametrize(
    ("status", "closed"), [("received", False), ("in-review", False), ("accepted", True), ("declined", True)]
)
def test_decided_correction_is_closed(status: str, closed: bool) -> None:
    assert Correction(status=status).is_closed is closed


@pytest.mark.django_db
def test_corrections_are_listed_newest_first_by_number() -> None:
    first, second = make_correction(number=101), make_correction(number=102)

    assert list(Correction.objects.all()) == [second, first]
    assert str(first) == "101"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("message", ""),
        ("message", "x" * 4001),
        ("message", "a\x01b"),
        ("path", "/a\x00"),
        ("source_url", "javascript:alert(1)"),
        ("email", "nobody"),
    ],
)
def test_unfit_value_of_a_report_is_refused_by_the_form(field: str, value: str) -> None:
    correction = make_correction()
    setattr(correction, field, value)

    with pytest.raises(ValidationError) as refusal:
        correction.full_clean()

    assert list(refusal.value.message_dict) == [field]
