"""A center with everything the register publishes about it."""

from dataclasses import dataclass, field
from functools import cached_property

from django.db.models import QuerySet
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _

from centers.batch import Batch
from centers.choices import SUCCEEDED, Publication, Role, Segment, Status, Step, TaskStatus, Tier
from centers.dates import spell_date
from centers.models import (
    Alliance,
    AllianceMembership,
    Assessment,
    Center,
    Citation,
    CommitteeSeat,
    ConstructionTask,
    Designation,
    Direction,
    Event,
    ExpertCommittee,
    Milestone,
    Name,
    Participation,
    Position,
    ProgressEntry,
    ReportedFigure,
    Site,
    Statement,
)
from centers.queries import public_participations
from centers.records.citations import citations_of
from centers.records.shared import enumerate_names, inside_a_sentence, is_chinese, place_name, withhold

HEADS = {
    Tier.NATIONAL: _("National innovation center for %(field)s"),
    Tier.NATIONAL_LOCAL: _("National-local innovation center for %(field)s"),
    Tier.PROVINCIAL: _("Provincial innovation center for %(field)s"),
    Tier.ENTERPRISE: _("Enterprise technology center for %(field)s"),
}


@dataclass
class CenterInFull:
    center: Center
    names: list[Name]
    sites: list[Site]
    directions: list[Direction]
    participations: list[Participation]
    designations: list[Designation]
    assessments: list[Assessment]
    alliances: list[Alliance]
    memberships: list[AllianceMembership]
    committees: list[ExpertCommittee]
    seats: list[CommitteeSeat]
    positions: list[Position]
    tasks: list[ConstructionTask]
    milestones: list[Milestone]
    progress_entries: list[ProgressEntry]
    figures: list[ReportedFigure]
    events: list[Event]
    statements: list[Statement]
    predecessors: list[Center]
    citations: list[Citation] = field(default_factory=list)

    @property
    def record(self) -> Center:
        return self.center

    def in_role(self, role: str) -> list[Participation]:
        return [part for part in self.participations if part.role == role]

    @cached_property
    def operators(self) -> list[Participation]:
        return [part for part in self.in_role(Role.OPERATOR) if part.is_current]

    @cached_property
    def leads(self) -> list[Participation]:
        return [part for part in self.in_role(Role.LEAD) if part.is_current]

    @cached_property
    def by_role(self) -> list[tuple[Role, list[Participation]]]:
        """Every role with those who have it, current ones first; a role that nobody is known to have stays in."""
        return [(role, sorted(self.in_role(role), key=lambda part: not part.is_current)) for role in Role]

    @cached_property
    def chain(self) -> list[tuple[Segment, list[Participation]]]:
        """The value chain, segment by segment; empty if no source places anyone on it."""
        placed = [part for part in self.participations if part.segment]
        return [(segment, [p for p in placed if p.segment == segment]) for segment in Segment] if placed else []

    @cached_property
    def alliances_with_members(self) -> list[tuple[Alliance, list[AllianceMembership]]]:
        return [
            (alliance, [m for m in self.memberships if m.alliance_id == alliance.pk]) for alliance in self.alliances
        ]

    @cached_property
    def committees_with_seats(self) -> list[tuple[ExpertCommittee, list[CommitteeSeat]]]:
        return [(group, [seat for seat in self.seats if seat.committee_id == group.pk]) for group in self.committees]

    @cached_property
    def tasks_with_progress(self) -> list[tuple[ConstructionTask, list[Milestone], list[ProgressEntry]]]:
        return [
            (
                task,
                [milestone for milestone in self.milestones if milestone.task_id == task.pk],
                [entry for entry in self.progress_entries if entry.task_id == task.pk],
            )
            for task in self.tasks
        ]

    @cached_property
    def tasks_say_nothing(self) -> bool:
        """Whether of no task a status, a date or a progress is known."""
        return all(
            task.status == TaskStatus.UNKNOWN and not (task.start or task.due) and task.progress is None
            for task in self.tasks
        )

    @property
    def missing(self) -> str:
        """What nothing is known of, in the words of the page."""
        parts = [
            (self.directions, gettext("directions")),
            (self.alliances, gettext("alliance")),
            (self.committees, gettext("expert committee")),
            (self.tasks, gettext("construction tasks")),
        ]
        return pgettext("between names", ", ").join(label for found, label in parts if not found)

    @property
    def has_ended(self) -> bool:
        return self.center.status in (*SUCCEEDED, Status.REVOKED)

    @cached_property
    def ending(self) -> Designation | None:
        """The step by which the center came to stand no more."""
        ends = [step for step in self.designations if step.step in (Step.UPGRADED, Step.SUPERSEDED, Step.REVOKED)]
        return ends[-1] if self.has_ended and ends else None

    @cached_property
    def sentence(self) -> str:
        """What the center is, where, and since when, in one sentence."""
        center = self.center
        if center.field is None:
            head = gettext("Enterprise technology center")
        else:
            name = center.field.name
            head = HEADS[Tier(center.tier)] % {"field": name if is_chinese() else inside_a_sentence(name)}
        if self.sites:
            places = enumerate_names([place_name(site.region) for site in self.sites])
            head = gettext("%(center)s, in %(place)s") % {"center": head, "place": places}
        steps = [self._clause(step) for step in self.designations if step.step != Step.UNVEILED]
        if not steps:
            return gettext("%(center)s.") % {"center": head}
        clauses = pgettext("between clauses", ", ").join(steps)
        return gettext("%(center)s; %(steps)s.") % {"center": head, "steps": clauses}

    def _clause(self, step: Designation) -> str:
        """One step in its place: "approved December 2023 as national-local"."""
        names = {"step": step.get_step_display(), "date": spell_date(step.date)}
        clause = gettext("%(step)s %(date)s") if step.date else gettext("%(step)s (date not published)")
        if step.step == Step.UPGRADED and step.tier:
            clause = gettext("%(clause)s to %(tier)s") % {"clause": clause, "tier": step.get_tier_display()}
        elif step.tier and step.tier != self.center.tier:
            clause = gettext("%(clause)s as %(tier)s") % {"clause": clause, "tier": step.get_tier_display()}
        return clause % names


def parts_of(center: int) -> dict[str, QuerySet]:
    """What is published about the center with this key, by the names of ``CenterInFull``."""
    alliances = Alliance.objects.published().filter(center=center)
    committees = ExpertCommittee.objects.published().filter(center=center)
    tasks = ConstructionTask.objects.published().filter(center=center)
    experts = {"expert__publication": Publication.PUBLISHED}
    return {
        "names": Name.objects.filter(center=center),
        "sites": Site.objects.filter(center=center).select_related("region__parent__parent"),
        "directions": Direction.objects.filter(center=center),
        "participations": public_participations().filter(center=center).select_related("organization"),
        "designations": Designation.objects.filter(center=center).select_related("authority", "successor"),
        "assessments": Assessment.objects.filter(center=center).select_related("authority"),
        "alliances": alliances.select_related("place__parent"),
        "memberships": AllianceMembership.objects.filter(
            alliance__in=alliances, organization__publication=Publication.PUBLISHED
        ).select_related("organization"),
        "committees": committees,
        "seats": CommitteeSeat.objects.filter(committee__in=committees, **experts).select_related(
            "expert__affiliation"
        ),
        "positions": Position.objects.filter(center=center, **experts).select_related("expert"),
        "tasks": tasks.select_related("kind"),
        "milestones": Milestone.objects.filter(task__in=tasks),
        "progress_entries": ProgressEntry.objects.filter(task__in=tasks),
        "figures": ReportedFigure.objects.published().filter(center=center).select_related("metric"),
        "events": Event.objects.published().filter(center=center),
        "statements": Statement.objects.published().filter(center=center),
        "predecessors": Center.objects.published().filter(successor=center),
    }


PARTS = Batch(parts_of)


def center_in_full(slug: str) -> CenterInFull | None:
    center = Center.objects.published().select_related("field", "successor").filter(slug=slug).first()
    if center is None:
        return None
    whole = CenterInFull(center=center, **PARTS.fetch(center.pk, center._state.db))
    for task in whole.tasks:
        task.center = center
    withhold([center], "successor")
    withhold(whole.designations, "authority", "successor")
    withhold(whole.assessments, "authority")
    withhold([seat.expert for seat in whole.seats], "affiliation")
    whole.citations = citations_of(
        [center],
        whole.names,
        whole.sites,
        whole.directions,
        whole.participations,
        whole.designations,
        whole.assessments,
        whole.alliances,
        whole.memberships,
        whole.committees,
        whole.seats,
        [part.expert for part in [*whole.seats, *whole.positions]],
        whole.positions,
        whole.tasks,
        whole.milestones,
        whole.progress_entries,
        whole.figures,
        whole.events,
        whole.statements,
    )
    return whole
