from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.timezone import localdate
from django.views.generic import View

from centers.charts.years import year_chart
from centers.counting import national_level_by_year
from centers.overview import system_at_a_glance
from centers.records.citations import Footnotes


class Home(View):
    """The system at a glance."""

    http_method_names = ["get", "head", "options"]

    def get(self, request: HttpRequest) -> HttpResponse:
        overview = system_at_a_glance()
        years = year_chart(national_level_by_year(localdate()))
        context = {"overview": overview, "years": years, "footnotes": Footnotes(overview.citations)}
        return TemplateResponse(request, "centers/home.html", context)
