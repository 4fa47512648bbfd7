"""The page on which a center takes its next step, with the source that says so."""

from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from centers import services
from centers.choices import Status, Step, Tier
from centers.models import Center, Change, Citation
from tests.admin.pages import messages_of
from tests.conftest import StrictClient
from tests.factories import make_center, make_designation, make_organization, make_source

pytestmark = pytest.mark.django_db


def path_of(center: Center) -> str:
    return reverse("admin:centers_center_designate", args=[center.pk])


def designate(client: Client, center: Center, **values: Any) -> HttpResponse:
    data = {"step": Step.APPROVED, "tier": Tier.PROVINCIAL, "date": "2024", "quote": "批复。", "quote_language": "zh"}
    source = values.pop("source", None) or make_source()
    return client.post(path_of(center), data | {"source": source.pk} | values, follow=True)


def errors_of(response: HttpResponse) -> dict[str, list[str]]:
    return {name: list(errors) for name, errors in response.context["adminform"].form.errors.items()}


def test_step_moves_the_center_and_is_cited(admin_client: Client, admin_user: User) -> None:
    center = make_center(name_en="Center", status=Status.UNKNOWN)
    source, authority = make_source(slug="notice"), make_organization()

    response = designate(
        admin_client, center, tier=Tier.NATIONAL, source=source, authority=authority.pk, _reason="The notice of May."
    )

    center.refresh_from_db()
    step = center.designations.get()
    assert messages_of(response) == ["The next step of “Center” is on record."]
    assert (center.tier, center.status, center.approved_on) == (Tier.NATIONAL, Status.APPROVED, "2024")
    assert (step.number, step.authority) == (1, authority)
    assert [(citation.source, citation.quote) for citation in step.citations.all()] == [(source, "批复。")]
    assert set(Change.objects.exclude(by=None).values_list("by__username", "reason")) == {
        (admin_user.username, "The notice of May.")
    }


@pytest.mark.parametrize(
    ("values", "errors"),
    [
        ({"tier": ""}, {"tier": ["An approval names the tier at which the center stands from then on."]}),
        ({"step": Step.SUPERSEDED}, {"successor": ["A superseded center names its successor."]}),
        ({"quote": ""}, {"quote": ["This field is required."]}),
        (
            {"step": Step.ACCEPTED, "date": "2018"},
            {"__all__": ["The steps run backwards: step 2, “accepted 2018”, lies before step 1, “approved 2020”."]},
        ),
    ],
    ids=["no tier", "no successor", "no quote", "backwards"],
)
def test_step_that_is_refused_changes_nothing(
    values: dict[str, Any], errors: dict[str, list[str]], admin_client: Client
) -> None:
    center = make_center()
    make_designation(center)
    services.renew_standing(center)

    assert errors_of(designate(admin_client, center, **values)) == errors

    center.refresh_from_db()
    assert (center.designations.count(), center.status, Citation.objects.count()) == (1, Status.APPROVED, 0)


def test_step_without_a_source_is_refused(admin_client: Client) -> None:
    center = make_center()

    response = admin_client.post(path_of(center), {"step": "unveiled", "quote": "揭牌。", "quote_language": "zh"})

    assert errors_of(response) == {"source": ["This field is required."]}


def test_second_center_of_national_level_is_refused(admin_client: Client) -> None:
    first = make_center()
    make_designation(first, tier=Tier.NATIONAL)
    services.renew_standing(first)
    center = make_center(field=first.field)

    assert errors_of(designate(admin_client, center, tier=Tier.NATIONAL)) == {
        "__all__": ["A center of national level stands in this field already: each field has at most one."]
    }


def test_page_shows_the_steps_taken(admin_client: Client) -> None:
    center = make_center()
    make_designation(center, Step.APPROVED, "2020-05")

    page = admin_client.get(path_of(center)).content.decode()

    assert '<time datetime="2020-05">May 2020</time>' in page
    assert (
        f'href="{path_of(center)}"'
        in admin_client.get(reverse("admin:centers_center_change", args=[center.pk])).content.decode()
    )


@pytest.mark.parametrize("permissions", [(), ("view_center", "change_center"), ("view_center", "add_designation")])
def test_page_is_closed_to_who_may_not_designate(permissions: tuple[str, ...]) -> None:
    center = make_center()
    user = User.objects.create_user("somebody", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=permissions))
    client = StrictClient()
    client.force_login(user)

    assert client.get(path_of(center)).status_code == 403
    assert designate(client, center).status_code == 403
    assert center.designations.count() == 0


def test_page_of_a_center_that_is_not_there_leads_to_the_office(admin_client: Client) -> None:
    response = admin_client.get(reverse("admin:centers_center_designate", args=[7]))

    assert (response.status_code, response.headers["Location"]) == (302, "/admin/")
