"""The filters of the lists: one FilterSet per kind of record, shared by pages and data.

A parameter is repeated to give several values; one of them suffices. A value that is malformed, or names nothing that
is public, makes the whole filter invalid, and an invalid filter finds nothing. Blank values and unknown parameters are
left out. Beside finding records a filter counts them: each choice says how many it would find under the other filters.
"""

from centers.filters.base import PAGE_SIZE, RecordFilter
from centers.filters.changes import ChangeFilter
from centers.filters.records import (
    AllianceFilter,
    CenterFilter,
    CommitteeFilter,
    FieldFilter,
    FigureFilter,
    OrganizationFilter,
    RegionListFilter,
    SourceFilter,
    TaskFilter,
)

__all__ = [
    "PAGE_SIZE",
    "AllianceFilter",
    "CenterFilter",
    "ChangeFilter",
    "CommitteeFilter",
    "FieldFilter",
    "FigureFilter",
    "OrganizationFilter",
    "RecordFilter",
    "RegionListFilter",
    "SourceFilter",
    "TaskFilter",
]
