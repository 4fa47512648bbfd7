"""The roles of the office against their matrix, ``roles.json``: what each may do, by every address of every kind, asked
for and forged.

The matrix stands on its own: it is read, not made from the code, so that a role cannot grow by a slip.
"""

import json
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.auth.models import Group, Permission, User
from django.core.management import call_command
from django.db import models
from django.test import Client

from centers.choices import Publication
from centers.models import Center, Citation, Participation, Region
from centers.models.base import Publishable
from centers.roles import ACTIONS, KINDS, ROLES, kind_of, sync_roles
from tests.admin.pages import path_to
from tests.conftest import StrictClient
from tests.factories import MAKERS, make_center, make_citation, make_organization, make_region

pytestmark = pytest.mark.django_db

MATRIX: dict[str, dict[str, Any]] = json.loads(Path(__file__).with_name("roles.json").read_text("utf-8"))
PAGES: dict[str, list[str]] = MATRIX.pop("pages")

EVERYBODY = [*MATRIX, "staff without a role"]
MODELS = [*KINDS, *(apps.get_model(label) for label in ("auth.User", "auth.Group"))]

#: The pages of a kind and of a record, and the letters of which one opens each.
PAGES_OF_A_KIND = {"changelist": "vc", "add": "a"}
PAGES_OF_A_RECORD = {"change": "vc", "history": "vc", "delete": "d"}


@pytest.fixture(autouse=True)
def roles() -> None:
    sync_roles()


def client_of(role: str) -> Client:
    user = User.objects.create_user(role, is_staff=True)
    if role in ROLES:
        user.groups.add(Group.objects.get(name=role))
    client = StrictClient()
    client.force_login(user)
    return client


def make(model: type[models.Model]) -> models.Model | None:
    """A record of the kind that nothing keeps from being deleted; None if nobody makes one by hand."""
    if model is User:
        return User.objects.create_user(f"user {User.objects.count()}")
    if model is Group:
        return Group.objects.create(name=f"group {Group.objects.count()}")
    if model is Region:
        return make_region(str(50 + Region.objects.count()))
    if model not in MAKERS:
        return model._base_manager.first()
    record = MAKERS[model]()
    public = record.subject if isinstance(record, Citation) else record
    if isinstance(public, Publishable):
        public.publication = Publication.DRAFT
        public.save()
    return record


def make_one_of_each() -> dict[type[models.Model], models.Model]:
    return {model: record for model in MODELS if (record := make(model)) is not None}


def may(role: str, model: type[models.Model], letters: str) -> bool:
    """Whether a role has one of the letters for a kind."""
    return bool(set(letters) & set(MATRIX.get(role, {}).get(kind_of(model), "")))


def rows() -> dict[str, int]:
    return {kind_of(model): model._base_manager.count() for model in MODELS}


# The groups


def test_groups_hold_what_the_matrix_says() -> None:
    held: dict[str, dict[str, str]] = {}
    for group in Group.objects.all():
        permissions = set(group.permissions.values_list("content_type__app_label", "codename"))
        letters = {}
        for model in MODELS:
            app, name = model._meta.app_label, model._meta.model_name
            found = "".join(letter for letter, action in ACTIONS.items() if (app, f"{action}_{name}") in permissions)
            if issubclass(model, Publishable) and ("centers", "publish_record") in permissions:
                found += "p"
            if found:
                letters[kind_of(model)] = found
        held[group.name] = letters

    assert held == MATRIX


def test_roles_are_written_again_exactly() -> None:
    group = Group.objects.get(name="viewer")
    group.permissions.add(Permission.objects.get(codename="publish_record"))
    other = Group.objects.create(name="made by hand")

    call_command("sync_roles", verbosity=0)

    assert not group.permissions.filter(codename="publish_record").exists()
    assert Group.objects.filter(pk=other.pk).exists()


def test_command_says_what_it_wrote(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("sync_roles")

    assert [line.split(":")[0] for line in capsys.readouterr().out.splitlines()] == list(ROLES)


def test_every_kind_in_the_office_is_in_the_matrix() -> None:
    assert set(MATRIX["administrator"]) == {kind_of(model) for model in admin.site._registry}


# Every address of every kind


@pytest.mark.parametrize("role", EVERYBODY)
def test_role_sees_what_it_may_and_no_more(role: str) -> None:
    client = client_of(role)
    records = make_one_of_each()
    pages = PAGES_OF_A_KIND | PAGES_OF_A_RECORD

    found = {
        kind_of(model): {
            page: client.get(path_to(page, record if page in PAGES_OF_A_RECORD else model)).status_code
            for page in pages
        }
        for model, record in records.items()
    }

    assert found == {
        kind_of(model): {page: 200 if may(role, model, letters) else 403 for page, letters in pages.items()}
        for model in records
    }


@pytest.mark.parametrize("role", EVERYBODY)
def test_role_writes_what_it_may_and_no_more(role: str) -> None:
    """What is sent is empty, so nothing is written; but only who may write hears so from the form."""
    client = client_of(role)
    records = make_one_of_each()
    before = rows()

    refused = {
        kind_of(model): {
            "a": client.post(path_to("add", model), {}).status_code == 403,
            "c": client.post(path_to("change", record), {}).status_code == 403,
        }
        for model, record in records.items()
    }

    assert refused == {kind_of(model): {letter: not may(role, model, letter) for letter in "ac"} for model in records}
    assert rows() == before


@pytest.mark.parametrize("page", ["delete", "changelist"])
@pytest.mark.parametrize("role", EVERYBODY)
def test_role_deletes_what_it_may_and_no_more(role: str, page: str) -> None:
    """On the record's page, and by the action of the list."""
    client = client_of(role)
    deleted = {}
    for model in MODELS:
        if record := make(model):
            data = {"action": "delete_selected", "_selected_action": [record.pk], "post": "yes"}
            client.post(path_to(page, record if page == "delete" else model), data)
            deleted[model] = not model._base_manager.filter(pk=record.pk).exists()

    assert deleted == {model: may(role, model, "d") for model in deleted}


@pytest.mark.parametrize("role", EVERYBODY)
def test_role_searches_what_it_may_see(role: str) -> None:
    """The search behind a select answers for the kind that is searched."""
    client = client_of(role)
    keys = [field for kind in MODELS for field in kind._meta.concrete_fields if field.many_to_one and field.editable]

    found = {}
    for field in keys:
        query = {"app_label": field.model._meta.app_label, "model_name": field.model._meta.model_name}
        response = client.get("/admin/autocomplete/", query | {"field_name": field.name})
        found[str(field)] = response.status_code

    assert found == {str(field): 200 if may(role, field.related_model, "v") else 403 for field in keys}


# Side doors


@pytest.mark.parametrize("role", MATRIX)
def test_parts_on_a_records_page_need_their_own_permission(role: str) -> None:
    """Who may change centers, but not their participations, cannot slip one in with the center."""
    center, organization = make_center(), make_organization()
    client = client_of(role)
    Group.objects.get(name=role).permissions.remove(*Permission.objects.filter(codename__endswith="_participation"))
    data = {
        "name_en": "Renamed",
        "participations-TOTAL_FORMS": 1,
        "participations-INITIAL_FORMS": 0,
        "participations-0-organization": organization.pk,
        "participations-0-role": "member",
    }
    for prefix in ("designations", "sites", "names", "directions", "tasks", "assessments", "citations"):
        data |= {f"{prefix}-TOTAL_FORMS": 0, f"{prefix}-INITIAL_FORMS": 0}

    client.post(path_to("change", center), data)

    assert Participation.objects.count() == 0


@pytest.mark.parametrize("role", MATRIX)
def test_published_records_are_deleted_by_nobody(role: str) -> None:
    center = make_center()
    make_citation(center=center)
    client = client_of(role)

    statuses = [
        client.get(path_to("delete", center)).status_code,
        client.post(path_to("delete", center), {"post": "yes"}).status_code,
    ]
    client.post(
        path_to("changelist", Center), {"action": "delete_selected", "_selected_action": [center.pk], "post": "yes"}
    )

    assert statuses == [403, 403]
    assert Center.objects.count() == 1


@pytest.mark.parametrize("role", MATRIX)
def test_pages_are_open_to_whom_the_matrix_says(role: str) -> None:
    client = client_of(role)

    assert {path: client.get(path).status_code == 200 for path in PAGES} == {
        path: role in roles for path, roles in PAGES.items()
    }


def test_visitors_are_asked_to_log_in(client: Client) -> None:
    paths = [path_to("changelist", model) for model in MODELS]

    assert [client.get(path).headers["Location"] for path in paths] == [f"/admin/login/?next={path}" for path in paths]
