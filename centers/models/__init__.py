"""Every kind of record of the register."""

from centers.models.alliances import Alliance, AllianceMembership
from centers.models.centers import Assessment, Center, Direction, Site
from centers.models.changes import Change, TrailHead
from centers.models.committees import CommitteeSeat, Expert, ExpertCommittee, Position
from centers.models.corrections import Correction
from centers.models.designations import Designation, StandingPeriod
from centers.models.figures import Event, ReportedFigure, Statement
from centers.models.fixtures import LoadedObject
from centers.models.organizations import Name, Organization, RetiredIdentifier
from centers.models.participations import Participation
from centers.models.reference import Field, Metric, Region, TaskKind
from centers.models.sources import Citation, Source
from centers.models.tasks import ConstructionTask, Milestone, ProgressEntry

__all__ = [
    "Alliance",
    "AllianceMembership",
    "Assessment",
    "Center",
    "Change",
    "Citation",
    "CommitteeSeat",
    "ConstructionTask",
    "Correction",
    "Designation",
    "Direction",
    "Event",
    "Expert",
    "ExpertCommittee",
    "Field",
    "LoadedObject",
    "Metric",
    "Milestone",
    "Name",
    "Organization",
    "Participation",
    "Position",
    "ProgressEntry",
    "Region",
    "ReportedFigure",
    "RetiredIdentifier",
    "Site",
    "Source",
    "StandingPeriod",
    "Statement",
    "TaskKind",
    "TrailHead",
]
