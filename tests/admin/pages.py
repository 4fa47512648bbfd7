"""Pages of the office as a browser sees them: what it would send if nobody touched a form, and what comes back."""

from typing import Any

from django.contrib import admin
from django.contrib.auth.models import User
from django.db.models import Model
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse


def path_to(page: str, target: Model | type[Model]) -> str:
    """The address of a kind's page in the office, or of a record's."""
    arguments = [] if isinstance(target, type) else [target.pk]
    return reverse(f"admin:{target._meta.app_label}_{target._meta.model_name}_{page}", args=arguments)


def data_of(response: HttpResponse) -> dict[str, Any]:
    """What a browser would send of a page's form if nobody touched it."""
    forms = [response.context["adminform"].form]
    for inline in response.context["inline_admin_formsets"]:
        forms += [inline.formset.management_form, *inline.formset.forms]
    return {
        field.html_name: form_value(field.value()) for form in forms for field in form if field.value() is not False
    }


def form_value(value: Any) -> Any:
    if isinstance(value, Model):
        return value.pk
    if value is None:
        return ""
    return "on" if value is True else value


def data_to_change(client: Client, record: Model) -> dict[str, Any]:
    return data_of(client.get(path_to("change", record)))


def data_to_add(client: Client, model: type[Model]) -> dict[str, Any]:
    return data_of(client.get(path_to("add", model)))


def data_without_parts(model: type[Model]) -> dict[str, Any]:
    """What a page to add a record sends of its inlines if nothing is entered there; without asking for the page."""
    request = RequestFactory().get("/")
    request.user = User(is_active=True, is_superuser=True)
    formsets = [formset for formset, _inline in admin.site._registry[model].get_formsets_with_inlines(request)]
    counts = ("TOTAL_FORMS", "INITIAL_FORMS")
    return {f"{formset.get_default_prefix()}-{name}": 0 for formset in formsets for name in counts}


def add_row(data: dict[str, Any], prefix: str, **values: Any) -> None:
    """Fill in a further row of an inline."""
    place = int(data[f"{prefix}-TOTAL_FORMS"])
    data[f"{prefix}-TOTAL_FORMS"] = place + 1
    data |= {f"{prefix}-{place}-{name}": form_value(value) for name, value in values.items()}


def errors_of(response: HttpResponse) -> dict[str, list[str]]:
    """The sentences of a page that refused what was sent, each under the place where it stands."""
    form = response.context["adminform"].form
    found = {name: list(errors) for name, errors in form.errors.items()}
    for inline in response.context["inline_admin_formsets"]:
        formset = inline.formset
        if formset.non_form_errors():
            found[formset.prefix] = list(formset.non_form_errors())
        for row in formset.forms:
            found |= {f"{row.prefix}-{name}": list(errors) for name, errors in row.errors.items()}
    return found


def messages_of(response: HttpResponse) -> list[str]:
    return [str(message) for message in response.context["messages"]]
