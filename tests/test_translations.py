"""The tool that collects the catalogue's messages; `make check` runs it on the catalogue itself."""

from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.pofile import read_po

from innovation import translations


def catalog_of(*entries: str) -> Catalog:
    header = 'msgid ""\nmsgstr "Plural-Forms: nplurals=1; plural=0;\\n"'
    return read_po(BytesIO("\n\n".join([header, *entries]).encode()), locale="zh_Hans")


def messages_of(template: str) -> list[str | tuple[str, str]]:
    source = translations.template_source(template)
    return [message for _line, message, _comments, _context in extract("python", source, translations.KEYWORDS)]


@pytest.mark.parametrize(
    ("template", "message"),
    [
        ("<p title=\"{% translate 'A title' %}\">It's {{ x }}</p>", "A title"),
        ('{{ value|default:_("not published") }}', "not published"),
        ("{% blocktranslate trimmed %}\n  more than\n  85%\n{% endblocktranslate %}", "more than 85%%"),
        (
            "{% blocktranslate count n=n %}{{ n }} center{% plural %}{{ n }} centers{% endblocktranslate %}",
            ("%(n)s center", "%(n)s centers"),
        ),
        ("{% comment %}\nA word.\n{% endcomment %}\n  {% translate 'A title' %}", "A title"),
        ("<p>{# A word. #}\n{% translate 'A title' %}", "A title"),
    ],
    ids=["translate", "filter argument", "blocktranslate", "plural", "after a comment", "after a short comment"],
)
def test_messages_of_a_template(template: str, message: str | tuple[str, str]) -> None:
    assert messages_of(template) == [message]


@pytest.mark.parametrize(
    ("entry", "sentences"),
    [
        ('msgid "field"\nmsgstr "领域"', []),
        ("", ["not in the catalogue: 'field'"]),
        ('msgid "field"\nmsgstr ""', ["not translated: 'field'"]),
        ('#, fuzzy\nmsgid "field"\nmsgstr "领域"', ["fuzzy: 'field'"]),
        (
            'msgid "field"\nmsgstr "领域"\n\nmsgid "fields"\nmsgstr "领域"',
            ["no longer used: 'fields'"],
        ),
        ('msgctxt "form"\nmsgid "field"\nmsgstr "栏"', ["not in the catalogue: 'field'", "no longer used: 'field'"]),
    ],
    ids=["translated", "missing", "untranslated", "fuzzy", "unused", "other context"],
)
def test_problems_of_a_catalogue(entry: str, sentences: list[str]) -> None:
    wanted = catalog_of('msgid "field"\nmsgstr ""')

    assert list(translations.problems(wanted, catalog_of(entry))) == sentences


def test_a_translation_keeps_its_placeholders() -> None:
    wanted = catalog_of('#, python-format\nmsgid "%(n)s centers"\nmsgstr ""')
    catalog = catalog_of('#, python-format\nmsgid "%(n)s centers"\nmsgstr "%(m)s个中心"')

    assert [sentence for sentence in translations.problems(wanted, catalog) if "%(n)s centers" not in sentence] == []
    assert len(list(translations.problems(wanted, catalog))) == 1


def test_updating_twice_changes_nothing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(translations, "PO", tmp_path / "django.po")
    monkeypatch.setattr(translations, "MO", tmp_path / "django.mo")

    translations.update()
    first = translations.PO.read_bytes(), translations.MO.read_bytes()
    translations.update()

    assert (translations.PO.read_bytes(), translations.MO.read_bytes()) == first
    assert len(list(translations.problems(translations.collect(), translations.read_catalog()))) > 0
