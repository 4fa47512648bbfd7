from django.views.generic import DetailView

from centers.models import Field
from centers.views.base import RecordList


class FieldList(RecordList):
    model = Field
    template_name = "centers/field_list.html"


class FieldDetail(DetailView):
    model = Field
    template_name = "centers/field_detail.html"
