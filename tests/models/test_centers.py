"""Centers: rules 1, 2, 3, 6 and 9 as far as the models hold them, and who stood on a day."""

from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.db.models import ProtectedError
from hypothesis import given, settings
from hypothesis import strategies as st

from centers.choices import NATIONAL_LEVEL, STANDING, Status, Step, Tier
from centers.dates import earliest, latest
from centers.models import Center, Designation
from centers.models.centers import (
    refuse_backward_steps,
    refuse_shares_above_100,
    refuse_successor_loop,
)
from centers.models.designations import STATES, Standing, standing_after
from tests.factories import (
    make_assessment,
    make_center,
    make_designation,
    make_direction,
    make_field,
    make_region,
    make_site,
)

# --- rule 1: one field has at most one center of national level standing at a time -----------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize("second", NATIONAL_LEVEL)
@pytest.mark.parametrize("first", NATIONAL_LEVEL)
def test_rule_1_second_center_of_national_level_in_a_field_is_refused(first: str, second: str) -> None:
    field = make_field()
    make_center(field=field, tier=first)

    with pytest.raises(IntegrityError):
        make_center(field=field, tier=second)


@pytest.mark.django_db
def test_rule_1_form_says_so_in_a_sentence() -> None:
    field = make_field()
    make_center(field=field, tier=Tier.NATIONAL)
    second = Center(slug="second", name_en="Second", field=field, tier=Tier.NATIONAL_LOCAL, status=Status.ACCEPTED)

    with pytest.raises(ValidationError) as refusal:
        second.full_clean()

    assert refusal.value.messages == [
        "A center of national level stands in this field already: each field has at most one."
    ]


@pytest.mark.django_db
@pytest.mark.parametrize("status", [Status.SUPERSEDED, Status.UPGRADED, Status.REVOKED, Status.CULTIVATING])
def test_rule_1_center_that_does_not_stand_leaves_the_field_free(status: str) -> None:
    field = make_field()
    successor = make_center(field=field, tier=Tier.NATIONAL)

    make_center(
        field=field,
        tier=Tier.NATIONAL_LOCAL,
        status=status,
        successor=successor if status in {Status.SUPERSEDED, Status.UPGRADED} else None,
    )

    assert Center.objects.filter(field=field).national_level().standing().get() == successor


@pytest.mark.django_db
def test_rule_1_many_provincial_centers_stand_in_one_field() -> None:
    field = make_field()

    for _number in range(3):
        make_center(field=field, tier=Tier.PROVINCIAL)

    assert field.centers.standing().count() == 3


@pytest.mark.django_db
def test_rule_1_a_center_may_be_saved_again() -> None:
    center = make_center(tier=Tier.NATIONAL)

    center.full_clean()
    center.save()

    assert Center.objects.get() == center


# --- rule 2: shares sum to at most 100 percent -----------------------------------------------------------------------


@pytest.mark.parametrize(
    "shares", [[], ["100"], ["33.333", "33.333", "33.334"], ["0", "100"], ["99.999"]], ids=",".join
)
def test_rule_2_shares_of_at_most_100_pass(shares: list[str]) -> None:
    refuse_shares_above_100([Decimal(share) for share in shares])


@pytest.mark.parametrize(
    ("shares", "total"),
    [(["100.001"], "100.001"), (["60", "40.5"], "100.5"), (["33.334"] * 3, "100.002"), (["60", "60"], "120")],
)
def test_rule_2_shares_above_100_are_refused_with_their_sum(shares: list[str], total: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        refuse_shares_above_100([Decimal(share) for share in shares])

    assert refusal.value.messages == [f"The shares of the shareholders sum to {total}%; at most 100% is possible."]


# --- rule 3: dates do not run backwards, and the chain of successors has no loop -------------------------------------


def steps(*specifications: tuple[Any, ...]) -> list[Designation]:
    """Unsaved steps, numbered as given: step, date and, of some, the tier."""
    return [
        Designation(number=number, step=step, date=date, tier=tier[0] if tier else "")
        for number, (step, date, *tier) in enumerate(specifications, start=1)
    ]


@pytest.mark.parametrize(
    "history",
    [
        pytest.param([(Step.APPROVED, "2020")], id="one step"),
        pytest.param([(Step.APPROVED, "2020-05-01"), (Step.UNVEILED, "2020-05-01")], id="same day"),
        pytest.param([(Step.APPROVED, "2020-05-01"), (Step.UNVEILED, "2020-05-02")], id="next day"),
        pytest.param([(Step.APPROVED, "2020-05-31"), (Step.UNVEILED, "2020-05")], id="day inside the month"),
        pytest.param([(Step.APPROVED, "2020-05"), (Step.UNVEILED, "2020-05-01")], id="month around the day"),
        pytest.param([(Step.APPROVED, "2020"), (Step.UNVEILED, "2020-05")], id="year around the month"),
        pytest.param([(Step.APPROVED, ""), (Step.ACCEPTED, "2020")], id="unknown first"),
        pytest.param([(Step.APPROVED, "2020"), (Step.ACCEPTED, "")], id="unknown last"),
        pytest.param(
            [(Step.CULTIVATED, "2016"), (Step.APPROVED, "2018"), (Step.UNVEILED, "2019"), (Step.ACCEPTED, "2022")],
            id="the whole way",
        ),
        pytest.param(
            [(Step.APPROVED, "2020"), (Step.ACCEPTED, "2022"), (Step.REVOKED, "2023"), (Step.APPROVED, "2024")],
            id="approved again after a revocation",
        ),
        pytest.param(
            [
                (Step.APPROVED, "2017", Tier.PROVINCIAL),
                (Step.ACCEPTED, "2019"),
                (Step.UPGRADED, "2021", Tier.NATIONAL),
                (Step.UNVEILED, "2022"),
                (Step.ACCEPTED, "2024"),
            ],
            id="unveiled at the next tier after acceptance at the one before",
        ),
        pytest.param(
            [
                (Step.APPROVED, "2017", Tier.PROVINCIAL),
                (Step.ACCEPTED, "2019"),
                (Step.APPROVED, "2021", Tier.NATIONAL),
            ],
            id="approved at the next tier after acceptance at the one before",
        ),
    ],
)
def test_rule_3_steps_that_may_have_happened_in_order_pass(history: list[tuple[Any, ...]]) -> None:
    refuse_backward_steps(steps(*history))


@pytest.mark.parametrize(
    ("history", "sentence"),
    [
        pytest.param(
            [(Step.APPROVED, "2020-05-02"), (Step.UNVEILED, "2020-05-01")],
            "step 2, “unveiled 1 May 2020”, lies before step 1, “approved 2 May 2020”",
            id="the day before",
        ),
        pytest.param(
            [(Step.APPROVED, "2020-05-01"), (Step.UNVEILED, "2020-04")],
            "step 2, “unveiled April 2020”, lies before step 1, “approved 1 May 2020”",
            id="the month before",
        ),
        pytest.param(
            [(Step.APPROVED, "2020-05"), (Step.ACCEPTED, "2020-04-30")],
            "step 2, “accepted 30 April 2020”, lies before step 1, “approved May 2020”",
            id="the day before the month",
        ),
        pytest.param(
            [(Step.APPROVED, "2020-01-01"), (Step.REVOKED, "2019")],
            "step 2, “revoked 2019”, lies before step 1, “approved 1 January 2020”",
            id="the year before",
        ),
        pytest.param(
            [(Step.APPROVED, "2020"), (Step.UNVEILED, ""), (Step.ACCEPTED, "2019")],
            "step 3, “accepted 2019”, lies before step 1, “approved 2020”",
            id="with an unknown date between",
        ),
        pytest.param(
            [(Step.APPROVED, "2020-06"), (Step.UNVEILED, "2020"), (Step.ACCEPTED, "2020-05")],
            "step 3, “accepted May 2020”, lies before step 1, “approved June 2020”",
            id="with a vague date between",
        ),
        pytest.param(
            [(Step.APPROVED, "2021", Tier.PROVINCIAL), (Step.UPGRADED, "2020", Tier.NATIONAL)],
            "step 2, “upgraded 2020”, lies before step 1, “approved 2021”",
            id="upgraded before the approval",
        ),
        pytest.param(
            [(Step.ACCEPTED, "2018"), (Step.APPROVED, "2020")],
            "step 1, “accepted 2018”, lies before step 2, “approved 2020”",
            id="accepted before the approval, whatever the numbers",
        ),
        pytest.param(
            [(Step.APPROVED, "2018"), (Step.CULTIVATED, "2020")],
            "step 1, “approved 2018”, lies before step 2, “cultivated 2020”",
            id="cultivated after the approval at the same tier",
        ),
    ],
)
def test_rule_3_steps_that_certainly_run_backwards_are_refused(history: list[tuple[Any, ...]], sentence: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        refuse_backward_steps(steps(*history))

    assert refusal.value.messages == [f"The steps run backwards: {sentence}."]
    with pytest.raises(ValidationError):
        refuse_backward_steps(steps(*history)[::-1])


def chain(length: int) -> list[Center]:
    """Centers of which each is the successor of the one before."""
    centers = [make_center()]
    for _number in range(length - 1):
        centers.insert(0, make_center(status=Status.SUPERSEDED, successor=centers[0]))
    return centers


@pytest.mark.django_db
@pytest.mark.parametrize("length", [1, 2, 3])
def test_rule_3_chain_of_successors_that_leads_back_is_refused(length: int) -> None:
    centers = chain(length)

    with pytest.raises(ValidationError) as refusal:
        refuse_successor_loop(centers[-1], centers[0])

    assert refusal.value.messages == [
        "The chain of successors leads back to “Synthetic innovation center”. Choose another successor."
    ]


@pytest.mark.django_db
@pytest.mark.parametrize("length", [1, 2, 3])
def test_rule_3_chain_of_successors_that_ends_passes(length: int) -> None:
    refuse_successor_loop(make_center(), chain(length)[0])


@pytest.mark.django_db
def test_rule_3_no_successor_makes_no_loop() -> None:
    refuse_successor_loop(make_center(), None)


@pytest.mark.django_db
def test_rule_3_loop_further_along_the_chain_is_noticed() -> None:
    first, second = chain(2)
    Center.objects.filter(pk=second.pk).update(status=Status.SUPERSEDED, successor=first)

    with pytest.raises(ValidationError):
        refuse_successor_loop(make_center(), Center.objects.get(pk=first.pk))


@pytest.mark.django_db
def test_rule_3_successor_cannot_be_deleted() -> None:
    superseded, successor = chain(2)

    with pytest.raises(ProtectedError):
        successor.delete()

    assert superseded.successor == successor


# --- present standing, copied from the designations ------------------------------------------------------------------


@pytest.mark.django_db
def test_present_standing_is_copied_from_the_designations() -> None:
    successor = make_center()
    center = make_center(tier=Tier.PROVINCIAL, status=Status.UNKNOWN)
    make_designation(center, Step.APPROVED, "2023-12", tier=Tier.NATIONAL_LOCAL)
    make_designation(center, Step.SUPERSEDED, "2024-12", successor=successor)

    center.take_standing_from_designations()

    assert (center.tier, center.status, center.approved_on, center.successor) == (
        Tier.NATIONAL_LOCAL,
        Status.SUPERSEDED,
        "2023-12",
        successor,
    )
    center.refresh_from_db()
    assert (center.tier, center.status) == (Tier.PROVINCIAL, Status.UNKNOWN)


@pytest.mark.django_db
def test_center_without_designations_keeps_its_tier_alone() -> None:
    center = make_center(tier=Tier.ENTERPRISE, status=Status.APPROVED, approved_on="2020")

    center.take_standing_from_designations()

    assert (center.tier, center.status, center.approved_on) == (Tier.ENTERPRISE, Status.UNKNOWN, "")


@pytest.mark.django_db
def test_center_stands_while_approved_or_accepted() -> None:
    centers = {
        status: make_center(
            status=status, successor=make_center() if status == Status.SUPERSEDED else None, slug=status
        )
        for status in Status
    }

    assert {center.status for center in Center.objects.standing()} == {"approved", "accepted"}
    assert {status for status, center in centers.items() if center.is_standing} == {"approved", "accepted"}


@pytest.mark.django_db
def test_first_two_tiers_are_national_level() -> None:
    centers = {tier: make_center(tier=tier) for tier in Tier}

    assert {center.tier for center in Center.objects.national_level()} == {"national", "national-local"}
    assert {tier for tier, center in centers.items() if center.is_national_level} == {"national", "national-local"}


@pytest.mark.django_db
def test_centers_are_listed_by_tier_then_approval_then_identifier() -> None:
    make_center(slug="g", tier=Tier.ENTERPRISE)
    make_center(slug="f", tier=Tier.PROVINCIAL, approved_on="2016")
    make_center(slug="e", tier=Tier.NATIONAL_LOCAL, approved_on="2016")
    make_center(slug="d", tier=Tier.NATIONAL, approved_on="2020-04-01")
    make_center(slug="c", tier=Tier.NATIONAL, approved_on="2020-04")
    make_center(slug="b2", tier=Tier.NATIONAL, approved_on="2020")
    make_center(slug="b1", tier=Tier.NATIONAL, approved_on="2020-01-01")
    make_center(slug="a", tier=Tier.NATIONAL, approved_on="")

    assert [center.slug for center in Center.objects.all()] == ["a", "b1", "b2", "c", "d", "e", "f", "g"]


# --- rule 6: as of a day ---------------------------------------------------------------------------------------------


def as_of(day: str, tiers: tuple[str, ...] = ()) -> tuple[bool, bool]:
    """Whether the only center with designations certainly, and whether it possibly, stood on the day."""
    return (
        Center.objects.certainly_standing_as_of(day, tiers).exists(),
        Center.objects.possibly_standing_as_of(day, tiers).exists(),
    )


NO, PERHAPS, YES = (False, False), (False, True), (True, True)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("approved", "day", "expected"),
    [
        ("2020-05-06", "2020-05-05", NO),
        ("2020-05-06", "2020-05-06", YES),
        ("2020-05-06", "2020-05-07", YES),
        ("2020-05", "2020-04-30", NO),
        ("2020-05", "2020-05-01", PERHAPS),
        ("2020-05", "2020-05-30", PERHAPS),
        ("2020-05", "2020-05-31", YES),
        ("2020-05", "2020-06-01", YES),
        ("2020", "2019-12-31", NO),
        ("2020", "2020-01-01", PERHAPS),
        ("2020", "2020-12-30", PERHAPS),
        ("2020", "2020-12-31", YES),
        ("", "1949-01-01", PERHAPS),
        ("", "2099-12-31", PERHAPS),
    ],
)
def test_rule_6_center_stands_from_its_approval_on(approved: str, day: str, expected: tuple[bool, bool]) -> None:
    make_designation(make_center(), Step.APPROVED, approved)

    assert as_of(day) == expected


@pytest.mark.django_db
@pytest.mark.parametrize("step", [Step.SUPERSEDED, Step.REVOKED, Step.UPGRADED])
@pytest.mark.parametrize(
    ("ended", "day", "expected"),
    [
        ("2024-12-30", "2024-12-29", YES),
        ("2024-12-30", "2024-12-30", NO),
        ("2024-12-30", "2024-12-31", NO),
        ("2024-12", "2024-11-30", YES),
        ("2024-12", "2024-12-01", PERHAPS),
        ("2024-12", "2024-12-30", PERHAPS),
        ("2024-12", "2024-12-31", NO),
        ("2024", "2023-12-31", YES),
        ("2024", "2024-01-01", PERHAPS),
        ("2024", "2024-12-31", NO),
        ("", "2020-01-01", PERHAPS),
        ("", "2099-12-31", PERHAPS),
    ],
)
def test_rule_6_center_stands_until_the_day_before_its_end(
    step: str, ended: str, day: str, expected: tuple[bool, bool]
) -> None:
    center = make_center()
    make_designation(center, Step.APPROVED, "2019-12-31")
    make_designation(center, step, ended, successor=None if step == Step.REVOKED else make_center())

    assert as_of(day) == expected


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("history", "day", "expected"),
    [
        pytest.param([(Step.CULTIVATED, "2018")], "2020-01-01", NO, id="cultivated alone"),
        pytest.param([(Step.UNVEILED, "2018")], "2020-01-01", NO, id="unveiled alone"),
        pytest.param([(Step.ACCEPTED, "2018")], "2020-01-01", YES, id="accepted, the approval not known"),
        pytest.param([(Step.APPROVED, ""), (Step.ACCEPTED, "2018")], "2018-12-31", YES, id="accepted at the latest"),
        pytest.param([(Step.APPROVED, "2018"), (Step.UNVEILED, "2020")], "2019-06-30", YES, id="before the unveiling"),
        pytest.param([(Step.CULTIVATED, "2016"), (Step.APPROVED, "2018")], "2017-06-30", NO, id="in cultivation"),
        pytest.param([(Step.CULTIVATED, ""), (Step.APPROVED, "2018")], "2018-12-31", YES, id="cultivated at some time"),
        pytest.param(
            [(Step.APPROVED, "2016"), (Step.REVOKED, "2018"), (Step.APPROVED, "2020")],
            "2019-06-30",
            NO,
            id="between revocation and the second approval",
        ),
        pytest.param(
            [(Step.APPROVED, "2016"), (Step.REVOKED, "2018"), (Step.APPROVED, "2020")],
            "2020-12-31",
            YES,
            id="approved again",
        ),
        pytest.param(
            [(Step.APPROVED, "2016"), (Step.REVOKED, ""), (Step.APPROVED, "2020")],
            "2020-12-31",
            YES,
            id="approved again after a revocation at some time",
        ),
        pytest.param([(Step.APPROVED, "2016"), (Step.CULTIVATED, "2020")], "2020-12-31", NO, id="cultivated again"),
    ],
)
def test_rule_6_last_step_up_to_the_day_decides(
    history: list[tuple[str, str]], day: str, expected: tuple[bool, bool]
) -> None:
    center = make_center()
    for step, date in history:
        make_designation(center, step, date)

    assert as_of(day) == expected


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("tiers", "day", "expected"),
    [
        ([Tier.NATIONAL_LOCAL], "2020-12-31", NO),
        ([Tier.NATIONAL_LOCAL], "2021-06-30", PERHAPS),
        ([Tier.NATIONAL_LOCAL], "2021-12-31", PERHAPS),  # the upgrade has no date
        ([Tier.NATIONAL], "2020-12-31", NO),  # not before its approval
        ([Tier.NATIONAL], "2021-01-01", PERHAPS),
        ([Tier.NATIONAL], "2026-11-23", PERHAPS),
        (NATIONAL_LEVEL, "2021-12-31", YES),
        (NATIONAL_LEVEL, "2026-11-23", YES),
        ([Tier.PROVINCIAL], "2026-11-23", NO),
    ],
)
def test_rule_6_center_upgraded_at_an_unknown_time_stands_at_either_tier(
    tiers: list[str], day: str, expected: tuple[bool, bool]
) -> None:
    center = make_center(tier=Tier.NATIONAL)
    make_designation(center, Step.APPROVED, "2021", tier=Tier.NATIONAL_LOCAL)
    make_designation(center, Step.UPGRADED, "", tier=Tier.NATIONAL)

    assert as_of(day, tuple(tiers)) == expected


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("day", "provincial", "national"),
    [
        ("2022-10-31", YES, NO),
        ("2022-11-01", PERHAPS, PERHAPS),
        ("2022-11-29", PERHAPS, PERHAPS),
        ("2022-11-30", NO, YES),
    ],
)
def test_rule_6_center_stands_at_the_tier_it_had_on_the_day(
    day: str, provincial: tuple[bool, bool], national: tuple[bool, bool]
) -> None:
    center = make_center(tier=Tier.NATIONAL)
    make_designation(center, Step.APPROVED, "2017", tier=Tier.PROVINCIAL)
    make_designation(center, Step.UPGRADED, "2022-11", tier=Tier.NATIONAL)
    make_designation(center, Step.ACCEPTED, "2025")

    assert as_of(day, (Tier.PROVINCIAL,)) == provincial
    assert as_of(day, (Tier.NATIONAL,)) == national
    assert as_of(day) == YES


days = st.sampled_from(["2019-12-31", "2020-01-01", "2020-01-31", "2020-02-01", "2020-12-31", "2021-01-01"])
dates = st.sampled_from(["", "2019", "2020", "2021", "2020-01", "2020-02", "2020-01-01", "2020-01-31", "2020-12-31"])
tiers = st.sampled_from([Tier.NATIONAL, Tier.NATIONAL_LOCAL, Tier.PROVINCIAL])


@st.composite
def histories(draw: st.DrawFn) -> list[dict[str, Any]]:
    """Values of up to five steps in any order."""
    history = []
    for number in range(1, draw(st.integers(1, 5)) + 1):
        step, date = draw(st.sampled_from(Step)), draw(dates)
        succeeded = step == Step.SUPERSEDED or (step == Step.UPGRADED and draw(st.booleans()))
        names = step == Step.APPROVED or (step == Step.UPGRADED and not succeeded)
        tier = draw(tiers) if names or (step != Step.SUPERSEDED and draw(st.booleans())) else ""
        history.append({"number": number, "step": step, "date": date, "tier": tier, "succeeded": succeeded})
    return history


def possible_standings(steps: list[Designation], tier: str, day: str) -> list[tuple[str, str]]:
    """The tier and status to which each number of steps leads that may have been taken by a day.

    Told in the words of rule 6, step by step. Of unveilings only those count that name another tier.
    """
    moves, before = [], Standing()
    for taken, step in enumerate(steps, start=1):
        standing = standing_after(steps[:taken])
        if step.step != Step.UNVEILED or standing != before:
            moves.append((standing, step))
        before = standing
    least = max((place for place, (_standing, step) in enumerate(moves, 1) if latest(step.date) <= day), default=0)
    most = least
    while most < len(moves) and earliest(moves[most][1].date) <= day:
        most += 1
    standings = [moves[taken - 1][0] if taken else None for taken in range(least, most + 1)]
    nothing = ("", "") if moves else (tier, Status.UNKNOWN)
    return [(standing.tier or tier, standing.status) if standing else nothing for standing in standings]


def save_history(center: Center, history: list[dict[str, Any]]) -> list[Designation]:
    successor = make_center()
    steps = [Designation(center=center, successor=successor if values["succeeded"] else None) for values in history]
    for step, values in zip(steps, history, strict=True):
        for name in ("number", "step", "date", "tier"):
            setattr(step, name, values[name])
    return Designation.objects.bulk_create(steps)


@pytest.mark.django_db
@settings(max_examples=100, deadline=None)
@given(histories(), days, st.sets(tiers))
def test_rule_6_standing_on_a_day_equals_a_naive_replay(
    history: list[dict[str, Any]], day: str, wanted: set[str]
) -> None:
    center = make_center()
    steps = save_history(center, history)

    outcomes = [
        status in STANDING and (not wanted or tier in wanted)
        for tier, status in possible_standings(steps, center.tier, day)
    ]

    itself = Center.objects.filter(pk=center.pk)
    assert itself.certainly_standing_as_of(day, wanted).exists() == all(outcomes)
    assert itself.possibly_standing_as_of(day, wanted).exists() == any(outcomes)


@pytest.mark.django_db
@settings(max_examples=100, deadline=None)
@given(histories(), days)
def test_rule_6_states_of_a_day_equal_a_naive_replay(history: list[dict[str, Any]], day: str) -> None:
    center = make_center()
    steps = save_history(center, history)

    expected = set(possible_standings(steps, center.tier, day)) - {("", "")}

    bits = center.standing_periods.on(day).values_list("states", flat=True).first() or 0
    assert {state for state, bit in STATES.items() if bits & bit} == expected


@pytest.mark.django_db
@settings(max_examples=30, deadline=None)
@given(histories())
def test_copy_of_the_present_standing_agrees_with_the_steps(history: list[dict[str, Any]]) -> None:
    center, successor = make_center(), make_center()
    for values in history:
        values = values | {"date": values["date"] or "2018"}
        succeeded = values.pop("succeeded")
        Designation.objects.create(center=center, successor=successor if succeeded else None, **values)

    center.take_standing_from_designations()

    assert center.is_standing == Center.objects.filter(pk=center.pk).certainly_standing_as_of("2099-12-31").exists()


# --- rule 9: a region's count includes every center with a site there ------------------------------------------------


@pytest.mark.django_db
def test_rule_9_center_on_two_sites_counts_in_both_regions_and_once_in_each() -> None:
    both = make_center(slug="both", region="5101")
    make_site(center=both, region=make_region("440305"))
    make_site(center=both, region=make_region("4401"))
    make_center(slug="elsewhere", region="11")

    assert list(Center.objects.in_region("51")) == [both]
    assert list(Center.objects.in_region("44")) == [both]
    assert list(Center.objects.in_region("4403")) == [both]
    assert list(Center.objects.in_region("440305")) == [both]
    assert Center.objects.in_region("44").count() == 1
    assert not Center.objects.in_region("440306").exists()


@pytest.mark.django_db
def test_rule_9_center_in_a_province_is_not_in_its_cities() -> None:
    make_center(region="44")
    make_region("4401")

    assert not Center.objects.in_region("4401").exists()


# --- parts of a center -----------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_seat_is_the_first_of_a_centers_sites() -> None:
    center = make_center()
    other = make_site(center=center, region=make_region("11"))
    seat = make_site(center=center, region=make_region("44"), is_seat=True)

    assert list(center.sites.all()) == [seat, other]


@pytest.mark.django_db
def test_parts_go_with_their_center_and_regions_stay() -> None:
    center = make_center(region="44")
    direction, assessment = make_direction(center=center), make_assessment(center=center)

    center.delete()

    assert not type(direction).objects.exists()
    assert not type(assessment).objects.exists()
    assert make_region("44").sites.count() == 0


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["field", "region"])
def test_what_a_center_rests_on_cannot_be_deleted(name: str) -> None:
    center = make_center(region="44")
    rested_on = center.field if name == "field" else center.sites.get().region

    with pytest.raises(ProtectedError):
        rested_on.delete()


@pytest.mark.django_db
def test_assessment_reads_as_its_period_and_result() -> None:
    assert str(make_assessment(period="2019-2021", result="excellent")) == "2019-2021: excellent"
