"""The office: a page in Django's admin for every kind of record."""

from centers.admin import (
    alliances,
    centers,
    changes,
    committees,
    corrections,
    figures,
    fixtures,
    organizations,
    reference,
    site,
    sources,
    standing,
    tasks,
)

__all__ = [
    "alliances",
    "centers",
    "changes",
    "committees",
    "corrections",
    "figures",
    "fixtures",
    "organizations",
    "reference",
    "site",
    "sources",
    "standing",
    "tasks",
]
