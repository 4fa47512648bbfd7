from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.views.generic import View

from centers.overview import system_at_a_glance
from centers.records.citations import Footnotes


class Home(View):
    """The system at a glance."""

    http_method_names = ["get", "head", "options"]

    def get(self, request: HttpRequest) -> HttpResponse:
        overview = system_at_a_glance()
        context = {"overview": overview, "footnotes": Footnotes(overview.citations)}
        return TemplateResponse(request, "centers/home.html", context)
