"""What the filters of every list share: they are read, checked, applied and counted together."""

from typing import Any

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.http import QueryDict
from django.utils.functional import cached_property
from django.utils.translation import ngettext

from centers.filters.display import Chip, Facet, Mistake, Order
from centers.filters.fields import unknown_value
from centers.filters.kinds import (
    ANY,
    ChoicesFilter,
    FacetFilter,
    OpenFilter,
    PageFilter,
    RecordsFilter,
    SearchFilter,
    SortFilter,
    ValuesFilter,
)
from centers.queries import Census, counts_of, take_census

PAGE_SIZE = 50


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
