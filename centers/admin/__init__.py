"""The office: a page in Django's admin for every kind of record."""

from centers.admin import (
    alliances,
    centers,
    committees,
    corrections,
    figures,
    fixtures,
    organizations,
    reference,
    site,
    sources,
    tasks,
)

__all__ = [
    "alliances",
    "centers",
    "committees",
    "corrections",
    "figures",
    "fixtures",
    "organizations",
    "reference",
    "site",
    "sources",
    "tasks",
]
