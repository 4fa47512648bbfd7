"""The centers of national level by year, as columns."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from centers.charts.axis import Key, Kind, Mark, key_of
from centers.counting import Count, YearCount

KEY = {
    Kind.CERTAIN: _("certainly standing"),
    Kind.POSSIBLE: _("possibly standing: the date is known to a month or a year only, or not at all"),
}

#: The share of the height that the highest column takes; the rest is for the number above it.
HIGHEST = 86.0
#: The share of its place that a column takes.
COLUMN = 0.68


@dataclass(frozen=True)
class YearColumn:
    """A year: what stood for certain from the ground up, and on top of it what may have stood."""

    year: int
    day: str  # the day for which the centers are counted
    count: Count
    x: float
    width: float
    certain: float  # height
    possible: float  # height

    @property
    def middle(self) -> float:
        return round(self.x + self.width / 2, 2)

    @property
    def certain_top(self) -> float:
        return round(100 - self.certain, 2)

    @property
    def top(self) -> float:
        return round(100 - self.certain - self.possible, 2)


@dataclass(frozen=True)
class YearChart:
    columns: tuple[YearColumn, ...]

    @property
    def first(self) -> YearColumn:
        return self.columns[0]

    @property
    def last(self) -> YearColumn:
        return self.columns[-1]

    @property
    def key(self) -> Key:
        kinds = [Kind.CERTAIN, *(Kind.POSSIBLE for column in self.columns if column.possible)]
        return key_of((Mark(kind, 0) for kind in kinds), KEY)


def year_chart(years: Sequence[YearCount]) -> YearChart | None:
    """The columns of some years, or None if there are none."""
    if not years:
        return None
    most = max(year.count.at_most for year in years) or 1
    place = 100 / len(years)
    return YearChart(
        tuple(
            YearColumn(
                year=year.year,
                day=year.day,
                count=year.count,
                x=round((number + (1 - COLUMN) / 2) * place, 2),
                width=round(COLUMN * place, 2),
                certain=round(HIGHEST * year.count.certain / most, 2),
                possible=round(HIGHEST * (year.count.at_most - year.count.certain) / most, 2),
            )
            for number, year in enumerate(years)
        )
    )
