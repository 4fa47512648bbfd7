"""The kinds of filter that lists are made of: how each finds records, and how it asks for its counts."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any

import django_filters
from django import forms
from django.db import models
from django.db.models.functions import Coalesce, Left, Lower, NullIf
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from centers.choices import RegionLevel
from centers.filters.display import Choice
from centers.filters.fields import (
    DATE_HELP,
    LONGEST_SEARCH,
    UNKNOWN_CHOICE,
    PartialDateField,
    ValuesField,
    accept_region_code,
    accept_slug,
    accept_year,
    refuse_many_words,
)
from centers.models import Region
from centers.queries import Tally, counts_of, matching, names_of, regions_within

#: The choice that lifts a filter which restricts the list even without a value.
ANY = "any"


class ValuesFilter(django_filters.Filter):
    """Finds records that have one of several values, in a column of their own or of rows that belong to them.

    Such rows are named by ``through``, and their column with the record by ``owner``: each record is found once,
    whatever the number of its rows.
    """

    field_class = ValuesField
    #: Whether a value is the identifier of a record, which then has to be there.
    identifies = False

    def __init__(
        self,
        field_name: str,
        *,
        accept: Callable[[str], str | None] = accept_slug,
        unknown: str | Promise = UNKNOWN_CHOICE,
        through: Callable[[], models.QuerySet] | None = None,
        owner: str = "pk",
        **kwargs: Any,
    ) -> None:
        super().__init__(field_name, "in", accept=accept, unknown=unknown, **kwargs)
        self.unknown = unknown
        self.through = through
        self.owner = owner

    def condition(self, values: list[str]) -> models.Q:
        return models.Q(**{f"{self.field_name}__{self.lookup_expr}": values})

    def filter(self, records: models.QuerySet, values: list[str] | None) -> models.QuerySet:
        if not values:
            return records
        if self.through is None:
            return records.filter(self.condition(values))
        return records.filter(pk__in=self.through().filter(self.condition(values)).values(self.owner))

    def census_parts(self, key: str, others: models.QuerySet, values: list[str], *, counted: bool) -> Iterator[Any]:
        """What to ask about this filter: the names of its values; with ``counted`` also how often each occurs."""
        yield from ()

    def unknown_values(self, values: list[str], tallies: dict[str, Tally]) -> list[str]:
        """Values that are well formed and yet identify nothing that the public may see."""
        return [value for value in values if self.identifies and not (value in tallies and tallies[value].is_named)]

    def choice(self, value: str, tallies: dict[str, Tally], chosen: Iterable[str]) -> Choice:
        tally = tallies.get(value, Tally(value))
        text, language = tally.text_in("name") if tally.is_named else (value, "")
        return Choice(value, text, language, tally.count, value in chosen)


class RecordsFilter(ValuesFilter):
    """By records of another kind, too many to list: a reader comes with one from a link."""

    identifies = True

    def __init__(self, field_name: str, *, records: Callable[[], models.QuerySet], **kwargs: Any) -> None:
        super().__init__(field_name, **kwargs)
        self.records = records

    def census_parts(self, key: str, others: models.QuerySet, values: list[str], *, counted: bool) -> Iterator[Any]:
        if values:
            yield names_of(self.records().filter(slug__in=values), key)


class FacetFilter(ValuesFilter):
    """Shown as a list of choices with their counts."""

    #: A longer list leaves choices out, unless it is opened.
    LONGEST, IN_SIGHT = 12, 8
    hint: str | Promise = ""

    @property
    def counted_column(self) -> Any:
        return models.F(self.field_name)

    def counts(self, key: str, records: models.QuerySet, by: Any = None, rows: models.Q | None = None) -> Any:
        """Count the records by value, or by another expression; ``rows`` leaves out others."""
        by = self.counted_column if by is None else by
        if self.through is None:
            return counts_of(records.filter(rows or models.Q()), key, by)
        mine = models.Q(**{f"{self.owner}__in": records.order_by()})
        return counts_of(self.through().filter(mine, rows or models.Q()), key, by, distinct=self.owner)

    def census_parts(self, key: str, others: models.QuerySet, values: list[str], *, counted: bool) -> Iterator[Any]:
        if counted:
            yield self.counts(key, others)

    def choices(self, tallies: dict[str, Tally], chosen: list[str]) -> list[Choice]:
        return [self.choice(value, tallies, chosen) for value in tallies]

    def in_sight(self, choices: list[Choice]) -> list[Choice]:
        """Of a long list what is chosen and what occurs most."""
        if len(choices) <= self.LONGEST:
            return choices
        occurring = sorted((choice for choice in choices if choice.count), key=lambda choice: -choice.count)
        frequent = {choice.value for choice in occurring[: self.IN_SIGHT]}
        return [choice for choice in choices if choice.is_chosen or choice.within or choice.value in frequent]


class ChoicesFilter(FacetFilter):
    """By one of the register's fixed vocabularies. With ``default`` these values hold unless others are chosen."""

    def __init__(
        self,
        field_name: str,
        *,
        choices: Sequence[tuple[str, str | Promise]],
        default: Iterable[str] = (),
        any_label: str | Promise = "",
        hint: str | Promise = "",
        **kwargs: Any,
    ) -> None:
        self.labels = dict(choices) | ({ANY: any_label} if any_label else {})
        self.default = list(default)
        self.hint = hint
        super().__init__(field_name, accept=lambda value: value if value in self.labels else None, **kwargs)

    def filter(self, records: models.QuerySet, values: list[str] | None) -> models.QuerySet:
        values = values or self.default
        return records if ANY in values else super().filter(records, values)

    def choices(self, tallies: dict[str, Tally], chosen: list[str]) -> list[Choice]:
        choices = [self.choice(value, tallies, chosen) for value in self.labels]
        total = sum(choice.count for choice in choices)
        return [replace(choice, count=total) if choice.value == ANY else choice for choice in choices]

    def choice(self, value: str, tallies: dict[str, Tally], chosen: Iterable[str]) -> Choice:
        count = tallies[value].count if value in tallies else 0
        return Choice(value, self.labels.get(value, value), count=count, is_chosen=value in chosen)


class YesNoFilter(ChoicesFilter):
    """By a column that is true or false."""

    @property
    def counted_column(self) -> Any:
        return models.Case(models.When(**{self.field_name: True}, then=models.Value("yes")), default=models.Value("no"))

    def condition(self, values: list[str]) -> models.Q:
        return super().condition([value == "yes" for value in values])


class VocabularyFilter(FacetFilter):
    """By records of a short vocabulary, all of which are listed."""

    identifies = True

    def __init__(self, field_name: str, *, records: Callable[[], models.QuerySet], **kwargs: Any) -> None:
        super().__init__(field_name, **kwargs)
        self.records = records

    def census_parts(self, key: str, others: models.QuerySet, values: list[str], *, counted: bool) -> Iterator[Any]:
        yield from super().census_parts(key, others, values, counted=counted)
        if counted:
            yield names_of(self.records(), key)
        elif values:
            yield names_of(self.records().filter(slug__in=values), key)

    def choices(self, tallies: dict[str, Tally], chosen: list[str]) -> list[Choice]:
        named = [self.choice(value, tallies, chosen) for value, tally in tallies.items() if tally.is_named]
        return sorted(named, key=lambda choice: (str(choice.text).casefold(), choice.value))


class YearFilter(FacetFilter):
    """By the year of a partial date."""

    def __init__(self, field_name: str, **kwargs: Any) -> None:
        super().__init__(field_name, accept=accept_year, **kwargs)

    @property
    def counted_column(self) -> Any:
        return Left(self.field_name, 4)

    def condition(self, values: list[str]) -> models.Q:
        condition = models.Q()
        for year in values:
            condition |= models.Q(**{f"{self.field_name}__startswith": year})
        return condition

    def choices(self, tallies: dict[str, Tally], chosen: list[str]) -> list[Choice]:
        years = sorted({*tallies, *chosen} - {""}, reverse=True)
        return [self.choice(year, tallies, chosen) for year in years]


class RegionFilter(FacetFilter):
    """By region, each with all that is below it. Offers the provinces, and what is inside of a chosen one."""

    identifies = True

    def __init__(self, field_name: str, **kwargs: Any) -> None:
        super().__init__(field_name, accept=accept_region_code, **kwargs)

    def condition(self, values: list[str]) -> models.Q:
        return models.Q(**{f"{self.field_name}__in": regions_within(values)})

    def census_parts(self, key: str, others: models.QuerySet, values: list[str], *, counted: bool) -> Iterator[Any]:
        path = "" if self.field_name == "pk" else f"{self.field_name}__"
        code, level = f"{path}code", f"{path}level"
        provinces = {value[:2] for value in values}
        named = models.Q(code__in=values)
        if counted:
            named |= models.Q(level=RegionLevel.PROVINCE) | models.Q(parent__code__in=provinces)
            yield self.counts(key, others, Left(code, 2))
        if counted and values:
            cities = models.Q(**{f"{self.field_name}__in": regions_within(provinces)})
            cities &= ~models.Q(**{level: RegionLevel.PROVINCE})
            yield self.counts(key, others, Left(code, 4), cities)
            districts = models.Q(**{f"{code}__in": [value for value in values if len(value) == 6]})
            yield self.counts(key, others, models.F(code), districts)
        if counted or values:
            yield names_of(Region.objects.filter(named), key, "code")

    def choices(self, tallies: dict[str, Tally], chosen: list[str]) -> list[Choice]:
        codes = sorted(code for code, tally in tallies.items() if tally.is_named)
        open_provinces = {code[:2] for code in chosen}
        choices = []
        for province in (code for code in codes if len(code) == 2):
            within = (self.choice(code, tallies, chosen) for code in codes if code[:2] == province != code)
            choice = self.choice(province, tallies, chosen)
            if province in open_provinces:
                others = [code for code in chosen if code[:2] != province]
                narrower = tuple(
                    replace(city, query=self.parent.query(region=[*others, city.value]))
                    for city in within
                    if city.count or city.is_chosen
                )
                choice = replace(choice, within=narrower)
            choices.append(choice)
        return choices


class PartialDateFilter(django_filters.Filter):
    """By one end of a span that a partial date may lie in. What has no date, ``dated``, lies in none."""

    field_class = PartialDateField

    def __init__(
        self, field_name: str, lookup_expr: str, *, bound: Callable[[str], str], dated: str, **kwargs: Any
    ) -> None:
        super().__init__(field_name, lookup_expr, help_text=DATE_HELP, **kwargs)
        self.bound = bound
        self.dated = dated

    def filter(self, records: models.QuerySet, value: str | None) -> models.QuerySet:
        return super().filter(records.exclude(**{self.dated: ""}), self.bound(value)) if value else records


class SearchFilter(django_filters.CharFilter):
    """By words: a record has each of them in one of its names."""

    def __init__(self) -> None:
        super().__init__(
            label=_("Search"),
            widget=forms.SearchInput,
            max_length=LONGEST_SEARCH,
            validators=[refuse_many_words],
            error_messages={"max_length": _("Search for at most %(limit_value)d characters.")},
        )

    def filter(self, records: models.QuerySet, value: str | None) -> models.QuerySet:
        return matching(records, value.split()) if value else records


class PageFilter(django_filters.Filter):
    """The page of the list. It finds nothing and is checked like a filter."""

    field_class = forms.IntegerField

    def __init__(self) -> None:
        message = _("A page is a whole number, from 1 on.")
        super().__init__(
            label=_("Page"),
            min_value=1,
            error_messages={"invalid": message, "min_value": message, "max_value": message},
        )

    def filter(self, records: models.QuerySet, value: int | None) -> models.QuerySet:
        return records


class OpenFilter(django_filters.Filter):
    """The filters whose choices a page shows without leaving any out. It finds nothing and is checked like a filter."""

    field_class = ValuesField

    def __init__(self) -> None:
        super().__init__(label=_("All choices of"), accept=self.accept, unknown=_("There is no filter “%(value)s”."))

    def accept(self, value: str) -> str | None:
        return value if isinstance(self.parent.filters.get(value), FacetFilter) else None

    def filter(self, records: models.QuerySet, values: list[str] | None) -> models.QuerySet:
        return records


class SortFilter(django_filters.Filter):
    """The column that the list is sorted by, with a hyphen before its name for the other direction.

    ``orders`` holds the columns behind each name, as names or as functions of the reader's language. ``default`` is the
    order when none is chosen, the first if it is left out. ``last`` are columns that tell any two records apart.
    """

    field_class = forms.ChoiceField

    def __init__(self, orders: dict[str, list[Any]], *, default: str = "", last: tuple[str, ...] = ("slug",)) -> None:
        self.orders = orders
        self.default = default or next(iter(orders))
        self.last = last
        super().__init__(
            label=_("Sort"),
            choices=[(f"{sign}{name}", f"{sign}{name}") for name in orders for sign in ("", "-")],
            error_messages={"invalid_choice": _("The list cannot be sorted by this. Choose the head of a column.")},
        )

    def filter(self, records: models.QuerySet, value: str | None) -> models.QuerySet:
        value = value or self.default
        expressions = [
            column() if callable(column) else models.F(column) for column in self.orders[value.removeprefix("-")]
        ]
        ordered = [column.desc() if value.startswith("-") else column.asc() for column in expressions]
        return records.order_by(*ordered, *self.last)


def name_order(prefix: str = "") -> Callable[[], models.Expression]:
    """The name in the reader's language, or the other one where there is none."""

    def column() -> models.Expression:
        first, second = ("zh", "en") if (get_language() or "").startswith("zh") else ("en", "zh")
        name = NullIf(f"{prefix}name_{first}", models.Value(""))
        return Lower(Coalesce(name, f"{prefix}name_{second}"))

    return column


def known_order(column: str, unknown: Any = -1) -> Callable[[], models.Expression]:
    """The column, with what is not known before all that is, on every database."""
    return lambda: Coalesce(column, models.Value(unknown))
