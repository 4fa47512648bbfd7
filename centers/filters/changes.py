"""The filters of the list of changes."""

import datetime as dt
from collections.abc import Callable, Iterator
from functools import reduce
from operator import or_
from typing import Any

import django_filters
from django.apps import apps
from django.db import models
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from centers.dates import earliest, latest
from centers.filters.base import RecordFilter
from centers.filters.fields import DATE_HELP, PartialDateField, accept_region_code, accept_slug
from centers.filters.kinds import ChoicesFilter, RecordsFilter, SortFilter
from centers.history import KINDS, changes_in_region, names_in_census, public_records
from centers.models import Region
from centers.queries import names_of


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
