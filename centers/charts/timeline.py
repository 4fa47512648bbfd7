"""A center's timeline: its steps, its organizations' periods, milestones, assessments and events, lane by lane."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Model
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from centers.charts.axis import Axis, Key, Kind, Mark, key_of, moment, period
from centers.dates import spell_date
from centers.models import Assessment, ConstructionTask, Designation, Event, Milestone, Participation
from centers.records.centers import CenterInFull
from centers.records.citations import anchor_of

KEY = {
    Kind.DAY: _("on this day"),
    Kind.WITHIN: _("on some day within: only the month or the year is known"),
    Kind.CERTAIN: _("all this time"),
    Kind.POSSIBLE: _("possibly all this time"),
    Kind.OPEN: _("no end known"),
}

Draw = Callable[[Axis, str], Iterator[Mark]]


@dataclass(frozen=True)
class Entry:
    """What stands in a row, in words, and how it is drawn once the axis is known."""

    word: str
    when: str
    dates: tuple[str, ...]
    draw: Draw
    href: str
    subject: Any = None  # the record that the word is about, if it has a name

    @property
    def is_dated(self) -> bool:
        return any(self.dates)


@dataclass(frozen=True)
class Row:
    entry: Entry
    marks: tuple[Mark, ...]


@dataclass(frozen=True)
class Lane:
    name: str | Promise
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Timeline:
    axis: Axis
    today: float
    lanes: tuple[Lane, ...]
    undated: tuple[Entry, ...]

    @property
    def number_of_rows(self) -> int:
        return sum(len(lane.rows) for lane in self.lanes)

    @property
    def key(self) -> Key:
        return key_of((mark for lane in self.lanes for row in lane.rows for mark in row.marks), KEY)


def timeline_of(whole: CenterInFull, today: str) -> Timeline | None:
    """The timeline of a center up to ``today`` (ISO text), or None if nothing about the center could be dated."""
    tasks = {task.pk: task for task in whole.tasks}
    lanes: list[tuple[str | Promise, list[Entry]]] = [
        (_("Standing"), [step_entry(step) for step in whole.designations]),  # in the order in which they were taken
        (_("Organizations"), by_date(participation_entry(part) for part in whole.participations)),
        (_("Tasks"), by_date(milestone_entry(stone, tasks[stone.task_id]) for stone in whole.milestones)),
        (_("Assessments"), by_date(assessment_entry(assessment) for assessment in whole.assessments)),
        (_("Events"), by_date(event_entry(event) for event in whole.events)),
    ]
    return draw_timeline(lanes, today)


def by_date(entries: Iterable[Entry]) -> list[Entry]:
    return sorted(entries, key=lambda entry: min(filter(None, entry.dates), default=""))


def draw_timeline(lanes: list[tuple[str | Promise, list[Entry]]], today: str) -> Timeline | None:
    entries = [entry for _name, entries in lanes for entry in entries]
    if not entries:
        return None
    axis = Axis.around([today, *(date for entry in entries for date in entry.dates)])
    drawn = []
    for name, entries_of_lane in lanes:
        dated = [entry for entry in entries_of_lane if entry.is_dated]
        if dated:
            drawn.append(Lane(name, tuple(Row(entry, tuple(entry.draw(axis, today))) for entry in dated)))
    undated = tuple(entry for entry in entries if not entry.is_dated)
    return Timeline(axis, axis.middle_of(today), tuple(drawn), undated)


# --- what stands in a row --------------------------------------------------------------------------------------------


def step_entry(step: Designation) -> Entry:
    word = step.get_step_display()
    if step.tier:
        word = gettext("%(step)s: %(tier)s") % {"step": word, "tier": step.get_tier_display()}
    return at(step.date, word, step, subject=step.successor)


def participation_entry(part: Participation) -> Entry:
    return during(part.start, part.end, part.get_role_display(), part, subject=part.organization)


def milestone_entry(milestone: Milestone, task: ConstructionTask) -> Entry:
    word = gettext("milestone reached") if milestone.reached_on else gettext("milestone due")
    href = f"{task.get_absolute_url()}#{anchor_of(milestone)}"
    return at(milestone.reached_on or milestone.due, word, milestone, subject=milestone, href=href)


def assessment_entry(assessment: Assessment) -> Entry:
    """An assessment on the day it was published, or else over the years that it is about."""
    first, _dash, last = assessment.period.partition("-")
    names = {"period": assessment.period.replace("-", "–"), "result": assessment.get_result_display()}
    word = gettext("assessment of %(period)s: %(result)s") % names
    if assessment.published_on:
        return at(assessment.published_on, word, assessment)
    begin, end = f"{first}-01-01", f"{int(last or first) + 1}-01-01"
    return during(begin, end, word, assessment, when=gettext("publication not dated"))


def event_entry(event: Event) -> Entry:
    return at(event.date, event.get_kind_display(), event, subject=event)


def at(date: str, word: str, record: Model, *, subject: Any = None, href: str = "") -> Entry:
    """An entry of one date."""
    return Entry(
        word=word,
        when=spell_date(date),
        dates=(date,),
        draw=lambda axis, _today: moment(axis, date),
        href=href or f"#{anchor_of(record)}",
        subject=subject,
    )


def during(start: str, end: str, word: str, record: Model, *, subject: Any = None, when: str = "") -> Entry:
    """An entry that lasts from its start (included) to its end (excluded)."""
    return Entry(
        word=word,
        when=when or spell_period(start, end),
        dates=(start, end),
        draw=lambda axis, today: period(axis, start, end, today),
        href=f"#{anchor_of(record)}",
        subject=subject,
    )


def spell_period(start: str, end: str) -> str:
    """Write a period in words: "since April 2023"."""
    dates = {"start": spell_date(start), "end": spell_date(end)}
    if start and end:
        return gettext("%(start)s to %(end)s") % dates
    if start:
        return gettext("since %(start)s") % dates
    return gettext("until %(end)s") % dates if end else ""
