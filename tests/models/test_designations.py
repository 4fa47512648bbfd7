"""The standing that follows from a center's steps, and its periods."""

from typing import Any

import pytest
from django.utils import translation

from centers.choices import STANDING, SUCCEEDED, Status, Step, Tier
from centers.dates import ALWAYS, NEVER
from centers.models import Center, Designation, StandingPeriod
from centers.models.designations import (
    ALL_STATES,
    NOT_YET,
    STATES,
    Standing,
    standing_after,
    standing_periods,
    states_of,
)
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


# --- periods ---------------------------------------------------------------------------------------------------------


def periods(*history: Any) -> list[tuple[str, str, int, str, str, str]]:
    return [
        (period.start, period.end, period.states, period.tier, period.status, period.approved_on)
        for period in standing_periods(steps(*history), Tier.PROVINCIAL)
    ]


def bits(*states: tuple[str, str]) -> int:
    return sum(STATES[state] for state in states)


NATIONAL, LOCAL, PROVINCIAL = (
    (tier, Status.APPROVED) for tier in (Tier.NATIONAL, Tier.NATIONAL_LOCAL, Tier.PROVINCIAL)
)


@pytest.mark.parametrize(
    ("history", "expected"),
    [
        pytest.param(
            [],
            [(ALWAYS, NEVER, bits((Tier.PROVINCIAL, Status.UNKNOWN)), Tier.PROVINCIAL, Status.UNKNOWN, "")],
            id="no step: not published, at the center's own tier",
        ),
        pytest.param(
            [(Step.APPROVED, Tier.NATIONAL, "2020-04-07")],
            [("2020-04-07", NEVER, bits(NATIONAL), *NATIONAL, "2020-04-07")],
            id="a day: nothing before, certain from then on",
        ),
        pytest.param(
            [(Step.APPROVED, Tier.NATIONAL, "2020-02")],
            [
                ("2020-02-01", "2020-02-29", bits(NATIONAL) + NOT_YET, *NATIONAL, "2020-02"),
                ("2020-02-29", NEVER, bits(NATIONAL), *NATIONAL, "2020-02"),
            ],
            id="a month: possible from its first day, certain from its last",
        ),
        pytest.param(
            [(Step.APPROVED, Tier.NATIONAL, "")],
            [(ALWAYS, NEVER, bits(NATIONAL) + NOT_YET, *NATIONAL, "")],
            id="no date: possible always",
        ),
        pytest.param(
            [(Step.CULTIVATED, "", "2018"), (Step.APPROVED, Tier.NATIONAL, "")],
            [
                (
                    "2018-01-01",
                    "2018-12-31",
                    bits((Tier.PROVINCIAL, Status.CULTIVATING), NATIONAL) + NOT_YET,
                    Tier.PROVINCIAL,
                    Status.CULTIVATING,
                    "",
                ),
                (
                    "2018-12-31",
                    NEVER,
                    bits((Tier.PROVINCIAL, Status.CULTIVATING), NATIONAL),
                    Tier.PROVINCIAL,
                    Status.CULTIVATING,
                    "",
                ),
            ],
            id="no date, but not before the steps ahead of it",
        ),
        pytest.param(
            [(Step.APPROVED, Tier.NATIONAL, "2024"), (Step.UNVEILED, "", "2024-05-17")],
            [
                ("2024-01-01", "2024-12-31", bits(NATIONAL) + NOT_YET, *NATIONAL, "2024"),
                ("2024-12-31", NEVER, bits(NATIONAL), *NATIONAL, "2024"),
            ],
            id="an unveiling tells nothing",
        ),
        pytest.param(
            [(Step.APPROVED, Tier.NATIONAL_LOCAL, "2021-05-01"), (Step.UPGRADED, Tier.NATIONAL, "")],
            [("2021-05-01", NEVER, bits(LOCAL, NATIONAL), *LOCAL, "2021-05-01")],
            id="an upgrade at some time after the approval",
        ),
        pytest.param(
            [(Step.APPROVED, Tier.PROVINCIAL, ""), (Step.UPGRADED, "", "2020-04-28", SUCCESSOR)],
            [
                (ALWAYS, "2020-04-28", bits(PROVINCIAL) + NOT_YET, *PROVINCIAL, ""),
                ("2020-04-28", NEVER, bits((Tier.PROVINCIAL, Status.UPGRADED)), Tier.PROVINCIAL, Status.UPGRADED, ""),
            ],
            id="a step behind tells that the one ahead was taken",
        ),
    ],
)
def test_periods_follow_from_the_steps(history: list[Any], expected: list[Any]) -> None:
    assert periods(*history) == expected


def test_period_tells_the_steps_that_may_have_been_taken() -> None:
    history = steps((Step.APPROVED, Tier.NATIONAL_LOCAL, "2023-12-23"), (Step.SUPERSEDED, "", "2024-12", SUCCESSOR))

    stood, unsure, over = standing_periods(history, Tier.PROVINCIAL)

    assert (stood.open_steps, stood.successor_id) == ([], None)
    assert (unsure.open_steps, unsure.successor_id) == (
        [
            {
                "step": "superseded",
                "date": "2024-12",
                "tier": "national-local",
                "status": "superseded",
                "approved_on": "2023-12-23",
            }
        ],
        None,
    )
    assert (over.open_steps, over.successor_id) == ([], SUCCESSOR)


def test_states_without_a_limit_are_all() -> None:
    assert states_of() + NOT_YET == ALL_STATES
    assert states_of([Tier.NATIONAL], STANDING) == bits(NATIONAL, (Tier.NATIONAL, Status.ACCEPTED))
    assert states_of(statuses=[Status.REVOKED]) == bits(*((tier, Status.REVOKED) for tier in Tier))


def kept(center: Center) -> list[tuple[Any, ...]]:
    return [period.values for period in center.standing_periods.all()]


def wanted(center: Center) -> list[tuple[Any, ...]]:
    return [period.values for period in standing_periods(center.designations.all(), center.tier)]


def test_periods_are_renewed_however_steps_are_written(db: None) -> None:
    center, other = make_center(), make_center()
    assert kept(center) == wanted(center) != []

    step = make_designation(center, date="2020")
    assert kept(center) == wanted(center)
    step.date = "2020-05-06"
    step.save()
    assert kept(center) == wanted(center)
    center.designations.update(date="2021")
    assert kept(center) == wanted(center)
    Designation.objects.bulk_create([Designation(center=center, number=2, step=Step.ACCEPTED, date="2022")])
    assert kept(center) == wanted(center)
    center.designations.filter(number=2).update(center=other)
    assert (kept(center), kept(other)) == (wanted(center), wanted(other))
    center.designations.all().delete()
    assert kept(center) == wanted(center)
    center.tier = Tier.NATIONAL
    center.save()
    assert kept(center) == wanted(center)
    other.designations.all().delete()
    other.delete()
    assert set(StandingPeriod.objects.values_list("center", flat=True)) == {center.pk}


def test_periods_that_are_right_are_left_alone(db: None) -> None:
    center = make_center()
    make_designation(center)
    keys = list(center.standing_periods.values_list("pk", flat=True))

    center.name_en = "Another name"
    center.save()

    assert list(center.standing_periods.values_list("pk", flat=True)) == keys
