"""Rule 4: progress is 0 to 100, completed means 100 and a date, due is not before start; overdue is computed."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.db.models import ProtectedError

from centers.choices import TaskStatus
from centers.models import ConstructionTask, Milestone, ProgressEntry
from centers.models.tasks import refuse_progress_out_of_order
from tests.factories import make_center, make_milestone, make_progress_entry, make_task


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("values", "sentences"),
    [
        ({"progress": 101}, {"Ensure this value is less than or equal to 100."}),
        (
            {"status": TaskStatus.COMPLETED, "progress": 99, "completed_on": "2024"},
            {"A completed task has a progress of 100 and a completion date; any other has no completion date."},
        ),
        (
            {"status": TaskStatus.COMPLETED, "progress": None, "completed_on": "2024"},
            {"A completed task has a progress of 100 and a completion date; any other has no completion date."},
        ),
        ({"start": "2024-05", "due": "2024-04"}, {"The task is due before it starts."}),
    ],
)
def test_rule_4_form_says_what_is_wrong(values: dict[str, object], sentences: set[str]) -> None:
    task = make_task()
    for name, value in values.items():
        setattr(task, name, value)

    with pytest.raises(ValidationError) as refusal:
        task.full_clean()

    assert set(refusal.value.messages) == sentences


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("due", "day", "overdue"),
    [
        ("2024-06-30", "2024-06-29", False),
        ("2024-06-30", "2024-06-30", False),
        ("2024-06-30", "2024-07-01", True),
        ("2024-06", "2024-06-01", False),
        ("2024-06", "2024-06-30", False),
        ("2024-06", "2024-07-01", True),
        ("2024", "2024-12-31", False),
        ("2024", "2025-01-01", True),
        ("", "2099-12-31", False),
    ],
)
def test_task_is_overdue_from_the_day_after_it_was_certainly_due(due: str, day: str, overdue: bool) -> None:
    task = make_task(due=due, status=TaskStatus.UNDER_WAY, progress=50)
    date = dt.date.fromisoformat(day)

    assert task.is_overdue(date) is overdue
    assert ConstructionTask.objects.overdue(date).exists() is overdue


@pytest.mark.django_db
def test_completed_task_is_not_overdue() -> None:
    task = make_task(due="2020", status=TaskStatus.COMPLETED, progress=100, completed_on="2022")

    assert not task.is_overdue(dt.date(2024, 1, 1))
    assert not ConstructionTask.objects.overdue(dt.date(2024, 1, 1)).exists()


@pytest.mark.django_db
@pytest.mark.parametrize("status", sorted(set(TaskStatus) - {TaskStatus.COMPLETED}))
def test_task_of_any_other_status_may_be_overdue(status: str) -> None:
    task = make_task(due="2020", status=status)

    assert task.is_overdue(dt.date(2024, 1, 1))
    assert ConstructionTask.objects.overdue(dt.date(2024, 1, 1)).get() == task


@pytest.mark.django_db
def test_unknown_due_date_sorts_last() -> None:
    center = make_center()
    tasks = [make_task(center=center, due=due) for due in ("", "2025", "2024-06")]

    assert list(center.tasks.order_by("due_earliest")) == tasks[::-1]


@pytest.mark.django_db
def test_identifier_of_a_task_is_its_centers_and_its_number() -> None:
    assert make_task(center=make_center(slug="storage"), number=8).slug == "storage-8"


@pytest.mark.django_db
def test_tasks_are_listed_by_number_and_hold_their_center() -> None:
    center = make_center()
    second, first = make_task(center=center, number=2), make_task(center=center, number=1)

    assert list(center.tasks.all()) == [first, second]
    with pytest.raises(ProtectedError):
        center.delete()


@pytest.mark.django_db
def test_parts_go_with_their_task() -> None:
    task = make_task()
    make_milestone(task=task)
    make_progress_entry(task=task)

    task.delete()

    assert not Milestone.objects.exists()
    assert not ProgressEntry.objects.exists()


def entries(*dates: str) -> list[ProgressEntry]:
    return [ProgressEntry(number=number, date=date) for number, date in enumerate(dates, start=1)]


@pytest.mark.parametrize(
    "dates",
    [
        [],
        ["2024"],
        ["2024-05-01", "2024-05-01"],
        ["2024-05-31", "2024-05"],
        ["2024", "2024-01-01"],
        ["2023-12-31", "2024"],
    ],
    ids=" ".join,
)
def test_progress_in_the_order_of_its_numbers_passes(dates: list[str]) -> None:
    refuse_progress_out_of_order(entries(*dates))


@pytest.mark.parametrize(
    ("dates", "sentence"),
    [
        (["2024-05-02", "2024-05-01"], "1 May 2024 comes after 2 May 2024"),
        (["2024-05", "2024-04-30"], "30 April 2024 comes after May 2024"),
        (["2024-05-01", "2024-04"], "April 2024 comes after 1 May 2024"),
        (["2024", "2023"], "2023 comes after 2024"),
        (["2024-05", "2024", "2024-01"], "January 2024 comes after May 2024"),
    ],
)
def test_progress_that_runs_backwards_is_refused(dates: list[str], sentence: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        refuse_progress_out_of_order(entries(*dates)[::-1])

    assert refusal.value.messages == [f"The progress entries run backwards: {sentence}."]


@pytest.mark.django_db
def test_progress_entry_reads_as_its_date() -> None:
    assert str(make_progress_entry(date="2024-06")) == "June 2024"
