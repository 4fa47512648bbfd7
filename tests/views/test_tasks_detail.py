import pytest
from django.test import Client

from centers.models import ConstructionTask
from tests import factories as make
from tests.pages import HIDDEN, by_class, facts, items, leaks, links, open_page, section, text

pytestmark = pytest.mark.django_db


def make_whole_task(rows: int = 1) -> ConstructionTask:
    center = make.make_center(slug="storage")
    task = make.make_task(center=center, kind=make.make_task_kind())
    for _ in range(rows):
        make.make_task(center=center)
        make.make_citation(task=task)
        make.make_citation(milestone=make.make_milestone(task=task))
        make.make_citation(progress_entry=make.make_progress_entry(task=task))
    return task


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize("path", ["/tasks/storage-1/", "/tasks/storage-1.json"])
def test_statements_do_not_grow_with_progress(client: Client, django_assert_num_queries, rows: int, path: str) -> None:
    make_whole_task(rows)

    with django_assert_num_queries(3):
        response = client.get(path)

    assert response.status_code == 200


def test_facts_milestones_and_progress(client: Client) -> None:
    center = make.make_center(slug="storage", name_en="Storage Center")
    kind = make.make_task_kind(name_zh="", name_en="International cooperation")
    task = make.make_task(center=center, kind=kind, status="under-way", progress=40, start="2024", due="2099-06")
    make.make_task(center=center, name_en="Another task")
    make.make_citation(task=task)
    milestone = make.make_milestone(task=task, name_en="Laboratory opened", due="2025", reached_on="2025-03")
    make.make_citation(milestone=milestone)
    entry = make.make_progress_entry(task=task, date="2025-06-30", progress=40, note_en="On schedule.")
    make.make_citation(progress_entry=entry)

    page = open_page(client, "/tasks/storage-1/")

    assert facts(page) | {"Last changed": ""} == {
        "Center": "Storage Center",
        "Task kind": "International cooperation",
        "Status": "under way",
        "Progress": "40%",
        "Start": "2024",
        "Due": "June 2099",
        "Identifier": "storage-1",
        "Last changed": "",
        "Confirmed": "not yet",
    }
    assert items(section(page, "milestones")) == ["2025 Laboratory opened[2] · reached March 2025"]
    assert items(section(page, "progress-entries")) == ["30 June 2025 40% On schedule.[3]"]
    assert links(section(page, "siblings")) == ["/tasks/storage-2/"]
    assert by_class(page, "banner") == []


def test_an_overdue_task_says_so(client: Client) -> None:
    make.make_task(center=make.make_center(slug="storage"), due="2020-06", status="under-way")

    (banner,) = by_class(open_page(client, "/tasks/storage-1/"), "banner")

    assert text(banner) == "Overdue: due June 2020, under way."


def test_records_that_are_not_public_are_never_named(client: Client) -> None:
    center = make.make_center(slug="storage")
    make.make_task(center=center)
    make.make_task(center=center, **HIDDEN)

    for path in ("/tasks/storage-1/", "/zh-hans/tasks/storage-1/", "/tasks/storage-1.json"):
        assert leaks(client.get(path)) == [], path
    assert client.get("/tasks/storage-2/").status_code == 404


def test_a_task_of_an_unpublished_center_has_no_page(client: Client) -> None:
    make.make_task(center=make.make_center(slug="storage", **HIDDEN))

    assert client.get("/tasks/storage-1/").status_code == 404


@pytest.mark.parametrize(
    "slug", ["storage-2", "storage-01", "storage", "storage-99999999999999999999", "storage-²", "1"]
)
def test_no_other_identifier_has_a_page(client: Client, slug: str) -> None:
    make.make_task(center=make.make_center(slug="storage"))

    assert client.get(f"/tasks/{slug}/").status_code == 404
