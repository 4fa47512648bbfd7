"""A construction task with everything the register publishes about it."""

import datetime as dt
from dataclasses import dataclass, field

from centers.batch import fetch_together
from centers.models import Citation, ConstructionTask, Milestone, ProgressEntry
from centers.queries import public_tasks
from centers.records.citations import citations_of


@dataclass
class TaskInFull:
    task: ConstructionTask
    milestones: list[Milestone]
    progress_entries: list[ProgressEntry]
    siblings: list[ConstructionTask]
    day: dt.date
    citations: list[Citation] = field(default_factory=list)

    @property
    def record(self) -> ConstructionTask:
        return self.task

    @property
    def is_overdue(self) -> bool:
        return self.task.is_overdue(self.day)


def task_in_full(slug: str, day: dt.date) -> TaskInFull | None:
    """The task whose address is the slug of its center and its number."""
    center, _dash, number = slug.rpartition("-")
    if not number.isdecimal() or len(number) > len("32767") or number != str(int(number)):
        return None
    tasks = public_tasks().select_related("center", "kind").filter(center__slug=center, number=int(number))
    task = tasks.first()
    if task is None:
        return None
    siblings = public_tasks().filter(center=task.center_id).exclude(pk=task.pk)
    whole = TaskInFull(
        task=task,
        day=day,
        **fetch_together(
            milestones=Milestone.objects.filter(task=task),
            progress_entries=ProgressEntry.objects.filter(task=task),
            siblings=siblings,
        ),
    )
    for sibling in whole.siblings:
        sibling.center = task.center
    whole.citations = citations_of([task], whole.milestones, whole.progress_entries)
    return whole
