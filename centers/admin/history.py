"""What staff see of the trail: the history of a record, and the place where they say why they change it."""

from typing import Any

from django.contrib.admin.utils import unquote
from django.contrib.admin.views.main import PAGE_VAR
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from centers.history import changes_of, tell
from centers.models.recording import recording

LONGEST_REASON = 500
PAGE_SIZE = 50


def reason_in(request: HttpRequest) -> str:
    """The reason that was typed, without invisible characters."""
    typed = request.POST.get("_reason", "")
    return "".join(character for character in typed if character.isprintable())[:LONGEST_REASON].strip()


class WithHistory:
    """A page whose changes are recorded together, with their reason; and their history, with every value."""

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        reason = reason_in(request)
        context = {**(extra_context or {}), "reason": reason, "longest_reason": LONGEST_REASON}
        if request.method != "POST":
            return super().changeform_view(request, object_id, form_url, context)
        with recording(reason=reason):
            return super().changeform_view(request, object_id, form_url, context)

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        record = self.get_object(request, unquote(object_id))
        if record is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        if not self.has_view_or_change_permission(request, record):
            raise PermissionDenied
        page = Paginator(changes_of(record).select_related("by"), PAGE_SIZE).get_page(request.GET.get(PAGE_VAR))
        request.current_app = self.admin_site.name
        context = {
            **self.admin_site.each_context(request),
            "title": _("History of %(record)s") % {"record": record},
            "module_name": capfirst(self.opts.verbose_name_plural),
            "object": record,
            "opts": self.opts,
            "page": page,
            "page_var": PAGE_VAR,
            "tellings": tell(page),
            **(extra_context or {}),
        }
        return TemplateResponse(request, "admin/centers/object_history.html", context)
