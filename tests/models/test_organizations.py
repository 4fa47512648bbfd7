"""Organizations, further names (rule 10) and retired identifiers (rule 8)."""

import pytest
from django.core.exceptions import ValidationError
from django.db.models import ProtectedError

from centers.choices import NameKind, NameOrigin
from centers.models import Name, Organization, RetiredIdentifier
from tests.factories import (
    make_center,
    make_name,
    make_organization,
    make_participation,
    make_retired_identifier,
)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        (
            "91350100M000100Y44",
            "The check character of “91350100M000100Y44” is wrong: the first 17 characters call for 3 at the end.",
        ),
        (
            "91350100",
            "“91350100” is not a unified social credit code. The 18 characters of the unified social credit code "
            "(GB 32100), for example 91350100M000100Y43.",
        ),
    ],
)
def test_wrong_credit_code_is_refused_by_the_form(code: str, sentence: str) -> None:
    organization = make_organization()
    organization.credit_code = code

    with pytest.raises(ValidationError) as refusal:
        organization.full_clean()

    assert refusal.value.message_dict == {"credit_code": [sentence]}


@pytest.mark.django_db
def test_organization_may_have_no_credit_code_or_a_right_one() -> None:
    for code in ("", "91350100M000100Y43"):
        make_organization(credit_code=code).full_clean()

    assert Organization.objects.count() == 2


@pytest.mark.django_db
def test_organization_that_takes_part_cannot_be_deleted() -> None:
    participation = make_participation(make_center())

    with pytest.raises(ProtectedError):
        participation.organization.delete()


@pytest.mark.django_db
def test_rule_10_name_says_its_origin() -> None:
    name, center, organization = make_name(), make_center(), make_organization()

    assert name.origin == NameOrigin.USED
    assert (center.name_zh_origin, center.name_en_origin) == (NameOrigin.USED, NameOrigin.OURS)
    assert (organization.name_zh_origin, organization.name_en_origin) == (NameOrigin.USED, NameOrigin.OURS)


@pytest.mark.django_db
def test_rule_10_former_name_keeps_its_period() -> None:
    center = make_center()
    make_name(center=center, text="储能中心", kind=NameKind.FORMER, start="2021", end="2023-12")

    assert not center.names.certainly_as_of("2020-12-31").exists()
    assert center.names.certainly_as_of("2023-11-30").get().text == "储能中心"
    assert not center.names.possibly_as_of("2023-12-31").exists()


@pytest.mark.parametrize(("language", "tag"), [("zh", "zh-Hans"), ("en", "en"), ("ja", "ja"), ("it", "it")])
def test_name_marks_its_language(language: str, tag: str) -> None:
    assert Name(language=language).language_tag == tag


@pytest.mark.django_db
def test_name_goes_with_its_holder() -> None:
    of_center, of_organization = make_name(), make_name(organization=make_organization())

    of_center.center.delete()
    of_organization.organization.delete()

    assert not Name.objects.exists()


@pytest.mark.django_db
def test_rule_8_retired_identifier_may_name_what_replaces_it() -> None:
    merged = make_retired_identifier(kind="center", slug="old", successor_slug="new")
    gone = make_retired_identifier(kind="center", slug="gone")

    merged.full_clean()
    gone.full_clean()

    assert list(RetiredIdentifier.objects.all()) == [gone, merged]
    assert (str(merged), merged.successor_slug, gone.successor_slug) == ("center old", "new", "")
