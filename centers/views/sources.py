from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from centers import queries
from centers.exports import SOURCES
from centers.filters import SourceFilter
from centers.models import Source
from centers.records.sources import source_in_full
from centers.views.base import Heading, RecordList
from centers.views.records import RecordDetail


class SourceList(RecordList):
    noun = "source"
    template_name = "centers/source_list.html"
    filterset_class = SourceFilter
    table = SOURCES
    title = _("Sources")
    counted = ngettext_lazy("%(number)s source", "%(number)s sources", "count")
    headings = [
        Heading(_("Title"), "title"),
        Heading(_("Publisher"), "publisher"),
        Heading(_("Published on"), "published"),
        Heading(_("Language")),
        Heading(_("Address")),
    ]

    def get_queryset(self) -> QuerySet[Source]:
        return Source.objects.published()

    def rows(self, records: QuerySet[Source]) -> QuerySet[Source]:
        return queries.source_rows(records)


class SourceDetail(RecordDetail):
    model = Source
    read = staticmethod(source_in_full)
    template_name = "centers/source_detail.html"
