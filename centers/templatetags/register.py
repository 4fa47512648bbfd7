"""Formatting for pages: names with their language, dates at their precision, tiers, numbers, addresses."""

from decimal import Decimal
from typing import Any

from django import template
from django.conf import settings
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.html import escape, format_html
from django.utils.http import escape_leading_slashes
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from centers.choices import SUCCEEDED, Status, Tier
from centers.dates import spell_date

register = template.Library()

#: The languages of the site: the code that Django knows, and the tag that HTML wants.
LANGUAGE_TAGS = {"en": "en", "zh-hans": "zh-Hans"}
#: English is at /…, Chinese at /zh-hans/…, with the same path behind it.
CHINESE_PREFIX = "/zh-hans"

#: The kinds of record with lists of their own, in the order of the main navigation.
KINDS = (
    ("centers:center-list", _("Centers")),
    ("centers:field-list", _("Fields")),
    ("centers:region-list", _("Regions")),
    ("centers:organization-list", _("Organizations")),
    ("centers:alliance-list", _("Alliances")),
    ("centers:committee-list", _("Expert committees")),
    ("centers:task-list", _("Construction tasks")),
    ("centers:figure-list", _("Reported figures")),
    ("centers:source-list", _("Sources")),
)


def page_language() -> str:
    """Return the language tag of the page that is being written."""
    return "zh-Hans" if (get_language() or "").startswith("zh") else "en"


def in_language(text: str, language: str) -> SafeString:
    """Return the text, marked with its language where that is not the page's."""
    if language == page_language():
        return escape(text)
    return format_html('<span lang="{}">{}</span>', language, text)


# --- languages and addresses -----------------------------------------------------------------------------------------


@register.simple_tag
def html_language() -> str:
    return page_language()


@register.simple_tag(takes_context=True)
def languages(context: template.Context) -> list[dict[str, Any]]:
    """The site's languages, each with its own name and the address of this page in it, query string included."""
    request = context["request"]
    current = page_language()
    return [
        {
            "tag": LANGUAGE_TAGS[code],
            "name": name,
            "path": path_in(request.get_full_path(), code),
            "is_current": LANGUAGE_TAGS[code] == current,
        }
        for code, name in settings.LANGUAGES
    ]


def path_in(path: str, language: str) -> str:
    """Return the address of the same page in a language. It never leaves this site, whatever the path is."""
    if path == CHINESE_PREFIX or path.startswith((f"{CHINESE_PREFIX}/", f"{CHINESE_PREFIX}?")):
        path = path.removeprefix(CHINESE_PREFIX)
    if not path.startswith("/"):
        path = f"/{path}"
    return f"{CHINESE_PREFIX}{path}" if language == "zh-hans" else escape_leading_slashes(path)


@register.simple_tag(takes_context=True)
def main_nav(context: template.Context) -> list[dict[str, Any]]:
    """The lists of the register, the one that the page belongs to marked."""
    request = context.get("request")
    here = request.path if request else ""
    lists = [(reverse(view), label) for view, label in KINDS]
    return [{"path": path, "label": label, "is_current": here.startswith(path)} for path, label in lists]


@register.filter
def absolute(path: str) -> str:
    """The full address of a path of this site."""
    return f"{settings.SITE_URL}{path}"


# --- names -----------------------------------------------------------------------------------------------------------


@register.filter
def name(record: Any) -> SafeString:
    """A record's name in the reader's language; where it falls back to the other one, it says so with ``lang``."""
    return in_language(record.name, record.name_language)


@register.filter
def link(record: Any) -> SafeString:
    """A record's name, linked to its page."""
    return format_html('<a href="{}">{}</a>', record.get_absolute_url(), name(record))


@register.filter
def text_of(record: Any, field: str) -> SafeString:
    """A text that a record holds in two languages (``note_zh`` and ``note_en``), in the reader's or marked."""
    return in_language(*record.text_in(field))


# --- values ----------------------------------------------------------------------------------------------------------


@register.filter
def partial_date(value: str) -> SafeString | str:
    """A date as precisely as it is known: "June 2016"."""
    return format_html('<time datetime="{}">{}</time>', value, spell_date(value)) if value else ""


@register.filter
def number(value: Decimal | int | None) -> str:
    """A number without superfluous zeros, its thousands grouped: 1,621."""
    if value is None:
        return ""
    plain = f"{Decimal(value).normalize():f}"
    decimals = len(plain.partition(".")[2])
    return number_format(plain, decimal_pos=decimals, use_l10n=True, force_grouping=True)


@register.simple_tag
def tier_mark(tier: str, status: str = Status.APPROVED) -> SafeString:
    """A tier as a mark and a word; the mark is hollow and the word struck where the center stands no more."""
    if not tier:
        return SafeString("")
    ended = " is-ended" if status in (*SUCCEEDED, Status.REVOKED) else ""
    return format_html('<span class="tier tier-{}{}">{}</span>', tier, ended, Tier(tier).label)
