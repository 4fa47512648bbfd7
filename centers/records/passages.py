"""Quotes in the text that they come from."""

import itertools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from centers.models import Citation


@dataclass(frozen=True)
class Stretch:
    """A stretch of an archived text in which the same passages are quoted throughout."""

    text: str
    keys: tuple[str, ...] = ()
    begins: tuple[str, ...] = ()
    ends: tuple[str, ...] = ()


def spans_of(text: str, citations: Iterable[Citation]) -> dict[str, tuple[int, int]]:
    """Where the quoted passages begin and end in a text, by their keys. White space does not count."""
    places = [place for place, character in enumerate(text) if not character.isspace()]
    squeezed = "".join(text[place] for place in places)
    spans = {}
    for citation in citations:
        quote = "".join(citation.quote.split())
        start = squeezed.find(quote) if quote else -1
        if start >= 0:
            spans[citation.key] = (places[start], places[start + len(quote) - 1] + 1)
    return spans


def marked_paragraphs(text: str, spans: dict[str, tuple[int, int]]) -> list[list[Stretch]]:
    """The paragraphs of a text, cut where quoted passages begin and end."""
    paragraphs = []
    offset = 0
    for line in text.split("\n"):
        end = offset + len(line)
        if line.strip():
            paragraphs.append(list(_stretches(text, offset, end, spans)))
        offset = end + 1
    return paragraphs


def _stretches(text: str, first: int, last: int, spans: dict[str, tuple[int, int]]) -> Iterator[Stretch]:
    cuts = {first, last} | {cut for span in spans.values() for cut in span if first < cut < last}
    for start, end in itertools.pairwise(sorted(cuts)):
        keys = tuple(key for key, (begin, stop) in spans.items() if begin < end and stop > start)
        yield Stretch(
            text[start:end],
            keys,
            begins=tuple(key for key in keys if start <= spans[key][0]),
            ends=tuple(key for key in keys if spans[key][1] <= end),
        )
