"""The system at a glance: what the home page shows. A fixed number of statements, whatever the register holds."""

from dataclasses import dataclass
from functools import cached_property

from django.db.models import F, Q, QuerySet

from centers.batch import fetch_together
from centers.choices import NATIONAL_LEVEL, Publication, Tier
from centers.models import Center, Citation, Designation, Organization, Region, ReportedFigure, Source, Statement
from centers.queries import Census, count_centers_by_region, counts_of, standing_centers, take_census
from centers.records.citations import citations_of
from centers.records.shared import first_of

#: How many designations, and how many figures, the home page shows.
LATEST_STEPS = 8
#: The source that the register began from: its figures and statements describe the system as a whole.
SEED = "seed-article"

#: ISO 3166-2 letters of the provinces, by their code of GB/T 2260, for tiles too small for a name.
LETTERS = {
    "11": "BJ", "12": "TJ", "13": "HE", "14": "SX", "15": "NM", "21": "LN", "22": "JL", "23": "HL", "31": "SH",
    "32": "JS", "33": "ZJ", "34": "AH", "35": "FJ", "36": "JX", "37": "SD", "41": "HA", "42": "HB", "43": "HN",
    "44": "GD", "45": "GX", "46": "HI", "50": "CQ", "51": "SC", "52": "GZ", "53": "YN", "54": "XZ", "61": "SN",
    "62": "GS", "63": "QH", "64": "NX", "65": "XJ", "71": "TW", "81": "HK", "82": "MO",
}  # fmt: skip

TILE_WIDTH, TILE_HEIGHT, GAP = 76, 56, 4
STEPS = 5


@dataclass(frozen=True)
class Tile:
    """A province on the tile map: its place in the grid, its counts, and one of five steps of shade (0: none)."""

    region: Region
    counts: dict[str, int]
    step: int

    @property
    def letters(self) -> str:
        return LETTERS.get(self.region.code, "")

    @property
    def national_level(self) -> int:
        return self.counts["national-level"]

    @property
    def provincial(self) -> int:
        return self.counts[Tier.PROVINCIAL]

    @property
    def enterprise(self) -> int:
        return self.counts[Tier.ENTERPRISE]

    @property
    def x(self) -> int:
        return ((self.region.tile_column or 1) - 1) * (TILE_WIDTH + GAP)

    @property
    def y(self) -> int:
        return ((self.region.tile_row or 1) - 1) * (TILE_HEIGHT + GAP)


@dataclass
class Overview:
    census: Census
    provinces: list[Region]
    counts: dict[str, dict[str, int]]
    first: list[Center]
    latest: list[Designation]
    figures: list[ReportedFigure]
    statements: list[Statement]
    citations: list[Citation]

    def _count(self, key: str, value: str = "") -> int:
        tally = self.census.get(key, {}).get(value)
        return tally.count if tally else 0

    @property
    def tiers(self) -> dict[str, int]:
        """Standing centers by tier; a key has underscores so that a template can name it."""
        return {tier.name.lower(): self._count("tier", tier) for tier in Tier}

    @property
    def national_level(self) -> int:
        return sum(self._count("tier", tier) for tier in NATIONAL_LEVEL)

    @property
    def sources(self) -> int:
        return self._count("sources")

    @property
    def organizations(self) -> int:
        return self._count("organizations")

    @cached_property
    def reported(self) -> list[ReportedFigure]:
        """The figures of the whole country first, then by size."""
        return sorted(self.figures, key=lambda figure: (figure.region is not None, figure.value))

    @cached_property
    def tiles(self) -> list[Tile]:
        most = max((self.counts[region.code]["national-level"] for region in self.provinces), default=0)
        return [
            Tile(
                region, self.counts[region.code], -(-STEPS * self.counts[region.code]["national-level"] // max(most, 1))
            )
            for region in self.provinces
        ]

    @cached_property
    def ranked(self) -> list[Tile]:
        """Provinces with a center, those with most of national level first."""
        tiles = [tile for tile in self.tiles if tile.counts["all"]]
        return sorted(tiles, key=lambda tile: (-tile.national_level, -tile.counts["all"], tile.region.code))

    @property
    def provinces_with_national_level(self) -> int:
        return sum(tile.national_level > 0 for tile in self.tiles)

    @property
    def map_width(self) -> int:
        return max((tile.x for tile in self.tiles), default=0) + TILE_WIDTH

    @property
    def map_height(self) -> int:
        return max((tile.y for tile in self.tiles), default=0) + TILE_HEIGHT


def system_at_a_glance() -> Overview:
    national_level = Center.objects.published().national_level()
    census = take_census(
        [
            counts_of(standing_centers(), "tier", F("tier")),
            counts_of(Source.objects.published(), "sources"),
            counts_of(Organization.objects.published(), "organizations"),
        ]
    )
    parts = fetch_together(
        provinces=Region.objects.provinces(),
        first=first_of(national_level.exclude(approved_on="").order_by("approved_earliest", "slug"), 1),
        latest=first_of(
            Designation.objects.filter(center__in=national_level).exclude(date="").order_by("-date_earliest", "-id"),
            LATEST_STEPS,
        ).select_related("center"),
        figures=figures_of_the_seed(),
        statements=Statement.objects.published().filter(center=None, field=None, region=None),
    )
    return Overview(
        census,
        counts=count_centers_by_region(parts["provinces"]),
        citations=citations_of(parts["figures"], parts["statements"]),
        **parts,
    )


def figures_of_the_seed() -> QuerySet[ReportedFigure]:
    """The figures about regions and the country that the article reports and the register can count."""
    cited = Citation.objects.filter(source__slug=SEED, source__publication=Publication.PUBLISHED)
    return (
        ReportedFigure.objects.published()
        .filter(~Q(metric__count_rule=""), center=None, pk__in=cited.exclude(figure=None).values("figure"))
        .select_related("metric", "region")
    )
