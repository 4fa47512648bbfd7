"""What the readers of several kinds of record share."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Model, QuerySet
from django.utils.translation import get_language, pgettext

from centers.choices import STANDING, Tier
from centers.models import Center, Region

#: No page names more records of one kind than this; its list has the rest.
MOST_SHOWN = 100


def withhold(records: Iterable[Model], *names: str) -> None:
    """Forget references to records that are not public, so that nothing can name them."""
    for record in records:
        for name in names:
            related = getattr(record, name)
            if related is not None and not related.is_published:
                setattr(record, name, None)


def first_of(records: QuerySet, number: int) -> QuerySet:
    """The first so many records in their order: a part that a batch can hold."""
    ordering = records.query.order_by or records.model._meta.ordering
    return records.model._default_manager.filter(pk__in=records.values("pk")[:number]).order_by(*ordering)


# --- words -----------------------------------------------------------------------------------------------------------


def inside_a_sentence(name: str) -> str:
    """An English name without its initial capital, unless the word is an abbreviation."""
    return name[:1].lower() + name[1:] if name[1:2].islower() else name


def is_chinese() -> bool:
    return (get_language() or "").startswith("zh")


def place_name(region: Region, *, most: int = 2) -> str:
    """Where something is: "Baiyun District, Guangzhou", 广东省广州市白云区. The region's parents are selected along."""
    places = lineage_of(region)
    if is_chinese():
        return "".join(place.name for place in reversed(places))
    return ", ".join(place.name for place in places[:most])


def lineage_of(region: Region) -> list[Region]:
    """The region and every region above it, whose columns are selected along."""
    places = [region]
    while places[-1].parent is not None:
        places.append(places[-1].parent)
    return places


def enumerate_names(names: list[str]) -> str:
    """Write names in a row: "A, B and C", A、B和C."""
    if len(names) < 2:
        return "".join(names)
    comma, last = pgettext("between names", ", "), pgettext("before the last name", " and ")
    return comma.join(names[:-1]) + last + names[-1]


# --- centers by tier -------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class CentersOfTier:
    """The standing centers of one tier that a page names, and how many there are."""

    tier: Tier
    centers: list[Center]
    total: int

    @property
    def is_cut(self) -> bool:
        return self.total > len(self.centers)


def parts_by_tier(centers: QuerySet[Center]) -> dict[str, QuerySet[Center]]:
    """Parts of a batch: the centers of each tier that stand, and those of national level that stand no more."""
    standing = centers.standing()
    parts = {f"tier_{number}": first_of(standing.filter(tier=tier), MOST_SHOWN) for number, tier in enumerate(Tier)}
    parts["ended"] = centers.national_level().exclude(status__in=STANDING)
    return {name: part.select_related("field") for name, part in parts.items()}


def take_tiers(parts: dict[str, list[Any]], centers: QuerySet[Center]) -> list[CentersOfTier]:
    """Take the centers by tier out of a batch, and count them all. One statement."""
    totals = dict(centers.standing().order_by().values_list("tier").annotate(Count("pk")))
    return [CentersOfTier(tier, parts.pop(f"tier_{number}"), totals.get(tier, 0)) for number, tier in enumerate(Tier)]
