"""The Chinese catalogue: what the code and the templates say in English, and how it is said in 简体中文.

    python -m innovation.translations update    bring the catalogue up to date with the code, and compile it
    python -m innovation.translations check     change nothing; print what is missing and exit 1

Babel does what GNU gettext would, so that no machine needs the latter.
"""

import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

BASE_DIR = Path(__file__).resolve().parent.parent
PO = BASE_DIR / "innovation" / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"
MO = PO.with_suffix(".mo")

PYTHON_FOLDERS = ("innovation", "centers")
TEMPLATE_FOLDERS = ("templates",)
TEMPLATE_SUFFIXES = {".html", ".txt", ".xml"}

# Django's names for gettext's functions beside the ones Babel knows. Pairs with "c" mark the context.
KEYWORDS = DEFAULT_KEYWORDS | {
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext_lazy": (1, 2),
    "npgettext_lazy": ((1, "c"), 2, 3),
    "pgettext_lazy": ((1, "c"), 2),
}


def new_catalog() -> Catalog:
    return Catalog(
        locale="zh_Hans",
        project="register",
        version="1",
        header_comment="# The register in Simplified Chinese. `make messages` keeps it up to date with the code.",
        msgid_bugs_address="see README.md",
        last_translator="the contributors to the register",
        language_team="Simplified Chinese",
        fuzzy=False,
    )


def collect() -> Catalog:
    """Return every message of the code and the templates, without translations."""
    catalog = new_catalog()
    for path, source in sources():
        for _line, message, comments, context in extract("python", source, KEYWORDS, comment_tags=["Translators:"]):
            location = (path.relative_to(BASE_DIR).as_posix(), 0)
            catalog.add(message, locations=[location], auto_comments=comments, context=context)
    return catalog


def sources() -> Iterator[tuple[Path, BytesIO]]:
    """Yield each file that may hold messages, a template as the Python that Django makes of it."""
    for folder in PYTHON_FOLDERS:
        for path in sorted((BASE_DIR / folder).rglob("*.py")):
            yield path, BytesIO(path.read_bytes())
    for folder in TEMPLATE_FOLDERS:
        for path in sorted((BASE_DIR / folder).rglob("*")):
            if path.suffix in TEMPLATE_SUFFIXES:
                yield path, template_source(path.read_text(encoding="utf-8"))


def template_source(text: str) -> BytesIO:
    """Return a template's messages as Python, in parentheses: there its lines may be indented in any way."""
    return BytesIO(f"({templatize(text)}\n)".encode())


def read_catalog() -> Catalog:
    if not PO.exists():
        return new_catalog()
    with PO.open("rb") as file:
        return read_po(file, locale="zh_Hans")


def compiled(catalog: Catalog) -> bytes:
    buffer = BytesIO()
    write_mo(buffer, catalog)
    return buffer.getvalue()


def problems(wanted: Catalog, catalog: Catalog) -> Iterator[str]:
    """Yield a sentence for each message of `wanted` that `catalog` does not translate well, and for each unused one."""
    for message in filter(identified, wanted):
        stored = catalog.get(message.id, message.context)
        if stored is None:
            yield f"not in the catalogue: {message.id!r}"
        elif stored.fuzzy:
            yield f"fuzzy: {message.id!r}"
        elif not is_translated(stored):
            yield f"not translated: {message.id!r}"
        else:
            yield from (f"{error}: {message.id!r}" for error in stored.check(catalog))
    for message in filter(identified, catalog):
        if wanted.get(message.id, message.context) is None:
            yield f"no longer used: {message.id!r}"


def identified(message: Message) -> bool:
    """Say whether a message is one; the one without an id is the catalogue's header."""
    return bool(message.id)


def is_translated(message: Message) -> bool:
    strings = message.string if isinstance(message.string, (list, tuple)) else [message.string]
    return all(strings)


def update() -> None:
    catalog = read_catalog()
    catalog.update(collect(), update_creation_date=False)
    PO.parent.mkdir(parents=True, exist_ok=True)
    with PO.open("wb") as file:
        write_po(file, catalog, width=120, sort_by_file=True, include_lineno=False, ignore_obsolete=True)
    MO.write_bytes(compiled(read_catalog()))


def check() -> list[str]:
    """Return what keeps the pages from being wholly in Chinese, a sentence each."""
    catalog = read_catalog()
    found = list(problems(collect(), catalog))
    if not MO.exists() or MO.read_bytes() != compiled(catalog):
        found.append(f"{MO.relative_to(BASE_DIR)} is not compiled from {PO.name}: run `make messages`")
    return found


def main(arguments: list[str]) -> int:
    match arguments:
        case ["update"]:
            update()
            found = list(problems(collect(), read_catalog()))
            print(f"{PO.relative_to(BASE_DIR)}: {len(found)} to do", *found, sep="\n")
            return 0
        case ["check"]:
            found = check()
            print(*found, sep="\n", end="\n" if found else "")
            return 1 if found else 0
        case _:
            print(__doc__)
            return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
