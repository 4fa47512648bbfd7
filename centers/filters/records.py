"""The filters of each list of records: its parameters, each with its column and what it is called."""

from typing import Any

import django_filters
from django.utils.translation import gettext_lazy as _

from centers.choices import STANDING, Language, OrganizationKind, RegionLevel, Role, Status, TaskStatus, Tier
from centers.dates import earliest, latest
from centers.filters.base import RecordFilter
from centers.filters.fields import LONGEST_SEARCH
from centers.filters.kinds import (
    ChoicesFilter,
    PartialDateFilter,
    RecordsFilter,
    RegionFilter,
    SortFilter,
    VocabularyFilter,
    YearFilter,
    YesNoFilter,
    known_order,
    name_order,
)
from centers.models import Center, Field, Metric, Organization, Site, TaskKind
from centers.queries import provincial_centers_of_field, public_committees, public_participations, standing_centers


class CenterFilter(RecordFilter):
    tier = ChoicesFilter("tier", choices=Tier.choices, label=_("Tier"))
    status = ChoicesFilter(
        "status",
        choices=Status.choices,
        default=STANDING,
        any_label=_("any status"),
        label=_("Status"),
        hint=_("Without a choice: standing, that is approved or accepted."),
    )
    region = RegionFilter("region", through=Site.objects.all, owner="center", label=_("Region"))
    field = VocabularyFilter("field__slug", records=Field.objects.all, label=_("Field"))
    organization = RecordsFilter(
        "organization__slug",
        records=Organization.objects.published,
        through=public_participations,
        owner="center",
        label=_("Organization"),
        unknown=_("The register has no organization “%(value)s”."),
    )
    # A center approved "in 2024" may have been approved on any day of it, so every span that meets the year finds it.
    approved_from = PartialDateFilter(
        "approved_latest", "gte", bound=earliest, dated="approved_on", label=_("Approved from")
    )
    approved_to = PartialDateFilter(
        "approved_earliest", "lte", bound=latest, dated="approved_on", label=_("Approved to")
    )
    sort = SortFilter(
        {
            "tier": ["tier_rank", "approved_earliest"],
            "name": [name_order()],
            "field": [name_order("field__")],
            "approved": ["approved_earliest"],
            "status": ["status"],
        }
    )


def center_filter(**kwargs: Any) -> RecordsFilter:
    """By the center that a record belongs to."""
    return RecordsFilter(
        "center__slug",
        records=Center.objects.published,
        label=_("Center"),
        unknown=_("The register has no center “%(value)s”."),
        **kwargs,
    )


class AllianceFilter(RecordFilter):
    region = RegionFilter("place", label=_("Founded in"))
    center = center_filter()
    sort = SortFilter(
        {"name": [name_order()], "founded": ["founded_earliest"], "members": [known_order("reported_members")]}
    )


class CommitteeFilter(RecordFilter):
    region = RegionFilter("center__sites__region", through=public_committees, label=_("Region"))
    center = center_filter()
    sort = SortFilter({"name": [name_order()], "founded": ["founded_on"], "size": [known_order("reported_size")]})


class TaskFilter(RecordFilter):
    status = ChoicesFilter("status", choices=TaskStatus.choices, label=_("Status"))
    kind = VocabularyFilter("kind__slug", records=TaskKind.objects.all, label=_("Task kind"))
    center = center_filter()
    sort = SortFilter(
        {
            "center": [name_order("center__"), "number"],
            "name": [name_order()],
            "status": ["status"],
            "progress": [known_order("progress")],
            "due": ["due_earliest"],
        },
        last=("center__slug", "number"),
    )


class OrganizationFilter(RecordFilter):
    kind = ChoicesFilter("kind", choices=OrganizationKind.choices, label=_("Kind"))
    role = ChoicesFilter(
        "role", choices=Role.choices, through=public_participations, owner="organization", label=_("Role in a center")
    )
    region = RegionFilter("region", label=_("Region"))
    sort = SortFilter({"name": [name_order()], "kind": ["kind"], "region": [known_order("region__code", "")]})


class FieldFilter(RecordFilter):
    tier = ChoicesFilter(
        "tier", choices=Tier.choices, through=standing_centers, owner="field", label=_("Standing center of tier")
    )
    sort = SortFilter({"name": [name_order()], "provincial": [provincial_centers_of_field]})


class RegionListFilter(RecordFilter):
    level = ChoicesFilter(
        "level",
        choices=RegionLevel.choices,
        default=[RegionLevel.PROVINCE],
        any_label=_("any level"),
        label=_("Level"),
        hint=_("Without a choice: provinces."),
    )
    region = RegionFilter("pk", label=_("Within"))
    sort = SortFilter({"code": ["code"], "name": [name_order()]}, last=("code",))


class SourceFilter(RecordFilter):
    language = ChoicesFilter("language", choices=Language.choices, label=_("Language"))
    linkable = YesNoFilter(
        "is_linkable", choices=[("yes", _("may be linked")), ("no", _("named only"))], label=_("Address")
    )
    year = YearFilter("published_on", label=_("Year"))
    publisher = django_filters.CharFilter("publisher", "icontains", max_length=LONGEST_SEARCH, label=_("Publisher"))
    sort = SortFilter(
        {"published": ["published_earliest"], "title": ["title"], "publisher": ["publisher"]}, default="-published"
    )


class FigureFilter(RecordFilter):
    metric = VocabularyFilter("metric__slug", records=Metric.objects.all, label=_("Metric"))
    region = RegionFilter("region", label=_("Region"))
    center = center_filter()
    sort = SortFilter({"metric": [name_order("metric__"), "as_of_earliest"], "as-of": ["as_of_earliest"]})
