"""Plain factories: each makes a valid record, takes overrides, and makes what it needs.

Everything here is synthetic and says so in its name.
"""

import itertools
from typing import Any

from centers import models
from centers.choices import Publication, Role, Status, Step, Tier

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
    return models.Site.objects.create(**overrides)


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


def make_metric(**overrides: Any) -> models.Metric:
    slug = overrides.pop("slug", _slug("metric"))
    values = {"slug": slug, "name_zh": "合成指标", "name_en": "Synthetic metric", "unit_zh": "家", "unit_en": "centers"}
    return models.Metric.objects.create(**values | overrides)


def make_figure(**overrides: Any) -> models.ReportedFigure:
    slug = overrides.pop("slug", _slug("figure"))
    if "metric" not in overrides:
        overrides["metric"] = make_metric()
    values = {"slug": slug, "value": 5, "publication": Publication.PUBLISHED}
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
