"""Dates known to a day, a month or a year.

A partial date is text: ``"2024"``, ``"2024-12"``, ``"2024-12-30"``, or ``""`` where no date is known. Text sorts at the
earliest day, reads well in a fixture and says in data exactly as much as is known. Two days bound it: something dated
"2024-12" has possibly happened from 2024-12-01 on and has certainly happened from 2024-12-31 on. Without a date it has
possibly always happened and never certainly.
"""

import datetime as dt
import re

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.functions import Concat, Length, Substr
from django.db.models.lookups import Exact, GreaterThanOrEqual, In, LessThanOrEqual
from django.utils import dateformat, timezone
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

ALWAYS = "0000-01-01"
NEVER = "9999-12-31"
FIRST_YEAR, LAST_YEAR = 1949, 2099
LEAP_YEARS = [f"{year:02}" for year in range(0, 100, 4)]  # their last two digits: right for the years above
SHORT_MONTHS = ["04", "06", "09", "11"]

DIGITS = list("0123456789")

PARTIAL_DATE_HELP = _("A year, a month or a day, as precise as the source: 2024, 2024-12 or 2024-12-30.")
PATTERN = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", re.ASCII)


def validate_partial_date(value: str) -> None:
    """Refuse anything but a real year, month or day between 1949 and 2099."""
    match = PATTERN.fullmatch(value)
    try:
        year, month, day = (int(part) if part else 1 for part in match.groups()) if match else (0, 0, 0)
        dt.date(year, month, day)
    except ValueError:
        year = 0
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise ValidationError(
            _("“%(value)s” is not a date of the register. %(help)s"),
            code="partial_date",
            params={"value": value, "help": PARTIAL_DATE_HELP},
        )


class PartialDateField(models.CharField):
    """A partial date as text; blank means that no date is known."""

    default_validators = [validate_partial_date]

    def __init__(self, *args, **kwargs):
        kwargs["max_length"] = 10
        kwargs.setdefault("blank", True)
        kwargs.setdefault("default", "")
        kwargs.setdefault("help_text", PARTIAL_DATE_HELP)
        super().__init__(*args, **kwargs)

    def deconstruct(self):
        name, path, args, kwargs = super().deconstruct()
        del kwargs["max_length"]
        return name, path, args, kwargs


def earliest(value: str, *, unknown: str = ALWAYS) -> str:
    """Return the earliest day of a partial date, as ISO text."""
    return value + ALWAYS[len(value) :] if value else unknown


def latest(value: str, *, unknown: str = NEVER) -> str:
    """Return the latest day of a partial date, as ISO text."""
    if len(value) == len("2024"):
        return f"{value}-12-31"
    if len(value) == len("2024-12"):
        year, month = value[2:4], value[5:]
        return f"{value}-{(29 if year in LEAP_YEARS else 28) if month == '02' else 30 if month in SHORT_MONTHS else 31}"
    return value or unknown


class Compiled(models.Expression):
    """An expression over one partial date, written out by ``compile()`` when a statement is made.

    Migrations name the class alone and stay readable. In return a change of what a class compiles to is not noticed by
    ``makemigrations``: such a change needs a migration that rebuilds the columns and constraints it stands in.
    """

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name

    def compile(self) -> models.Case | models.Q:
        raise NotImplementedError

    def get_source_expressions(self) -> list[models.F]:
        return [models.F(self.name)]

    def resolve_expression(self, *args, **kwargs):
        return self.compile().resolve_expression(*args, **kwargs)

    def replace_expressions(self, replacements):
        return self.compile().replace_expressions(replacements)


class Day(Compiled):
    """A day that bounds a partial date."""

    def __init__(self, name: str, *, unknown: str) -> None:
        super().__init__(name)
        self.unknown = unknown

    def of(self, value: str) -> str:
        """The day for a value that is at hand."""
        raise NotImplementedError

    def replace_expressions(self, replacements):
        value = replacements.get(models.F(self.name))
        if isinstance(value, models.Value):  # a form validates a record: the database need not be asked
            return models.Value(self.of(value.value), output_field=models.CharField())
        return super().replace_expressions(replacements)


class EarliestDay(Day):
    """The same as ``earliest()``, for the database."""

    def of(self, value: str) -> str:
        return earliest(value, unknown=self.unknown)

    def compile(self) -> models.Case:
        text = models.F(self.name)
        return models.Case(
            models.When(Exact(text, models.Value("")), then=models.Value(self.unknown)),
            default=Concat(text, Substr(models.Value(ALWAYS), Length(text) + 1)),
            output_field=models.CharField(max_length=10),
        )


class LatestDay(Day):
    """The same as ``latest()``, for the database."""

    def of(self, value: str) -> str:
        return latest(value, unknown=self.unknown)

    def compile(self) -> models.Case:
        text = models.F(self.name)
        return models.Case(
            models.When(Exact(text, models.Value("")), then=models.Value(self.unknown)),
            models.When(Exact(Length(text), 4), then=Concat(text, models.Value("-12-31"))),
            models.When(Exact(Length(text), 7), then=Concat(text, models.Value("-"), _last_of_month(self.name))),
            default=text,
            output_field=models.CharField(max_length=10),
        )


class IsPartialDate(Compiled):
    """Whether a column holds what ``validate_partial_date()`` lets pass, or nothing.

    Without regular expressions, which SQLite has only where Python lends it some.
    """

    conditional = True

    def compile(self) -> models.Q:
        name, length = self.name, Length(self.name)
        year = (
            In(Substr(name, 1, 2), ["19", "20"])
            & In(Substr(name, 3, 1), DIGITS)
            & In(Substr(name, 4, 1), DIGITS)
            & GreaterThanOrEqual(Substr(name, 1, 4), str(FIRST_YEAR))
        )
        month = In(Substr(name, 5, 3), [f"-{month:02}" for month in range(1, 13)])
        day = In(Substr(name, 8, 3), [f"-{day:02}" for day in range(1, 32)])
        day_of_month = LessThanOrEqual(Substr(name, 9, 2), _last_of_month(name))
        return models.Q(**{name: ""}) | (
            year & (Exact(length, 4) | month & (Exact(length, 7) | Exact(length, 10) & day & day_of_month))
        )


def _last_of_month(name: str) -> models.Expression:
    """The two digits of the last day of the month of a partial date that has one."""
    month = Substr(name, 6, 2)
    return models.Case(
        models.When(Exact(month, models.Value("02")) & In(Substr(name, 3, 2), LEAP_YEARS), then=models.Value("29")),
        models.When(Exact(month, models.Value("02")), then=models.Value("28")),
        models.When(In(month, SHORT_MONTHS), then=models.Value("30")),
        default=models.Value("31"),
        output_field=models.CharField(max_length=2),
    )


def EarliestDayField(name: str, *, unknown: str = ALWAYS) -> models.GeneratedField:
    """A column, kept by the database, with the earliest day of the partial date ``name``."""
    return models.GeneratedField(
        expression=EarliestDay(name, unknown=unknown), output_field=models.CharField(max_length=10), db_persist=True
    )


def LatestDayField(name: str, *, unknown: str = NEVER) -> models.GeneratedField:
    """A column, kept by the database, with the latest day of the partial date ``name``."""
    return models.GeneratedField(
        expression=LatestDay(name, unknown=unknown), output_field=models.CharField(max_length=10), db_persist=True
    )


def is_backwards(first: str, second: str) -> bool:
    """Whether ``second`` certainly lies before ``first``. Unknown dates contradict nothing."""
    return latest(second) < earliest(first)


def spell_date(value: str) -> str:
    """Write a partial date in the active language, as precisely as it is known: "June 2016", 2016年6月."""
    if not value:
        return ""
    day = dt.date.fromisoformat(earliest(value))
    chinese = (get_language() or "").startswith("zh")
    formats = {4: "Y年" if chinese else "Y", 7: "Y年n月" if chinese else "F Y", 10: "Y年n月j日" if chinese else "j F Y"}
    return dateformat.format(day, formats[len(value)])


def spell_moment(moment: dt.datetime) -> str:
    """Write a date and time in the active language and in the time of the register: "23 November 2026, 17:07"."""
    local = timezone.localtime(moment)
    names = {"date": spell_date(local.date().isoformat()), "time": f"{local:%H:%M}"}
    return gettext("%(date)s, %(time)s") % names
