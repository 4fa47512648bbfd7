"""The pages of the office that say what is to be done."""

from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from centers.problems import PROBLEMS
from centers.roles import sync_roles
from tests.admin.pages import path_to
from tests.factories import make_expert, make_organization

pytestmark = pytest.mark.django_db


def counts_of(client: Client) -> dict[str, int]:
    response = client.get("/admin/problems/")
    return {problem.slug: count for problem, count in response.context["counts"]}


def test_every_kind_of_problem_is_counted(admin_client: Client) -> None:
    make_expert(name_en="")
    make_expert(name_zh="")

    assert counts_of(admin_client) == {problem.slug: 0 for problem in PROBLEMS} | {"no-citation": 2, "translation": 2}


def test_kinds_that_are_found_lead_to_their_records(admin_client: Client) -> None:
    make_expert()

    html = admin_client.get("/zh-hans/admin/problems/").content.decode()

    assert [slug for slug in (problem.slug for problem in PROBLEMS) if f"/zh-hans/admin/problems/{slug}/" in html] == [
        "no-citation"
    ]


def test_a_finding_leads_to_the_record(admin_client: Client) -> None:
    expert = make_expert(name_zh="合成专家", name_en="")

    response = admin_client.get("/admin/problems/translation/")

    assert response.context["rows"] == [
        {
            "address": path_to("change", expert),
            "name": "合成专家",
            "kind": "Expert",
            "sentence": "It has no English name.",
        }
    ]
    assert f'<a href="{path_to("change", expert)}">合成专家</a>' in response.content.decode()


def test_findings_come_in_pages(admin_client: Client) -> None:
    for number in range(51):
        make_organization(slug=f"o-{number:02}", name_zh=f"合成{number}", name_en="")

    first = admin_client.get("/admin/problems/translation/")
    second = admin_client.get("/admin/problems/translation/?p=2")

    assert (len(first.context["rows"]), len(second.context["rows"])) == (50, 1)
    assert '<a href="?p=2">Next</a>' in first.content.decode()
    assert '<a href="?p=1">Previous</a>' in second.content.decode()


def test_a_kind_without_findings_says_so(admin_client: Client) -> None:
    assert "No record has this problem." in admin_client.get("/admin/problems/shares/").content.decode()


def test_a_kind_that_there_is_not(admin_client: Client) -> None:
    assert admin_client.get("/admin/problems/nonsense/").status_code == 404


@pytest.mark.parametrize("path", ["/admin/problems/", "/admin/problems/translation/"])
class TestWhoMaySee:
    def test_readers_sign_in_first(self, client: Client, path: str) -> None:
        response = client.get(path)

        assert (response.status_code, response["Location"]) == (302, f"{reverse('admin:login')}?next={path}")

    def test_staff_without_a_role_do_not(self, client: Client, path: str) -> None:
        client.force_login(User.objects.create_user("new", is_staff=True))

        assert client.get(path).status_code == 403

    def test_whoever_may_look_does(self, client: Client, path: str) -> None:
        sync_roles()
        viewer = User.objects.create_user("viewer", is_staff=True)
        viewer.groups.add(Group.objects.get(name="viewer"))
        client.force_login(viewer)

        assert client.get(path).status_code == 200


def test_the_office_leads_there_without_counting(
    admin_client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(3):  # the session, the user, what they did last
        html = admin_client.get("/admin/").content.decode()

    assert '<a href="/admin/problems/">Data problems</a>' in html


@pytest.mark.parametrize("number", [1, 3])
def test_statements_do_not_grow_with_the_findings(
    admin_client: Client, django_assert_num_queries: DjangoAssertNumQueries, number: int
) -> None:
    for _ in range(number):
        make_expert(name_en="")

    with django_assert_num_queries(9):  # the session, the user, and the seven kinds that have names
        rows: list[Any] = admin_client.get("/admin/problems/translation/").context["rows"]

    assert len(rows) == number
