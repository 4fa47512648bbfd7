from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from centers import queries
from centers.exports import ALLIANCES
from centers.filters import AllianceFilter
from centers.models import Alliance
from centers.records.alliances import alliance_in_full
from centers.views.base import Heading, RecordList
from centers.views.records import RecordDetail


class AllianceList(RecordList):
    noun = "alliance"
    template_name = "centers/alliance_list.html"
    filterset_class = AllianceFilter
    table = ALLIANCES
    title = _("Alliances")
    counted = ngettext_lazy("%(number)s alliance", "%(number)s alliances", "count")
    headings = [
        Heading(_("Name"), "name"),
        Heading(_("Led by")),
        Heading(_("Founded on"), "founded"),
        Heading(_("Founded in")),
        Heading(_("Members reported"), "members", "amount"),
        Heading(_("Members on record"), style="amount"),
    ]

    def get_queryset(self) -> QuerySet[Alliance]:
        return Alliance.objects.published()

    def rows(self, records: QuerySet[Alliance]) -> QuerySet[Alliance]:
        return queries.alliance_rows(records)


class AllianceDetail(RecordDetail):
    model = Alliance
    read = staticmethod(alliance_in_full)
    template_name = "centers/alliance_detail.html"
