"""The office as a whole: what it is called, how its kinds are grouped, and what hostile addresses get."""

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group, User
from django.test import Client

from centers.models import Center, Region, RetiredIdentifier
from centers.models.base import Keyed
from centers.templatetags.office import GROUPS
from tests.admin.pages import data_to_add, errors_of, path_to
from tests.factories import make_center, make_region, make_retired_identifier, make_site

pytestmark = pytest.mark.django_db


def test_office_has_a_name_of_its_own_and_leads_back_to_the_site(admin_client: Client) -> None:
    response = admin_client.get("/admin/")
    page = response.content.decode()

    assert (response.context["site_header"], response.context["title"]) == (
        "Register of manufacturing innovation centers",
        "The office",
    )
    assert '<a href="/">View site</a>' in page
    assert '<a href="/zh-hans/admin/" hreflang="zh-Hans" lang="zh-Hans">简体中文</a>' in page


def test_office_in_chinese_leads_to_itself_in_english_with_its_filters(admin_client: Client) -> None:
    page = admin_client.get("/zh-hans/admin/centers/center/?tier__exact=national").content.decode()

    assert '<a href="/zh-hans/">查看站点</a>' in page
    assert '<a href="/admin/centers/center/?tier__exact=national" hreflang="en" lang="en">English</a>' in page


def test_kinds_stand_in_groups(admin_client: Client) -> None:
    page = admin_client.get("/admin/").content.decode()
    titles = [
        "Authentication and Authorization",
        "Centers",
        "Construction tasks",
        "Organizations and persons",
        "What is reported",
        "Sources",
        "Vocabulary",
        "Bookkeeping",
    ]

    places = [page.index(f'class="section">{title}</a>') for title in titles]
    assert places == sorted(places)


def test_every_kind_that_people_keep_has_its_group() -> None:
    grouped = [model for _title, models in GROUPS for model in models]
    kept = {model for model in admin.site._registry if issubclass(model, Keyed)}

    assert len(grouped) == len(set(grouped))
    assert set(grouped) == kept - {RetiredIdentifier}


def test_what_a_role_does_not_see_has_no_group(client: Client) -> None:
    user = User.objects.create_user("nobody", is_staff=True)
    user.groups.add(Group.objects.create(name="without permissions"))
    client.force_login(user)

    page = client.get("/admin/").content.decode()

    assert 'class="section"' not in page
    assert "You don’t have permission to view or edit anything." in page


@pytest.mark.parametrize(
    "query",
    ["q=%00", "q=%ED%A0%80", "p=0", "p=99999999999999999999", "o=99.-99", "province=x", "cited=x", "lacks=x", "e=1"],
)
def test_nonsense_in_an_address_is_ignored(query: str, admin_client: Client) -> None:
    make_center()

    assert admin_client.get(f"{path_to('changelist', Center)}?{query}", follow=True).status_code == 200


@pytest.mark.parametrize("query", ["field__id__exact=99999999999999999999", "id__exact=x"])
def test_values_that_no_filter_takes_find_nothing_or_are_refused(query: str, admin_client: Client) -> None:
    assert admin_client.get(f"{path_to('changelist', Center)}?{query}", follow=True).status_code in {200, 400}


# Vocabulary


def test_deleted_vocabulary_leaves_its_identifier(admin_client: Client) -> None:
    region = make_region("44")

    admin_client.post(path_to("delete", region), {"post": "yes"})

    assert [(retired.kind, retired.slug) for retired in RetiredIdentifier.objects.all()] == [("region", "44")]
    data = data_to_add(admin_client, Region) | {"code": "44", "name_en": "Again", "level": "province"}
    assert errors_of(admin_client.post(path_to("add", Region), data)) == {
        "code": ["“44” belonged to a record that is gone. Identifiers are never used again."]
    }


def test_vocabulary_deleted_by_the_list_leaves_its_identifiers(admin_client: Client) -> None:
    regions = [make_region("44"), make_region("45")]
    data = {"action": "delete_selected", "_selected_action": [region.pk for region in regions], "post": "yes"}

    admin_client.post(path_to("changelist", Region), data)

    assert sorted(RetiredIdentifier.objects.values_list("slug", flat=True)) == ["44", "45"]
    assert Region.objects.count() == 0


def test_vocabulary_in_use_is_kept(admin_client: Client) -> None:
    make_site(center=make_center(), region=make_region("44"))

    admin_client.post(path_to("delete", Region.objects.get()), {"post": "yes"})

    assert (Region.objects.count(), RetiredIdentifier.objects.count()) == (1, 0)


def test_code_of_a_region_is_settled(admin_client: Client) -> None:
    region = make_region("44")

    admin_client.post(path_to("change", region), {"code": "45", "name_en": "Renamed", "level": "province"})

    region.refresh_from_db()
    assert (region.code, region.name_en) == ("44", "Renamed")


def test_identifiers_are_retired_by_hand_for_kinds_that_have_them(admin_client: Client) -> None:
    form = admin_client.get(path_to("add", RetiredIdentifier)).context["adminform"].form

    assert [kind for kind, _label in form.fields["kind"].choices] == [
        "alliance",
        "center",
        "event",
        "expert",
        "expertcommittee",
        "field",
        "metric",
        "organization",
        "region",
        "reportedfigure",
        "source",
        "statement",
        "taskkind",
    ]


def test_retired_identifier_gets_a_successor(admin_client: Client) -> None:
    retired = make_retired_identifier(kind="center", slug="old")

    admin_client.post(path_to("change", retired), {"slug": "other", "successor_slug": "new"})

    retired.refresh_from_db()
    assert (retired.slug, retired.successor_slug) == ("old", "new")
