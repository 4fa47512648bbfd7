"""The standing that follows from a center's steps."""

import pytest
from django.utils import translation

from centers.choices import STANDING, SUCCEEDED, Status, Step, Tier
from centers.models import Designation
from centers.models.designations import Standing, standing_after
from tests.factories import make_center, make_designation

SUCCESSOR = 7


def steps(*specifications: tuple[str, str, str] | tuple[str, str, str, int]) -> list[Designation]:
    """Unsaved steps, numbered as given: step, tier, date and, of some, the key of the successor."""
    return [
        Designation(number=number, step=step, tier=tier, date=date, successor_id=successor[0] if successor else None)
        for number, (step, tier, date, *successor) in enumerate(specifications, start=1)
    ]


APPROVED = (Step.APPROVED, Tier.NATIONAL, "2020-04")


@pytest.mark.parametrize(
    ("history", "expected"),
    [
        pytest.param([], Standing("", Status.UNKNOWN, "", None), id="no step"),
        pytest.param(
            [(Step.CULTIVATED, Tier.PROVINCIAL, "2018")],
            Standing(Tier.PROVINCIAL, Status.CULTIVATING, ""),
            id="cultivated",
        ),
        pytest.param([APPROVED], Standing(Tier.NATIONAL, Status.APPROVED, "2020-04"), id="approved"),
        pytest.param(
            [(Step.APPROVED, Tier.NATIONAL, "")],
            Standing(Tier.NATIONAL, Status.APPROVED, ""),
            id="approved without a date",
        ),
        pytest.param(
            [(Step.CULTIVATED, "", "2018"), APPROVED],
            Standing(Tier.NATIONAL, Status.APPROVED, "2020-04"),
            id="cultivated, then approved",
        ),
        pytest.param([(Step.UNVEILED, "", "2021")], Standing("", Status.UNKNOWN, ""), id="unveiling changes no status"),
        pytest.param(
            [APPROVED, (Step.UNVEILED, "", "2021-03-30")],
            Standing(Tier.NATIONAL, Status.APPROVED, "2020-04"),
            id="approved, then unveiled",
        ),
        pytest.param(
            [APPROVED, (Step.ACCEPTED, "", "2022-11-07")],
            Standing(Tier.NATIONAL, Status.ACCEPTED, "2020-04"),
            id="approved, then accepted",
        ),
        pytest.param(
            [(Step.ACCEPTED, Tier.PROVINCIAL, "2022")],
            Standing(Tier.PROVINCIAL, Status.ACCEPTED, ""),
            id="accepted, the approval not known",
        ),
        pytest.param(
            [(Step.APPROVED, Tier.PROVINCIAL, "2017"), (Step.UPGRADED, Tier.NATIONAL, "2022-11")],
            Standing(Tier.NATIONAL, Status.APPROVED, "2022-11"),
            id="upgraded in place",
        ),
        pytest.param(
            [
                (Step.APPROVED, Tier.PROVINCIAL, "2017"),
                (Step.ACCEPTED, "", "2020"),
                (Step.UPGRADED, Tier.NATIONAL, "2022-11"),
            ],
            Standing(Tier.NATIONAL, Status.APPROVED, "2022-11"),
            id="upgraded in place after acceptance has to be accepted again",
        ),
        pytest.param(
            [
                (Step.APPROVED, Tier.NATIONAL_LOCAL, "2021"),
                (Step.UNVEILED, "", "2021-05"),
                (Step.UPGRADED, Tier.NATIONAL, ""),
            ],
            Standing(Tier.NATIONAL, Status.APPROVED, ""),
            id="upgraded without a date: never national since the approval at the lower tier",
        ),
        pytest.param(
            [(Step.APPROVED, Tier.NATIONAL, "2022-11-07"), (Step.UPGRADED, Tier.NATIONAL, "2022-11")],
            Standing(Tier.NATIONAL, Status.APPROVED, "2022-11-07"),
            id="approved, then upgraded at the same tier keeps its approval",
        ),
        pytest.param(
            [(Step.APPROVED, Tier.NATIONAL, ""), (Step.UPGRADED, Tier.NATIONAL, "2022-11")],
            Standing(Tier.NATIONAL, Status.APPROVED, "2022-11"),
            id="approved without a date, then upgraded at the same tier",
        ),
        pytest.param(
            [(Step.UPGRADED, Tier.NATIONAL, "2022-11"), (Step.APPROVED, Tier.NATIONAL, "2022-11-07")],
            Standing(Tier.NATIONAL, Status.APPROVED, "2022-11-07"),
            id="upgraded, then approved at the same tier takes the approval",
        ),
        pytest.param(
            [(Step.UPGRADED, Tier.NATIONAL, "2022-11"), (Step.APPROVED, Tier.NATIONAL, "")],
            Standing(Tier.NATIONAL, Status.APPROVED, "2022-11"),
            id="approved without a date at the same tier keeps the date known",
        ),
        pytest.param(
            [(Step.APPROVED, Tier.PROVINCIAL, "2017"), (Step.APPROVED, Tier.NATIONAL, "")],
            Standing(Tier.NATIONAL, Status.APPROVED, ""),
            id="approved without a date at another tier",
        ),
        pytest.param(
            [(Step.APPROVED, Tier.NATIONAL_LOCAL, "2023-12"), (Step.UPGRADED, Tier.NATIONAL, "2024-12", SUCCESSOR)],
            Standing(Tier.NATIONAL_LOCAL, Status.UPGRADED, "2023-12", SUCCESSOR),
            id="upgraded into a successor stays what it was",
        ),
        pytest.param(
            [(Step.APPROVED, Tier.NATIONAL_LOCAL, "2023-12"), (Step.SUPERSEDED, "", "2024-12", SUCCESSOR)],
            Standing(Tier.NATIONAL_LOCAL, Status.SUPERSEDED, "2023-12", SUCCESSOR),
            id="superseded",
        ),
        pytest.param(
            [APPROVED, (Step.REVOKED, "", "2023")],
            Standing(Tier.NATIONAL, Status.REVOKED, "2020-04"),
            id="revoked",
        ),
        pytest.param(
            [APPROVED, (Step.REVOKED, "", "2023"), (Step.APPROVED, Tier.PROVINCIAL, "2024")],
            Standing(Tier.PROVINCIAL, Status.APPROVED, "2024"),
            id="revoked, then approved again",
        ),
    ],
)
def test_standing_follows_from_the_steps(history: list[tuple[str, str, str]], expected: Standing) -> None:
    assert standing_after(steps(*history)) == expected


def test_steps_are_taken_in_the_order_of_their_numbers() -> None:
    approved, revoked = steps(APPROVED, (Step.REVOKED, "", ""))

    assert standing_after([revoked, approved]).status == Status.REVOKED


@pytest.mark.parametrize("status", Status.values)
def test_only_approved_and_accepted_is_standing(status: str) -> None:
    assert (status in STANDING) == (status in {"approved", "accepted"})
    assert (status in SUCCEEDED) == (status in {"upgraded", "superseded"})


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("step", "succeeded", "after"),
    [
        (Step.CULTIVATED, False, "not standing"),
        (Step.APPROVED, False, "standing"),
        (Step.UNVEILED, False, "unchanged"),
        (Step.ACCEPTED, False, "standing"),
        (Step.UPGRADED, False, "standing"),
        (Step.UPGRADED, True, "not standing"),
        (Step.SUPERSEDED, True, "not standing"),
        (Step.REVOKED, False, "not standing"),
    ],
)
def test_queries_sort_steps_as_the_replay_does(step: str, succeeded: bool, after: str) -> None:
    successor = make_center() if succeeded else None
    designation = make_designation(make_center(), step, tier=Tier.PROVINCIAL, successor=successor)

    assert Designation.objects.beginning().exists() == (after == "standing")
    assert Designation.objects.not_standing().exists() == (after == "not standing")
    for before in (Standing(status=Status.APPROVED), Standing(status=Status.REVOKED)):
        expected = before.status in STANDING if after == "unchanged" else after == "standing"
        assert (before.after(designation).status in STANDING) == expected


@pytest.mark.parametrize(
    ("step", "date", "english", "chinese"),
    [
        (Step.APPROVED, "2020-04", "approved April 2020", "2020年4月"),
        (Step.UNVEILED, "2021-03-30", "unveiled 30 March 2021", "2021年3月30日"),
        (Step.REVOKED, "", "revoked", ""),
    ],
)
def test_step_reads_as_step_and_date(step: str, date: str, english: str, chinese: str) -> None:
    with translation.override("en"):
        assert str(Designation(step=step, date=date)) == english
    with translation.override("zh-hans"):
        assert str(Designation(step=step, date=date)).endswith(chinese)


@pytest.mark.django_db
def test_steps_go_with_their_center_and_hold_their_successor() -> None:
    step = make_designation(make_center(), Step.SUPERSEDED, successor=make_center())

    step.center.delete()

    assert not Designation.objects.exists()
