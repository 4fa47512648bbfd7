from collections.abc import Callable

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models
from hypothesis import given, settings
from hypothesis import strategies as st

from centers.validators import (
    CREDIT_CODE_ALPHABET,
    credit_code_check_character,
    validate_credit_code,
    validate_plain_text,
    validate_region_code,
    validate_slug,
    validate_web_address,
    validate_years,
)

EXAMPLE_OF_THE_STANDARD = "91350100M000100Y43"  # GB 32100-2015, annex


def is_refused(validate: Callable[[str], None], value: str) -> bool:
    try:
        validate(value)
    except ValidationError:
        return True
    return False


@pytest.mark.parametrize("value", ["a", "2024", "new-energy-storage", "5g-mid-high-frequency-devices"])
def test_slug_is_lower_case_words_and_hyphens(value: str) -> None:
    assert not is_refused(validate_slug, value)


@pytest.mark.parametrize("value", ["", "-a", "a-", "a--b", "A", "a_b", "a b", "a/b", "储能", "a\n", "é", "１"])
def test_any_other_slug_is_refused(value: str) -> None:
    assert is_refused(validate_slug, value)


@pytest.mark.parametrize("value", ["44", "4401", "440111", "50", "5001", "81", "419001"])
def test_region_code_has_two_four_or_six_digits(value: str) -> None:
    assert not is_refused(validate_region_code, value)


@pytest.mark.parametrize(
    "value", ["", "4", "440", "44011", "4401110", "94", "04", "4400", "440000", "440100", "44a1", "４４", "4４", "44\n"]
)
def test_any_other_region_code_is_refused(value: str) -> None:
    assert is_refused(validate_region_code, value)


@pytest.mark.parametrize("value", ["2021", "2019-2021"])
def test_years_are_one_or_the_first_and_the_last(value: str) -> None:
    assert not is_refused(validate_years, value)


@pytest.mark.parametrize("value", ["", "21", "20211", "2019-21", "2019–2021", "2019-", "1821", "２０２１", "2021\n"])
def test_any_other_years_are_refused(value: str) -> None:
    assert is_refused(validate_years, value)


@pytest.mark.parametrize("value", ["https://example.org", "http://例子.中国/路径?a=1#b", "https://example.org:8443/a"])
def test_web_address_is_http_or_https(value: str) -> None:
    assert not is_refused(validate_web_address, value)


@pytest.mark.parametrize(
    "value",
    [
        "javascript:alert(1)",
        "JAVASCRIPT://example.org/%0aalert(1)",
        "data:text/html,x",
        "ftp://example.org",
        "//example.org",
        "example.org",
        "https://",
        "https://example.org/\n",
        " https://example.org",
        "mailto:a@example.org",
    ],
)
def test_any_other_address_is_refused(value: str) -> None:
    assert is_refused(validate_web_address, value)


@pytest.mark.parametrize(
    "value", ["", "国家新型储能创新中心", "two\nlines\tand a tab\r\n", "e\u0301", "𠮷", "“–…”", "\u200b"]
)
def test_plain_text_may_hold_any_script(value: str) -> None:
    assert not is_refused(validate_plain_text, value)


@pytest.mark.parametrize("code", [0x00, 0x01, 0x08, 0x0B, 0x0C, 0x1B, 0x7F, 0x85, 0x9F, 0xD800, 0xDFFF, 0xFFFE, 0xFFFF])
def test_control_character_is_refused_by_its_number(code: int) -> None:
    with pytest.raises(ValidationError) as refusal:
        validate_plain_text(f"before{chr(code)}after")

    assert refusal.value.messages == [f"The text contains the control character U+{code:04X}. Remove it."]


#: Fields of text whose values another check, or nobody but the program, makes.
CHECKED_OTHERWISE = {
    "Change.hash",
    "Change.model",
    "Change.previous_hash",
    "Change.record_model",
    "Change.record_slug",
    "Citation.field_name",
    "Correction.email",
    "LoadedObject.digest",
    "LoadedObject.key",
    "LoadedObject.model",
    "RetiredIdentifier.kind",
    "StandingPeriod.end",
    "StandingPeriod.start",
    "TrailHead.hash",
}


@pytest.mark.parametrize(
    "field",
    [
        pytest.param(field, id=f"{model.__name__}.{field.name}")
        for model in apps.get_app_config("centers").get_models()
        for field in model._meta.local_fields
        if isinstance(field, models.CharField | models.TextField) and not field.choices
    ],
)
def test_every_text_of_every_model_refuses_control_characters(field: models.Field) -> None:
    refused = any(is_refused(validate, "a\x01b") for validate in field.validators)

    assert refused or f"{field.model.__name__}.{field.name}" in CHECKED_OTHERWISE


@pytest.mark.parametrize("code", [EXAMPLE_OF_THE_STANDARD, "914403001922038216", "9144030071526726XG"])
def test_credit_code_ends_with_its_check_character(code: str) -> None:
    validate_credit_code(code)

    assert credit_code_check_character(code) == code[-1]


@pytest.mark.parametrize(
    "code",
    [
        "",
        "9135",
        "91350100M000100Y4",
        "91350100M000100Y433",
        "91350100m000100y43",
        "9135010OM000100Y43",
        "91350100I000100Y43",
        "9135010AM000100Y43",
        "91３50100M000100Y43",
        " 1350100M000100Y43",
        "91350100M000100Y4\n",
    ],
)
def test_credit_code_of_another_form_is_refused(code: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        validate_credit_code(code)

    assert refusal.value.code == "credit_code"


def test_wrong_check_character_is_refused_with_the_right_one() -> None:
    with pytest.raises(ValidationError) as refusal:
        validate_credit_code("91350100M000100Y44")

    assert refusal.value.messages == [
        "The check character of “91350100M000100Y44” is wrong: the first 17 characters call for 3 at the end."
    ]


first_seventeen = st.tuples(
    st.text(CREDIT_CODE_ALPHABET, min_size=2, max_size=2),
    st.text("0123456789", min_size=6, max_size=6),
    st.text(CREDIT_CODE_ALPHABET, min_size=9, max_size=9),
).map("".join)


@settings(deadline=None)
@given(first_seventeen, st.integers(0, 17), st.sampled_from(CREDIT_CODE_ALPHABET))
def test_every_corruption_of_one_character_is_refused(digits: str, place: int, character: str) -> None:
    code = digits + credit_code_check_character(digits)
    corrupted = code[:place] + character + code[place + 1 :]

    assert not is_refused(validate_credit_code, code)
    assert is_refused(validate_credit_code, corrupted) == (corrupted != code)


@pytest.mark.parametrize("place", range(18))
def test_every_corruption_of_the_standards_example_is_refused(place: int) -> None:
    corruptions = [
        EXAMPLE_OF_THE_STANDARD[:place] + character + EXAMPLE_OF_THE_STANDARD[place + 1 :]
        for character in CREDIT_CODE_ALPHABET
        if character != EXAMPLE_OF_THE_STANDARD[place]
    ]

    assert [code for code in corruptions if not is_refused(validate_credit_code, code)] == []


@settings(deadline=None)
@given(st.text(max_size=20))
def test_no_text_makes_the_check_of_a_credit_code_fail(value: str) -> None:
    assert is_refused(validate_credit_code, value)
