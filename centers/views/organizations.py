from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from centers import queries
from centers.exports import ORGANIZATIONS
from centers.filters import OrganizationFilter
from centers.models import Organization
from centers.records.organizations import organization_in_full
from centers.views.base import Heading, RecordList
from centers.views.records import RecordDetail


class OrganizationList(RecordList):
    noun = "organization"
    template_name = "centers/organization_list.html"
    filterset_class = OrganizationFilter
    table = ORGANIZATIONS
    title = _("Organizations")
    counted = ngettext_lazy("%(number)s organization", "%(number)s organizations", "count")
    headings = [
        Heading(_("Name"), "name"),
        Heading(_("Kind"), "kind"),
        Heading(_("Region"), "region"),
        Heading(_("Roles in centers")),
    ]

    def get_queryset(self) -> QuerySet[Organization]:
        return Organization.objects.published()

    def rows(self, records: QuerySet[Organization]) -> QuerySet[Organization]:
        return queries.organization_rows(records)


class OrganizationDetail(RecordDetail):
    model = Organization
    read = staticmethod(organization_in_full)
    template_name = "centers/organization_detail.html"
