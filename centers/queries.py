"""Reads across models: what of each kind is public, what a list shows of it, and how often each value occurs.

Nothing here knows parameters or pages: a filter asks for counts, a view for rows, an export for records.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Count, OuterRef, Prefetch, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, Left, Length

from centers.choices import NATIONAL_LEVEL, Publication, Role, Tier
from centers.models import (
    Alliance,
    AllianceMembership,
    Center,
    Citation,
    CommitteeSeat,
    ConstructionTask,
    ExpertCommittee,
    Field,
    Name,
    Organization,
    Participation,
    Region,
    ReportedFigure,
    Site,
    Source,
)
from centers.models.base import InTwoLanguages

# --- what is public --------------------------------------------------------------------------------------------------
# A part of something is public with the whole: a task or a committee only while its center is.


def public_committees() -> QuerySet[ExpertCommittee]:
    return ExpertCommittee.objects.published().filter(center__publication=Publication.PUBLISHED)


def public_tasks() -> QuerySet[ConstructionTask]:
    return ConstructionTask.objects.published().filter(center__publication=Publication.PUBLISHED)


def public_figures() -> QuerySet[ReportedFigure]:
    return ReportedFigure.objects.published().filter(Q(center=None) | Q(center__publication=Publication.PUBLISHED))


def public_participations() -> QuerySet[Participation]:
    """Parts of published organizations in published centers."""
    return Participation.objects.filter(
        center__publication=Publication.PUBLISHED, organization__publication=Publication.PUBLISHED
    )


def standing_centers() -> QuerySet[Center]:
    return Center.objects.published().standing()


# --- what a list shows -----------------------------------------------------------------------------------------------
# Each takes the records of a list and adds what their rows need, in a fixed number of statements.

#: A row lists no more related records than this; the rest are counted.
MOST_LISTED = 5


def center_rows(centers: QuerySet[Center]) -> QuerySet[Center]:
    parts = public_participations().current().filter(role__in=[Role.OPERATOR, Role.LEAD])
    parts = parts.select_related("organization").order_by("organization__slug", "pk")
    sites = Site.objects.select_related("region__parent__parent").order_by("-is_seat", "region__code")
    return centers.select_related("field", "successor").prefetch_related(
        Prefetch("sites", sites, to_attr="listed_sites"),
        Prefetch("participations", parts, to_attr="listed_participations"),
    )


def complete_centers(centers: Iterable[Center]) -> None:
    """Tell apart what ``center_rows`` has fetched together: each center's seat, operator and leads."""
    for center in centers:
        organizations: dict[str, list[Organization]] = {Role.OPERATOR: [], Role.LEAD: []}
        for part in center.listed_participations:
            organizations[part.role].append(part.organization)
        center.operator = next(iter(organizations[Role.OPERATOR]), None)
        center.leads = organizations[Role.LEAD]
        center.seat = next((site.region for site in center.listed_sites if site.is_seat), None)


def alliance_rows(alliances: QuerySet[Alliance]) -> QuerySet[Alliance]:
    members = AllianceMembership.objects.current().filter(organization__publication=Publication.PUBLISHED)
    return alliances.select_related("center", "place__parent__parent").annotate(
        member_count=number_of(members.filter(alliance=OuterRef("pk")), "organization")
    )


def committee_rows(committees: QuerySet[ExpertCommittee]) -> QuerySet[ExpertCommittee]:
    seats = CommitteeSeat.objects.current().filter(expert__publication=Publication.PUBLISHED)
    return committees.select_related("center").annotate(
        seat_count=number_of(seats.filter(committee=OuterRef("pk")), "expert")
    )


def region_rows(regions: QuerySet[Region]) -> QuerySet[Region]:
    return regions.select_related("parent__parent")


def task_rows(tasks: QuerySet[ConstructionTask]) -> QuerySet[ConstructionTask]:
    return tasks.select_related("center", "kind")


def organization_rows(organizations: QuerySet[Organization]) -> QuerySet[Organization]:
    """An organization may have parts in any number of centers: all are counted, by role, and some are listed."""
    parts = public_participations().current()
    own = parts.filter(organization=OuterRef("pk"))
    counts = {f"{role.value}_count": number_of(own.filter(role=role), "center") for role in Role}
    listed = parts.select_related("center").order_by("center__tier_rank", "center__slug", "pk")[:MOST_LISTED]
    return (
        organizations.select_related("region__parent__parent")
        .annotate(part_count=number_of(own, "pk"), **counts)
        .prefetch_related(Prefetch("participations", listed, to_attr="listed_participations"))
    )


def field_rows(fields: QuerySet[Field]) -> QuerySet[Field]:
    national_level = standing_centers().national_level()
    return fields.annotate(provincial_count=provincial_centers_of_field()).prefetch_related(
        Prefetch("centers", national_level, to_attr="national_level_centers")
    )


def provincial_centers_of_field() -> Coalesce:
    return number_of(standing_centers().filter(tier=Tier.PROVINCIAL, field=OuterRef("pk")), "pk")


def source_rows(sources: QuerySet[Source]) -> QuerySet[Source]:
    return sources.defer("archived_text")


def figure_rows(figures: QuerySet[ReportedFigure]) -> QuerySet[ReportedFigure]:
    citations = (
        Citation.objects.filter(source__publication=Publication.PUBLISHED)
        .select_related("source")
        .defer("source__archived_text")
    )
    return figures.select_related("metric", "region__parent__parent", "center").prefetch_related(
        Prefetch("citations", citations, to_attr="listed_citations")
    )


def number_of(records: QuerySet, distinct: str) -> Coalesce:
    """A column with the number of the outer record's ``records``, counted by what is distinct."""
    counted = records.order_by().annotate(all=Value(1)).values("all").annotate(n=Count(distinct, distinct=True))
    return Coalesce(Subquery(counted.values("n")), 0)


def count_centers_by_region(regions: Iterable[Region]) -> dict[str, dict[str, int]]:
    """Return for each region's code how many standing centers of each tier have a site there or below (rule 9).

    ``"national-level"`` and ``"all"`` are keys as well. One statement, whatever the number of regions.
    """
    codes = {region.code for region in regions}
    standing = Site.objects.filter(center__in=standing_centers()).order_by()
    counts: dict[str, dict[str, int]] = {
        code: dict.fromkeys([*Tier.values, "national-level", "all"], 0) for code in codes
    }
    parts = [
        standing.annotate(length=Length("region__code"), code=Left("region__code", length))
        .filter(length__gte=length, code__in=[code for code in codes if len(code) == length])
        .values("code", "center__tier")
        .annotate(n=Count("center", distinct=True))
        .values_list("code", "center__tier", "n")
        for length in sorted({len(code) for code in codes})
    ]
    for code, tier, number in parts[0].union(*parts[1:], all=True) if parts else ():
        counts[code][tier] += number
        counts[code]["all"] += number
        counts[code]["national-level"] += number if tier in NATIONAL_LEVEL else 0
    return counts


def complete_regions(regions: list[Region]) -> None:
    """Add to each region its counts of centers, those of the tiers also in the tiers' order."""
    counts = count_centers_by_region(regions)
    for region in regions:
        region.counts = counts[region.code]
        region.counts_by_tier = [(tier.value, tier.label, region.counts[tier]) for tier in Tier]


# --- search ----------------------------------------------------------------------------------------------------------


def matching(records: QuerySet, words: Iterable[str]) -> QuerySet:
    """Records that have every word somewhere in their names, in either language, whatever the case."""
    for word in words:
        records = records.filter(MENTIONS[records.model](word))
    return records


def contains(word: str, *columns: str) -> Q:
    return reduce(or_, (Q(**{f"{column}__icontains": word}) for column in columns))


def names_contain(word: str, prefix: str = "") -> Q:
    return contains(word, f"{prefix}name_zh", f"{prefix}name_en")


def region_mentions(word: str, prefix: str = "") -> Q:
    """The region or one above it is called so: who searches for a province finds what is in its cities."""
    above = [f"{prefix}{'parent__' * steps}" for steps in range(3)]
    return reduce(or_, (names_contain(word, region) for region in above))


def center_mentions(word: str) -> Q:
    places = Site.objects.filter(region__in=Region.objects.filter(region_mentions(word)))
    return (
        names_contain(word)
        | contains(word, "slug")
        | Q(field__in=Field.objects.filter(names_contain(word)))
        | Q(pk__in=Name.objects.filter(contains(word, "text"), center__isnull=False).values("center"))
        | Q(pk__in=public_participations().filter(organization_mentions(word, "organization__")).values("center"))
        | Q(pk__in=places.values("center"))
    )


def organization_mentions(word: str, prefix: str = "") -> Q:
    further = Name.objects.filter(contains(word, "text"), organization__isnull=False)
    return (
        names_contain(word, prefix)
        | contains(word, f"{prefix}slug", f"{prefix}credit_code")
        | Q(**{f"{prefix}pk__in": further.values("organization")})
    )


def public_center_is_called(word: str) -> Q:
    return Q(center__in=Center.objects.published().filter(names_contain(word)))


MENTIONS = {
    Center: center_mentions,
    Alliance: lambda word: names_contain(word) | contains(word, "slug") | public_center_is_called(word),
    ExpertCommittee: lambda word: names_contain(word) | contains(word, "slug") | public_center_is_called(word),
    ConstructionTask: lambda word: names_contain(word) | names_contain(word, "kind__") | public_center_is_called(word),
    Organization: organization_mentions,
    Field: lambda word: names_contain(word) | contains(word, "slug"),
    Region: lambda word: region_mentions(word) | contains(word, "code"),
    Source: lambda word: contains(word, "title", "publisher", "slug"),
    ReportedFigure: lambda word: (
        names_contain(word, "metric__")
        | contains(word, "slug", "note_zh", "note_en")
        | region_mentions(word, "region__")
        | public_center_is_called(word)
    ),
}


# --- how often each value occurs -------------------------------------------------------------------------------------


@dataclass
class Tally(InTwoLanguages):
    """A value, what it is called if it is the identifier of something, and how many records have it."""

    value: str
    name_zh: str = ""
    name_en: str = ""
    count: int = 0

    @property
    def is_named(self) -> bool:
        return bool(self.name_zh or self.name_en)


#: Tallies by what they count, then by value.
Census = dict[str, dict[str, Tally]]


def counts_of(records: QuerySet, key: str, by: Any = Value(""), *, distinct: str = "") -> QuerySet:  # noqa: B008
    """Count records by value, or all of them: a part of a census. ``distinct`` is what counts where rows repeat it."""
    return (
        records.order_by()
        .values(tally=by)
        .annotate(n=Count(distinct or "pk", distinct=bool(distinct)))
        .values_list(Value(key), "tally", Value(""), Value(""), "n")
    )


def names_of(records: QuerySet, key: str, identifier: str = "slug") -> QuerySet:
    """Name values that are identifiers: a part of a census."""
    return records.order_by().values_list(Value(key), identifier, "name_zh", "name_en", Value(0))


def take_census(parts: Sequence[QuerySet]) -> Census:
    """Count and name all that the parts ask for, in one statement."""
    census: Census = {}
    for key, value, name_zh, name_en, count in parts[0].union(*parts[1:], all=True):
        tally = census.setdefault(key, {}).setdefault(value, Tally(value))
        tally.name_zh, tally.name_en = tally.name_zh or name_zh, tally.name_en or name_en
        tally.count += count
    return census


def regions_within(codes: Iterable[str]) -> QuerySet[Region]:
    """The regions with these codes and all below them."""
    return reduce(or_, (Region.objects.within(code) for code in codes), Region.objects.none())
