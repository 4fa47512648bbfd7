"""A region with everything the register publishes about it."""

from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import gettext, pgettext

from centers.batch import fetch_together
from centers.models import Center, Citation, Event, Region, ReportedFigure, Statement
from centers.queries import count_centers_by_region
from centers.records.citations import citations_of
from centers.records.shared import CentersOfTier, parts_by_tier, take_tiers


@dataclass
class RegionInFull:
    region: Region
    tiers: list[CentersOfTier]
    children: list[Region]
    child_counts: dict[str, dict[str, int]]
    ended: list[Center]
    figures: list[ReportedFigure]
    events: list[Event]
    statements: list[Statement]
    citations: list[Citation]

    @property
    def record(self) -> Region:
        return self.region

    @cached_property
    def counted_children(self) -> list[tuple[Region, int, int]]:
        """The regions below that have a center: how many of national level, and how many in all."""
        counted = [(child, self.child_counts[child.code]) for child in self.children]
        return [(child, counts["national-level"], counts["all"]) for child, counts in counted if counts["all"]]

    @cached_property
    def uncounted_children(self) -> list[Region]:
        return [child for child in self.children if not self.child_counts[child.code]["all"]]

    @cached_property
    def has_centers(self) -> bool:
        return any(tier.total for tier in self.tiers)

    @cached_property
    def sentence(self) -> str:
        """How many centers stand there, in one sentence."""
        counts = [f"{tier.tier.label} {tier.total}" for tier in self.tiers if tier.total]
        if not counts:
            return gettext("No center on record stands in %(region)s.") % {"region": self.region.name}
        names = {"region": self.region.name, "counts": pgettext("between names", ", ").join(counts)}
        return gettext("Centers standing in %(region)s, by tier: %(counts)s.") % names


def region_in_full(code: str) -> RegionInFull | None:
    region = Region.objects.select_related("parent__parent").filter(code=code).first()
    if region is None:
        return None
    centers = Center.objects.published().in_region(code)
    parts = fetch_together(
        **parts_by_tier(centers),
        children=Region.objects.filter(parent=region),
        figures=ReportedFigure.objects.published().filter(region=region).select_related("metric"),
        events=Event.objects.published().filter(region=region, center=None),
        statements=Statement.objects.published().filter(region=region),
    )
    return RegionInFull(
        region,
        take_tiers(parts, centers),
        child_counts=count_centers_by_region(parts["children"]),
        citations=citations_of(parts["figures"], parts["events"], parts["statements"]),
        **parts,
    )
