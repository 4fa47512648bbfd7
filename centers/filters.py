"""The filters of the lists: one FilterSet per kind of record, shared by pages and data.

A parameter is repeated to give several values; one of them suffices. A value that is malformed, or names nothing that
is public, makes the whole filter invalid, and an invalid filter finds nothing. Blank values and unknown parameters are
left out. Beside finding records a filter counts them: each choice says how many it would find under the other filters.
"""

import datetime as dt
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import reduce
from operator import or_
from typing import Any

import django_filters
from django import forms
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.functions import Coalesce, Left, Lower, NullIf
from django.http import QueryDict
from django.utils import timezone
from django.utils.functional import Promise, cached_property
from django.utils.text import capfirst
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext_lazy as _

from centers.choices import (
    STANDING,
    Language,
    OrganizationKind,
    RegionLevel,
    Role,
    Status,
    TaskStatus,
    Tier,
)
from centers.dates import earliest, latest, validate_partial_date
from centers.history import KINDS, changes_in_region, names_in_census, public_records
from centers.models import Center, Field, Metric, Organization, Region, Site, TaskKind
from centers.queries import (
    Census,
    Tally,
    counts_of,
    matching,
    names_of,
    provincial_centers_of_field,
    public_committees,
    public_participations,
    regions_within,
    standing_centers,
    take_census,
)
from centers.validators import validate_region_code, validate_slug

PAGE_SIZE = 50
#: Limits that no reader meets, so that no address buys unbounded work.
MOST_VALUES, MOST_WORDS, LONGEST_SEARCH = 50, 10, 200
#: The choice that lifts a filter which restricts the list even without a value.
ANY = "any"

DATE_HELP = _("A year, a month or a day: 2024, 2024-12 or 2024-12-30.")
UNKNOWN_CHOICE = _("“%(value)s” is not a choice of this filter. Choose from the list.")

# --- forms -----------------------------------------------------------------------------------------------------------


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


# --- what a page shows of a filter -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Choice:
    """A value that a filter offers, and how many records it would find under the other filters."""

    value: str
    text: str | Promise
    language: str = ""  # where the text is somebody's name
    count: int = 0
    is_chosen: bool = False
    within: tuple["Choice", ...] = ()  # narrower choices, below a chosen one
    query: str = ""  # of a narrower choice: the list with it in place of the wider one


@dataclass(frozen=True)
class Facet:
    """A filter as a page shows it. Of a long list of choices it leaves some out, and says how many there are in all."""

    name: str
    label: str | Promise
    hint: str | Promise
    choices: list[Choice]
    all: int
    query: str  # of the list with all choices in sight
    errors: list[str]


@dataclass(frozen=True)
class Chip:
    """A filter that is set: one value of it, and the list without it."""

    label: str | Promise
    text: str | Promise
    language: str
    query: str


@dataclass(frozen=True)
class Mistake:
    """What is wrong with a filter: its sentences, and where on the page it stands, if it does."""

    label: str | Promise
    sentences: list[str]
    anchor: str


@dataclass(frozen=True)
class Order:
    """A column that a list can be sorted by: the list so sorted, and how the column is sorted now, if it is."""

    query: str
    direction: str = ""


# --- kinds of filter -------------------------------------------------------------------------------------------------


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
        choices: list[tuple[str, str | Promise]],
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


# --- sets of filters -------------------------------------------------------------------------------------------------


class RecordFilter(django_filters.FilterSet):
    """The filters of a list. With ``counted`` it counts the choices of each filter as well, in the same statement."""

    q = SearchFilter()
    page = PageFilter()
    open = OpenFilter()

    def __init__(self, data: QueryDict, queryset: models.QuerySet, *, counted: bool = False) -> None:
        given = QueryDict(mutable=True)
        for name in data:
            if name in self.base_filters and (values := [value for value in data.getlist(name) if value.strip()]):
                given.setlist(name, values)
        super().__init__(given, queryset)
        self.counted = counted

    @property
    def form(self) -> forms.Form:
        is_new = not hasattr(self, "_form")
        form = super().form
        if is_new:
            form.full_clean()
            self.refuse_what_is_not_there(form)
        return form

    def refuse_what_is_not_there(self, form: forms.Form) -> None:
        """Add an error for each value that names nothing public, and for a page beyond the last."""
        census = self.census
        for name, filter_ in self.filters.items():
            if isinstance(filter_, ValuesFilter):
                for value in filter_.unknown_values(form.cleaned_data.get(name) or [], census.get(name, {})):
                    form.add_error(name, unknown_value(filter_.unknown, value))
        if not form.errors and self.page_number > self.page_count:
            form.add_error("page", self.beyond_the_last_page())

    def beyond_the_last_page(self) -> ValidationError:
        return ValidationError(
            ngettext("The list has %(count)d page.", "The list has %(count)d pages.", self.page_count),
            code="beyond",
            params={"count": self.page_count},
        )

    @property
    def qs(self) -> models.QuerySet:
        return super().qs if self.is_valid() else self.queryset.none()

    def filter_queryset(self, queryset: models.QuerySet, *, without: str = "") -> models.QuerySet:
        """Apply each filter that is well formed. All are asked, since one without a value may hold by default."""
        values = self.form.cleaned_data
        for name, filter_ in self.filters.items():
            if name != without:
                queryset = filter_.filter(queryset, values.get(name))
        return queryset

    # Numbers and names, of which all come in one statement.

    @cached_property
    def census(self) -> Census:
        parts = [counts_of(self.filter_queryset(self.queryset), key="")]
        for name, filter_ in self.filters.items():
            if isinstance(filter_, ValuesFilter):
                others = self.filter_queryset(self.queryset, without=name)
                values = self.form.cleaned_data.get(name) or []
                parts += filter_.census_parts(name, others, values, counted=self.counted)
        return take_census(parts)

    @property
    def total(self) -> int:
        """How many records there are, on all pages; none while a value is wrong."""
        return 0 if self.form.errors else self.census_total("")

    @property
    def page_number(self) -> int:
        return self.form.cleaned_data.get("page") or 1

    @property
    def page_count(self) -> int:
        return max(1, -(-self.total // PAGE_SIZE))

    @property
    def previous_page(self) -> int | None:
        return self.page_number - 1 if self.page_number > 1 else None

    @property
    def next_page(self) -> int | None:
        return self.page_number + 1 if self.page_number < self.page_count else None

    # What a page shows. The query strings keep what is set, except the page.

    def query(self, **changes: Any) -> str:
        """The query string of this list with some parameters changed, and from its first page on."""
        data = self.data.copy()
        for name, values in ({"page": []} | changes).items():
            data.setlist(name, values) if values else data.pop(name, None)
        return f"?{data.urlencode()}"

    @cached_property
    def facets(self) -> list[Facet]:
        facets = []
        for name, filter_ in self.filters.items():
            if isinstance(filter_, FacetFilter):
                choices = filter_.choices(self.census.get(name, {}), self.chosen(name))
                in_sight = choices if name in self.chosen("open") else filter_.in_sight(choices)
                query, errors = self.query(open=[name]), self.errors.get(name, [])
                facets.append(Facet(name, filter_.label, filter_.hint, in_sight, len(choices), query, errors))
        return facets

    @cached_property
    def chips(self) -> list[Chip]:
        chips = []
        for name, filter_ in self.filters.items():
            if isinstance(filter_, ValuesFilter):
                tallies, chosen = self.census.get(name, {}), self.chosen(name)
                for value in chosen:
                    choice = filter_.choice(value, tallies, chosen)
                    others = [other for other in chosen if other != value]
                    query = self.query(**{name: others})
                    chips.append(Chip(filter_.label, choice.text, choice.language, query))
            elif isinstance(self.form.fields[name], forms.CharField) and (value := self.form.cleaned_data.get(name)):
                chips.append(Chip(filter_.label, value, "", self.query(**{name: []})))
        return chips

    def chosen(self, name: str) -> list[str]:
        return self.form.cleaned_data.get(name) or []

    @cached_property
    def texts(self) -> list[forms.BoundField]:
        """The filters that a reader types into, search apart."""
        return [field for field in self.form if isinstance(field.field, forms.CharField) and field.name != "q"]

    @property
    def mistakes(self) -> list[Mistake]:
        return [Mistake(self.filters[name].label, errors, self.anchor(name)) for name, errors in self.errors.items()]

    def anchor(self, name: str) -> str:
        if isinstance(self.filters[name], FacetFilter):
            return f"filter-{name}"
        return self.form[name].id_for_label if isinstance(self.form.fields[name], forms.CharField) else ""

    @property
    def left_out(self) -> int:
        """How many records a filter that holds by default leaves out; see ``lifted_query``."""
        return 0 if self.errors else sum(self.census_total(name) - self.total for name in self.defaults_in_force)

    @property
    def lifted_query(self) -> str:
        """The query string with the filters lifted that hold by default."""
        return self.query(**{name: [ANY] for name in self.defaults_in_force})

    @property
    def defaults_in_force(self) -> list[str]:
        return [
            name
            for name, filter_ in self.filters.items()
            if isinstance(filter_, ChoicesFilter) and filter_.default and not self.chosen(name)
        ]

    def census_total(self, name: str) -> int:
        return sum(tally.count for tally in self.census.get(name, {}).values())

    @cached_property
    def kept(self) -> list[tuple[str, str]]:
        """What the form carries along unseen: the order, and filters that came with a link."""
        names = [name for name, filter_ in self.filters.items() if isinstance(filter_, RecordsFilter | SortFilter)]
        return [(name, value) for name in names for value in self.data.getlist(name) if name not in self.errors]

    @cached_property
    def orders(self) -> dict[str, Order]:
        """The columns by which the list can be sorted. The one in use turns round."""
        sort = self.filters["sort"]
        now = self.form.cleaned_data.get("sort") or sort.default
        orders = {}
        for name in sort.orders:
            direction = {name: "ascending", f"-{name}": "descending"}.get(now, "")
            orders[name] = Order(self.query(sort=[f"-{name}" if direction == "ascending" else name]), direction)
        return orders

    @property
    def clear_query(self) -> str:
        """The query string without any filter; the order stays."""
        return self.query(**{name: [] for name in self.filters if name not in {"sort", "open"}})


class CenterFilter(RecordFilter):
    tier = ChoicesFilter("tier", choices=Tier.choices, label=_("Tier"))
    status = ChoicesFilter(
        "status",
        choices=Status.choices,
        default=STANDING,
        any_label=_("any status"),
        label=_("Status"),
        hint=_("Without a choice: standing, that is approved or accepted."),
    )
    region = RegionFilter("region", through=Site.objects.all, owner="center", label=_("Region"))
    field = VocabularyFilter("field__slug", records=Field.objects.all, label=_("Field"))
    organization = RecordsFilter(
        "organization__slug",
        records=Organization.objects.published,
        through=public_participations,
        owner="center",
        label=_("Organization"),
        unknown=_("The register has no organization “%(value)s”."),
    )
    # A center approved "in 2024" may have been approved on any day of it, so every span that meets the year finds it.
    approved_from = PartialDateFilter(
        "approved_latest", "gte", bound=earliest, dated="approved_on", label=_("Approved from")
    )
    approved_to = PartialDateFilter(
        "approved_earliest", "lte", bound=latest, dated="approved_on", label=_("Approved to")
    )
    sort = SortFilter(
        {
            "tier": ["tier_rank", "approved_earliest"],
            "name": [name_order()],
            "field": [name_order("field__")],
            "approved": ["approved_earliest"],
            "status": ["status"],
        }
    )


def center_filter(**kwargs: Any) -> RecordsFilter:
    """By the center that a record belongs to."""
    return RecordsFilter(
        "center__slug",
        records=Center.objects.published,
        label=_("Center"),
        unknown=_("The register has no center “%(value)s”."),
        **kwargs,
    )


class AllianceFilter(RecordFilter):
    region = RegionFilter("place", label=_("Founded in"))
    center = center_filter()
    sort = SortFilter(
        {"name": [name_order()], "founded": ["founded_earliest"], "members": [known_order("reported_members")]}
    )


class CommitteeFilter(RecordFilter):
    region = RegionFilter("center__sites__region", through=public_committees, label=_("Region"))
    center = center_filter()
    sort = SortFilter({"name": [name_order()], "founded": ["founded_on"], "size": [known_order("reported_size")]})


class TaskFilter(RecordFilter):
    status = ChoicesFilter("status", choices=TaskStatus.choices, label=_("Status"))
    kind = VocabularyFilter("kind__slug", records=TaskKind.objects.all, label=_("Task kind"))
    center = center_filter()
    sort = SortFilter(
        {
            "center": [name_order("center__"), "number"],
            "name": [name_order()],
            "status": ["status"],
            "progress": [known_order("progress")],
            "due": ["due_earliest"],
        },
        last=("center__slug", "number"),
    )


class OrganizationFilter(RecordFilter):
    kind = ChoicesFilter("kind", choices=OrganizationKind.choices, label=_("Kind"))
    role = ChoicesFilter(
        "role", choices=Role.choices, through=public_participations, owner="organization", label=_("Role in a center")
    )
    region = RegionFilter("region", label=_("Region"))
    sort = SortFilter({"name": [name_order()], "kind": ["kind"], "region": [known_order("region__code", "")]})


class FieldFilter(RecordFilter):
    tier = ChoicesFilter(
        "tier", choices=Tier.choices, through=standing_centers, owner="field", label=_("Standing center of tier")
    )
    sort = SortFilter({"name": [name_order()], "provincial": [provincial_centers_of_field]})


class RegionListFilter(RecordFilter):
    level = ChoicesFilter(
        "level",
        choices=RegionLevel.choices,
        default=[RegionLevel.PROVINCE],
        any_label=_("any level"),
        label=_("Level"),
        hint=_("Without a choice: provinces."),
    )
    region = RegionFilter("pk", label=_("Within"))
    sort = SortFilter({"code": ["code"], "name": [name_order()]}, last=("code",))


class SourceFilter(RecordFilter):
    language = ChoicesFilter("language", choices=Language.choices, label=_("Language"))
    linkable = YesNoFilter(
        "is_linkable", choices=[("yes", _("may be linked")), ("no", _("named only"))], label=_("Address")
    )
    year = YearFilter("published_on", label=_("Year"))
    publisher = django_filters.CharFilter("publisher", "icontains", max_length=LONGEST_SEARCH, label=_("Publisher"))
    sort = SortFilter(
        {"published": ["published_earliest"], "title": ["title"], "publisher": ["publisher"]}, default="-published"
    )


class FigureFilter(RecordFilter):
    metric = VocabularyFilter("metric__slug", records=Metric.objects.all, label=_("Metric"))
    region = RegionFilter("region", label=_("Region"))
    center = center_filter()
    sort = SortFilter({"metric": [name_order("metric__"), "as_of_earliest"], "as-of": ["as_of_earliest"]})


# --- changes ---------------------------------------------------------------------------------------------------------


class KindFilter(ChoicesFilter):
    """By the kind of the record that has changed."""

    def __init__(self) -> None:
        names = {noun: apps.get_model("centers", model)._meta.verbose_name_plural for noun, model in KINDS.items()}
        choices = [(noun, capfirst(name)) for noun, name in names.items()]
        super().__init__("record_model", choices=choices, label=_("Kind"))

    @property
    def counted_column(self) -> Any:
        return models.Case(
            *(models.When(record_model=model, then=models.Value(noun)) for noun, model in KINDS.items()),
            default=models.Value(""),
        )

    def condition(self, values: list[str]) -> models.Q:
        return super().condition([KINDS[noun] for noun in values])


class ChangedRecordFilter(RecordsFilter):
    """By the record that has changed, by its kind and identifier: a reader comes with one from its page."""

    def __init__(self) -> None:
        super().__init__(
            "record_slug",
            records=public_records,
            accept=self.accept_record,
            unknown=_(
                "The register has no record “%(value)s”. Name one by kind and identifier: center:new-energy-storage."
            ),
            label=_("Record"),
        )

    @staticmethod
    def accept_record(value: str) -> str | None:
        kind, _colon, slug = value.partition(":")
        return value if kind in KINDS and accept_slug(slug) else None

    def condition(self, values: list[str]) -> models.Q:
        names = (value.split(":") for value in values)
        conditions = (models.Q(record_model=KINDS[kind], record_slug=slug) for kind, slug in names)
        return reduce(or_, conditions)

    def census_parts(self, key: str, others: models.QuerySet, values: list[str], *, counted: bool) -> Iterator[Any]:
        records = public_records()
        for kind, slug in (value.split(":") for value in values):
            yield names_in_census(records[KINDS[kind]], slug, key, f"{kind}:")


class ChangedRegionFilter(RecordsFilter):
    """By the region of the record that has changed, with all that is below it."""

    def __init__(self) -> None:
        super().__init__("record_id", records=Region.objects.all, accept=accept_region_code, label=_("Region"))

    def condition(self, values: list[str]) -> models.Q:
        return changes_in_region(values)

    def census_parts(self, key: str, others: models.QuerySet, values: list[str], *, counted: bool) -> Iterator[Any]:
        if values:
            yield names_of(Region.objects.filter(code__in=values), key, "code")


class DayFilter(django_filters.Filter):
    """By one end of a span of days in which something changed."""

    field_class = PartialDateField

    def __init__(self, lookup_expr: str, *, bound: Callable[[str], str], days: int = 0, **kwargs: Any) -> None:
        super().__init__("at", lookup_expr, help_text=DATE_HELP, **kwargs)
        self.bound = bound
        self.days = days

    def filter(self, records: models.QuerySet, value: str | None) -> models.QuerySet:
        if not value:
            return records
        day = dt.datetime.fromisoformat(self.bound(value)) + dt.timedelta(days=self.days)
        return super().filter(records, timezone.make_aware(day))


class ChangeFilter(RecordFilter):
    q = None
    kind = KindFilter()
    region = ChangedRegionFilter()
    record = ChangedRecordFilter()
    sort = SortFilter({"at": ["number"]}, default="-at", last=())


# "from" is a word of Python's own.
ChangeFilter.base_filters["from"] = DayFilter("gte", bound=earliest, label=_("Changed from"))
ChangeFilter.base_filters["to"] = DayFilter("lt", bound=latest, days=1, label=_("Changed to"))
