from django.views.generic import DetailView

from centers.models import Alliance
from centers.views.base import RecordList


class AllianceList(RecordList):
    model = Alliance
    template_name = "centers/alliance_list.html"


class AllianceDetail(DetailView):
    model = Alliance
    template_name = "centers/alliance_detail.html"
