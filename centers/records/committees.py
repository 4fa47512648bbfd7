"""An expert committee with everything the register publishes about it."""

from dataclasses import dataclass
from functools import cached_property

from centers.choices import Publication
from centers.models import Citation, CommitteeSeat, ExpertCommittee
from centers.queries import public_committees
from centers.records.citations import citations_of
from centers.records.shared import withhold


@dataclass
class CommitteeInFull:
    committee: ExpertCommittee
    seats: list[CommitteeSeat]
    citations: list[Citation]

    @property
    def record(self) -> ExpertCommittee:
        return self.committee

    @cached_property
    def academicians(self) -> list[CommitteeSeat]:
        return [seat for seat in self.seats if seat.expert.is_academician]


def committee_in_full(slug: str) -> CommitteeInFull | None:
    committee = public_committees().select_related("center").filter(slug=slug).first()
    if committee is None:
        return None
    seats = list(
        committee.seats.filter(expert__publication=Publication.PUBLISHED)
        .select_related("expert__affiliation")
        .order_by("role", "expert__slug", "start")
    )
    experts = [seat.expert for seat in seats]
    withhold(experts, "affiliation")
    return CommitteeInFull(committee, seats, citations_of([committee], seats, experts))
