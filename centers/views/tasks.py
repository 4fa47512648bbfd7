from typing import Any

from django.db.models import QuerySet
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from centers import queries
from centers.charts.tasks import draw_tasks
from centers.exports import TASKS
from centers.filters import TaskFilter
from centers.models import ConstructionTask, Milestone
from centers.records.tasks import TaskInFull, task_in_full
from centers.views.base import Heading, RecordList
from centers.views.records import RecordDetail


class TaskList(RecordList):
    noun = "task"
    template_name = "centers/task_list.html"
    filterset_class = TaskFilter
    table = TASKS
    title = _("Construction tasks")
    counted = ngettext_lazy("%(number)s construction task", "%(number)s construction tasks", "count")
    headings = [
        Heading(_("Name"), "name"),
        Heading(_("Center"), "center"),
        Heading(_("Task kind")),
        Heading(_("Status"), "status"),
        Heading(_("Progress"), "progress", "amount"),
        Heading(_("Due"), "due"),
    ]

    def get_queryset(self) -> QuerySet[ConstructionTask]:
        return queries.public_tasks()

    def rows(self, records: QuerySet[ConstructionTask]) -> QuerySet[ConstructionTask]:
        return queries.task_rows(records)

    def drawings(self, records: list[ConstructionTask]) -> dict[str, Any]:
        """A board and a Gantt chart, of one center's tasks only: the numbers of several would run together."""
        if len(self.filters.chosen("center")) != 1:
            return {}
        return {"task_drawings": draw_tasks(records, Milestone.objects.filter(task__in=records), localdate())}


class TaskDetail(RecordDetail):
    model = ConstructionTask
    template_name = "centers/task_detail.html"

    @staticmethod
    def read(slug: str) -> TaskInFull | None:
        return task_in_full(slug, localdate())
