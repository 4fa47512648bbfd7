"""What the pages of one record share."""

import json
from collections.abc import Callable
from typing import Any

from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.generic import View

from centers.jsonld import record_as_json
from centers.models import RetiredIdentifier
from centers.records.citations import Footnotes


class RecordDetail(View):
    """The page of one record, and the same record as data.

    ``read`` takes the record's identifier and returns the record with everything that is published about it, or None.
    """

    http_method_names = ["get", "head", "options"]
    model: type[Model]
    read: Callable[[str], Any]
    template_name: str

    def get(self, request: HttpRequest, *, format: str = "html", **named: str) -> HttpResponseBase:
        ((key, identifier),) = named.items()
        whole = type(self).read(identifier)
        if whole is None:
            return self.former(request, format, key, identifier)
        if format == "json":
            return JsonResponse(record_as_json(whole), json_dumps_params={"ensure_ascii": False, "indent": 2})
        page = request.resolver_match.view_name
        context = {
            "whole": whole,
            "record": whole.record,
            "footnotes": Footnotes(whole.citations),
            "data_url": reverse(f"{page}-data", kwargs={key: identifier}),
            "cite_url": reverse(f"{page.removesuffix('-detail')}-cite", kwargs={key: identifier}),
            **self.drawings(whole),
        }
        return TemplateResponse(request, self.template_name, context)

    def drawings(self, whole: Any) -> dict[str, Any]:
        """The charts of the page, by the names that its template knows them by."""
        return {}

    def former(self, request: HttpRequest, format: str, key: str, identifier: str) -> HttpResponse:
        """Answer for an identifier that no published record has: lead on, say what became of it, or know nothing."""
        retired = RetiredIdentifier.objects.filter(kind=self.model._meta.model_name, slug=identifier).first()
        if retired is None:
            raise Http404
        if retired.successor_slug:
            return redirect(request.resolver_match.view_name, **{key: retired.successor_slug}, permanent=True)
        if format == "json":
            gone = {"id": identifier, "gone": True, "note_zh": retired.note_zh, "note_en": retired.note_en}
            return HttpResponse(json.dumps(gone, ensure_ascii=False), status=410, content_type="application/json")
        return render(request, "410.html", {"retired": retired}, status=410)
