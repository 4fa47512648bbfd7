"""Formatting for the cells of lists."""

from typing import Any
from urllib.parse import urlsplit

from django import template
from django.utils.html import format_html
from django.utils.translation import gettext as _

register = template.Library()


@register.filter
def known(value: Any) -> Any:
    """The value; or, where there is none, the words that say so. 0 is a value."""
    return format_html('<span class="unknown">{}</span>', _("not published")) if value in (None, "") else value


@register.filter
def host(url: str) -> str:
    """The part of an address that tells whose it is."""
    return urlsplit(url).netloc.removeprefix("www.")
