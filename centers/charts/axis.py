"""A stretch of years, and what a date looks like on it."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Self

from django.utils.functional import Promise

from centers.dates import earliest, latest

#: So many years can be written side by side on a telephone, and so much of its width the last of them takes.
MOST_LABELS, LABEL_WIDTH = 6, 9.0
#: The steps in which years are labelled, and for how many years finer lines still help.
STEPS = (1, 2, 5, 10, 20, 50)
YEARS_WITH_QUARTERS, YEARS_WITH_LINES = 3, 30


@dataclass(frozen=True)
class Tick:
    """The beginning of a year, or of a quarter: a line on the axis, with the year if there is room for it."""

    x: float
    year: int | None = None


@dataclass(frozen=True)
class Axis:
    """The years from the first to the last one, both whole."""

    first_year: int
    last_year: int

    @classmethod
    def around(cls, dates: Iterable[str]) -> Self:
        """The years that the partial dates lie in; a blank one lies nowhere."""
        years = [int(date[:4]) for date in dates if date]
        return cls(min(years), max(years))

    @property
    def years(self) -> int:
        return self.last_year - self.first_year + 1

    def begin_of(self, day: str) -> float:
        """Where a day (ISO text) begins."""
        return self._place(_ordinal(day))

    def end_of(self, day: str) -> float:
        """Where a day ends."""
        return self._place(_ordinal(day) + 1)

    def middle_of(self, date: str) -> float:
        """The middle of all that a partial date may mean."""
        return round((self.begin_of(earliest(date)) + self.end_of(latest(date))) / 2, 2)

    def _place(self, ordinal: int) -> float:
        begin, end = dt.date(self.first_year, 1, 1).toordinal(), dt.date(self.last_year + 1, 1, 1).toordinal()
        return round(100 * (ordinal - begin) / (end - begin), 2)

    @property
    def labelled(self) -> list[Tick]:
        """The years that are labelled, and ruled from top to bottom."""
        step = next(step for step in STEPS if self.years <= step * MOST_LABELS)
        years = range(-(-self.first_year // step) * step, self.last_year + 1, step)
        places = [(self.begin_of(f"{year}-01-01"), year) for year in years]
        return [Tick(x, year if 100 - x >= LABEL_WIDTH else None) for x, year in places]

    @property
    def lines(self) -> list[Tick]:
        """The shorter lines between: quarters of few years, every one of some years, none of many."""
        months = ("01", "04", "07", "10") if self.years <= YEARS_WITH_QUARTERS else ("01",)
        taken = {tick.x for tick in self.labelled}
        years = range(self.first_year, self.last_year + 1) if self.years <= YEARS_WITH_LINES else ()
        places = [self.begin_of(f"{year}-{month}-01") for year in years for month in months]
        return [Tick(x) for x in places if x not in taken]


def _ordinal(day: str) -> int:
    return dt.date.fromisoformat(day).toordinal()


class Kind(StrEnum):
    """What a mark says."""

    WITHIN = "within"  # one day, which is not known, of this stretch
    CERTAIN = "certain"  # it held all this time
    POSSIBLE = "possible"  # it may have held, as the date is not known exactly
    DONE_PART = "done-part"  # the part of a task that is done
    OVERDUE = "overdue"  # past the due date
    DAY = "day"
    OPEN = "open"  # no end is known
    COMPLETED = "completed"
    REACHED = "reached"
    EXPECTED = "expected"


STRETCHES = {Kind.WITHIN, Kind.CERTAIN, Kind.POSSIBLE, Kind.DONE_PART, Kind.OVERDUE}


@dataclass(frozen=True)
class Mark:
    """One thing that is drawn: a stretch if it has a width, otherwise a point."""

    kind: Kind
    x: float
    width: float = 0.0

    @property
    def end(self) -> float:
        return round(self.x + self.width, 2)


def moment(axis: Axis, date: str) -> Iterator[Mark]:
    """A day as a point; a month or a year as the stretch in which the day lies."""
    if len(date) == len("2024-12-30"):
        yield Mark(Kind.DAY, axis.middle_of(date))
    else:
        yield from _stretch(Kind.WITHIN, axis.begin_of(earliest(date)), axis.end_of(latest(date)))


def period(axis: Axis, start: str, end: str, today: str) -> Iterator[Mark]:
    """A period from its start (included) to its end (excluded): what holds for certain, and what may.

    Without a start it may have held from the left edge on, without an end it holds until today and on.
    """
    begun = axis.begin_of(latest(start)) if start else None
    may_begin = axis.begin_of(earliest(start)) if start else 0.0
    if end:
        yield from bounded(may_begin, begun, axis.begin_of(earliest(end)), axis.begin_of(latest(end)))
    elif begun is not None:
        until = max(begun, axis.end_of(today))
        yield from bounded(may_begin, begun, until, until)
        yield Mark(Kind.OPEN, until)


def bounded(may_begin: float, begun: float | None, may_end: float, ended: float) -> Iterator[Mark]:
    """What lies for certain between two dates, and what possibly does, given the bounds of each."""
    if begun is None or begun >= may_end:
        yield from _stretch(Kind.POSSIBLE, may_begin, ended)
        if may_begin == ended:
            yield Mark(Kind.DAY, ended)
        return
    yield from _stretch(Kind.POSSIBLE, may_begin, begun)
    yield from _stretch(Kind.CERTAIN, begun, may_end)
    yield from _stretch(Kind.POSSIBLE, may_end, ended)


def _stretch(kind: Kind, begin: float, end: float) -> Iterator[Mark]:
    if end > begin:
        yield Mark(kind, begin, round(end - begin, 2))


Key = list[tuple[tuple[Mark, ...], str | Promise]]


def key_of(marks: Iterable[Mark], words: Mapping[Kind, str | Promise]) -> Key:
    """An example of each kind among the marks, with what it means, in the order of ``words``."""
    kinds = {mark.kind for mark in marks}
    return [
        ((Mark(kind, 10, 80) if kind in STRETCHES else Mark(kind, 50),), meaning)
        for kind, meaning in words.items()
        if kind in kinds
    ]
