from django.views.generic import DetailView

from centers.models import Center
from centers.views.base import RecordList


class CenterList(RecordList):
    model = Center
    template_name = "centers/center_list.html"


class CenterDetail(DetailView):
    model = Center
    template_name = "centers/center_detail.html"
