from decimal import Decimal

import pytest
from django.db import models

from centers import models as register
from centers.batch import Batch, fetch_together
from centers.models.base import Keyed
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def records() -> None:
    """One or more records of every kind, with values of every type."""
    authority = make.make_organization(name_zh="合成主管部门", kind="government", region=make.make_region("440111"))
    center = make.make_center(region="440111", tier="national", website="https://example.org/")
    make.make_site(center=center, region=make.make_region("5101"), address="合成路1号")
    successor = make.make_center(slug="synthetic-successor")
    make.make_designation(center, "approved", "2023-12", authority=authority)
    make.make_designation(center, "superseded", "2024-12-30", successor=successor, note_en="Inferred.")
    make.make_participation(center, "shareholder", share=Decimal("33.3"), segment="batteries", start="2023")
    make.make_participation(center, "operator", organization=authority)
    register.Direction.objects.create(center=center, number=1, name_en="Synthetic direction")
    register.Assessment.objects.create(
        center=center, kind="yearly", period="2024", result="good", published_on="2025-03", authority=authority
    )
    register.Name.objects.create(center=center, text="合成中心", kind="abbreviation")
    alliance = make.make_alliance(center=center, coverage_percent=85, coverage_qualifier="more-than")
    make.make_membership(alliance, role="chair", organization=authority)
    committee = make.make_committee(center=center, reported_academicians=10)
    make.make_seat(committee, expert=make.make_expert(is_academician=True, affiliation=authority))
    make.make_seat(committee, expert=make.make_expert(is_academician=None))
    register.Position.objects.create(
        expert=make.make_expert(is_academician=False), number=1, center=center, title_en="Synthetic title"
    )
    task = make.make_task(center=center, kind=make.make_task_kind(), status="under-way", progress=40, due="2024")
    register.Milestone.objects.create(task=task, number=1, name_en="Synthetic milestone", due="2025-06")
    register.ProgressEntry.objects.create(task=task, number=1, date="2024-06-30", progress=40)
    make.make_figure(center=center, value=Decimal("12345678.125"), value_to=Decimal("12345679"), as_of="2024")
    make.make_figure(value=Decimal("0.5"))
    make.make_event(center=center, date="2024-02")
    make.make_statement(center=center, number=2)
    make.make_statement(number=1)
    make.make_citation(
        center=center, source=make.make_source(archived_text='合成全文 "quoted" \\ 换行\n', accessed_on="2026-11-22")
    )
    register.Correction.objects.create(number=1, path="/centers/x/", message="合成")
    register.RetiredIdentifier.objects.create(kind="center", slug="synthetic-gone")
    register.LoadedObject.objects.create(model="centers.center", key="x", digest="0" * 64)


def values(record: models.Model) -> dict[str, object]:
    return {field.attname: getattr(record, field.attname) for field in record._meta.concrete_fields}


def types(record: models.Model) -> dict[str, type]:
    return {name: type(value) for name, value in values(record).items()}


KINDS = [kind for name in register.__all__ if issubclass(kind := getattr(register, name), Keyed)]


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_records_are_what_their_queryset_gives(records: None, kind: type[models.Model]) -> None:
    expected = list(kind._default_manager.order_by("id"))

    fetched = fetch_together(records=kind._default_manager.order_by("id"))["records"]

    assert expected
    assert fetched == expected
    assert [values(record) for record in fetched] == [values(record) for record in expected]
    assert [types(record) for record in fetched] == [types(record) for record in expected]


def test_kinds_come_together_in_one_statement_each_in_its_order(records: None, django_assert_num_queries) -> None:
    with django_assert_num_queries(1):
        together = fetch_together(
            sites=register.Site.objects.select_related("region__parent__parent"),
            steps=register.Designation.objects.select_related("authority", "successor"),
            regions=register.Region.objects.order_by("-level", "-code"),
            none=register.Center.objects.filter(slug="no-such"),
        )

    assert together["sites"] == list(register.Site.objects.order_by("center", "-is_seat", "region__code"))
    assert together["steps"] == list(register.Designation.objects.all())
    assert together["regions"] == list(register.Region.objects.order_by("-level", "-code"))
    assert together["none"] == []


def test_related_records_are_there_without_a_further_statement(records: None, django_assert_num_queries) -> None:
    sites = register.Site.objects.select_related("region__parent__parent").order_by("id")
    steps = register.Designation.objects.select_related("authority__region", "successor").order_by("number")

    together = fetch_together(sites=sites, steps=steps)

    with django_assert_num_queries(0):
        places = [site.region.parent.parent for site in together["sites"]]
        authorities = [step.authority for step in together["steps"]]
        successors = [step.successor for step in together["steps"]]
    assert [place and place.code for place in places] == ["44", None]
    assert [authority and authority.region.code for authority in authorities] == ["440111", None]
    assert [successor and successor.slug for successor in successors] == [None, "synthetic-successor"]


def test_a_related_record_sorts_as_its_own_kind_does(records: None) -> None:
    make.make_participation(make.make_center(slug="a"), organization=make.make_organization(slug="z"))
    make.make_participation(make.make_center(slug="b"), organization=make.make_organization(slug="a"))
    parts = register.Participation.objects.select_related("organization").order_by("organization")

    fetched = fetch_together(parts=parts)["parts"]

    assert [part.organization.slug for part in fetched] == sorted(part.organization.slug for part in fetched)
    assert len(fetched) == 4


def test_values_that_are_not_there_sort_first(records: None) -> None:
    fetched = fetch_together(figures=register.ReportedFigure.objects.order_by("value_to"))["figures"]

    assert [figure.value_to for figure in fetched] == [None, Decimal("12345679.000")]


def test_too_many_columns_are_refused() -> None:
    designations = register.Designation.objects.select_related(
        "center__successor__field", "successor__successor__field", "authority__region__parent"
    )

    with pytest.raises(ValueError, match=r"wide has 1.. columns; at most 100 fit"):
        fetch_together(wide=designations)


def test_a_batch_compiled_once_gives_the_parts_of_any_key(records: None, django_assert_num_queries) -> None:
    def parts_of(center: int) -> dict[str, models.QuerySet]:
        tasks = register.ConstructionTask.objects.filter(center=center)
        return {
            "steps": register.Designation.objects.filter(center=center).select_related("successor"),
            "shares": register.Participation.objects.filter(center=center).select_related("organization"),
            "milestones": register.Milestone.objects.filter(task__in=tasks),
            "predecessors": register.Center.objects.filter(successor=center),
        }

    batch = Batch(parts_of)
    centers = register.Center.objects.all()

    for center in centers:
        with django_assert_num_queries(1):
            fetched = batch.fetch(center.pk, "default")
        expected = fetch_together(**parts_of(center.pk))
        assert fetched == expected
        assert [values(step) for step in fetched["steps"]] == [values(step) for step in expected["steps"]]
        assert [values(part) for part in fetched["shares"]] == [values(part) for part in expected["shares"]]
    assert [len(fetch_together(**parts_of(center.pk))["steps"]) for center in centers].count(0) < len(centers)
