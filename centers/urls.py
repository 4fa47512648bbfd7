from typing import Any

from django.urls import URLPattern, path, register_converter

from centers.feeds import ChangeFeed
from centers.views.alliances import AllianceDetail, AllianceList
from centers.views.centers import CenterDetail, CenterList
from centers.views.changes import ChangeList
from centers.views.citing import RecordCite
from centers.views.committees import CommitteeDetail, CommitteeList
from centers.views.fields import FieldDetail, FieldList
from centers.views.figures import FigureList
from centers.views.home import Home
from centers.views.organizations import OrganizationDetail, OrganizationList
from centers.views.regions import RegionCode, RegionDetail, RegionList
from centers.views.sources import SourceDetail, SourceList
from centers.views.tasks import TaskDetail, TaskList

app_name = "centers"


class DataFormat:
    """The ending under which a list is data."""

    regex = "csv|json|xlsx"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class FullCode:
    """A region's code filled up to six digits with zeros; as a value it goes without them."""

    regex = r"[1-8]\d(?:\d\d)?(?:00){1,2}"

    def to_python(self, value: str) -> str:
        return f"{value[:2]}{value[2:].removesuffix('00').removesuffix('00')}"

    def to_url(self, value: str) -> str:
        return value.ljust(6, "0")


register_converter(DataFormat, "format")
register_converter(FullCode, "full_code")


def list_paths(folder: str, noun: str, view: type[Any]) -> list[URLPattern]:
    """A list as a page, and with the same query string as data."""
    return [
        path(f"{folder}/", view.as_view(), name=f"{noun}-list"),
        path(f"{folder}.<format:format>", view.as_view(), name=f"{noun}-list-data"),
    ]


def detail_paths(folder: str, noun: str, view: type[Any], *, key: str = "slug") -> list[URLPattern]:
    """A record as a page, as JSON-LD, and references to it and to its values."""
    return [
        path(f"{folder}/<slug:{key}>/", view.as_view(), name=f"{noun}-detail"),
        path(f"{folder}/<slug:{key}>.json", view.as_view(), {"format": "json"}, name=f"{noun}-detail-data"),
        path(f"{folder}/<slug:{key}>/cite/", RecordCite.as_view(detail=view), name=f"{noun}-cite"),
    ]


urlpatterns: list[URLPattern] = [
    path("", Home.as_view(), name="home"),
    *list_paths("centers", "center", CenterList),
    *detail_paths("centers", "center", CenterDetail),
    *list_paths("alliances", "alliance", AllianceList),
    *detail_paths("alliances", "alliance", AllianceDetail),
    *list_paths("committees", "committee", CommitteeList),
    *detail_paths("committees", "committee", CommitteeDetail),
    # A task is known by its center's slug and its number.
    *list_paths("tasks", "task", TaskList),
    *detail_paths("tasks", "task", TaskDetail),
    *list_paths("organizations", "organization", OrganizationList),
    *detail_paths("organizations", "organization", OrganizationDetail),
    *list_paths("fields", "field", FieldList),
    *detail_paths("fields", "field", FieldDetail),
    # A region is known by its code. GB/T 2260 fills codes up to six digits with zeros; ours go without.
    *list_paths("regions", "region", RegionList),
    path("regions/<full_code:code>/", RegionCode.as_view(pattern_name="centers:region-detail")),
    path("regions/<full_code:code>.json", RegionCode.as_view(pattern_name="centers:region-detail-data")),
    *detail_paths("regions", "region", RegionDetail, key="code"),
    *list_paths("sources", "source", SourceList),
    *detail_paths("sources", "source", SourceDetail),
    # A reported figure has its place on the list.
    *list_paths("figures", "figure", FigureList),
    # What was published or changed; its feed takes the same query string.
    path("changes/", ChangeList.as_view(), name="change-list"),
    path("changes/feed/", ChangeFeed(), name="change-feed"),
]
