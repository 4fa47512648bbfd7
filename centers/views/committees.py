from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from centers import queries
from centers.exports import COMMITTEES
from centers.filters import CommitteeFilter
from centers.models import ExpertCommittee
from centers.records.committees import committee_in_full
from centers.views.base import Heading, RecordList
from centers.views.records import RecordDetail


class CommitteeList(RecordList):
    noun = "committee"
    template_name = "centers/committee_list.html"
    filterset_class = CommitteeFilter
    table = COMMITTEES
    title = _("Expert committees")
    counted = ngettext_lazy("%(number)s expert committee", "%(number)s expert committees", "count")
    headings = [
        Heading(_("Name"), "name"),
        Heading(_("Center")),
        Heading(_("Founded on"), "founded"),
        Heading(_("Members reported"), "size", "amount"),
        Heading(_("Academicians reported"), style="amount"),
        Heading(_("Seats on record"), style="amount"),
    ]

    def get_queryset(self) -> QuerySet[ExpertCommittee]:
        return queries.public_committees()

    def rows(self, records: QuerySet[ExpertCommittee]) -> QuerySet[ExpertCommittee]:
        return queries.committee_rows(records)


class CommitteeDetail(RecordDetail):
    model = ExpertCommittee
    read = staticmethod(committee_in_full)
    template_name = "centers/committee_detail.html"
