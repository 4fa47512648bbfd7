"""References to the register itself, in the styles that readers paste: GB/T 7714-2025, APA 7, BibTeX, RIS, CSL-JSON.

A reference names a record, or one value of it with the source and the passage that it rests on, the register's version
and the day on which it was read. It is built from public values alone.
"""

import datetime as dt
import json
import re
from collections.abc import Callable
from dataclasses import dataclass

from django.utils import dateformat, translation
from django.utils.translation import gettext as _


@dataclass(frozen=True)
class Reference:
    """What is referred to. ``evidence`` says what a single value rests on; it is blank for a whole record."""

    title: str
    url: str
    register: str
    version: str
    changed_on: dt.date
    read_on: dt.date
    language: str
    evidence: str = ""

    @property
    def key(self) -> str:
        """A key for BibTeX and RIS: the address's last parts in ASCII."""
        path, _hash, anchor = self.url.partition("#")
        slug = path.rstrip("/").rsplit("/", 1)[-1]
        return re.sub(r"[^A-Za-z0-9]+", "-", f"{slug}-{anchor}" if anchor else slug).strip("-").lower()


def gbt7714(reference: Reference) -> str:
    """GB/T 7714-2025, an entry of a database online: title[DB/OL]. (changed)[read]. address."""
    title = f"{reference.title}[DB/OL]//{reference.register}: {reference.version}"
    line = f"{title}. ({reference.changed_on.isoformat()})[{reference.read_on.isoformat()}]. {reference.url}."
    return f"{line} {reference.evidence}".rstrip()


def apa(reference: Reference) -> str:
    """APA 7, an entry of a reference work with a date of retrieval, always in English."""
    with translation.override("en"):
        retrieved = dateformat.format(reference.read_on, "F j, Y")
    entry = f"{reference.register}. ({reference.changed_on.year}). {reference.title} (Version {reference.version})"
    note = f" [{reference.evidence}]" if reference.evidence else ""
    return f"{entry}{note}. Retrieved {retrieved}, from {reference.url}"


def bibtex(reference: Reference) -> str:
    fields = {
        "title": reference.title,
        "howpublished": f"{reference.register}, {reference.version}",
        "year": str(reference.changed_on.year),
        "url": reference.url,
        "urldate": reference.read_on.isoformat(),
        "note": reference.evidence,
    }
    lines = [f"  {name} = {{{_bibtex_text(name, value)}}}" for name, value in fields.items() if value]
    return f"@misc{{{reference.key},\n" + ",\n".join(lines) + "\n}\n"


def _bibtex_text(name: str, value: str) -> str:
    if name == "url":
        return value
    special = {"\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}
    return "".join(
        special.get(character, f"\\{character}" if character in "%&#_$" else character) for character in value
    )


def ris(reference: Reference) -> str:
    fields = [
        ("TY", "DATA"),
        ("TI", reference.title),
        ("T2", reference.register),
        ("ET", reference.version),
        ("PY", str(reference.changed_on.year)),
        ("DA", f"{reference.changed_on:%Y/%m/%d}/"),
        ("Y2", f"{reference.read_on:%Y/%m/%d}/"),
        ("UR", reference.url),
        ("LA", reference.language),
        ("N1", reference.evidence),
    ]
    lines = [f"{tag}  - {' '.join(value.split())}" for tag, value in fields if value]
    return "\r\n".join([*lines, "ER  - ", ""])


def csl_json(reference: Reference) -> str:
    item = {
        "id": reference.key,
        "type": "dataset",
        "title": reference.title,
        "container-title": reference.register,
        "version": reference.version,
        "issued": {"date-parts": [[reference.changed_on.year, reference.changed_on.month, reference.changed_on.day]]},
        "accessed": {"date-parts": [[reference.read_on.year, reference.read_on.month, reference.read_on.day]]},
        "URL": reference.url,
        "language": reference.language,
        "note": reference.evidence,
    }
    return json.dumps([{name: value for name, value in item.items() if value}], ensure_ascii=False, indent=2) + "\n"


def evidence(value: str, source: str, publisher: str, published_on: str, quote: str) -> str:
    """Say in the active language what one value rests on."""
    document = ", ".join(part for part in (source, publisher, published_on) if part)
    said = _("Value: %(value)s. Source: %(document)s.") % {"value": value, "document": document}
    return said + (_(" Passage: “%(quote)s”.") % {"quote": quote} if quote else "")


@dataclass(frozen=True)
class Style:
    """A style of reference: how it is called, how it is written, and as what it is downloaded (blank: it is not)."""

    name: str
    write: Callable[[Reference], str]
    suffix: str = ""
    content_type: str = "text/plain; charset=utf-8"


STYLES = {
    "gbt7714": Style("GB/T 7714-2025", gbt7714),
    "apa": Style("APA 7", apa),
    "bibtex": Style("BibTeX", bibtex, "bib", "application/x-bibtex; charset=utf-8"),
    "ris": Style("RIS", ris, "ris", "application/x-research-info-systems; charset=utf-8"),
    "csl": Style("CSL-JSON", csl_json, "json", "application/vnd.citationstyles.csl+json; charset=utf-8"),
}
