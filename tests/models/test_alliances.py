"""Alliances and their memberships."""

from decimal import Decimal

import pytest
from django.db import transaction
from django.db.models import ProtectedError
from django.utils import translation

from centers.choices import MembershipRole, Qualifier
from centers.models import AllianceMembership
from tests.factories import make_alliance, make_center, make_membership, make_organization


@pytest.mark.django_db
def test_reported_size_stands_apart_from_the_members_on_record() -> None:
    alliance = make_alliance(reported_members=45)
    make_membership(alliance)

    assert (alliance.reported_members, alliance.memberships.count()) == (45, 1)


@pytest.mark.django_db
def test_coverage_keeps_how_it_is_meant() -> None:
    alliance = make_alliance(coverage_qualifier=Qualifier.MORE_THAN, coverage_percent=85)

    alliance.full_clean()
    alliance.refresh_from_db()

    assert (alliance.get_coverage_qualifier_display(), alliance.coverage_percent) == ("more than", Decimal("85.00"))


@pytest.mark.django_db
def test_what_is_covered_is_read_in_the_readers_language() -> None:
    alliance = make_alliance(coverage_zh="产业链", coverage_en="the industrial chain")

    with translation.override("zh-hans"):
        assert (alliance.coverage, alliance.coverage_language) == ("产业链", "zh-Hans")
    with translation.override("en"):
        assert (alliance.coverage, alliance.coverage_language) == ("the industrial chain", "en")


@pytest.mark.django_db
def test_organization_may_have_two_roles_in_an_alliance() -> None:
    alliance, organization = make_alliance(), make_organization(name_en="Company")
    make_membership(alliance, organization=organization, role=MembershipRole.INITIATOR)
    chair = make_membership(alliance, organization=organization, role=MembershipRole.CHAIR)

    assert organization.memberships.count() == 2
    assert str(chair) == "Company (chair unit)"


@pytest.mark.django_db
def test_memberships_go_with_their_alliance_and_members_stay() -> None:
    membership = make_membership(make_alliance())

    with pytest.raises(ProtectedError), transaction.atomic():
        membership.organization.delete()
    membership.alliance.delete()

    assert not AllianceMembership.objects.exists()


@pytest.mark.django_db
def test_center_that_leads_an_alliance_cannot_be_deleted() -> None:
    alliance = make_alliance(center=make_center())

    with pytest.raises(ProtectedError):
        alliance.center.delete()
