"""What the pages of one record share."""

import json
from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.generic import View

from centers.dates import spell_moment
from centers.jsonld import record_as_json
from centers.models import RetiredIdentifier
from centers.past import TooMuchError, moment_of, public_since, register_at
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
        if known_at := request.GET.get("known_at", "").strip():
            return self.as_known(request, format, key, identifier, known_at)
        return self.present(request, format, key, identifier, whole)

    def present(
        self, request: HttpRequest, format: str, key: str, identifier: str, whole: Any, known_at: Any = None
    ) -> HttpResponse:
        if format == "json":
            content = {"known_at": known_at.isoformat()} if known_at else {}
            return as_json(record_as_json(whole) | content)
        page = request.resolver_match.view_name
        noun = page.removeprefix("centers:").removesuffix("-detail")
        context = {
            "known_at": known_at,
            "changes_query": f"?record={noun}:{identifier}",
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

    def as_known(self, request: HttpRequest, format: str, key: str, identifier: str, text: str) -> HttpResponse:
        """Show what the register said of the record at a moment, in every part of its page."""
        try:
            moment = moment_of(text)
            with register_at(moment, self.model, identifier):
                whole = type(self).read(identifier)
                if whole is not None:
                    response = self.present(request, format, key, identifier, whole, timezone.localtime(moment))
                    return response.render() if isinstance(response, TemplateResponse) else response
        except ValidationError as error:
            return self.refuse(request, format, error.messages[0], status=400)
        except TooMuchError:
            sentence = gettext("The page is too large to be shown as of a moment in the past.")
            return self.refuse(request, format, sentence, status=400)
        since = public_since(moment, self.model, identifier)
        sentence = gettext("The register did not publish this record on %(moment)s.") % {"moment": spell_moment(moment)}
        if since is not None:
            sentence += " " + gettext("It has done so since %(moment)s.") % {"moment": spell_moment(since)}
        return self.refuse(request, format, sentence, status=404)

    def refuse(self, request: HttpRequest, format: str, sentence: str, *, status: int) -> HttpResponse:
        if format == "json":
            return as_json({"error": sentence}, status=status)
        return render(request, "centers/not_known.html", {"sentence": sentence, "path": request.path}, status=status)

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


def as_json(content: dict[str, Any], *, status: int = 200) -> JsonResponse:
    return JsonResponse(content, status=status, json_dumps_params={"ensure_ascii": False, "indent": 2})
