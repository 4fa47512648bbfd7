from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from centers import queries
from centers.exports import FIELDS
from centers.filters import FieldFilter
from centers.models import Field
from centers.records.fields import field_in_full
from centers.views.base import Heading, RecordList
from centers.views.records import RecordDetail


class FieldList(RecordList):
    noun = "field"
    template_name = "centers/field_list.html"
    filterset_class = FieldFilter
    table = FIELDS
    title = _("Fields")
    counted = ngettext_lazy("%(number)s field", "%(number)s fields", "count")
    headings = [
        Heading(_("Name"), "name"),
        Heading(_("Center of national level standing")),
        Heading(_("Provincial centers standing"), "provincial", "amount"),
    ]

    def get_queryset(self) -> QuerySet[Field]:
        return Field.objects.all()

    def rows(self, records: QuerySet[Field]) -> QuerySet[Field]:
        return queries.field_rows(records)


class FieldDetail(RecordDetail):
    model = Field
    read = staticmethod(field_in_full)
    template_name = "centers/field_detail.html"
