from django.views.generic import DetailView

from centers.models import ExpertCommittee
from centers.views.base import RecordList


class CommitteeList(RecordList):
    model = ExpertCommittee
    template_name = "centers/committee_list.html"


class CommitteeDetail(DetailView):
    model = ExpertCommittee
    template_name = "centers/committee_detail.html"
