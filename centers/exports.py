"""Lists as data: what each kind of record tells of itself, declared once for CSV, XLSX and JSON.

A record that another one refers to appears in JSON as ``{"id", "url", "name_zh", "name_en"}`` and in a table as three
columns. Unknown values are null and blank cells. Dates are as precise as known.
"""

import csv
import re
import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from operator import attrgetter
from typing import IO, Any

from django.conf import settings
from django.db.models import Model
from django.utils.timezone import localdate
from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from centers.choices import Role, Tier

LICENCE = "https://creativecommons.org/licenses/by/4.0/"

#: What a spreadsheet may take for a formula; apostrophes in front are counted in, so that the guard can be undone.
FORMULA = re.compile(r"'*[=+\-@\t\r\n\0＝＋－＠]")


def guarded(text: str) -> str:
    """A text as a cell may hold it: an apostrophe keeps a spreadsheet from running it."""
    return f"'{text}" if FORMULA.match(text) else text


# --- values ----------------------------------------------------------------------------------------------------------


def plain(value: Any) -> Any:
    """A value as JSON holds it."""
    match value:
        case None | "":
            return None
        case Decimal():
            return int(value) if value == value.to_integral_value() else float(value)
        case bool() | int() | float():
            return value
        case _:
            return str(value)


def cell(value: Any) -> Any:
    """A value as a cell holds it: numbers stay numbers, all else is guarded text."""
    match plain(value):
        case None:
            return ""
        case bool() as truth:
            return "true" if truth else "false"
        case str() as text:
            return guarded(text)
        case number:
            return number


def identifier(record: Model) -> str:
    return getattr(record, "slug", None) or record.code


def url_of(record: Model) -> str:
    """The record's address, if it has a page of its own."""
    return f"{settings.SITE_URL}{record.get_absolute_url()}" if hasattr(record, "get_absolute_url") else ""


def public(record: Model | None) -> Model | None:
    """The record, if readers may know of it."""
    return record if getattr(record, "is_published", True) else None


def reference(record: Model | None) -> dict[str, Any] | None:
    if record is None:
        return None
    return {
        "id": identifier(record),
        "url": plain(url_of(record)),
        "name_zh": plain(record.name_zh),
        "name_en": plain(record.name_en),
    }


# --- columns ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Column:
    """One value of a record, under the name that it has in every format."""

    name: str
    get: Callable[[Any], Any]

    @property
    def headers(self) -> list[str]:
        return [self.name]

    def cells(self, record: Model) -> list[Any]:
        return [cell(self.get(record))]

    def item(self, record: Model) -> Any:
        return plain(self.get(record))


@dataclass(frozen=True)
class Linked(Column):
    """Another record."""

    @property
    def headers(self) -> list[str]:
        return [self.name, f"{self.name}_name_zh", f"{self.name}_name_en"]

    def cells(self, record: Model) -> list[Any]:
        other = public(self.get(record))
        return [cell(text) for text in (identifier(other), other.name_zh, other.name_en)] if other else ["", "", ""]

    def item(self, record: Model) -> Any:
        return reference(public(self.get(record)))


@dataclass(frozen=True)
class LinkedMany(Linked):
    """Several other records."""

    def cells(self, record: Model) -> list[Any]:
        texts = [(identifier(other), other.name_zh, other.name_en) for other in self.get(record)]
        return [cell("; ".join(column)) for column in zip(*texts, strict=True)] or ["", "", ""]

    def item(self, record: Model) -> Any:
        return [reference(other) for other in self.get(record)]


def value(name: str, path: str = "") -> Column:
    return Column(name, attrgetter(path or name))


def linked(name: str, path: str = "") -> Linked:
    return Linked(name, attrgetter(path or name))


# --- tables ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Table:
    """All that a list tells of each record. ``key`` heads the column with its identifier."""

    name: str
    columns: list[Column]
    key: str = "slug"
    names: str = ""  # the path to the record that is called so, where this one has no name of its own

    def called(self, record: Model) -> Model:
        return attrgetter(self.names)(record) if self.names else record

    @property
    def header(self) -> list[str]:
        return [self.key, "name_zh", "name_en", *(name for column in self.columns for name in column.headers), "url"]

    def cells(self, record: Model) -> list[Any]:
        called = self.called(record)
        first = [cell(identifier(record)), cell(called.name_zh), cell(called.name_en)]
        return [*first, *(cell for column in self.columns for cell in column.cells(record)), cell(url_of(record))]

    def item(self, record: Model) -> dict[str, Any]:
        called = self.called(record)
        names = {"name_zh": plain(called.name_zh), "name_en": plain(called.name_en)}
        values = {column.name: column.item(record) for column in self.columns}
        return {"id": identifier(record), "url": url_of(record)} | names | values


#: When a record was last confirmed by the office, and when it last changed.
FRESHNESS = [
    value("confirmed_on"),
    Column("changed_on", lambda record: localdate(record.changed_at)),
]

CENTERS = Table(
    "centers",
    [
        value("tier"),
        value("status"),
        linked("field"),
        value("approved_on"),
        linked("seat"),
        LinkedMany("sites", lambda center: [site.region for site in center.listed_sites]),
        linked("operator"),
        LinkedMany("leads", attrgetter("leads")),
        value("website"),
        linked("successor"),
        *FRESHNESS,
    ],
)

ALLIANCES = Table(
    "alliances",
    [
        linked("center"),
        value("founded_on"),
        linked("place"),
        value("reported_members"),
        value("members_on_record", "member_count"),
        value("coverage_qualifier"),
        value("coverage_percent"),
        value("coverage_zh"),
        value("coverage_en"),
        *FRESHNESS,
    ],
)

COMMITTEES = Table(
    "committees",
    [
        linked("center"),
        value("founded_on"),
        value("reported_size"),
        value("reported_academicians"),
        value("seats_on_record", "seat_count"),
        *FRESHNESS,
    ],
)

TASKS = Table(
    "tasks",
    [
        linked("center"),
        value("number"),
        linked("kind"),
        value("status"),
        value("progress"),
        value("start"),
        value("due"),
        value("completed_on"),
        *FRESHNESS,
    ],
    key="id",
)


ORGANIZATIONS = Table(
    "organizations",
    [
        value("kind"),
        linked("region"),
        value("credit_code"),
        value("website"),
        *(value(f"centers_as_{role.value}", f"{role.value}_count") for role in Role),
        *FRESHNESS,
    ],
)


FIELDS = Table(
    "fields",
    [
        Linked("national_level_center", lambda field: next(iter(field.national_level_centers), None)),
        value("provincial_centers", "provincial_count"),
    ],
)


def counted_at(tier: str) -> Callable[[Any], int]:
    return lambda region: region.counts[tier]


REGIONS = Table(
    "regions",
    [
        value("level"),
        linked("parent"),
        *(Column(f"{tier.name.lower()}_centers", counted_at(tier)) for tier in Tier),
        Column("centers", counted_at("all")),
    ],
    key="code",
)

SOURCES = Table(
    "sources",
    [
        value("title"),
        value("is_title_descriptive"),
        value("publisher"),
        value("language"),
        value("published_on"),
        value("accessed_on"),
        value("address", "url"),
        value("is_mirror"),
        value("is_linkable"),
        *FRESHNESS,
    ],
)

FIGURES = Table(
    "figures",
    [
        linked("metric"),
        linked("region"),
        linked("center"),
        value("qualifier"),
        value("value"),
        value("value_to"),
        value("unit_zh", "metric.unit_zh"),
        value("unit_en", "metric.unit_en"),
        value("as_of"),
        LinkedMany("sources", lambda figure: list({c.source_id: c.source for c in figure.listed_citations}.values())),
        *FRESHNESS,
    ],
    names="metric",
)


# --- formats ---------------------------------------------------------------------------------------------------------


class Echo:
    """A file that hands back what is written to it."""

    def write(self, text: str) -> str:
        return text


def csv_lines(table: Table, batches: Iterable[list[Model]]) -> Iterator[str]:
    """Write records as CSV (RFC 4180), with the byte order mark that Excel wants, a batch at a time."""
    writer = csv.writer(Echo())
    yield "\N{ZERO WIDTH NO-BREAK SPACE}" + writer.writerow(table.header)
    for records in batches:
        yield "".join(writer.writerow(table.cells(record)) for record in records)


def xlsx_file(table: Table, batches: Iterable[list[Model]]) -> IO[bytes]:
    """Write records as a workbook of one sheet, into a temporary file."""
    workbook = Workbook(write_only=True)
    sheet = workbook.create_sheet(table.name)
    sheet.freeze_panes = "A2"
    sheet.append(table.header)
    for records in batches:
        for record in records:
            sheet.append([without_controls(value) for value in table.cells(record)])
    file = tempfile.TemporaryFile()
    workbook.save(file)
    file.seek(0)
    return file


def without_controls(value: Any) -> Any:
    """A cell's value without the control characters that XML cannot hold."""
    return ILLEGAL_CHARACTERS_RE.sub("", value) if isinstance(value, str) else value
