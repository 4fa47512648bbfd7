from django.views.generic import DetailView

from centers.models import ConstructionTask
from centers.views.base import RecordList


class TaskList(RecordList):
    model = ConstructionTask
    template_name = "centers/task_list.html"


class TaskDetail(DetailView):
    model = ConstructionTask
    template_name = "centers/task_detail.html"
