from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from centers import queries
from centers.charts.figures import figure_charts
from centers.counting import compare
from centers.exports import FIGURES
from centers.filters import FigureFilter
from centers.models import ReportedFigure
from centers.views.base import Heading, RecordList


class FigureList(RecordList):
    noun = "figure"
    template_name = "centers/figure_list.html"
    filterset_class = FigureFilter
    table = FIGURES
    title = _("Reported figures")
    counted = ngettext_lazy("%(number)s reported figure", "%(number)s reported figures", "count")
    headings = [
        Heading(_("Metric, and what it is about"), "metric"),
        Heading(_("As of"), "as-of"),
        Heading(_("Reported"), style="amount"),
        Heading(_("On record"), style="amount"),
        Heading(_("Gap"), style="amount"),
        Heading(_("Source")),
    ]

    def get_queryset(self) -> QuerySet[ReportedFigure]:
        return queries.public_figures()

    def rows(self, records: QuerySet[ReportedFigure]) -> QuerySet[ReportedFigure]:
        return queries.figure_rows(records)

    def complete(self, records: list[ReportedFigure]) -> None:
        for figure, comparison in zip(records, compare(records), strict=True):
            figure.comparison = comparison

    def drawings(self, records: list[ReportedFigure]) -> dict[str, Any]:
        """Charts of one metric's figures, unless they are more than fit on a page: half a chart would mislead."""
        if len(self.filters.chosen("metric")) != 1 or self.filters.page_count > 1:
            return {}
        return {"charts": figure_charts(records)}
