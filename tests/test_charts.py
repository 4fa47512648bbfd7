"""The charts: where their marks stand, what they say in words, and that the templates draw all of it."""

import datetime as dt
import re
from decimal import Decimal
from html.parser import HTMLParser
from itertools import combinations, pairwise
from typing import Any

import pytest
from django.template.loader import render_to_string
from django.test import Client
from django.utils.timezone import localdate
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from centers.charts.axis import Axis, Kind, Mark, Tick, moment, period
from centers.charts.figures import (
    HEIGHT,
    LETTER,
    LINE,
    WIDTH,
    FigureChart,
    figure_chart,
    figure_charts,
    label_text,
    step_for,
)
from centers.charts.tasks import board_of, draw_tasks, gantt_of
from centers.charts.timeline import Timeline, timeline_of
from centers.charts.years import year_chart
from centers.choices import Publication, Step, TaskStatus, Tier
from centers.counting import Count, YearCount
from centers.models import Center, ConstructionTask, Metric, Milestone, ReportedFigure
from centers.records.centers import center_in_full
from tests import factories as make

TODAY = dt.date(2024, 7, 1)  # the middle of a leap year: 182 days are over
DAY = TODAY.isoformat()
YEAR = Axis(2024, 2024)
TWO_YEARS = Axis(2023, 2024)

days = st.dates(dt.date(1949, 1, 1), dt.date(2099, 12, 31)).map(dt.date.isoformat)
partial_dates = st.builds(lambda day, length: day[:length], days, st.sampled_from([4, 7, 10]))


# --- the axis --------------------------------------------------------------------------------------------------------


def test_a_year_reaches_from_edge_to_edge() -> None:
    assert (YEAR.begin_of("2024-01-01"), YEAR.end_of("2024-12-31")) == (0, 100)
    assert YEAR.begin_of("2024-07-01") == 49.73
    assert YEAR.middle_of("2024") == 50
    assert YEAR.middle_of("2024-02") == 12.43


def test_the_axis_covers_the_years_of_all_dates() -> None:
    assert Axis.around(["2024-07", "", "2016-06-30", "2030"]) == Axis(2016, 2030)


@pytest.mark.parametrize(
    ("axis", "labelled"),
    [
        (Axis(2024, 2024), [(0, 2024)]),
        (Axis(2023, 2026), [(0, 2023), (24.98, 2024), (50.03, 2025), (75.02, 2026)]),
        (Axis(2016, 2026), [(0, 2016), (18.19, 2018), (36.36, 2020), (54.55, 2022), (72.72, 2024), (90.92, 2026)]),
        (Axis(1967, 2026), [(5, 1970), (21.67, 1980), (38.33, 1990), (55, 2000), (71.67, 2010), (88.33, 2020)]),
        (Axis(2005, 2020), [(0, 2005), (31.25, 2010), (62.49, 2015), (93.74, None)]),  # no room at the edge
        (Axis(1949, 2099), [(0.66, 1950), (33.77, 2000), (66.89, 2050)]),
    ],
)
def test_few_years_are_labelled(axis: Axis, labelled: list[tuple[float, int | None]]) -> None:
    assert axis.labelled == [Tick(x, year) for x, year in labelled]


@pytest.mark.parametrize(("years", "lines"), [(1, 3), (3, 9), (4, 0), (11, 5), (30, 24), (31, 0), (151, 0)])
def test_there_are_finer_lines_only_where_there_is_room(years: int, lines: int) -> None:
    assert len(Axis(2000, 1999 + years).lines) == lines


@given(st.integers(1949, 2099), st.integers(0, 150))
def test_labels_of_years_never_touch(first: int, more: int) -> None:
    axis = Axis(first, min(first + more, 2099))
    labels = [tick.x for tick in axis.labelled if tick.year]

    assert labels
    assert all(0 <= x <= 91 for x in labels)
    assert all(second - first >= 9 for first, second in pairwise(labels))


# --- dates and periods -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("date", "mark"),
    [
        ("2024-01-01", Mark(Kind.DAY, 0.14)),
        ("2024-07", Mark(Kind.WITHIN, 49.73, 8.47)),
        ("2024", Mark(Kind.WITHIN, 0, 100)),
    ],
)
def test_a_day_is_a_point_and_a_month_or_year_a_stretch(date: str, mark: Mark) -> None:
    assert list(moment(YEAR, date)) == [mark]


@pytest.mark.parametrize(
    ("start", "end", "marks"),
    [
        ("2024-01-01", "2024-07-01", [Mark(Kind.CERTAIN, 0, 49.73)]),
        ("2024-01-01", "", [Mark(Kind.CERTAIN, 0, 50), Mark(Kind.OPEN, 50)]),
        ("2024-07-02", "", [Mark(Kind.DAY, 50), Mark(Kind.OPEN, 50)]),
        ("2024-10-01", "", [Mark(Kind.DAY, 74.86), Mark(Kind.OPEN, 74.86)]),
        ("2024-02", "2024-07-01", [Mark(Kind.POSSIBLE, 8.47, 7.65), Mark(Kind.CERTAIN, 16.12, 33.61)]),
        ("2024-01-01", "2024-02", [Mark(Kind.CERTAIN, 0, 8.47), Mark(Kind.POSSIBLE, 8.47, 7.65)]),
        ("", "2024-07-01", [Mark(Kind.POSSIBLE, 0, 49.73)]),
        ("2024", "2024", [Mark(Kind.POSSIBLE, 0, 99.73)]),
        ("2024", "", [Mark(Kind.POSSIBLE, 0, 99.73), Mark(Kind.OPEN, 99.73)]),
        ("2024-07-01", "2024-07-01", [Mark(Kind.DAY, 49.73)]),
        ("", "", []),
    ],
)
def test_a_period_is_solid_where_it_holds_for_certain(start: str, end: str, marks: list[Mark]) -> None:
    assert list(period(YEAR, start, end, DAY)) == marks


@given(partial_dates | st.just(""), partial_dates | st.just(""), days)
def test_marks_of_a_period_lie_inside_the_axis_and_beside_each_other(first: str, second: str, today: str) -> None:
    start, end = (first, second) if first <= second or not second else (second, first)
    axis = Axis.around([today, start, end])
    marks = list(period(axis, start, end, today))

    assert bool(marks) == bool(start or end)
    assert all(0 <= mark.x <= mark.end <= 100.01 for mark in marks)
    assert all(first.end == second.x for first, second in pairwise(marks))


# --- timeline --------------------------------------------------------------------------------------------------------


def timeline(center: Center) -> Timeline | None:
    return timeline_of(center_in_full(center.slug), DAY)


def in_words(chart: Timeline) -> dict[str, list[tuple[str, str, str]]]:
    """Return the rows of each lane as they are read: what, whose, when."""
    rows = {str(lane.name): [row.entry for row in lane.rows] for lane in chart.lanes} | {"": chart.undated}
    return {
        name: [(entry.word, entry.subject.name if entry.subject else "", entry.when) for entry in entries]
        for name, entries in rows.items()
    }


@pytest.fixture
def center(db: None) -> Center:
    """A center of which everything that a timeline shows is known, some of it without a date."""
    center = make.make_center(slug="synthetic", tier=Tier.NATIONAL)
    make.make_designation(center, Step.CULTIVATED, "2023-05-10", tier=Tier.PROVINCIAL)
    make.make_designation(center, Step.APPROVED, "2023", tier=Tier.NATIONAL_LOCAL)
    make.make_designation(center, Step.UNVEILED, "")
    make.make_participation(center, "member", organization=make.make_organization(name_en="B"), start="2024")
    make.make_participation(center, "operator", organization=make.make_organization(name_en="A"), start="2023-04")
    make.make_participation(center, "lead", organization=make.make_organization(name_en="C"))
    hidden = make.make_organization(name_en="Hidden", publication=Publication.DRAFT)
    make.make_participation(center, "partner", organization=hidden, start="2023")
    task = make.make_task(center=center, start="2024", due="2025")
    make.make_milestone(task=task, name_en="Line", due="2024-06", reached_on="2024-05-02")
    make.make_milestone(task=task, name_en="Second line", due="2025")
    make.make_assessment(center=center, period="2023", result="good", published_on="2024-03-01")
    make.make_assessment(center=center, period="2022-2023", result="excellent")
    make.make_event(center=center, name_en="Delegation", kind="visit", date="2023-11")
    make.make_event(name_en="Elsewhere", kind="visit", date="2023-11")
    return center


def test_a_timeline_says_everything_in_lanes(center: Center) -> None:
    assert in_words(timeline(center)) == {
        "Standing": [("cultivated: provincial", "", "10 May 2023"), ("approved: national-local", "", "2023")],
        "Organizations": [("operator", "A", "since April 2023"), ("member", "B", "since 2024")],
        "Tasks": [("milestone reached", "Line", "2 May 2024"), ("milestone due", "Second line", "2025")],
        "Assessments": [
            ("assessment of 2022–2023: excellent", "", "publication not dated"),
            ("assessment of 2023: good", "", "1 March 2024"),
        ],
        "Events": [("visit", "Delegation", "November 2023")],
        "": [("unveiled", "", ""), ("lead", "C", "")],
    }


def test_a_timeline_draws_each_row_on_one_axis(center: Center) -> None:
    chart = timeline(center)

    assert (chart.axis, chart.today) == (Axis(2022, 2025), 62.45)
    assert [row.marks for lane in chart.lanes[:2] for row in lane.rows] == [
        (Mark(Kind.DAY, 33.84),),
        (Mark(Kind.WITHIN, 24.98, 24.99),),
        (Mark(Kind.POSSIBLE, 31.14, 1.99), Mark(Kind.CERTAIN, 33.13, 29.36), Mark(Kind.OPEN, 62.49)),
        (Mark(Kind.POSSIBLE, 49.97, 24.98), Mark(Kind.OPEN, 74.95)),
    ]


def test_a_timeline_in_chinese(center: Center) -> None:
    with override("zh-hans"):
        assert {entry.when for lane in timeline(center).lanes[-1:] for entry in [row.entry for row in lane.rows]} == {
            "2023年11月"
        }


def test_entries_lead_to_where_the_page_states_them(center: Center) -> None:
    hrefs = [row.entry.href for lane in timeline(center).lanes for row in lane.rows]

    assert hrefs[:2] == ["#designation-1", "#designation-2"]
    assert hrefs[4:] == [
        "/tasks/synthetic-1/#milestone-1",
        "/tasks/synthetic-1/#milestone-2",
        "#assessment-2022-2023-yearly",
        "#assessment-2023-yearly",
        f"#event-{center.events.get().slug}",
    ]


@pytest.mark.django_db
def test_a_timeline_of_nothing_is_none() -> None:
    assert timeline(make.make_center()) is None


@pytest.mark.django_db
def test_a_timeline_without_dates_only_lists() -> None:
    center = make.make_center()
    make.make_designation(center, date="")
    chart = timeline(center)

    assert (chart.lanes, in_words(chart)) == ((), {"": [("approved: provincial", "", "")]})


@pytest.mark.django_db
def test_a_timeline_of_one_day_is_drawn() -> None:
    center = make.make_center()
    make.make_designation(center, date=DAY)

    assert [row.marks for lane in timeline(center).lanes for row in lane.rows] == [(Mark(Kind.DAY, 49.86),)]


@pytest.mark.django_db
def test_a_timeline_of_a_hundred_rows_over_150_years() -> None:
    center = make.make_center()
    make.make_designation(center, date="1949")
    for number in range(99):
        organization = make.make_organization(name_en="Very long name " * 15)
        make.make_participation(center, "member", organization=organization, start=f"{1950 + number}", end="2099")
    chart = timeline(center)

    assert (chart.axis, chart.number_of_rows) == (Axis(1949, 2099), 100)
    assert all(0 <= m.x <= m.end <= 100 for lane in chart.lanes for row in lane.rows for m in row.marks)


def test_a_timeline_reads_nothing(center: Center, django_assert_num_queries: Any) -> None:
    whole = center_in_full(center.slug)
    with django_assert_num_queries(0):
        timeline_of(whole, DAY)


# --- tasks -----------------------------------------------------------------------------------------------------------


def task(**values: Any) -> ConstructionTask:
    return ConstructionTask(number=1, name_en="Synthetic", **values)


def marks_of(task: ConstructionTask, *milestones: Milestone) -> tuple[Mark, ...]:
    """The marks of a task on an axis that another task has stretched over two years."""
    task.pk = 1
    other = ConstructionTask(pk=2, start="2023", due="2024")
    for milestone in milestones:
        milestone.task_id = 1
    chart = gantt_of([task, other], milestones, TODAY)
    assert chart.axis == TWO_YEARS
    return chart.rows[0].marks


@pytest.mark.parametrize(
    ("values", "marks"),
    [
        (
            {"start": "2023-01-01", "due": "2024-12-31", "progress": 40},
            (Mark(Kind.CERTAIN, 0, 100), Mark(Kind.DONE_PART, 0, 40)),
        ),
        (
            {"start": "2023", "due": "2024", "progress": 0},
            (Mark(Kind.POSSIBLE, 0, 49.79), Mark(Kind.CERTAIN, 49.79, 0.28), Mark(Kind.POSSIBLE, 50.07, 49.93)),
        ),
        ({"start": "2024"}, (Mark(Kind.POSSIBLE, 49.93, 49.93), Mark(Kind.OPEN, 99.86))),
        ({"start": "2024-01-01"}, (Mark(Kind.CERTAIN, 49.93, 25.04), Mark(Kind.OPEN, 74.97))),
        ({"due": "2024-12-31"}, (Mark(Kind.DAY, 99.93),)),
        ({"due": "2024"}, (Mark(Kind.WITHIN, 49.93, 50.07),)),
        ({"due": "2024-01-01"}, (Mark(Kind.DAY, 50.0), Mark(Kind.OVERDUE, 50.07, 24.9))),
        (
            {"start": "2023-01-01", "due": "2023-12-31", "progress": 50},
            (Mark(Kind.CERTAIN, 0, 49.93), Mark(Kind.DONE_PART, 0, 24.96), Mark(Kind.OVERDUE, 49.93, 25.04)),
        ),
        # Late, but done: what is done reaches beyond the due date.
        (
            {
                "start": "2023-01-01",
                "due": "2023-12-31",
                "status": TaskStatus.COMPLETED,
                "progress": 100,
                "completed_on": "2024-01-01",
            },
            (Mark(Kind.CERTAIN, 0, 49.93), Mark(Kind.DONE_PART, 0, 50.07), Mark(Kind.COMPLETED, 50.0)),
        ),
        (
            {"status": TaskStatus.COMPLETED, "progress": 100, "completed_on": "2024"},
            (Mark(Kind.WITHIN, 49.93, 50.07), Mark(Kind.COMPLETED, 74.97)),
        ),
        ({}, ()),
    ],
)
def test_a_task_is_drawn_as_far_as_it_is_dated(values: dict[str, Any], marks: tuple[Mark, ...]) -> None:
    assert marks_of(task(**values)) == marks


def test_milestones_are_points_reached_or_due() -> None:
    reached = Milestone(number=1, due="2023-06", reached_on="2024-01-01")
    due = Milestone(number=2, due="2024")
    undated = Milestone(number=3)

    assert marks_of(task(), reached, due, undated) == (
        Mark(Kind.REACHED, 50.0),
        Mark(Kind.WITHIN, 49.93, 50.07),
        Mark(Kind.EXPECTED, 74.97),
    )


def test_tasks_without_any_date_are_not_drawn() -> None:
    assert gantt_of([task(), task()], [], TODAY) is None
    assert gantt_of([], [], TODAY) is None


def test_a_board_has_a_column_for_every_status() -> None:
    waiting = task(status=TaskStatus.PLANNED, start="2024", due="2025-06")
    late = task(status=TaskStatus.UNDER_WAY, progress=0, due="2024-06-30")
    done = task(status=TaskStatus.COMPLETED, progress=100, start="2023", completed_on="2024-02")

    board = board_of([done, late, waiting], TODAY)

    assert [(column.status, [(c.task, c.facts, c.is_overdue) for c in column.cards]) for column in board] == [
        (TaskStatus.UNKNOWN, []),
        (TaskStatus.PLANNED, [(waiting, ("2024 to June 2025",), False)]),
        (TaskStatus.UNDER_WAY, [(late, ("due 30 June 2024", "0% done"), True)]),
        (TaskStatus.COMPLETED, [(done, ("since 2023", "completed February 2024"), False)]),
    ]


@pytest.mark.parametrize(
    ("values", "say_something"),
    [({}, False), ({"status": TaskStatus.PLANNED}, True), ({"progress": 0}, True), ({"due": "2025"}, True)],
)
def test_drawings_of_tasks_say_something_where_more_than_the_name_is_known(
    values: dict[str, Any], say_something: bool
) -> None:
    assert draw_tasks([task(), task(**values)], [], TODAY).say_something is say_something


def test_no_tasks_are_not_drawn() -> None:
    assert draw_tasks([], [], TODAY) is None


# --- centers of national level by year -------------------------------------------------------------------------------


def test_columns_stand_side_by_side() -> None:
    years = [YearCount(2023, "2023-12-31", Count(1, 2)), YearCount(2024, DAY, Count(3, 4))]

    chart = year_chart(years)

    assert [(c.x, c.width, c.certain_top, c.certain, c.top, c.possible, c.middle) for c in chart.columns] == [
        (8.0, 34.0, 78.5, 21.5, 57.0, 21.5, 25.0),
        (58.0, 34.0, 35.5, 64.5, 14.0, 21.5, 75.0),
    ]


def test_no_years_make_no_chart() -> None:
    assert year_chart([]) is None


def test_a_year_in_which_nothing_stands_has_no_column() -> None:
    (column,) = year_chart([YearCount(2024, DAY, Count(0, 0))]).columns

    assert (column.top, column.certain, column.possible) == (100, 0, 0)


@given(st.lists(st.tuples(st.integers(0, 90), st.integers(0, 90)), min_size=1, max_size=151))
def test_columns_stay_inside(bounds: list[tuple[int, int]]) -> None:
    years = [YearCount(1949 + n, DAY, Count(min(pair), max(pair))) for n, pair in enumerate(bounds)]
    columns = year_chart(years).columns

    assert all(0 <= c.x and c.x + c.width <= 100 and 13.9 <= c.top <= c.certain_top <= 100 for c in columns)
    assert all(a.x + a.width < b.x for a, b in pairwise(columns))


# --- figures ---------------------------------------------------------------------------------------------------------


def figure(value: int | str, as_of: str = "2024", upper: str | None = None, **values: Any) -> ReportedFigure:
    value_to = None if upper is None else Decimal(upper)
    return ReportedFigure(slug="f", metric=Metric(), value=Decimal(value), value_to=value_to, as_of=as_of, **values)


def test_figures_stand_at_their_date_and_value_beside_the_count() -> None:
    chart = figure_chart([(figure(4, "2024-01-01"), Count(3, 4)), (figure(2, "2023"), None)])

    assert [(line.y, line.value) for line in chart.lines] == [(86, 0), (68, 1), (50, 2), (32, 3), (14, 4)]
    assert chart.ticks == (Tick(10, 2023), Tick(54.94, 2024))
    assert [(p.begin, p.x, p.end, p.y, p.y_certain, p.y_at_most) for p in chart.points] == [
        (10, 32.46, 54.94, 50, None, None),
        (54.94, 55.0, 55.06, 14, 32, 14),
    ]


def test_one_figure_makes_no_chart() -> None:
    assert figure_chart([]) is None
    assert figure_chart([(figure(4), Count(3, 4)), (figure(5, ""), None)]) is None


@pytest.mark.django_db
def test_each_subject_has_a_chart_of_its_own(django_assert_num_queries: Any) -> None:
    metric = make.make_metric(slug="of-national-level", count_rule="national-level")
    other = make.make_metric(slug="other")
    guangdong, center = make.make_region("44"), make.make_center(slug="synthetic")
    make.make_designation(make.make_center(tier=Tier.NATIONAL, region="4401"), date="2020-05-01")
    make.make_designation(make.make_center(tier=Tier.NATIONAL, region="11"), date="2021")
    for values in (
        {"metric": other, "center": center},
        {"metric": metric, "region": guangdong},
        {"metric": metric},
        {"metric": other, "region": make.make_region("11")},
    ):
        make.make_figure(as_of="2020-12-31", **values)
        make.make_figure(as_of="2021", **values)
    make.make_figure(metric=other, as_of="2021")
    make.make_figure(metric=other)
    reported = list(ReportedFigure.objects.select_related("metric", "region", "center"))

    with django_assert_num_queries(1):
        charts = figure_charts(reported)

    assert [(chart.id, chart.subject, [point.count for point in chart.points]) for chart in charts] == [
        ("figures-of-national-level", None, [Count(1, 1), Count(1, 2)]),
        ("figures-of-national-level-44", guangdong, [Count(1, 1), Count(1, 1)]),
        ("figures-other-synthetic", center, [None, None]),
        ("figures-other-11", make.make_region("11"), [None, None]),
    ]


@pytest.mark.parametrize(
    ("most", "step"), [("0", 1), ("4", 1), ("5", 2), ("8", 2), ("9", 5), ("33", 10), ("1621", 500), ("2000.5", 1000)]
)
def test_a_scale_has_few_round_lines(most: str, step: int) -> None:
    assert step_for(Decimal(most)) == step


@pytest.mark.parametrize(
    ("reported", "count", "gap"),
    [
        (figure(5), Count(5, 5), "0"),
        (figure(33), Count(31, 32), "+1 to +2"),
        (figure(32), Count(31, 32), "0 to +1"),
        (figure(3), Count(5, 5), "−2"),
        (figure(33, qualifier="at-least"), Count(32, 32), "≥+1"),
        (figure(7, upper="8"), Count(5, 5), "+2 to +3"),
        (figure(1621), Count(11, 11), "+1,610"),
        (figure(5), None, ""),
    ],
)
def test_the_gap_is_what_is_reported_less_what_is_counted(
    reported: ReportedFigure, count: Count | None, gap: str
) -> None:
    chart = figure_chart([(reported, count), (figure(1, "2030"), None)])

    assert chart.first.gap == gap


figures = st.lists(
    st.tuples(
        st.builds(figure, st.integers(0, 3000).map(str), partial_dates.filter(lambda date: date >= "2010")),
        st.none() | st.tuples(st.integers(0, 60), st.integers(0, 60)).map(lambda pair: Count(min(pair), max(pair))),
    ),
    min_size=2,
    max_size=30,
)


@given(figures)
def test_no_label_covers_another_one_or_leaves_the_drawing(figures: list[tuple[ReportedFigure, Count | None]]) -> None:
    chart = figure_chart(figures)
    boxes = label_boxes(chart)

    assert all(10 <= p.begin <= p.x <= p.end <= 100 and 14 <= p.y <= 86 for p in chart.points)
    assert all(0 <= left and right <= WIDTH and 0 <= top for left, top, right, _bottom in boxes)
    assert [pair for pair in combinations(boxes, 2) if overlap(*pair)] == []
    assert [
        p for p in chart.points for box in boxes if overlap((p.x * 3.2, p.y * 1.76, p.x * 3.2, p.y * 1.76), box)
    ] == []


def label_boxes(chart: FigureChart) -> list[tuple[float, float, float, float]]:
    boxes = []
    for point in chart.points:
        if point.label_y is not None:
            width = LETTER * len(label_text(point))
            left = point.x * WIDTH / 100 - {"start": 0, "middle": width / 2, "end": width}[point.anchor]
            foot = point.label_y * HEIGHT / 100
            boxes.append((left, foot - LINE, left + width, foot))
    return boxes


def overlap(one: tuple[float, ...], other: tuple[float, ...]) -> bool:
    tolerance = 0.1  # places have two decimals
    return (
        one[0] < other[2] - tolerance
        and other[0] < one[2] - tolerance
        and one[1] < other[3] - tolerance
        and other[1] < one[3] - tolerance
    )


# --- templates -------------------------------------------------------------------------------------------------------

VOID = {"br", "col", "hr", "img", "input", "link", "meta"}


class ChartReader(HTMLParser):
    """Reads a chart: its elements, its words, and whether what is opened is closed and what is named is there."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.feed(html)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if data.strip():
            self.words.append(" ".join(data.split()))

    def values(self, name: str) -> list[str]:
        return [attributes[name] or "" for _tag, attributes in self.elements if name in attributes]

    def named(self) -> set[str]:
        """The ids that the chart refers to in itself."""
        uses = {attributes["href"] for tag, attributes in self.elements if tag == "use"}
        fills = {value.removeprefix("url(").removesuffix(")") for value in self.values("fill")}
        labels = {f"#{word}" for value in self.values("aria-labelledby") for word in value.split()}
        return {name.removeprefix("#") for name in uses | fills | labels}


def charts(center: Center) -> dict[str, tuple[str, dict[str, Any]]]:
    """Every template with something to draw: all kinds of marks, and the extremes."""
    whole = center_in_full(center.slug)
    tasks = [
        make.make_task(center=center, start="2023", due="2024-02", progress=30),
        make.make_task(center=center, status="completed", progress=100, start="2023-01-01", completed_on="2024"),
        make.make_task(center=center, start="2024-01-05"),
        make.make_task(center=center, due="2024-12-01"),
        make.make_task(center=center),
    ]
    milestones = [
        make.make_milestone(task=tasks[0], reached_on="2024-01-02"),
        make.make_milestone(task=tasks[0], due="2024-11"),
        make.make_milestone(task=tasks[0]),
    ]
    metric = make.make_metric()
    figures = [
        (make.make_figure(metric=metric, value=Decimal(1621), as_of="2024-02-13"), Count(11, 12)),
        (make.make_figure(metric=metric, value=Decimal(7), value_to=Decimal(8), as_of="2023"), Count(7, 7)),
        (make.make_figure(metric=metric, value=Decimal(40), as_of="2022", qualifier="at-least"), None),
    ]
    years = [YearCount(year, f"{year}-12-31", Count(year - 1949, year - 1948)) for year in range(1949, 2100)]
    return {
        "timeline": ("timeline", {"chart": timeline_of(whole, DAY)}),
        "gantt": ("gantt", {"chart": gantt_of(tasks, milestones, TODAY)}),
        "tasks": ("task_drawings", {"drawings": draw_tasks(tasks, milestones, TODAY)}),
        "years": ("year_chart", {"chart": year_chart(years)}),
        "figures": ("figure_chart", {"chart": figure_chart(figures)}),
    }


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize("name", ["timeline", "tasks", "years", "figures"])
def test_a_drawn_chart_is_whole(center: Center, name: str, language: str) -> None:
    with override(language):
        template, context = charts(center)[name]
        html = render_to_string(f"includes/{template}.html", context)
    chart = ChartReader(html)
    ids = chart.values("id")

    assert len(ids) == len(set(ids))
    assert chart.named() <= set(ids)
    assert chart.values("style") == []
    assert all(tag in {"circle", "desc", "g", "line", "path", "pattern", "rect", "svg", "text", "title", "use", "defs"}
               for tag, attributes in chart.elements if "x" in attributes or "cx" in attributes)  # fmt: skip
    for name in ("x", "x1", "x2", "y", "y1", "y2", "cx", "cy", "width", "height"):
        places = [float(value[:-1]) for value in chart.values(name) if value.endswith("%")]
        assert all(0 <= place <= 100.01 for place in places)
        assert all(re.fullmatch(r"-?\d+(\.\d+)?(%|em)?", value) for value in chart.values(name))


@pytest.mark.parametrize("name", ["timeline", "tasks", "years", "figures"])
def test_a_drawing_has_a_name_or_is_left_out(center: Center, name: str) -> None:
    template, context = charts(center)[name]
    html = render_to_string(f"includes/{template}.html", context)
    outer = re.findall(r"<svg[^>]*>", re.sub(r'<svg [^>]*overflow="visible">', "", html))

    assert [svg for svg in outer if 'role="img"' in svg and "aria-labelledby=" in svg] != []
    assert [svg for svg in outer if 'role="img"' not in svg and 'aria-hidden="true"' not in svg] == []


def test_a_gantt_chart_says_what_it_draws(center: Center) -> None:
    template, context = charts(center)["gantt"]
    words = ChartReader(render_to_string(f"includes/{template}.html", context)).words

    assert [word for word in words if word in ("overdue", "no dates published")] == [
        "overdue",
        "no dates published",
        "overdue",  # the key
    ]
    assert "2023 to February 2024 · 30% done" in words
    assert ": no date published" in "".join(words)


def test_tasks_without_dates_are_said_to_have_none() -> None:
    words = ChartReader(render_to_string("includes/gantt.html", {"chart": None})).words

    assert words == ["No source seen gives dates for these tasks, so they cannot be drawn over time."]


def test_a_figure_chart_has_a_table_of_the_same(center: Center) -> None:
    template, context = charts(center)["figures"]
    words = ChartReader(render_to_string(f"includes/{template}.html", context)).words
    table = words[words.index("Gap") + 1 :]

    assert words[:2] == ["13 February 2024", ": 1,621 reported, 11–12 on record"]
    assert table == [
        "2022", "at least 40",
        "2023", "7 to 8", "7", "0 to +1",
        "13 February 2024", "1,621", "11–12", "+1,609 to +1,610",
    ]  # fmt: skip


# --- pages -----------------------------------------------------------------------------------------------------------


def chart_titles(client: Client, path: str) -> list[str]:
    """The names of the drawings on a page."""
    response = client.get(path)
    assert response.status_code == 200
    return re.findall(r'<title id="[^"]*">([^<]*)</title>', response.content.decode())


def test_a_centers_page_has_its_timeline_and_its_tasks_over_time(client: Client, center: Center) -> None:
    year = localdate().year

    assert chart_titles(client, "/centers/synthetic/") == [f"Tasks over time, 2024–{year}", f"Timeline 2022–{year}"]


@pytest.mark.django_db
def test_a_center_of_one_date_has_no_timeline(client: Client) -> None:
    make.make_designation(make.make_center(slug="synthetic"))

    assert chart_titles(client, "/centers/synthetic/") == []


@pytest.mark.django_db
def test_the_home_page_has_national_level_by_year(client: Client) -> None:
    assert chart_titles(client, "/") == []

    make.make_designation(make.make_center(tier=Tier.NATIONAL))

    assert chart_titles(client, "/") == ["Centers of national level by year"]


def test_the_tasks_of_one_center_are_drawn(client: Client, center: Center) -> None:
    other = make.make_task(center=make.make_center(slug="other"), start="2024")

    assert chart_titles(client, "/tasks/") == []
    assert chart_titles(client, f"/tasks/?center=synthetic&center={other.center.slug}") == []
    assert chart_titles(client, "/tasks/?center=synthetic") == [f"Tasks over time, 2024–{localdate().year}"]
    assert chart_titles(client, "/tasks/?center=other&status=planned") == []


@pytest.mark.django_db
def test_the_figures_of_one_metric_are_drawn(client: Client) -> None:
    for name in ("one", "two"):
        metric = make.make_metric(slug=name, name_en=f"Synthetic {name}")
        for year in ("2020", "2021"):
            make.make_figure(metric=metric, as_of=year)

    assert chart_titles(client, "/figures/") == []
    assert chart_titles(client, "/figures/?metric=one&metric=two") == []
    assert chart_titles(client, "/figures/?metric=one") == ["Synthetic one"]


@pytest.mark.django_db
def test_more_figures_than_a_page_holds_are_not_drawn(client: Client) -> None:
    metric = make.make_metric(slug="one")
    for _number in range(51):
        make.make_figure(metric=metric, as_of="2021")

    assert chart_titles(client, "/figures/?metric=one&page=2") == []
