"""The kinds of record in the groups in which the office lists them."""

from typing import Any

from django import template
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from centers.models import (
    Alliance,
    AllianceMembership,
    Assessment,
    Center,
    Citation,
    CommitteeSeat,
    ConstructionTask,
    Correction,
    Designation,
    Direction,
    Event,
    Expert,
    ExpertCommittee,
    Field,
    Metric,
    Milestone,
    Name,
    Organization,
    Participation,
    Position,
    ProgressEntry,
    Region,
    ReportedFigure,
    Site,
    Source,
    Statement,
    TaskKind,
)

register = template.Library()

GROUPS: tuple[tuple[str | Promise, tuple[type, ...]], ...] = (
    (_("Centers"), (Center, Designation, Participation, Site, Name, Direction, Assessment)),
    (_("Construction tasks"), (ConstructionTask, Milestone, ProgressEntry)),
    (
        _("Organizations and persons"),
        (Organization, Alliance, AllianceMembership, ExpertCommittee, CommitteeSeat, Expert, Position),
    ),
    (_("What is reported"), (ReportedFigure, Event, Statement)),
    (_("Sources"), (Source, Citation, Correction)),
    (_("Vocabulary"), (Region, Field, TaskKind, Metric)),
)


@register.filter
def grouped(app: dict[str, Any]) -> list[tuple[str | Promise, list[dict[str, Any]]]]:
    """The kinds of an application in their groups, what has none at the end; another application is one group."""
    listed = {kind["model"]: kind for kind in app["models"]}
    groups = [(title, [listed.pop(model) for model in models if model in listed]) for title, models in GROUPS]
    groups.append((app["name"] if len(listed) == len(app["models"]) else _("Bookkeeping"), list(listed.values())))
    return [(title, kinds) for title, kinds in groups if kinds]
