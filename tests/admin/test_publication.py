"""How records become public in the office, and that nobody but a reviewer makes them so (rule 11)."""

import pytest
from django.contrib.auth.models import Group, User
from django.core.management import call_command
from django.db import models
from django.test import Client

from centers.choices import Publication
from centers.models import Center, Organization
from centers.models.base import Publishable
from centers.roles import ROLES
from tests.admin.pages import data_to_change, messages_of, path_to
from tests.conftest import StrictClient
from tests.factories import MAKERS, make_center, make_citation, make_organization, make_source

pytestmark = pytest.mark.django_db

MOVES = {
    "submit_for_review": (Publication.DRAFT, Publication.IN_REVIEW),
    "return_to_draft": (Publication.IN_REVIEW, Publication.DRAFT),
    "publish": (Publication.IN_REVIEW, Publication.PUBLISHED),
    "withdraw": (Publication.PUBLISHED, Publication.WITHDRAWN),
}
PUBLISHERS = {"reviewer", "administrator"}
EDITORS = {"editor", *PUBLISHERS}
KINDS = [model for model in MAKERS if issubclass(model, Publishable)]
UNCITED = "A published record needs at least one citation: cite a source for it, or for one of its values."


@pytest.fixture
def roles() -> None:
    call_command("sync_roles", verbosity=0)


def client_of(role: str) -> Client:
    user = User.objects.create_user(role, is_staff=True)
    user.groups.add(Group.objects.get(name=role))
    client = StrictClient()
    client.force_login(user)
    return client


def cited_center(publication: Publication) -> Center:
    center = make_center(publication=publication)
    make_citation(center=center)
    return center


def act(client: Client, model: type[models.Model], action: str, *records: models.Model) -> list[str]:
    data = {"action": action, "_selected_action": [record.pk for record in records]}
    return messages_of(client.post(path_to("changelist", model), data, follow=True))


# Actions of the list


@pytest.mark.usefixtures("roles")
@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("action", MOVES)
def test_action_moves_records_for_whom_it_may(role: str, action: str) -> None:
    before, after = MOVES[action]
    center = cited_center(before)
    allowed = role in (PUBLISHERS if action in {"publish", "withdraw"} else EDITORS)

    act(client_of(role), Center, action, center)

    center.refresh_from_db()
    assert center.publication == (after if allowed else before)


@pytest.mark.usefixtures("roles")
@pytest.mark.parametrize(
    ("role", "offered"),
    [
        ("viewer", set()),
        ("editor", {"submit_for_review", "return_to_draft", "confirm_unchanged", "delete_selected"}),
        ("regional editor", set()),
        ("center reporter", set()),
        ("reviewer", {*MOVES, "confirm_unchanged", "delete_selected"}),
        ("administrator", {*MOVES, "confirm_unchanged", "delete_selected"}),
    ],
)
def test_actions_are_offered_to_whom_they_serve(role: str, offered: set[str]) -> None:
    cited_center(Publication.DRAFT)

    form = client_of(role).get(path_to("changelist", Center)).context["action_form"]

    assert {name for name, _label in form.fields["action"].choices if name} == offered if form else not offered


def test_action_says_how_many_moved_and_which_did_not_and_why(admin_client: Client) -> None:
    cited = cited_center(Publication.IN_REVIEW)
    uncited = make_center(name_en="Uncited", publication=Publication.IN_REVIEW)
    draft = make_center(name_en="Early", publication=Publication.DRAFT)
    make_citation(center=draft)

    said = act(admin_client, Center, "publish", cited, uncited, draft)

    assert sorted(said) == [
        "1 record is published now.",
        "“Early”: Only a record in review or a withdrawn one can be published. This record is marked “draft”.",
        f"“Uncited”: {UNCITED}",
    ]
    assert set(Center.objects.values_list("pk", "publication")) == {
        (cited.pk, "published"),
        (uncited.pk, "in-review"),
        (draft.pk, "draft"),
    }


def test_action_lists_ten_refusals_and_counts_the_others(admin_client: Client) -> None:
    centers = [make_center(publication=Publication.IN_REVIEW) for _number in range(12)]

    said = act(admin_client, Center, "publish", *centers)

    assert (len(said), said[-1]) == (11, "and 2 more.")


@pytest.mark.parametrize("model", KINDS, ids=lambda model: model.__name__)
def test_every_publishable_kind_moves(model: type[Publishable], admin_client: Client) -> None:
    record = MAKERS[model]()

    act(admin_client, model, "withdraw", record)

    record.refresh_from_db()
    assert record.publication == Publication.WITHDRAWN


# Buttons of the record's page


@pytest.mark.usefixtures("roles")
@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("button", MOVES)
def test_button_moves_a_record_for_whom_it_may(role: str, button: str) -> None:
    before, after = MOVES[button]
    center = cited_center(before)
    client = client_of(role)
    data = data_to_change(client, center) if role in EDITORS else {}
    allowed = role in (PUBLISHERS if button in {"publish", "withdraw"} else EDITORS)

    response = client.post(path_to("change", center), data | {f"_{button}": "", "name_en": "Renamed"})

    center.refresh_from_db()
    assert response.status_code == (302 if allowed else 403)
    assert (center.publication, center.name_en) == (
        (after, "Renamed") if allowed else (before, "Synthetic innovation center")
    )


@pytest.mark.usefixtures("roles")
@pytest.mark.parametrize(
    ("role", "publication", "buttons"),
    [
        ("viewer", "draft", []),
        ("editor", "draft", ["submit_for_review"]),
        ("editor", "in-review", ["return_to_draft"]),
        ("editor", "published", []),
        ("editor", "withdrawn", []),
        ("reviewer", "draft", ["submit_for_review"]),
        ("reviewer", "in-review", ["return_to_draft", "publish"]),
        ("reviewer", "published", ["withdraw"]),
        ("reviewer", "withdrawn", ["publish"]),
    ],
)
def test_buttons_are_offered_to_whom_they_serve(role: str, publication: str, buttons: list[str]) -> None:
    center = cited_center(publication)

    response = client_of(role).get(path_to("change", center))

    assert [move.name for move in response.context["moves"]] == buttons
    assert [name for name in MOVES if f'name="_{name}"' in response.content.decode()] == buttons


def test_button_that_is_refused_says_why_and_keeps_what_was_typed(admin_client: Client) -> None:
    center = make_center(publication=Publication.IN_REVIEW)
    data = data_to_change(admin_client, center) | {"name_en": "Renamed", "_publish": ""}

    response = admin_client.post(path_to("change", center), data, follow=True)

    center.refresh_from_db()
    assert messages_of(response) == [f"“Renamed”: {UNCITED}"]
    assert (center.publication, center.name_en) == (Publication.IN_REVIEW, "Renamed")


def test_citation_typed_together_with_the_button_counts(admin_client: Client) -> None:
    center = make_center(publication=Publication.IN_REVIEW)
    data = data_to_change(admin_client, center) | {
        "citations-TOTAL_FORMS": 1,
        "citations-0-source": make_source().pk,
        "citations-0-quote": "引文",
        "citations-0-quote_language": "zh",
        "citations-0-certainty": "stated",
        "citations-0-agreement": "supports",
        "_publish": "",
    }

    response = admin_client.post(path_to("change", center), data, follow=True)

    center.refresh_from_db()
    assert messages_of(response) == ["1 record is published now."]
    assert center.is_published


def test_publication_is_no_field(admin_client: Client) -> None:
    center = make_center(publication=Publication.DRAFT)
    data = data_to_change(admin_client, center) | {"publication": "published", "status": "accepted"}

    admin_client.post(path_to("change", center), data)

    center.refresh_from_db()
    assert (center.publication, center.status) == ("draft", "approved")


def test_new_record_is_a_draft(admin_client: Client) -> None:
    organization = make_organization()
    data = data_to_change(admin_client, organization) | {"slug": "new", "publication": "published"}

    admin_client.post(path_to("add", Organization), data)

    assert Organization.objects.get(slug="new").publication == Publication.DRAFT


# Withdrawn, not deleted


@pytest.mark.parametrize("publication", [Publication.PUBLISHED, Publication.WITHDRAWN])
def test_record_that_has_been_public_is_not_deleted(publication: Publication, admin_client: Client) -> None:
    center = make_center(publication=publication)

    assert admin_client.get(path_to("delete", center)).status_code == 403
    assert admin_client.post(path_to("delete", center), {"post": "yes"}).status_code == 403
    assert Center.objects.count() == 1


@pytest.mark.parametrize(
    ("publication", "sentence"),
    [
        (Publication.PUBLISHED, "A published record is withdrawn, not deleted."),
        (Publication.WITHDRAWN, "A withdrawn record is kept: its address says what became of it."),
    ],
)
def test_deleting_many_spares_the_public_ones_and_says_so(
    publication: Publication, sentence: str, admin_client: Client
) -> None:
    public, draft = make_center(name_en="Public", publication=publication), make_center(publication=Publication.DRAFT)
    data = {"action": "delete_selected", "_selected_action": [public.pk, draft.pk], "post": "yes"}

    response = admin_client.post(path_to("changelist", Center), data)

    assert list(response.context["protected"]) == [f"Public: {sentence}"]
    assert not response.context["perms_lacking"]
    assert Center.objects.count() == 2


@pytest.mark.parametrize("publication", [Publication.DRAFT, Publication.IN_REVIEW])
def test_record_that_has_never_been_public_is_deleted(publication: Publication, admin_client: Client) -> None:
    center = make_center(publication=publication)

    admin_client.post(path_to("delete", center), {"post": "yes"})

    assert Center.objects.count() == 0


def test_published_records_are_linked_to_their_page(admin_client: Client) -> None:
    published, draft = make_center(slug="public"), make_center(slug="draft", publication=Publication.DRAFT)

    assert 'href="/centers/public/"' in admin_client.get(path_to("change", published)).content.decode()
    assert 'href="/centers/draft/"' not in admin_client.get(path_to("change", draft)).content.decode()
