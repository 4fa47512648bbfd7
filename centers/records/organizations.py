"""An organization with everything the register publishes about it."""

from dataclasses import dataclass, field
from functools import cached_property

from django.utils.text import capfirst
from django.utils.translation import gettext, pgettext

from centers.batch import fetch_together
from centers.choices import OrganizationKind, Publication
from centers.models import (
    AllianceMembership,
    Citation,
    Designation,
    Expert,
    Name,
    Organization,
    Participation,
    Position,
)
from centers.queries import public_participations
from centers.records.citations import citations_of
from centers.records.shared import MOST_SHOWN, first_of, place_name

#: The parts in centers that the sentence about an organization names.
MOST_IN_A_SENTENCE = 3


@dataclass
class OrganizationInFull:
    organization: Organization
    names: list[Name]
    participations: list[Participation]
    memberships: list[AllianceMembership]
    positions: list[Position]
    experts: list[Expert]
    designations: list[Designation]
    citations: list[Citation] = field(default_factory=list)

    @property
    def record(self) -> Organization:
        return self.organization

    @cached_property
    def sentence(self) -> str:
        """What the organization is, where, and its part in centers, in one sentence."""
        organization = self.organization
        unknown = organization.kind == OrganizationKind.UNKNOWN
        head = gettext("organization") if unknown else organization.get_kind_display()
        if organization.region is not None:
            place = place_name(organization.region)
            head = gettext("%(center)s, in %(place)s") % {"center": head, "place": place}
        parts = [
            gettext("%(role)s of %(center)s") % {"role": part.get_role_display(), "center": part.center.name}
            for part in self.participations
            if part.is_current
        ]
        if not parts:
            return capfirst(gettext("%(center)s.") % {"center": head})
        parts = pgettext("between clauses", ", ").join(parts[:MOST_IN_A_SENTENCE])
        return capfirst(gettext("%(center)s; %(steps)s.") % {"center": head, "steps": parts})

    @property
    def shows_latest_designations_only(self) -> bool:
        return len(self.designations) == MOST_SHOWN


def organization_in_full(slug: str) -> OrganizationInFull | None:
    organizations = Organization.objects.published().select_related("region__parent__parent")
    organization = organizations.filter(slug=slug).first()
    if organization is None:
        return None
    steps = Designation.objects.filter(authority=organization, center__publication=Publication.PUBLISHED)
    whole = OrganizationInFull(
        organization=organization,
        **fetch_together(
            names=Name.objects.filter(organization=organization),
            participations=public_participations()
            .filter(organization=organization)
            .select_related("center")
            .order_by("center__tier_rank", "center__slug", "role", "start"),
            memberships=AllianceMembership.objects.filter(
                organization=organization, alliance__publication=Publication.PUBLISHED
            ).select_related("alliance"),
            positions=Position.objects.filter(
                organization=organization, expert__publication=Publication.PUBLISHED
            ).select_related("expert"),
            experts=Expert.objects.published().filter(affiliation=organization),
            designations=first_of(steps.order_by("-date_earliest", "-id"), MOST_SHOWN).select_related("center"),
        ),
    )
    for part in [*whole.participations, *whole.memberships]:
        part.organization = organization
    whole.citations = citations_of(
        [organization],
        whole.names,
        whole.participations,
        whole.memberships,
        whole.positions,
        [position.expert for position in whole.positions],
        whole.experts,
        whole.designations,
    )
    return whole
