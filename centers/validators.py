"""Checks of single values, shared by models, forms and imports, so that all three refuse the same things."""

import re
import unicodedata

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator, URLValidator
from django.utils.translation import gettext_lazy as _

SLUG_HELP = _("Lower-case letters, digits and single hyphens, for example new-energy-storage. It never changes.")
validate_slug = RegexValidator(r"\A[a-z0-9]+(?:-[a-z0-9]+)*\Z", SLUG_HELP, code="slug")

REGION_CODE_HELP = _("The two, four or six digits of GB/T 2260 without trailing zeros, for example 44, 4401 or 440111.")
validate_region_code = RegexValidator(r"\A[1-8][0-9](?:(?!00)[0-9]{2}){0,2}\Z", REGION_CODE_HELP, code="region_code")

YEARS_HELP = _("A year, or the first and the last of several: 2021 or 2019-2021.")
validate_years = RegexValidator(r"\A(?:19|20)[0-9]{2}(?:-(?:19|20)[0-9]{2})?\Z", YEARS_HELP, code="years")

validate_web_address = URLValidator(schemes=["http", "https"])

CREDIT_CODE_HELP = _("The 18 characters of the unified social credit code (GB 32100), for example 91350100M000100Y43.")
CREDIT_CODE_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"  # GB 32100-2015, table 2: no I, O, S, V, Z
CREDIT_CODE_PATTERN = re.compile(rf"[{CREDIT_CODE_ALPHABET}]{{2}}[0-9]{{6}}[{CREDIT_CODE_ALPHABET}]{{10}}")


def credit_code_check_character(code: str) -> str:
    """Return the eighteenth character that GB 32100-2015 computes from the first seventeen."""
    weighted = sum(CREDIT_CODE_ALPHABET.index(character) * 3**place % 31 for place, character in enumerate(code[:17]))
    return CREDIT_CODE_ALPHABET[-weighted % 31]


def validate_credit_code(value: str) -> None:
    """Refuse a unified social credit code with a wrong form or check character."""
    if not CREDIT_CODE_PATTERN.fullmatch(value):
        raise ValidationError(
            _("“%(value)s” is not a unified social credit code. %(help)s"),
            code="credit_code",
            params={"value": value, "help": CREDIT_CODE_HELP},
        )
    if value[17] != credit_code_check_character(value):
        raise ValidationError(
            _("The check character of “%(value)s” is wrong: the first 17 characters call for %(expected)s at the end."),
            code="credit_code_check",
            params={"value": value, "expected": credit_code_check_character(value)},
        )


def validate_plain_text(value: str) -> None:
    """Refuse what breaks exports and XML: control characters but line breaks and tabs, surrogates, noncharacters."""
    for character in value:
        forbidden = unicodedata.category(character) in {"Cc", "Cs"} or character in "\ufffe\uffff"
        if forbidden and character not in "\n\r\t":
            raise ValidationError(
                _("The text contains the control character U+%(code)s. Remove it."),
                code="control_character",
                params={"code": f"{ord(character):04X}"},
            )
