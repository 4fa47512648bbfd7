"""What the lists of the register share: one list, its filters in the query string, as a page or as data."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any, ClassVar

from django.db.models import Model, QuerySet
from django.http import FileResponse, HttpRequest, HttpResponseBase, JsonResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.generic import View

from centers.exports import LICENCE, Table, csv_lines, xlsx_file
from centers.filters import PAGE_SIZE, RecordFilter

BATCH = 1000
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True)
class Heading:
    """The head of a column; with ``sort`` the list can be sorted by it, under that name."""

    label: str | Promise
    sort: str = ""
    style: str = ""


class RecordList(View):
    """A list of records: the query string is its whole state, and the same in every format.

    A subclass says which records there are, what their rows need (``rows``; ``complete`` for what no queryset can add),
    and how they are called and counted.
    """

    noun: str
    template_name: str
    title: str | Promise
    counted: Any  # ngettext_lazy with %(number)s, by "count"
    headings: ClassVar[list[Heading]]
    filterset_class: type[RecordFilter]
    table: Table

    def get_queryset(self) -> QuerySet:
        raise NotImplementedError

    def rows(self, records: QuerySet) -> QuerySet:
        return records

    def complete(self, records: list[Model]) -> None:
        pass

    def get(self, request: HttpRequest, format: str = "") -> HttpResponseBase:
        self.filters = self.filterset_class(request.GET, self.get_queryset(), counted=not format)
        if not format:
            return self.as_page()
        if not self.filters.is_valid():
            return self.refusal()
        response = {"csv": self.as_csv, "json": self.as_json, "xlsx": self.as_xlsx}[format]()
        response["Link"] = f'<{LICENCE}>; rel="license"'
        return response

    # Records

    def page_records(self) -> list[Model]:
        """The records of this page. Which they are is found first, so that only they are put together."""
        if not self.filters.total:
            return []
        found, start = self.filters.qs, (self.filters.page_number - 1) * PAGE_SIZE
        of_page = found.model.objects.filter(pk__in=found.values("pk")[start : start + PAGE_SIZE])
        records = list(self.rows(of_page.order_by(*found.query.order_by)))
        self.complete(records)
        return records

    def all_records(self) -> Iterator[list[Model]]:
        """The records of all pages, so many at a time."""
        records = self.rows(self.filters.qs).iterator(chunk_size=BATCH)
        while batch := list(islice(records, BATCH)):
            self.complete(batch)
            yield batch

    # Data

    def as_csv(self) -> HttpResponseBase:
        headers = {"Content-Disposition": f'attachment; filename="{self.filename}.csv"'}
        lines = csv_lines(self.table, self.all_records())
        return StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8", headers=headers)

    def as_xlsx(self) -> HttpResponseBase:
        file = xlsx_file(self.table, self.all_records())
        return FileResponse(file, as_attachment=True, filename=f"{self.filename}.xlsx", content_type=XLSX_TYPE)

    def as_json(self) -> HttpResponseBase:
        filters = self.filters
        more = self.request.build_absolute_uri(filters.query(page=[filters.next_page])) if filters.next_page else None
        results = [self.table.item(record) for record in self.page_records()]
        return JsonResponse(
            {"count": filters.total, "next": more, "results": results}, json_dumps_params={"ensure_ascii": False}
        )

    def refusal(self) -> HttpResponseBase:
        content = {"error": self.what_is_wrong(), "errors": self.filters.errors}
        return JsonResponse(content, status=400, json_dumps_params={"ensure_ascii": False})

    @property
    def filename(self) -> str:
        return f"{self.table.name}-{timezone.localdate().isoformat()}"

    # Page

    def as_page(self) -> HttpResponseBase:
        is_valid = self.filters.is_valid()
        records = self.page_records()
        context = {
            "title": self.title,
            "records": records,
            "filters": self.filters,
            "headings": [(heading, self.filters.orders.get(heading.sort)) for heading in self.headings],
            "result": self.result_line() if is_valid else self.what_is_wrong(),
            "list_url": reverse(f"centers:{self.noun}-list"),
            "data_links": self.data_links(),
            "left_out": self.count(self.filters.left_out) if self.filters.left_out else "",
            **(self.drawings(records) if records else {}),
        }
        return render(self.request, self.template_name, context, status=200 if is_valid else 400)

    def drawings(self, records: list[Any]) -> dict[str, Any]:
        """The charts of a page with these records, by the names that its template knows them by."""
        return {}

    def count(self, number: int) -> str:
        return self.counted % {"count": number, "number": number_format(number, force_grouping=True)}

    def result_line(self) -> str:
        records, number = self.count(self.filters.total), len(self.filters.chips)
        if not number:
            return records
        filters = ngettext("%(count)d filter", "%(count)d filters", number) % {"count": number}
        return _("%(records)s, %(filters)s") % {"records": records, "filters": filters}

    def what_is_wrong(self) -> str:
        number = len(self.filters.errors)
        return ngettext(
            "A filter has a value that cannot be used.", "%(count)d filters have values that cannot be used.", number
        ) % {"count": number}

    def data_links(self) -> list[tuple[str, str]]:
        query = self.filters.query().removesuffix("?")
        address = f"centers:{self.noun}-list-data"
        return [(format.upper(), reverse(address, args=[format]) + query) for format in ("csv", "xlsx", "json")]
