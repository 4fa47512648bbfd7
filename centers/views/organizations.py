from django.views.generic import DetailView

from centers.models import Organization
from centers.views.base import RecordList


class OrganizationList(RecordList):
    model = Organization
    template_name = "centers/organization_list.html"


class OrganizationDetail(DetailView):
    model = Organization
    template_name = "centers/organization_detail.html"
