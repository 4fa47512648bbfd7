from typing import Any

from django.db.models import QuerySet
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from centers import queries
from centers.charts.tasks import draw_tasks
from centers.charts.timeline import timeline_of
from centers.exports import CENTERS
from centers.filters import CenterFilter
from centers.models import Center
from centers.records.centers import CenterInFull, center_in_full
from centers.views.base import Heading, RecordList
from centers.views.records import RecordDetail


class CenterList(RecordList):
    noun = "center"
    template_name = "centers/center_list.html"
    filterset_class = CenterFilter
    table = CENTERS
    title = _("Centers")
    counted = ngettext_lazy("%(number)s center", "%(number)s centers", "count")
    headings = [
        Heading(_("Name"), "name"),
        Heading(_("Tier"), "tier"),
        Heading(_("Field"), "field"),
        Heading(_("Sites")),
        Heading(_("Operator")),
        Heading(_("Approved on"), "approved"),
        Heading(_("Status"), "status"),
    ]

    def get_queryset(self) -> QuerySet[Center]:
        return Center.objects.published()

    def rows(self, records: QuerySet[Center]) -> QuerySet[Center]:
        return queries.center_rows(records)

    def complete(self, records: list[Center]) -> None:
        queries.complete_centers(records)


class CenterDetail(RecordDetail):
    model = Center
    read = staticmethod(center_in_full)
    template_name = "centers/center_detail.html"

    def drawings(self, whole: CenterInFull) -> dict[str, Any]:
        today = localdate()
        return {
            "timeline": timeline_of(whole, today.isoformat()),
            "task_drawings": draw_tasks(whole.tasks, whole.milestones, today),
        }
