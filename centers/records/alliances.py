"""An alliance with everything the register publishes about it."""

from dataclasses import dataclass

from centers.choices import Publication
from centers.models import Alliance, AllianceMembership, Citation
from centers.records.citations import citations_of
from centers.records.shared import withhold


@dataclass
class AllianceInFull:
    alliance: Alliance
    memberships: list[AllianceMembership]
    citations: list[Citation]

    @property
    def record(self) -> Alliance:
        return self.alliance


def alliance_in_full(slug: str) -> AllianceInFull | None:
    alliances = Alliance.objects.published().select_related("center", "place__parent__parent")
    alliance = alliances.filter(slug=slug).first()
    if alliance is None:
        return None
    withhold([alliance], "center")
    members = alliance.memberships.filter(organization__publication=Publication.PUBLISHED)
    memberships = list(members.select_related("organization").order_by("role", "organization__slug", "start"))
    return AllianceInFull(alliance, memberships, citations_of([alliance], memberships))
