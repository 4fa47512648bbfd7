from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from centers import history
from centers.filters import ChangeFilter
from centers.models import Change
from centers.views.base import Heading, RecordList


class ChangeList(RecordList):
    """What was published or changed: what concerns one record and was written together is one entry."""

    noun = "change"
    template_name = "centers/change_list.html"
    filterset_class = ChangeFilter
    title = _("Changes")
    counted = ngettext_lazy("%(number)s entry", "%(number)s entries", "count")
    headings = [Heading(_("Record")), Heading(_("Date and time"), "at"), Heading(_("What changed"))]

    def get(self, request: HttpRequest, format: str = "") -> HttpResponseBase:
        return super().get(request)

    def get_queryset(self) -> QuerySet[Change]:
        return history.public_changes()

    def rows(self, records: QuerySet[Change]) -> QuerySet[Change]:
        return history.with_sizes(records)

    def page_records(self) -> list[Any]:
        return history.tell_groups(super().page_records())

    def data_links(self) -> list[tuple[str, str]]:
        return [("Atom", reverse("centers:change-feed") + self.filters.query().removesuffix("?"))]
