"""The lists of the office: what they cost, what they find, and that none asks for more than a page."""

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.admin.utils import flatten_fieldsets
from django.db import models
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from centers.admin.base import ProvinceFilter, RegisterAdmin
from centers.choices import NameKind, Publication
from centers.models import (
    Alliance,
    AllianceMembership,
    Assessment,
    Center,
    Citation,
    CommitteeSeat,
    ConstructionTask,
    Correction,
    Designation,
    Direction,
    Event,
    Expert,
    ExpertCommittee,
    Field,
    LoadedObject,
    Metric,
    Milestone,
    Name,
    Organization,
    Participation,
    Position,
    ProgressEntry,
    Region,
    ReportedFigure,
    RetiredIdentifier,
    Site,
    Source,
    Statement,
    TaskKind,
)
from tests.admin.pages import path_to
from tests.factories import (
    MAKERS,
    make_center,
    make_citation,
    make_name,
    make_organization,
    make_region,
    make_site,
)

pytestmark = pytest.mark.django_db

REGISTERED = {
    model: model_admin for model, model_admin in admin.site._registry.items() if isinstance(model_admin, RegisterAdmin)
}

#: Statements of a list: session, user, count, rows, and what some filters offer.
STATEMENTS = {
    Alliance: 4,
    AllianceMembership: 4,
    Assessment: 4,
    Center: 5,
    Citation: 4,
    CommitteeSeat: 4,
    ConstructionTask: 5,
    Correction: 4,
    Designation: 4,
    Direction: 4,
    Event: 4,
    Expert: 4,
    ExpertCommittee: 4,
    Field: 4,
    LoadedObject: 5,
    Metric: 4,
    Milestone: 4,
    Name: 4,
    Organization: 5,
    Participation: 4,
    Position: 4,
    ProgressEntry: 4,
    Region: 4,
    ReportedFigure: 5,
    RetiredIdentifier: 5,
    Site: 5,
    Source: 4,
    Statement: 4,
    TaskKind: 4,
}


def make_more(model: type[models.Model], count: int) -> None:
    for number in range(count):
        make_region(f"4{number + 1}") if model is Region else MAKERS[model]()


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize("model", STATEMENTS, ids=lambda model: model.__name__)
def test_list_costs_the_same_however_many_rows(
    model: type[models.Model], rows: int, admin_client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    make_more(model, rows)

    with django_assert_num_queries(STATEMENTS[model]):
        response = admin_client.get(path_to("changelist", model))

    assert response.context["cl"].result_count == rows


def test_every_list_is_counted() -> None:
    assert set(STATEMENTS) == set(REGISTERED)


@pytest.mark.parametrize("model", REGISTERED, ids=lambda model: model.__name__)
def test_list_is_bounded(model: type[models.Model], admin_client: Client) -> None:
    make_more(model, 1)

    response = admin_client.get(path_to("changelist", model), {"all": ""})

    change_list = response.context["cl"]
    assert (change_list.list_per_page, change_list.list_max_show_all) == (50, 200)
    assert change_list.show_full_result_count is False


@pytest.mark.parametrize("model", REGISTERED, ids=lambda model: model.__name__)
def test_list_counts_its_filters_when_asked(model: type[models.Model], admin_client: Client) -> None:
    make_more(model, 2)

    response = admin_client.get(path_to("changelist", model), {"_facets": "True"})

    assert response.status_code == 200
    assert response.context["cl"].add_facets is True


def found(client: Client, model: type[models.Model], **parameters: str) -> list[str]:
    response = client.get(path_to("changelist", model), parameters)
    return [str(getattr(record, "slug", record)) for record in response.context["cl"].result_list]


@pytest.mark.parametrize("words", ["储能", "energy storage", "ENERGY", "旧名", "new-energy"])
def test_center_is_found_in_both_languages_and_by_former_names(words: str, admin_client: Client) -> None:
    center = make_center(slug="new-energy", name_zh="新型储能创新中心", name_en="Energy Storage Innovation Center")
    make_name(center=center, text="旧名称", kind=NameKind.FORMER)
    make_center()

    assert found(admin_client, Center, q=words) == ["new-energy"]


def test_center_with_two_names_that_match_is_listed_once(admin_client: Client) -> None:
    center = make_center(slug="twice")
    make_name(center=center, text="别名一")
    make_name(center=center, text="别名二")

    assert found(admin_client, Center, q="别名") == ["twice"]


@pytest.mark.parametrize("words", ["创新公司", "innovation company", "91350100M000100Y43", "曾用名"])
def test_organization_is_found_by_any_of_its_names(words: str, admin_client: Client) -> None:
    organization = make_organization(
        slug="company", name_zh="创新公司", name_en="Innovation Company", credit_code="91350100M000100Y43"
    )
    make_name(organization=organization, center=None, text="曾用名", kind=NameKind.FORMER)
    make_organization()

    assert found(admin_client, Organization, q=words) == ["company"]


def test_centers_are_filtered_by_any_province_of_theirs(admin_client: Client) -> None:
    center = make_center(slug="two-sites", region="4401")
    make_site(center=center, region=make_region("5101"))
    make_center(slug="elsewhere", region="11")

    assert found(admin_client, Center, province="44") == ["two-sites"]
    assert found(admin_client, Center, province="51") == ["two-sites"]
    assert sorted(found(admin_client, Center, province="")) == ["elsewhere", "two-sites"]


def test_provinces_are_counted_with_a_center_on_two_sites_once_in_each(admin_client: Client) -> None:
    center = make_center(region="4401")
    make_site(center=center, region=make_region("4403"))
    make_site(center=center, region=make_region("5101"))
    make_center(region="11")

    response = admin_client.get(path_to("changelist", Center), {"_facets": "True"})

    spec = next(spec for spec in response.context["cl"].filter_specs if isinstance(spec, ProvinceFilter))
    labels = [choice["display"] for choice in spec.choices(response.context["cl"])]
    assert labels == ["All", "Synthetic 11 (1)", "Synthetic 44 (1)", "Synthetic 51 (1)"]


def test_records_without_a_source_are_found(admin_client: Client) -> None:
    cited, uncited = make_center(slug="cited"), make_center(slug="uncited")
    make_citation(center=cited)

    assert found(admin_client, Center, cited="no") == ["uncited"]
    assert found(admin_client, Center, cited="yes") == ["cited"]
    assert uncited.citations.count() == 0


def test_records_without_a_translation_are_found(admin_client: Client) -> None:
    make_center(slug="chinese-only", name_en="")
    make_center(slug="english-only", name_zh="")
    make_center(slug="both")

    assert found(admin_client, Center, lacks="en") == ["chinese-only"]
    assert found(admin_client, Center, lacks="zh") == ["english-only"]


def test_records_are_filtered_by_publication(admin_client: Client) -> None:
    make_center(slug="draft", publication=Publication.DRAFT)
    make_center(slug="published")

    assert found(admin_client, Center, publication__exact="draft") == ["draft"]


def test_choices_are_searched_not_listed(
    admin_client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    """The search behind a select finds by former names too, and costs the same however many there are."""
    organization = make_organization(name_en="Wanted organization")
    make_name(organization=organization, center=None, text="Erstwhile")
    make_organization()
    query = {"app_label": "centers", "model_name": "participation", "field_name": "organization", "term": "erst"}

    with django_assert_num_queries(4):
        response = admin_client.get(reverse("admin:autocomplete"), query)

    assert response.json() == {
        "results": [{"id": str(organization.pk), "text": "Wanted organization"}],
        "pagination": {"more": False},
    }


def test_parts_are_listed_with_the_newest_first(admin_client: Client) -> None:
    names = [make_name(center=make_center(), text=text) for text in ("甲", "丙", "乙")]

    response = admin_client.get(path_to("changelist", Name))

    assert list(response.context["cl"].result_list) == names[::-1]


# Conventions


@pytest.mark.parametrize("model", list(apps.get_app_config("centers").get_models()), ids=lambda model: model.__name__)
def test_every_kind_has_a_page_in_the_office(model: type[models.Model]) -> None:
    assert model in admin.site._registry


@pytest.mark.parametrize("model", REGISTERED, ids=lambda model: model.__name__)
def test_every_foreign_key_is_chosen_by_searching(model: type[models.Model], admin_client: Client) -> None:
    request = admin_client.get(path_to("changelist", model)).wsgi_request
    keys = [field.name for field in model._meta.concrete_fields if field.many_to_one and field.editable]

    assert list(REGISTERED[model].get_autocomplete_fields(request)) == keys
    for inline in REGISTERED[model].inlines:
        there = inline(model, admin.site)
        keys = [field.name for field in inline.model._meta.concrete_fields if field.many_to_one and field.editable]
        assert list(there.get_autocomplete_fields(request)) == keys


@pytest.mark.parametrize("model", REGISTERED, ids=lambda model: model.__name__)
def test_every_kind_can_be_searched(model: type[models.Model]) -> None:
    assert REGISTERED[model].search_fields != ()


@pytest.mark.parametrize("model", REGISTERED, ids=lambda model: model.__name__)
def test_every_column_of_a_form_has_its_place(model: type[models.Model]) -> None:
    """No editable column is forgotten by the fieldsets."""
    model_admin = REGISTERED[model]
    placed = set(flatten_fieldsets(model_admin.fieldsets or [(None, {"fields": model_admin.fields})]))
    editable = {field.name for field in model._meta.concrete_fields if field.editable and not field.primary_key}

    assert editable - placed == set()
