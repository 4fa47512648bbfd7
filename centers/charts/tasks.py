"""Construction tasks as a board, by how far they are, and as a Gantt chart, by when they are to be done."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from centers.charts.axis import Axis, Key, Kind, Mark, bounded, key_of, moment, period
from centers.charts.timeline import spell_period
from centers.choices import TaskStatus
from centers.dates import earliest, latest, spell_date
from centers.models import ConstructionTask, Milestone

KEY = {
    Kind.CERTAIN: _("from the start to the due date"),
    Kind.POSSIBLE: _("possibly: only the month or the year is known"),
    Kind.OPEN: _("no due date published"),
    Kind.DAY: _("due date; the start is not published"),
    Kind.WITHIN: _("on some day within: only the month or the year is known"),
    Kind.DONE_PART: _("share that is done"),
    Kind.OVERDUE: _("overdue"),
    Kind.COMPLETED: _("completed"),
    Kind.REACHED: _("milestone reached"),
    Kind.EXPECTED: _("milestone due"),
}


@dataclass(frozen=True)
class Card:
    """A task on the board. ``facts`` are its dates and its progress in words, as far as they are published."""

    task: ConstructionTask
    facts: tuple[str, ...]
    is_overdue: bool


@dataclass(frozen=True)
class BoardColumn:
    status: TaskStatus
    cards: tuple[Card, ...]

    @property
    def label(self) -> str | Promise:
        return self.status.label


@dataclass(frozen=True)
class GanttRow:
    card: Card
    milestones: tuple[tuple[Milestone, str], ...]  # each with its date in words
    marks: tuple[Mark, ...]


@dataclass(frozen=True)
class Gantt:
    axis: Axis
    today: float
    rows: tuple[GanttRow, ...]

    @property
    def key(self) -> Key:
        return key_of((mark for row in self.rows for mark in row.marks), KEY)


@dataclass(frozen=True)
class TaskDrawings:
    board: tuple[BoardColumn, ...]
    gantt: Gantt | None

    @property
    def say_something(self) -> bool:
        """Whether more is known of some task than that it is one."""
        return any(card.facts or column.status != TaskStatus.UNKNOWN for column in self.board for card in column.cards)


def draw_tasks(
    tasks: Sequence[ConstructionTask], milestones: Iterable[Milestone], today: dt.date
) -> TaskDrawings | None:
    """A center's tasks as a board and as a Gantt chart, or None if it has none."""
    return TaskDrawings(board_of(tasks, today), gantt_of(tasks, milestones, today)) if tasks else None


def board_of(tasks: Iterable[ConstructionTask], today: dt.date) -> tuple[BoardColumn, ...]:
    """Every status with its tasks, in the order of the tasks; a status that no task has stays in."""
    cards = defaultdict(list)
    for task in tasks:
        cards[task.status].append(card_of(task, today))
    return tuple(BoardColumn(status, tuple(cards[status])) for status in TaskStatus)


def card_of(task: ConstructionTask, today: dt.date) -> Card:
    return Card(task, tuple(_facts(task)), task.is_overdue(today))


def _facts(task: ConstructionTask) -> Iterator[str]:
    if task.due and not task.start:
        yield gettext("due %(date)s") % {"date": spell_date(task.due)}
    elif task.start:
        yield spell_period(task.start, task.due)
    if task.completed_on:
        yield gettext("completed %(date)s") % {"date": spell_date(task.completed_on)}
    elif task.progress is not None:
        yield gettext("%(percent)s%% done") % {"percent": task.progress}


def gantt_of(tasks: Iterable[ConstructionTask], milestones: Iterable[Milestone], today: dt.date) -> Gantt | None:
    """The tasks over time, or None if no date of any is known. ``milestones`` are those of all the tasks."""
    by_task = defaultdict(list)
    for milestone in milestones:
        by_task[milestone.task_id].append(milestone)
    shown = [(task, by_task[task.pk]) for task in tasks]
    dates = [date for task, of_task in shown for date in _dates(task, of_task)]
    if not any(dates):
        return None
    day = today.isoformat()
    axis = Axis.around([day, *dates])
    rows = [
        GanttRow(
            card_of(task, today),
            tuple((milestone, _milestone_in_words(milestone)) for milestone in of_task),
            (*_task_marks(axis, task, today), *_milestone_marks(axis, of_task)),
        )
        for task, of_task in shown
    ]
    return Gantt(axis, axis.middle_of(day), tuple(rows))


def _dates(task: ConstructionTask, milestones: list[Milestone]) -> Iterator[str]:
    yield from (task.start, task.due, task.completed_on)
    yield from (milestone.reached_on or milestone.due for milestone in milestones)


def _milestone_in_words(milestone: Milestone) -> str:
    if milestone.reached_on:
        return gettext("reached %(date)s") % {"date": spell_date(milestone.reached_on)}
    if milestone.due:
        return gettext("due %(date)s") % {"date": spell_date(milestone.due)}
    return gettext("no date published")


def _task_marks(axis: Axis, task: ConstructionTask, today: dt.date) -> Iterator[Mark]:
    day = today.isoformat()
    end = task.due or task.completed_on
    if task.start and end:
        begin, ended = axis.begin_of(earliest(task.start)), axis.end_of(latest(end))
        yield from bounded(begin, axis.begin_of(latest(task.start)), axis.end_of(earliest(end)), ended)
        yield from _done_part(axis, task, begin, ended)
    elif task.start:
        yield from period(axis, task.start, "", day)
    elif task.due:
        yield from moment(axis, task.due)
    if task.is_overdue(today):
        due = axis.end_of(latest(task.due))
        yield Mark(Kind.OVERDUE, due, round(axis.end_of(day) - due, 2))
    if task.completed_on:
        yield from _point(axis, Kind.COMPLETED, task.completed_on)


def _done_part(axis: Axis, task: ConstructionTask, begin: float, ended: float) -> Iterator[Mark]:
    """So much of the bar as the progress says; of a completed task, all until its completion, however late."""
    done = (
        axis.end_of(latest(task.completed_on))
        if task.completed_on
        else begin + (ended - begin) * (task.progress or 0) / 100
    )
    if done > begin:
        yield Mark(Kind.DONE_PART, begin, round(done - begin, 2))


def _milestone_marks(axis: Axis, milestones: list[Milestone]) -> Iterator[Mark]:
    for milestone in milestones:
        if milestone.reached_on:
            yield from _point(axis, Kind.REACHED, milestone.reached_on)
        elif milestone.due:
            yield from _point(axis, Kind.EXPECTED, milestone.due)


def _point(axis: Axis, kind: Kind, date: str) -> Iterator[Mark]:
    """A point, with the stretch it lies in if its day is not known."""
    yield from (mark for mark in moment(axis, date) if mark.kind == Kind.WITHIN)
    yield Mark(kind, axis.middle_of(date))
