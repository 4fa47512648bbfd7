from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy
from django.views.generic import RedirectView

from centers import queries
from centers.choices import Tier
from centers.exports import REGIONS
from centers.filters import RegionListFilter
from centers.models import Region
from centers.records.regions import region_in_full
from centers.views.base import Heading, RecordList
from centers.views.records import RecordDetail


class RegionList(RecordList):
    noun = "region"
    template_name = "centers/region_list.html"
    filterset_class = RegionListFilter
    table = REGIONS
    title = _("Regions")
    counted = ngettext_lazy("%(number)s region", "%(number)s regions", "count")
    headings = [
        Heading(_("Name"), "name"),
        Heading(_("Code"), "code"),
        *(Heading(tier.label, style="amount") for tier in Tier),
        Heading(_("All tiers"), style="amount"),
    ]

    def get_queryset(self) -> QuerySet[Region]:
        return Region.objects.all()

    def rows(self, records: QuerySet[Region]) -> QuerySet[Region]:
        return queries.region_rows(records)

    def complete(self, records: list[Region]) -> None:
        queries.complete_regions(records)


class RegionCode(RedirectView):
    """The address of a region by its full six digits, zeros included."""

    permanent = True
    query_string = True


class RegionDetail(RecordDetail):
    model = Region
    read = staticmethod(region_in_full)
    template_name = "centers/region_detail.html"
