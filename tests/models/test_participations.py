"""Rule 2: a center has one operator at a time."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError

from centers.choices import Role
from centers.models import Participation
from tests.factories import make_center, make_organization, make_participation


@pytest.mark.django_db
def test_rule_2_second_operator_is_refused_while_the_first_is_current() -> None:
    center = make_center()
    make_participation(center, Role.OPERATOR)

    with pytest.raises(IntegrityError):
        make_participation(center, Role.OPERATOR)


@pytest.mark.django_db
def test_rule_2_form_says_what_to_do_first() -> None:
    center = make_center()
    make_participation(center, Role.OPERATOR)
    second = Participation(center=center, organization=make_organization(), role=Role.OPERATOR)

    with pytest.raises(ValidationError) as refusal:
        second.full_clean()

    assert refusal.value.messages == [
        "The center has an operator. End that participation first: a center has one operator at a time."
    ]


@pytest.mark.django_db
def test_rule_2_operators_may_follow_each_other() -> None:
    center = make_center()
    former = make_participation(center, Role.OPERATOR, start="2018", end="2020-05-06")
    present = make_participation(center, Role.OPERATOR, start="2020-05-06")

    assert center.participations.certainly_as_of("2020-05-05").get() == former
    assert center.participations.certainly_as_of("2020-05-06").get() == present


@pytest.mark.django_db
@pytest.mark.parametrize("role", sorted(set(Role) - {Role.OPERATOR}))
def test_many_organizations_may_share_any_other_role(role: str) -> None:
    center = make_center()

    for _number in range(3):
        make_participation(center, role)

    assert center.participations.filter(role=role).count() == 3


@pytest.mark.django_db
def test_one_organization_may_operate_many_centers() -> None:
    organization = make_organization()

    for _number in range(2):
        make_participation(make_center(), Role.OPERATOR, organization=organization)

    assert organization.participations.count() == 2


@pytest.mark.django_db
def test_share_that_is_not_published_is_not_zero() -> None:
    unknown, none = make_participation(make_center()), make_participation(make_center(), share=0)

    unknown.refresh_from_db()
    none.refresh_from_db()

    assert (unknown.share, none.share) == (None, 0)


@pytest.mark.django_db
def test_participation_goes_with_its_center() -> None:
    participation = make_participation(make_center())

    participation.center.delete()

    assert not Participation.objects.exists()
