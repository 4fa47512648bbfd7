"""Vocabulary: regions, fields, task kinds and metrics."""

import pytest
from django.core.exceptions import ValidationError
from django.db.models import ProtectedError
from django.utils import translation

from centers.models import Field, Metric, Region, TaskKind
from tests.factories import make_center, make_field, make_region, make_task, make_task_kind


@pytest.mark.django_db
def test_region_is_found_with_every_region_below_it() -> None:
    for code in ("440111", "440305", "450103"):
        make_region(code)

    assert [region.code for region in Region.objects.within("44")] == ["44", "4401", "440111", "4403", "440305"]
    assert [region.code for region in Region.objects.within("4403")] == ["4403", "440305"]
    assert [region.code for region in Region.objects.within("450103")] == ["450103"]
    assert not Region.objects.within("11").exists()


@pytest.mark.django_db
def test_provinces_are_the_regions_at_the_top() -> None:
    make_region("440111")
    make_region("11")

    assert [region.code for region in Region.objects.provinces()] == ["11", "44"]


@pytest.mark.parametrize("code", ["44", "4401", "440111"])
def test_province_of_a_region_is_in_its_code(code: str) -> None:
    assert Region(code=code).province_code == "44"


@pytest.mark.django_db
def test_region_with_regions_below_it_cannot_be_deleted() -> None:
    make_region("4401")

    with pytest.raises(ProtectedError):
        Region.objects.get(code="44").delete()


@pytest.mark.django_db
def test_region_code_is_checked_by_the_form() -> None:
    region = Region(code="4400", level="prefecture", parent=make_region("44"), name_zh="合成市")

    with pytest.raises(ValidationError) as refusal:
        region.full_clean()

    assert refusal.value.message_dict == {
        "code": ["The two, four or six digits of GB/T 2260 without trailing zeros, for example 44, 4401 or 440111."]
    }


@pytest.mark.django_db
def test_regions_are_listed_by_code_and_fields_by_identifier() -> None:
    for code in ("44", "11", "4401"):
        make_region(code)
    for slug in ("storage", "robotics"):
        make_field(slug=slug)

    assert [region.code for region in Region.objects.all()] == ["11", "44", "4401"]
    assert [field.slug for field in Field.objects.all()] == ["robotics", "storage"]


@pytest.mark.django_db
def test_field_with_centers_cannot_be_deleted() -> None:
    center = make_center()

    with pytest.raises(ProtectedError):
        center.field.delete()


@pytest.mark.django_db
def test_task_kinds_are_listed_by_number_and_held_by_their_tasks() -> None:
    second, first = make_task_kind(number=2), make_task_kind(number=1)
    make_task(kind=first)

    assert list(TaskKind.objects.all()) == [first, second]
    with pytest.raises(ProtectedError):
        first.delete()


def test_metric_is_defined_in_the_readers_language() -> None:
    metric = Metric(
        definition_zh="在列的创新中心",
        definition_en="Centers on the list",
        unit_zh="家",
        unit_en="centers",
    )

    with translation.override("zh-hans"):
        assert (metric.definition, metric.definition_language, metric.unit) == ("在列的创新中心", "zh-Hans", "家")
    with translation.override("en"):
        assert (metric.definition, metric.definition_language, metric.unit) == ("Centers on the list", "en", "centers")


def test_definition_in_one_language_is_marked() -> None:
    metric = Metric(definition_zh="在列的创新中心")

    with translation.override("en"):
        assert (metric.definition, metric.definition_language) == ("在列的创新中心", "zh-Hans")
