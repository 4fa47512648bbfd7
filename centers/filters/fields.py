"""The values of a query string, as forms take them: what is accepted, and what is said of the rest."""

import re
from collections.abc import Callable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from centers.dates import validate_partial_date
from centers.validators import validate_region_code, validate_slug

#: Limits that no reader meets, so that no address buys unbounded work.
MOST_VALUES, MOST_WORDS, LONGEST_SEARCH = 50, 10, 200

DATE_HELP = _("A year, a month or a day: 2024, 2024-12 or 2024-12-30.")
UNKNOWN_CHOICE = _("“%(value)s” is not a choice of this filter. Choose from the list.")


def shown(value: str) -> str:
    """A reader's value as an error repeats it: short, and without invisible characters."""
    text = "".join(character if character.isprintable() else "\N{REPLACEMENT CHARACTER}" for character in value[:60])
    return text if len(value) <= 60 else f"{text}…"


def unknown_value(message: str | Promise, value: str) -> ValidationError:
    return ValidationError(message, code="unknown", params={"value": shown(value)})


class ValuesField(forms.Field):
    """The values of a repeated parameter. ``accept`` returns a value as it is used, or None if it is malformed."""

    widget = forms.MultipleHiddenInput

    def __init__(self, *, accept: Callable[[str], str | None], unknown: str | Promise, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.accept = accept
        self.unknown = unknown

    def clean(self, values: list[str] | None) -> list[str]:
        accepted = []
        for value in dict.fromkeys(values or []):
            if (name := self.accept(value)) is None:
                raise unknown_value(self.unknown, value)
            accepted.append(name)
        if len(accepted) > MOST_VALUES:
            raise ValidationError(
                _("Choose at most %(most)s values."), code="too_many_values", params={"most": MOST_VALUES}
            )
        return accepted


class PartialDateField(forms.CharField):
    """A year, a month or a day."""

    def validate(self, value: str) -> None:
        super().validate(value)
        if value:
            validate_partial_date(shown(value[:12]))


def refuse_many_words(value: str) -> None:
    if len(value.split()) > MOST_WORDS:
        raise ValidationError(
            _("Search for at most %(most)s words at once."), code="too_many_words", params={"most": MOST_WORDS}
        )


def accept_slug(value: str) -> str | None:
    try:
        validate_slug(value)
    except ValidationError:
        return None
    return value


def accept_region_code(value: str) -> str | None:
    """A region's code; filled up to six digits with zeros it is the same one."""
    code = short_region_code(value)
    try:
        validate_region_code(code)
    except ValidationError:
        return None
    return code


def short_region_code(code: str) -> str:
    """A region's code without the zeros that fill it up to six digits."""
    return re.sub(r"(?:00){1,2}\Z", "", code) if len(code) > 2 else code


def accept_year(value: str) -> str | None:
    return value if re.fullmatch(r"(?:19|20)\d\d", value, re.ASCII) else None
