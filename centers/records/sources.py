"""A source with its archived text, and everything that the register takes from it."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property, reduce
from operator import or_
from typing import Any

from django.db.models import Model, Q, QuerySet

from centers.batch import fetch_together
from centers.choices import Agreement
from centers.models import Citation, Source
from centers.records.citations import owner_of, public_citations
from centers.records.passages import Stretch, marked_paragraphs, spans_of

#: No page of a source shows more of its passages than this.
MOST_CITATIONS = 500

#: What a citation supports, by its foreign key: the records that all have to be public for it to be shown.
SUBJECTS: dict[str, tuple[str, ...]] = {
    "center": (),
    "site": ("center", "region"),
    "name": ("center", "organization"),
    "direction": ("center",),
    "participation": ("center", "organization"),
    "designation": ("center",),
    "assessment": ("center",),
    "organization": (),
    "alliance": (),
    "membership": ("alliance", "organization"),
    "committee": ("center",),
    "expert": (),
    "seat": ("committee__center", "expert"),
    "position": ("center", "organization", "expert"),
    "task": ("center",),
    "milestone": ("task__center",),
    "progress_entry": ("task__center",),
    "figure": ("metric", "center", "region"),
    "event": ("center", "region"),
    "statement": ("center", "field", "region"),
}


#: A value: the kind and key of its record, and its field; blank is the record as a whole.
Value = tuple[str, int, str]


@dataclass(frozen=True)
class Taken:
    """A statement taken from a source: its citation, its place on the page, whether the text there is marked, and
    whether no other source supports the same.
    """

    citation: Citation
    number: int
    is_in_text: bool
    is_only_support: bool


@dataclass
class SourceInFull:
    source: Source
    citations: list[Citation]
    spans: dict[str, tuple[int, int]]
    supported_elsewhere: set[Value]

    @property
    def record(self) -> Source:
        return self.source

    @property
    def is_cut(self) -> bool:
        return len(self.citations) == MOST_CITATIONS

    @cached_property
    def numbers(self) -> dict[str, int]:
        """The place of each citation on the page, by its key."""
        return {citation.key: number for number, citation in enumerate(self.citations, 1)}

    @cached_property
    def by_owner(self) -> list[tuple[Model | None, list[Taken]]]:
        """What is taken from the source, by the record on whose page it is shown."""
        groups: dict[Any, list[Taken]] = {}
        for citation in self.citations:
            number, is_in_text = self.numbers[citation.key], citation.key in self.spans
            taken = Taken(citation, number, is_in_text, self.is_only_support(citation))
            groups.setdefault(owner_of(citation.subject), []).append(taken)
        return list(groups.items())

    def is_only_support(self, citation: Citation) -> bool:
        """Whether a value would stand without any source if this one were withdrawn."""
        kind, key, field_name = value_of(citation)
        same = {(kind, key, field_name), (kind, key, "")} & self.supported_elsewhere
        return citation.agreement == Agreement.SUPPORTS and not same

    @cached_property
    def only_supported(self) -> list[Citation]:
        """One citation of each value that only this source supports."""
        values = {value_of(citation): citation for citation in self.citations if self.is_only_support(citation)}
        return list(values.values())

    @cached_property
    def text(self) -> list[list[Stretch]]:
        """The archived text, paragraph by paragraph, with the passages that are quoted."""
        return marked_paragraphs(self.source.archived_text, self.spans)


def source_in_full(slug: str) -> SourceInFull | None:
    source = Source.objects.published().filter(slug=slug).first()
    if source is None:
        return None
    citations = list(Citation.objects.filter(source=source)[:MOST_CITATIONS])
    keys = defaultdict(list)
    for citation in citations:
        citation.source = source
        keys[citation.subject_kind].append(getattr(citation, f"{citation.subject_kind}_id"))
    parts = {kind: subjects_of(kind, of_kind) for kind, of_kind in keys.items()}
    subjects = {
        (kind, subject.pk): subject
        for kind, found in (fetch_together(**parts) if parts else {}).items()
        for subject in found
        if is_public(subject, SUBJECTS[kind])
    }
    public = []
    for citation in citations:
        kind = citation.subject_kind
        subject = subjects.get((kind, getattr(citation, f"{kind}_id")))
        if subject is not None:
            setattr(citation, kind, subject)
            public.append(citation)
    spans = spans_of(source.archived_text, public)
    end = (len(source.archived_text), 0)
    public.sort(key=lambda citation: spans.get(citation.key, end))
    return SourceInFull(source, public, spans, supported_elsewhere(source, keys) if keys else set())


def value_of(citation: Citation) -> Value:
    kind = citation.subject_kind
    return kind, getattr(citation, f"{kind}_id"), citation.field_name


def supported_elsewhere(source: Source, keys: dict[str, list[int]]) -> set[Value]:
    """The values of these records that other published sources support; a blank name is the record as a whole."""
    condition = reduce(or_, (Q(**{f"{kind}__in": of_kind}) for kind, of_kind in keys.items()))
    others = public_citations().filter(condition, agreement=Agreement.SUPPORTS).exclude(source=source)
    columns = [f"{kind}_id" for kind in keys]
    found = set()
    for field_name, *subjects in others.order_by().values_list("field_name", *columns):
        found |= {(kind, key, field_name) for kind, key in zip(keys, subjects, strict=True) if key is not None}
    return found


def subjects_of(kind: str, keys: list[int]) -> QuerySet:
    """The records that citations of one kind support, with what decides whether they are public."""
    subjects = Citation._meta.get_field(kind).related_model._default_manager.filter(pk__in=keys)
    return subjects.select_related(*SUBJECTS[kind]) if SUBJECTS[kind] else subjects


def is_public(subject: Model, paths: Iterable[str]) -> bool:
    """Whether a record and those along the paths are published, as far as they have a state of publication."""
    records: list[Any] = [subject]
    for path in paths:
        record: Any = subject
        for name in path.split("__"):
            record = getattr(record, name) if record is not None else None
            records.append(record)
    return all(getattr(record, "is_published", True) for record in records if record is not None)
