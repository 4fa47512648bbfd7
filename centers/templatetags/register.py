"""Formatting for pages: names with their language, dates at their precision, tiers, numbers, addresses."""

import datetime as dt
from decimal import Decimal
from typing import Any

from django import template
from django.conf import settings
from django.db.models import Model
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.html import escape, format_html, format_html_join
from django.utils.http import escape_leading_slashes
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext, pgettext
from django.utils.translation import gettext_lazy as _

from centers.choices import SUCCEEDED, Certainty, Language, Qualifier, Status, Step, Tier
from centers.dates import spell_date, spell_moment
from centers.models import Alliance, Citation, Designation, Region, ReportedFigure, Source
from centers.records.citations import address_of, anchor_of, label_of
from centers.records.passages import Stretch
from centers.records.shared import lineage_of

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
    request = context.get("request")  # a page about a malformed request is written without it
    here = request.get_full_path() if request else reverse("centers:home")
    current = page_language()
    return [
        {
            "tag": LANGUAGE_TAGS[code],
            "name": name,
            "path": path_in(here, code),
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


@register.simple_tag
def icp_number() -> str:
    return settings.ICP_NUMBER


@register.filter
def absolute(path: str) -> str:
    """The full address of a path of this site."""
    return f"{settings.SITE_URL}{path}"


@register.simple_block_tag
def oneline(content: str) -> SafeString:
    """What stands inside, without line breaks: for a title or an attribute."""
    return SafeString(" ".join(content.split()))


# --- names -----------------------------------------------------------------------------------------------------------


def named(record: Any) -> tuple[str, str]:
    """Return a record's name and its language; a source goes by its title."""
    if isinstance(record, Source):
        return record.title, record.language_tag
    return record.name, record.name_language


@register.filter
def name(record: Any) -> SafeString:
    """A record's name in the reader's language; where it falls back to the other one, it says so with ``lang``."""
    return in_language(*named(record))


@register.filter
def link(record: Any) -> SafeString:
    """A record's name, linked to its page if it has one."""
    if not hasattr(record, "get_absolute_url"):
        return name(record)
    return format_html('<a href="{}">{}</a>', record.get_absolute_url(), name(record))


@register.filter
def other_name(record: Any) -> SafeString | str:
    """A record's name in the other language, to stand quietly beside its name."""
    if not record.other_name:
        return ""
    return format_html('<span class="quiet" lang="{}">{}</span>', record.other_name_language, record.other_name)


@register.filter
def text_of(record: Any, field: str) -> SafeString:
    """A text that a record holds in two languages (``note_zh`` and ``note_en``), in the reader's or marked."""
    return in_language(*record.text_in(field))


@register.filter
def language_tag(language: str) -> str:
    """The tag of a passage's language."""
    return "zh-Hans" if language == Language.CHINESE else language


@register.simple_tag
def tile_name(region: Region) -> str:
    """A province's name, short enough for a tile of the map."""
    return region.short_name_zh if page_language() == "zh-Hans" and region.short_name_zh else region.name


# --- values ----------------------------------------------------------------------------------------------------------


@register.filter
def partial_date(value: str) -> SafeString | str:
    """A date as precisely as it is known: "June 2016"."""
    return format_html('<time datetime="{}">{}</time>', value, spell_date(value)) if value else ""


@register.filter
def moment(value: dt.datetime) -> SafeString:
    """A date and time, in the time of the register: "23 November 2026, 17:07"."""
    local = timezone.localtime(value)
    return format_html('<time datetime="{}">{}</time>', local.isoformat(timespec="seconds"), spell_moment(value))


#: The units in which Chinese writes round numbers, the largest first.
CHINESE_UNITS = ((10**12, "万亿"), (10**8, "亿"), (10**4, "万"))


@register.filter
def number(value: Decimal | int | None) -> str:
    """A number without superfluous zeros, its thousands grouped: 1,621; in Chinese 1621, and 600亿 for a round one."""
    if value is None:
        return ""
    if value and page_language() == "zh-Hans":
        for size, unit in CHINESE_UNITS:
            if value % size == 0:
                return f"{int(value) // size}{unit}"
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


@register.filter
def at_tier(step: Designation) -> SafeString:
    """The tier that a step leads to, after the word that joins the two: "as ◆ national", "to ◆ national"."""
    if not step.tier:
        return SafeString("")
    joined = gettext("to {tier}") if step.step == Step.UPGRADED else gettext("as {tier}")
    return format_html(joined, tier=tier_mark(step.tier))


@register.simple_tag
def unknown() -> SafeString:
    """What stands where no source gives a value."""
    return format_html('<span class="unknown">{}</span>', gettext("not published"))


QUALIFIED = {
    Qualifier.EXACTLY: "%(value)s",
    Qualifier.AT_LEAST: _("at least %(value)s"),
    Qualifier.MORE_THAN: _("more than %(value)s"),
    Qualifier.ABOUT: _("about %(value)s"),
}


@register.filter
def qualified(value: str, qualifier: str) -> str:
    """A number as it is meant: "more than 85"."""
    return QUALIFIED[Qualifier(qualifier or Qualifier.EXACTLY)] % {"value": value}


@register.simple_tag
def coverage(alliance: Alliance) -> SafeString:
    """What an alliance covers, as its source means it: "more than 85% of the innovation platforms"."""
    share = qualified(f"{number(alliance.coverage_percent)}%", alliance.coverage_qualifier)
    if not alliance.coverage:
        return escape(share)
    whole = in_language(alliance.coverage, alliance.coverage_language)
    return format_html(gettext("{share} of {whole}"), share=share, whole=whole)


@register.filter
def reported(figure: ReportedFigure) -> str:
    """A reported figure's value as its source means it: "about 2,000", "7 to 8"."""
    value = number(figure.value)
    if figure.value_to is not None:
        value = gettext("%(low)s to %(high)s") % {"low": value, "high": number(figure.value_to)}
    return qualified(value, figure.qualifier)


@register.simple_tag
def comma() -> str:
    """What stands between names in a row."""
    return pgettext("between names", ", ")


@register.filter
def place(region: Region | None) -> SafeString | str:
    """A region and those above it, each linked; its parents are selected along."""
    if region is None:
        return ""
    lineage = lineage_of(region)
    if page_language() == "zh-Hans":
        return format_html_join("", "{}", ((link(above),) for above in reversed(lineage)))
    return format_html_join(", ", "{}", ((link(above),) for above in lineage))


@register.filter
def origin(record: Any, language: str) -> str:
    """Who made a record's name in a language, where that is not the holder: "our rendering, not official"."""
    if getattr(record, f"name_{language}_origin") in ("ours", "machine"):
        return getattr(record, f"get_name_{language}_origin_display")()
    return ""


# --- citations -------------------------------------------------------------------------------------------------------
# A page puts ``footnotes`` into its context; each mark numbers the passage it refers to when it is first written.


@register.filter
def anchor(record: Model, field: str = "") -> str:
    return anchor_of(record, field)


@register.filter
def supported(citation: Citation) -> SafeString:
    """What a passage supports, linked to where it stands."""
    label, address = label_of(citation.subject, citation.field_name), address_of(citation.subject, citation.field_name)
    return format_html('<a href="{}">{}</a>', address, label) if address else escape(label)


@register.simple_tag
def archived(paragraph: list[Stretch], numbers: dict[str, int]) -> SafeString:
    """A paragraph of an archived text: marked where it is quoted, with the way to what each passage supports."""
    return format_html_join("", "{}", ((stretch(part, numbers),) for part in paragraph))


def stretch(part: Stretch, numbers: dict[str, int]) -> SafeString:
    begins = format_html_join("", '<span id="citation-{}"></span>', ((key,) for key in part.begins))
    ends = format_html_join(
        "", '<sup class="mark"><a href="#taken-{0}">{0}</a></sup>', ((numbers[key],) for key in part.ends)
    )
    text = format_html("<mark>{}</mark>", part.text) if part.keys else escape(part.text)
    return format_html("{}{}{}", begins, text, ends)


#: Holds a mark on the line of the value before it.
WORD_JOINER = SafeString("\u2060")


def mark_of(footnotes: Any, citation: Citation) -> SafeString:
    footnote = footnotes.refer_to(citation)
    return format_html(
        '<sup class="mark"><a id="{}" href="#note-{}" aria-label="{}">{}</a></sup>',
        footnote.mark_ids[-1],
        footnote.number,
        gettext("Note %(number)s") % {"number": footnote.number},
        footnote.number,
    )


@register.simple_tag(takes_context=True)
def marks(context: template.Context, record: Model, field: str = "") -> SafeString:
    """The footnote marks of a value; where nothing supports it, the words that say so."""
    footnotes = context["footnotes"]
    if footnotes.lacks_source(record, field):
        return format_html(' <strong class="source-needed">{}</strong>', gettext("source needed"))
    found = footnotes.supporting(record, field)
    return (
        WORD_JOINER + format_html_join("", "{}", ((mark_of(footnotes, c),) for c in found)) if found else SafeString("")
    )


@register.simple_tag(takes_context=True)
def others(context: template.Context, record: Model, field: str | None = None) -> SafeString:
    """What other sources state instead of a value, or of any value of a part, to be opened without JavaScript."""
    footnotes = context["footnotes"]
    differing = footnotes.differing(record, field)
    if not differing:
        return SafeString("")
    rows = (
        (citation.stated_value, mark_of(footnotes, citation), in_language(*citation.text_in("note")))
        for citation in differing
    )
    return format_html(
        '<details class="others"><summary>{}</summary><ul>{}</ul></details>',
        gettext("Other values stated"),
        format_html_join("", "<li><strong>{}</strong>{} <span>{}</span></li>", rows),
    )


@register.simple_tag(takes_context=True)
def quotes(context: template.Context, record: Model) -> SafeString:
    """The passages that state what the record says, each as it stands and with its mark."""
    footnotes = context["footnotes"]
    if footnotes.lacks_source(record):
        return format_html("<p>{}</p>", marks(context, record))
    return format_html_join("", "{}", ((quote_of(footnotes, citation),) for citation in footnotes.of(record)))


def quote_of(footnotes: Any, citation: Citation) -> SafeString:
    mark = mark_of(footnotes, citation)
    if not citation.quote:
        return format_html("<p>{}</p>", mark)
    doubt = "" if citation.certainty == Certainty.STATED else citation.get_certainty_display()
    return format_html(
        '<blockquote><p lang="{}">{}</p>{}{}</blockquote>',
        language_tag(citation.quote_language),
        citation.quote,
        mark,
        format_html(' <span class="certainty">{}</span>', doubt) if doubt else "",
    )


@register.simple_block_tag(takes_context=True)
def cited(context: template.Context, content: str, record: Model | None, field: str = "", id: str = "") -> SafeString:
    """A value with its marks. An empty value is said to be not published.

    Usage: {% cited step "date" %}{{ step.date|partial_date }}{% endcited %}
    """
    value = SafeString(content.strip())
    found = marks(context, record, field) if value and record is not None else ""
    value = value or unknown()
    return format_html('<span id="{}">{}</span>{}', id, value, found) if id else format_html("{}{}", value, found)


@register.simple_block_tag(takes_context=True)
def fact(
    context: template.Context, content: str, label: str, record: Model | None = None, field: str = "", id: str = ""
) -> SafeString:
    """A row of a fact list: a label, a value with its marks, and what others state instead.

    Usage: {% fact _("Operator") operator "organization" id="operator" %}{{ operator.organization|link }}{% endfact %}
    """
    value = cited(context, content, record, field, id)
    differing = others(context, record, field) if record is not None else ""
    return format_html("<div><dt>{}</dt><dd>{}{}</dd></div>", label, value, differing)
