"""Reported figures of one metric over time, each beside what the register counts at the same date."""

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import groupby

from centers.charts.axis import Axis, Tick
from centers.choices import Qualifier
from centers.counting import SIGNS, Comparison, Count, count_all, question_of
from centers.dates import earliest, latest
from centers.models import Center, Metric, Region, ReportedFigure

#: The part of the drawing in which values stand: left of it is their scale, below it are the years.
LEFT, TOP, BOTTOM = 10.0, 14.0, 86.0
#: The scale has at most so many lines above zero.
MOST_LINES = 4
#: The smallest drawing, on a telephone, in pixels: there no label may cover another one or a point.
WIDTH, HEIGHT = 320.0, 176.0
LETTER, LINE, RADIUS = 7.0, 14.0, 6.0


@dataclass(frozen=True)
class Line:
    """A line of the scale."""

    y: float
    value: int


@dataclass(frozen=True)
class Point:
    """A reported figure, and the count beside it if there is one. Places of what is not there are None."""

    figure: ReportedFigure
    count: Count | None
    x: float
    begin: float  # what the date may mean
    end: float
    y: float
    y_to: float | None = None
    y_certain: float | None = None
    y_at_most: float | None = None
    label_y: float | None = None  # the foot of the letters
    anchor: str = "middle"

    @property
    def sign(self) -> str:
        return SIGNS[Qualifier(self.figure.qualifier)]

    @property
    def gap(self) -> str:
        return Comparison(self.figure, None, self.count).gap

    @property
    def is_span(self) -> bool:
        return len(self.figure.as_of) < len("2024-12-30")


@dataclass(frozen=True)
class FigureChart:
    ticks: tuple[Tick, ...]
    lines: tuple[Line, ...]
    points: tuple[Point, ...]
    left: float = LEFT
    bottom: float = BOTTOM

    @property
    def first(self) -> Point:
        return self.points[0]

    @property
    def metric(self) -> Metric:
        return self.first.figure.metric

    @property
    def subject(self) -> Region | Center | None:
        """What the figures are about; None for the whole country."""
        return self.first.figure.region or self.first.figure.center

    @property
    def id(self) -> str:
        """The beginning of the identifiers that the chart has on its page."""
        return "-".join(["figures", *filter(None, _group_of(self.first.figure))])

    @property
    def last(self) -> Point:
        return self.points[-1]

    @property
    def has_counts(self) -> bool:
        return any(point.count is not None for point in self.points)

    @property
    def is_inexact(self) -> bool:
        """Whether some figure is qualified, which a key has to explain."""
        return any(point.sign for point in self.points)


def figure_charts(figures: Iterable[ReportedFigure]) -> list[FigureChart]:
    """Draw all that can be drawn of some figures, each metric and subject apart. Counts in one statement."""
    dated = sorted((figure for figure in figures if figure.as_of), key=_group_of)
    groups = [list(group) for _key, group in groupby(dated, _group_of)]
    drawn = [group for group in groups if len(group) > 1]
    questions = {figure.pk: question for group in drawn for figure in group if (question := question_of(figure))}
    answers = count_all(questions.values())
    counts = {key: answers[question] for key, question in questions.items()}
    charts = [figure_chart((figure, counts.get(figure.pk)) for figure in group) for group in drawn]
    return [chart for chart in charts if chart]


def _group_of(figure: ReportedFigure) -> tuple[str, str, str]:
    region, center = figure.region, figure.center
    return figure.metric.slug, region.code if region else "", center.slug if center else ""


def figure_chart(figures: Iterable[tuple[ReportedFigure, Count | None]]) -> FigureChart | None:
    """Draw figures of one metric about one region or center, or None if fewer than two of them have a date."""
    dated = sorted((pair for pair in figures if pair[0].as_of), key=lambda pair: (pair[0].as_of, pair[0].slug))
    if len(dated) < 2:
        return None
    axis = Axis.around(figure.as_of for figure, _count in dated)
    most = max(
        *(figure.value_to or figure.value for figure, _count in dated),
        *(Decimal(count.at_most) for _figure, count in dated if count),
    )
    step = step_for(most)
    top = step * max(1, math.ceil(most / step))
    points = [_point(axis, top, figure, count) for figure, count in dated]
    return FigureChart(
        ticks=tuple(replace(tick, x=_across(tick.x)) for tick in axis.labelled),
        lines=tuple(Line(_height(value, top), value) for value in range(0, top + 1, step)),
        points=tuple(_labelled(points)),
    )


def step_for(most: Decimal) -> int:
    """The step of a scale up to ``most``: 1, 2 or 5 times a power of ten, so that few lines suffice."""
    power = 1
    while True:
        for factor in (1, 2, 5):
            if most <= factor * power * MOST_LINES:
                return factor * power
        power *= 10


def _across(x: float) -> float:
    return round(LEFT + x * (100 - LEFT) / 100, 2)


def _height(value: Decimal | int, top: int) -> float:
    return round(BOTTOM - float(value) / top * (BOTTOM - TOP), 2)


def _point(axis: Axis, top: int, figure: ReportedFigure, count: Count | None) -> Point:
    return Point(
        figure=figure,
        count=count,
        x=_across(axis.middle_of(figure.as_of)),
        begin=_across(axis.begin_of(earliest(figure.as_of))),
        end=_across(axis.end_of(latest(figure.as_of))),
        y=_height(figure.value, top),
        y_to=None if figure.value_to is None else _height(figure.value_to, top),
        y_certain=None if count is None else _height(count.certain, top),
        y_at_most=None if count is None else _height(count.at_most, top),
    )


# --- labels ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Box:
    """A rectangle in the smallest drawing, in pixels."""

    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: "Box") -> bool:
        across = self.left < other.right and other.left < self.right
        return across and self.top < other.bottom and other.top < self.bottom

    @property
    def is_inside(self) -> bool:
        return self.left >= 0 and self.right <= WIDTH and self.top >= 0 and self.bottom <= HEIGHT * BOTTOM / 100


def _labelled(points: Sequence[Point]) -> list[Point]:
    """Label what can be labelled without covering anything: the last point first, then the first, then the rest."""
    taken = [_drawn(point) for point in points]
    labelled = list(points)
    for place in dict.fromkeys([len(points) - 1, 0, *range(len(points))]):
        for candidate, box in _candidates(points[place]):
            if box.is_inside and not any(box.meets(other) for other in taken):
                labelled[place] = candidate
                taken.append(box)
                break
    return labelled


def _drawn(point: Point) -> Box:
    """Where a figure and its count stand, the line between them included."""
    x = point.x * WIDTH / 100
    heights = [y * HEIGHT / 100 for y in (point.y, point.y_to, point.y_certain, point.y_at_most) if y is not None]
    return Box(x - RADIUS, min(heights) - RADIUS, x + RADIUS, max(heights) + RADIUS)


def _candidates(point: Point) -> Iterator[tuple[Point, Box]]:
    """The places for a point's label: above or below what is drawn, in the middle or turned inwards."""
    drawn, width, x = _drawn(point), LETTER * len(label_text(point)), point.x * WIDTH / 100
    feet = (drawn.top, drawn.bottom + LINE)
    is_below = point.y_certain is not None and point.y > point.y_certain
    for foot in reversed(feet) if is_below else feet:
        for anchor, left in (("middle", x - width / 2), ("start", x), ("end", x - width)):
            placed = replace(point, label_y=round(100 * foot / HEIGHT, 2), anchor=anchor)
            yield placed, Box(left, foot - LINE, left + width, foot)


def label_text(point: Point) -> str:
    """The label as it will be about: what counts here is its length."""
    values = [f"{value.normalize():,f}" for value in (point.figure.value, point.figure.value_to) if value is not None]
    return point.sign + "–".join(values)
