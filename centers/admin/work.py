"""Pages of the office that say what is to be done: data problems, and records that are due for re-check."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import admin
from django.contrib.admin.views.main import PAGE_VAR
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from centers.freshness import RECHECK_AFTER, due
from centers.problems import PROBLEMS

PAGE_SIZE = 50


def office_page(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A page for all staff who may see anything of the register."""

    @wraps(view)
    def guarded(request: HttpRequest, **named: Any) -> HttpResponse:
        if not request.user.has_module_perms("centers"):
            raise PermissionDenied
        request.current_app = admin.site.name
        return view(request, **named)

    return admin.site.admin_view(guarded)


def page(request: HttpRequest, template: str, **context: Any) -> HttpResponse:
    return TemplateResponse(request, template, {**admin.site.each_context(request), **context})


@office_page
def problem_list(request: HttpRequest) -> HttpResponse:
    """Every kind of data problem, with how many records have it."""
    today = timezone.localdate()
    counts = [(problem, sum(1 for _finding in problem.find(today))) for problem in PROBLEMS]
    return page(request, "admin/centers/problem_list.html", title=_("Data problems"), counts=counts)


@office_page
def problem_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """The records that have one kind of problem, each with what is wrong with it."""
    problem = next((problem for problem in PROBLEMS if problem.slug == slug), None)
    if problem is None:
        raise Http404
    findings = Paginator(list(problem.find(timezone.localdate())), PAGE_SIZE).get_page(request.GET.get(PAGE_VAR))
    rows = [
        {
            "address": reverse(f"admin:centers_{finding.record._meta.model_name}_change", args=[finding.record.pk]),
            "name": str(finding.record),
            "kind": capfirst(finding.record._meta.verbose_name),
            "sentence": finding.sentence,
        }
        for finding in findings
    ]
    return page(
        request,
        "admin/centers/problem_detail.html",
        title=problem.title,
        rows=rows,
        page=findings,
        page_var=PAGE_VAR,
    )


@office_page
def due_list(request: HttpRequest) -> HttpResponse:
    """How many published records of each kind are due to be checked again."""
    today = timezone.localdate()
    rows = [
        {
            "kind": capfirst(model._meta.verbose_name_plural),
            "days": period.days,
            "count": due(model._default_manager.published(), today).count(),
            "address": reverse(f"admin:centers_{model._meta.model_name}_changelist") + "?age=due",
        }
        for model, period in RECHECK_AFTER.items()
    ]
    return page(request, "admin/centers/due_list.html", title=_("Due for re-check"), rows=rows)
