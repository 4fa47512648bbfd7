"""Plain factories: each makes a valid record, takes overrides, and makes what it needs.

Everything here is synthetic and says so in its name.
"""

import itertools
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django.db.models import Model

from centers import models
from centers.choices import (
    AssessmentKind,
    AssessmentResult,
    Publication,
    Role,
    Status,
    Step,
    Tier,
)

_numbers = itertools.count(1)


def _slug(kind: str) -> str:
    return f"synthetic-{kind}-{next(_numbers)}"


def make_field(**overrides: Any) -> models.Field:
    slug = overrides.pop("slug", _slug("field"))
    return models.Field.objects.create(**{"slug": slug, "name_zh": "合成领域", "name_en": "Synthetic"} | overrides)


def make_region(code: str = "44", **overrides: Any) -> models.Region:
    """The region with this code, made with its parents if it is not there."""
    existing = models.Region.objects.filter(code=code).first()
    if existing:
        return existing
    parent = make_region(code[:-2]) if len(code) > 2 else None
    level = {2: "province", 4: "prefecture", 6: "county"}[len(code)]
    values = {"code": code, "level": level, "parent": parent, "name_zh": f"合成{code}", "name_en": f"Synthetic {code}"}
    return models.Region.objects.create(**values | overrides)


def make_organization(**overrides: Any) -> models.Organization:
    slug = overrides.pop("slug", _slug("organization"))
    values = {"slug": slug, "name_zh": "合成单位", "name_en": "Synthetic organization"}
    return models.Organization.objects.create(**values | {"publication": Publication.PUBLISHED} | overrides)


def make_center(*, region: models.Region | str | None = None, **overrides: Any) -> models.Center:
    """A published center, standing as approved, with its seat in ``region`` if one is given."""
    overrides.setdefault("slug", _slug("center"))
    if "field" not in overrides:
        overrides["field"] = make_field()
    values = {
        "name_zh": "合成创新中心",
        "name_en": "Synthetic innovation center",
        "tier": Tier.PROVINCIAL,
        "status": Status.APPROVED,
        "publication": Publication.PUBLISHED,
    }
    center = models.Center.objects.create(**values | overrides)
    if region is not None:
        make_site(center=center, region=make_region(region) if isinstance(region, str) else region, is_seat=True)
    return center


def make_site(**overrides: Any) -> models.Site:
    if "center" not in overrides:
        overrides["center"] = make_center()
    if "region" not in overrides:
        overrides["region"] = make_region()
    return models.Site.objects.create(**overrides)


def make_direction(**overrides: Any) -> models.Direction:
    if "center" not in overrides:
        overrides["center"] = make_center()
    values = {
        "number": overrides["center"].directions.count() + 1,
        "name_zh": "合成方向",
        "name_en": "Synthetic direction",
    }
    return models.Direction.objects.create(**values | overrides)


def make_assessment(**overrides: Any) -> models.Assessment:
    if "center" not in overrides:
        overrides["center"] = make_center()
    values = {"kind": AssessmentKind.YEARLY, "period": "2021", "result": AssessmentResult.GOOD}
    return models.Assessment.objects.create(**values | overrides)


def make_name(**overrides: Any) -> models.Name:
    """A further name, of a center unless ``organization`` is given."""
    if not {"center", "organization"} & overrides.keys():
        overrides["center"] = make_center()
    return models.Name.objects.create(**{"text": f"合成名称{next(_numbers)}"} | overrides)


def make_designation(center: models.Center, step: str = Step.APPROVED, date: str = "2020", **overrides: Any):
    """A further step in the center's history; the center's copies are not renewed."""
    values = {"number": center.designations.count() + 1, "step": step, "date": date}
    if step == Step.APPROVED:
        values["tier"] = center.tier
    return models.Designation.objects.create(center=center, **values | overrides)


def make_participation(center: models.Center, role: str = Role.OPERATOR, **overrides: Any) -> models.Participation:
    if "organization" not in overrides:
        overrides["organization"] = make_organization()
    return models.Participation.objects.create(center=center, role=role, **overrides)


def make_alliance(**overrides: Any) -> models.Alliance:
    slug = overrides.pop("slug", _slug("alliance"))
    values = {
        "slug": slug,
        "name_zh": "合成联盟",
        "name_en": "Synthetic alliance",
        "publication": Publication.PUBLISHED,
    }
    return models.Alliance.objects.create(**values | overrides)


def make_membership(alliance: models.Alliance, **overrides: Any) -> models.AllianceMembership:
    if "organization" not in overrides:
        overrides["organization"] = make_organization()
    return models.AllianceMembership.objects.create(alliance=alliance, **overrides)


def make_committee(**overrides: Any) -> models.ExpertCommittee:
    slug = overrides.pop("slug", _slug("committee"))
    if "center" not in overrides:
        overrides["center"] = make_center()
    values = {
        "slug": slug,
        "name_zh": "合成委员会",
        "name_en": "Synthetic committee",
        "publication": Publication.PUBLISHED,
    }
    return models.ExpertCommittee.objects.create(**values | overrides)


def make_expert(**overrides: Any) -> models.Expert:
    slug = overrides.pop("slug", _slug("expert"))
    values = {"slug": slug, "name_zh": "合成专家", "name_en": "Synthetic expert", "publication": Publication.PUBLISHED}
    return models.Expert.objects.create(**values | overrides)


def make_seat(committee: models.ExpertCommittee, **overrides: Any) -> models.CommitteeSeat:
    if "expert" not in overrides:
        overrides["expert"] = make_expert()
    return models.CommitteeSeat.objects.create(committee=committee, **overrides)


def make_position(**overrides: Any) -> models.Position:
    """A public role, at a center unless ``organization`` is given."""
    if "expert" not in overrides:
        overrides["expert"] = make_expert()
    if not {"center", "organization"} & overrides.keys():
        overrides["center"] = make_center()
    values = {"number": overrides["expert"].positions.count() + 1, "title_zh": "合成职务", "title_en": "Synthetic role"}
    return models.Position.objects.create(**values | overrides)


def make_task_kind(**overrides: Any) -> models.TaskKind:
    number = overrides.pop("number", next(_numbers))
    slug = overrides.pop("slug", f"synthetic-task-kind-{number}")
    return models.TaskKind.objects.create(
        **{"slug": slug, "number": number, "name_en": "Synthetic task kind"} | overrides
    )


def make_task(**overrides: Any) -> models.ConstructionTask:
    if "center" not in overrides:
        overrides["center"] = make_center()
    values = {
        "number": overrides["center"].tasks.count() + 1,
        "name_zh": "合成任务",
        "name_en": "Synthetic task",
        "publication": Publication.PUBLISHED,
    }
    return models.ConstructionTask.objects.create(**values | overrides)


def make_milestone(**overrides: Any) -> models.Milestone:
    if "task" not in overrides:
        overrides["task"] = make_task()
    values = {"number": overrides["task"].milestones.count() + 1, "name_en": "Synthetic milestone"}
    return models.Milestone.objects.create(**values | overrides)


def make_progress_entry(**overrides: Any) -> models.ProgressEntry:
    if "task" not in overrides:
        overrides["task"] = make_task()
    values = {"number": overrides["task"].progress_entries.count() + 1, "date": "2024-06"}
    return models.ProgressEntry.objects.create(**values | overrides)


def make_metric(**overrides: Any) -> models.Metric:
    slug = overrides.pop("slug", _slug("metric"))
    values = {"slug": slug, "name_zh": "合成指标", "name_en": "Synthetic metric", "unit_zh": "家", "unit_en": "centers"}
    return models.Metric.objects.create(**values | overrides)


def make_figure(**overrides: Any) -> models.ReportedFigure:
    slug = overrides.pop("slug", _slug("figure"))
    if "metric" not in overrides:
        overrides["metric"] = make_metric()
    values = {"slug": slug, "value": Decimal(5), "publication": Publication.PUBLISHED}
    return models.ReportedFigure.objects.create(**values | overrides)


def make_event(**overrides: Any) -> models.Event:
    slug = overrides.pop("slug", _slug("event"))
    values = {"slug": slug, "name_en": "Synthetic event", "kind": "policy", "date": "2020"}
    return models.Event.objects.create(**values | {"publication": Publication.PUBLISHED} | overrides)


def make_statement(**overrides: Any) -> models.Statement:
    slug = overrides.pop("slug", _slug("statement"))
    values = {"slug": slug, "text_en": "A synthetic statement.", "publication": Publication.PUBLISHED}
    return models.Statement.objects.create(**values | overrides)


def make_source(**overrides: Any) -> models.Source:
    slug = overrides.pop("slug", _slug("source"))
    values = {
        "slug": slug,
        "title": "合成来源",
        "publisher": "Synthetic publisher",
        "url": f"https://example.org/{slug}",
        "publication": Publication.PUBLISHED,
    }
    return models.Source.objects.create(**values | overrides)


def make_citation(**overrides: Any) -> models.Citation:
    """A citation; name the record that it supports, for example ``make_citation(center=center)``."""
    if "source" not in overrides:
        overrides["source"] = make_source()
    return models.Citation.objects.create(**{"key": _slug("citation"), "quote": "合成引文"} | overrides)


def make_correction(**overrides: Any) -> models.Correction:
    values = {"number": next(_numbers), "path": "/centers/synthetic/", "message": "A synthetic report."}
    return models.Correction.objects.create(**values | overrides)


def make_retired_identifier(**overrides: Any) -> models.RetiredIdentifier:
    return models.RetiredIdentifier.objects.create(**{"kind": "center", "slug": _slug("retired")} | overrides)


def make_loaded_object(**overrides: Any) -> models.LoadedObject:
    values = {"model": "centers.center", "key": _slug("key"), "digest": "0" * 64}
    return models.LoadedObject.objects.create(**values | overrides)


def make_standing_period() -> models.StandingPeriod:
    """The period in which a center has stood since its approval."""
    return make_designation(make_center(), date="2020-01-01").center.standing_periods.get()


def make_change() -> models.Change:
    """The change that making a field leaves."""
    field = make_field()
    return models.Change.objects.get(model="field", object_id=field.pk)


#: How to make one record of each kind, with whatever it needs.
MAKERS: dict[type[Model], Callable[[], Model]] = {
    models.Alliance: make_alliance,
    models.AllianceMembership: lambda: make_membership(make_alliance()),
    models.Assessment: make_assessment,
    models.Center: make_center,
    models.Change: make_change,
    models.Citation: lambda: make_citation(center=make_center()),
    models.CommitteeSeat: lambda: make_seat(make_committee()),
    models.ConstructionTask: make_task,
    models.Correction: make_correction,
    models.Designation: lambda: make_designation(make_center()),
    models.Direction: make_direction,
    models.Event: make_event,
    models.Expert: make_expert,
    models.ExpertCommittee: make_committee,
    models.Field: make_field,
    models.LoadedObject: make_loaded_object,
    models.Metric: make_metric,
    models.Milestone: make_milestone,
    models.Name: make_name,
    models.Organization: make_organization,
    models.Participation: lambda: make_participation(make_center()),
    models.Position: make_position,
    models.ProgressEntry: make_progress_entry,
    models.Region: make_region,
    models.ReportedFigure: make_figure,
    models.RetiredIdentifier: make_retired_identifier,
    models.Site: make_site,
    models.Source: make_source,
    models.StandingPeriod: make_standing_period,
    models.Statement: make_statement,
    models.TaskKind: make_task_kind,
    models.TrailHead: lambda: make_change() and models.TrailHead.objects.get(),
}
