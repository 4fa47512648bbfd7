"""A field with everything the register publishes about it."""

from dataclasses import dataclass
from functools import cached_property

from centers.batch import fetch_together
from centers.choices import NATIONAL_LEVEL
from centers.models import Center, Citation, Field, Statement
from centers.records.citations import citations_of
from centers.records.shared import CentersOfTier, parts_by_tier, take_tiers


@dataclass
class FieldInFull:
    field: Field
    tiers: list[CentersOfTier]
    ended: list[Center]
    statements: list[Statement]
    citations: list[Citation]

    @property
    def record(self) -> Field:
        return self.field

    @cached_property
    def has_centers(self) -> bool:
        return any(tier.total for tier in self.tiers)

    @cached_property
    def national_level(self) -> Center | None:
        """The one center of national level that stands in the field (rule 1)."""
        return next((center for tier in self.tiers if tier.tier in NATIONAL_LEVEL for center in tier.centers), None)


def field_in_full(slug: str) -> FieldInFull | None:
    of_slug = Field.objects.filter(slug=slug).first()
    if of_slug is None:
        return None
    centers = Center.objects.published().filter(field=of_slug)
    statements = Statement.objects.published()
    parts = fetch_together(**parts_by_tier(centers), statements=statements.filter(field=of_slug))
    return FieldInFull(of_slug, take_tiers(parts, centers), citations=citations_of(parts["statements"]), **parts)
