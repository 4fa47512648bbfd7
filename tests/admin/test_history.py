"""What staff see of the trail, and where they say why."""

import re
from typing import Any

import pytest
from django.test import Client

from centers.models import Center, Change, Field
from centers.models.recording import recording
from tests.factories import make_center, make_citation, make_field, make_name, make_organization
from tests.pages import attribute, by_class, by_name, open_page, text

pytestmark = pytest.mark.django_db


def rows(client: Client, path: str) -> list[list[str]]:
    page = open_page(client, path)
    told = [row for row in by_name(page, "tr") if attribute(row, "id").startswith("change-")]
    return [[text(cell) for cell in by_name(row, "td")] for row in told]


def test_history_says_who_what_and_why(admin_client: Client, admin_user: Any) -> None:
    field = make_field(name_en="Energy", name_zh="")
    with recording(by=admin_user, reason="The notice says so."):
        field.name_en = "Storage"
        field.save()

    assert rows(admin_client, f"/admin/centers/field/{field.pk}/history/") == [
        ["admin", "Field changed English name before: Energy → now: Storage", "The notice says so."],
        ["", f"Field added Identifier now: {field.slug} English name now: Energy", ""],
    ]


def test_history_of_a_record_holds_its_parts(admin_client: Client) -> None:
    center = make_center()
    make_citation(name=make_name(center=center, text="Another name"), key="synthetic-key")

    told = [what for _who, what, _why in rows(admin_client, f"/admin/centers/center/{center.pk}/history/")]

    assert [re.match(r"\w+ \w+(?:: [\w -]+?(?= Key| Note| \w+ now| Chinese))?", what)[0] for what in told] == [
        "Citation added: synthetic-key",
        "Name added: Another name",
        "Center added",
    ]


def test_history_comes_in_pages(admin_client: Client) -> None:
    organization = make_organization()
    for number in range(51):
        organization.name_en = f"Name {number}"
        organization.save()
    address = f"/admin/centers/organization/{organization.pk}/history/"

    assert len(rows(admin_client, address)) == 50
    assert len(rows(admin_client, f"{address}?p=2")) == 2
    assert text(by_class(open_page(admin_client, address), "paginator")[0]) == "1 / 2 Older"


def test_history_needs_a_permission(client: Client, django_user_model: Any) -> None:
    field = make_field()
    client.force_login(django_user_model.objects.create(username="clerk", is_staff=True))

    assert client.get(f"/admin/centers/field/{field.pk}/history/").status_code == 403
    assert client.get("/admin/centers/field/0/history/").status_code == 302


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("The notice of May", "The notice of May"), ("  a\x00b\n ", "ab"), ("x" * 600, "x" * 500), ("", "")],
)
def test_reason_is_kept_with_the_change(admin_client: Client, admin_user: Any, typed: str, kept: str) -> None:
    response = admin_client.post(
        "/admin/centers/field/add/", {"slug": "storage", "name_en": "Storage", "_reason": typed}
    )

    assert response.status_code == 302
    assert [(change.by, change.reason, change.object_key) for change in Change.objects.all()] == [
        (admin_user, kept, ["storage"])
    ]


def test_reason_survives_a_mistake(admin_client: Client) -> None:
    response = admin_client.post("/admin/centers/field/add/", {"slug": "Not a slug", "_reason": "Because"})

    assert 'value="Because"' in response.content.decode()
    assert not Field.objects.exists()


def test_page_that_is_only_looked_at_records_nothing(admin_client: Client) -> None:
    center = make_center()
    number = Change.objects.count()

    assert admin_client.get(f"/admin/centers/center/{center.pk}/change/").status_code == 200
    assert Change.objects.count() == number
    assert Center.objects.count() == 1
