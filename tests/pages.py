"""Reading a page as its reader would: by its parts and their text."""

import re
from collections.abc import Iterator

from django.http import HttpResponse
from django.test import Client
from django.test.html import Element, parse_html

from centers.choices import Publication

#: Values of a record that no public answer may name; its identifier begins with "hidden-".
HIDDEN = {"name_zh": "不可见", "name_en": "Hidden", "publication": Publication.DRAFT}


def open_page(client: Client, path: str) -> Element:
    """Return the page at a path, which has to be well-formed and there."""
    response = client.get(path)
    assert response.status_code == 200, path
    return parse_html(response.content.decode())


def elements(tree: Element) -> Iterator[Element]:
    yield tree
    for child in tree.children:
        if isinstance(child, Element):
            yield from elements(child)


def attribute(element: Element, name: str) -> str:
    return dict(element.attributes).get(name) or ""


def by_id(tree: Element, identifier: str) -> Element:
    (found,) = [element for element in elements(tree) if attribute(element, "id") == identifier]
    return found


def by_class(tree: Element, name: str) -> list[Element]:
    return [element for element in elements(tree) if name in attribute(element, "class").split()]


def by_name(tree: Element, name: str) -> list[Element]:
    return [element for element in elements(tree) if element.name == name]


def text(element: Element | str) -> str:
    """The text of an element as it reads; a footnote mark reads as its number in brackets."""
    if isinstance(element, str):
        words = element
    elif element.name == "sup":
        words = f"[{''.join(map(text, element.children))}]"
    else:
        words = " ".join(map(text, element.children))
    words = re.sub(r"\s+", " ", words.replace("\u2060", "")).strip()
    return re.sub(r" (?=[.,;:)\[])", "", words).replace("( ", "(").replace("][", "][")


def facts(tree: Element) -> dict[str, str]:
    """The fact list beside a record, by its labels."""
    (side,) = by_class(tree, "record-side")
    rows = [row for row in elements(side) if row.name == "div"]
    return {text(by_name(row, "dt")[0]): text(by_name(row, "dd")[0]) for row in rows}


def section(tree: Element, heading: str) -> Element:
    """The section whose heading has this id."""
    (found,) = [
        element
        for element in by_name(tree, "section")
        if any(attribute(part, "id") == heading for part in by_name(element, "h2"))
    ]
    return found


def items(tree: Element) -> list[str]:
    return [text(item) for item in by_name(tree, "li")]


def headings(tree: Element) -> list[str]:
    return [text(heading) for heading in by_name(tree, "h2")]


def links(tree: Element) -> list[str]:
    return [attribute(link, "href") for link in by_name(tree, "a")]


def leaks(response: HttpResponse) -> list[str]:
    """What an answer, which has to be one, tells of hidden records."""
    assert response.status_code == 200
    content = response.content.decode()
    return [word for word in ("Hidden", "hidden-", "不可见") if word in content]
