from django.views.generic import DetailView

from centers.models import Source
from centers.views.base import RecordList


class SourceList(RecordList):
    model = Source
    template_name = "centers/source_list.html"


class SourceDetail(DetailView):
    model = Source
    template_name = "centers/source_detail.html"
