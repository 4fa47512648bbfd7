"""What a page shows of a list's filters: choices with their counts, what is set, and what is wrong."""

from dataclasses import dataclass

from django.utils.functional import Promise


@dataclass(frozen=True)
class Choice:
    """A value that a filter offers, and how many records it would find under the other filters."""

    value: str
    text: str | Promise
    language: str = ""  # where the text is somebody's name
    count: int = 0
    is_chosen: bool = False
    within: tuple["Choice", ...] = ()  # narrower choices, below a chosen one
    query: str = ""  # of a narrower choice: the list with it in place of the wider one


@dataclass(frozen=True)
class Facet:
    """A filter as a page shows it. Of a long list of choices it leaves some out, and says how many there are in all."""

    name: str
    label: str | Promise
    hint: str | Promise
    choices: list[Choice]
    all: int
    query: str  # of the list with all choices in sight
    errors: list[str]


@dataclass(frozen=True)
class Chip:
    """A filter that is set: one value of it, and the list without it."""

    label: str | Promise
    text: str | Promise
    language: str
    query: str


@dataclass(frozen=True)
class Mistake:
    """What is wrong with a filter: its sentences, and where on the page it stands, if it does."""

    label: str | Promise
    sentences: list[str]
    anchor: str


@dataclass(frozen=True)
class Order:
    """A column that a list can be sorted by: the list so sorted, and how the column is sorted now, if it is."""

    query: str
    direction: str = ""
