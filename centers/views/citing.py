"""References to a record, or to one of its values with the passage that it rests on."""

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.timezone import localdate, localtime
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.generic import View

from centers.citing import STYLES, Reference, evidence
from centers.models import Citation
from centers.records.citations import address_of, label_of, value_in_words
from centers.views.records import RecordDetail


class RecordCite(View):
    """How to refer to a record: ``value`` names a passage of its page, ``format`` a style to download."""

    http_method_names = ["get", "head", "options"]
    detail: type[RecordDetail] = RecordDetail

    def get(self, request: HttpRequest, **named: str) -> HttpResponseBase:
        (identifier,) = named.values()
        whole = self.detail.read(identifier)
        if whole is None:
            raise Http404
        by_key = {citation.key: citation for citation in whole.citations}
        value, style = request.GET.get("value", ""), request.GET.get("format", "")
        errors = {}
        if value and value not in by_key:
            errors["value"] = _("The page of this record has no such passage. Choose one from its sources.")
        if style and not (style in STYLES and STYLES[style].suffix):
            errors["format"] = _("“%(style)s” is not a format. Choose bibtex, ris or csl.") % {"style": style[:50]}
        reference = None if errors else reference_to(whole.record, by_key.get(value))
        if reference and style:
            return download(reference, style)
        context: dict[str, Any] = {
            "record": whole.record,
            "value": value,
            "errors": errors,
            "reference": reference,
            "written": [(key, style, style.write(reference)) for key, style in STYLES.items()] if reference else [],
        }
        return render(request, "centers/record_cite.html", context, status=400 if errors else 200)


def download(reference: Reference, style: str) -> HttpResponse:
    written = STYLES[style]
    return HttpResponse(
        written.write(reference),
        content_type=written.content_type,
        headers={"Content-Disposition": f'attachment; filename="{reference.key}.{written.suffix}"'},
    )


def reference_to(record: Any, citation: Citation | None) -> Reference:
    """Refer to a record, or to the one of its values that a passage supports."""
    changed_on = localtime(record.changed_at).date() if hasattr(record, "changed_at") else localdate()
    title, path, rests_on = str(record), record.get_absolute_url(), ""
    if citation is not None:
        subject, source = citation.subject, citation.source
        title = _("%(record)s: %(value)s") % {"record": title, "value": label_of(subject, citation.field_name)}
        path = address_of(subject, citation.field_name) or path
        value = citation.stated_value or value_in_words(subject, citation.field_name)
        rests_on = evidence(value, source.title, source.publisher, source.published_on, citation.quote)
    return Reference(
        title=title,
        url=f"{settings.SITE_URL}{path}",
        register=_("Register of manufacturing innovation centers"),
        version=changed_on.isoformat(),
        changed_on=changed_on,
        read_on=localdate(),
        language="zh-Hans" if (get_language() or "").startswith("zh") else "en",
        evidence=rests_on,
    )
