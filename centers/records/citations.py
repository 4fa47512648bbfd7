"""The citations of a page: which they are, how they are numbered as footnotes, and where each value stands."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Model, Q, QuerySet
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from centers.choices import Agreement, Publication
from centers.dates import PartialDateField, spell_date
from centers.models import (
    AllianceMembership,
    Assessment,
    Citation,
    CommitteeSeat,
    Designation,
    Direction,
    Event,
    Expert,
    Milestone,
    Name,
    Participation,
    Position,
    ProgressEntry,
    ReportedFigure,
    Site,
    Statement,
)
from centers.models.sources import CITABLE_KINDS

#: The kind under which a citation refers to each model.
KIND_OF = {Citation._meta.get_field(kind).related_model: kind for kind in CITABLE_KINDS}


def public_citations() -> QuerySet[Citation]:
    """Citations of published sources: those that support the value shown first, then by the age of the source."""
    return (
        Citation.objects.filter(source__publication=Publication.PUBLISHED)
        .select_related("source")
        .defer("source__archived_text")
        .order_by("-agreement", "source__published_earliest", "key")
    )


def citations_of(*groups: Iterable[Model]) -> list[Citation]:
    """The citations of all these records, in one statement. Each key is an index of its own: nothing is joined."""
    keys = defaultdict(set)
    for group in groups:
        for record in group:
            keys[KIND_OF[type(record)]].add(record.pk)
    condition = Q()
    for kind, of_kind in keys.items():
        condition |= Q(**{f"{kind}__in": sorted(of_kind)})
    return list(public_citations().filter(condition)) if keys else []


@dataclass
class Footnote:
    """A passage as the foot of a page shows it, once for all the values that rest on it."""

    number: int
    citation: Citation
    is_first_of_source: bool
    marks: int = 0

    @property
    def mark_ids(self) -> list[str]:
        return [f"mark-{self.number}-{place}" for place in range(1, self.marks + 1)]


class Footnotes:
    """The citations of a page, numbered in the order in which the page first refers to them."""

    def __init__(self, citations: Iterable[Citation]) -> None:
        self._citations = list(citations)
        self._by_value: dict[tuple[str, int, str], list[Citation]] = defaultdict(list)
        self._sourced = set()
        self._notes: dict[tuple[Any, ...], Footnote] = {}
        for citation in self._citations:
            kind = citation.subject_kind
            subject = (kind, getattr(citation, f"{kind}_id"))
            self._by_value[*subject, citation.field_name].append(citation)
            self._sourced.add(subject)

    def supporting(self, record: Model, field_name: str = "") -> list[Citation]:
        """The passages that support a value of a record, or (without a field) the record as a whole."""
        return [c for c in self._of(record, field_name) if c.agreement == Agreement.SUPPORTS]

    def differing(self, record: Model, field_name: str | None = None) -> list[Citation]:
        """The passages that give another value than the one shown; without a field, than any that the record shows."""
        found = self._all_of(record) if field_name is None else self._of(record, field_name)
        return [c for c in found if c.agreement == Agreement.DIFFERS]

    def of(self, record: Model) -> list[Citation]:
        """Every passage that supports the record or one of its values."""
        return [c for c in self._all_of(record) if c.agreement == Agreement.SUPPORTS]

    def lacks_source(self, record: Model, field_name: str = "") -> bool:
        """Whether nothing supports a value, and no mark beside it would say so for the whole record.

        A step, a site or an event is a single statement: any passage about it will do.
        """
        has_any = (KIND_OF[type(record)], record.pk) in self._sourced
        if not field_name:
            return not has_any
        is_one_statement = bool(_anchor_of_part(record))
        supported = self.supporting(record, field_name) or self.supporting(record)
        return has_any and not is_one_statement and not supported

    def _all_of(self, record: Model) -> list[Citation]:
        key = f"{KIND_OF[type(record)]}_id"
        return [citation for citation in self._citations if getattr(citation, key) == record.pk]

    def _of(self, record: Model, field_name: str) -> list[Citation]:
        key = (KIND_OF[type(record)], record.pk)
        names = [field_name] if field_name in ("", *record.CITABLE_FIELDS) else [f"{field_name}_zh", f"{field_name}_en"]
        return [citation for name in names for citation in self._by_value.get((*key, name), [])]

    def refer_to(self, citation: Citation) -> Footnote:
        """Return the footnote of a passage, having counted one more mark that refers to it."""
        footnote = self._note(citation)
        footnote.marks += 1
        return footnote

    def _note(self, citation: Citation) -> Footnote:
        passage = (
            citation.source_id,
            citation.quote,
            citation.certainty,
            citation.agreement,
            citation.stated_value,
            citation.note,
        )
        if passage not in self._notes:
            is_first = all(note.citation.source_id != citation.source_id for note in self._notes.values())
            self._notes[passage] = Footnote(len(self._notes) + 1, citation, is_first)
        return self._notes[passage]

    def listed(self) -> list[Footnote]:
        """All footnotes in order, those that no mark refers to last."""
        for citation in self._citations:
            self._note(citation)
        return list(self._notes.values())


# --- where each value stands -----------------------------------------------------------------------------------------


def anchor_of(record: Model, field_name: str = "") -> str:
    """The anchor of a value: of a part on the page of what it belongs to, of a field on the record's own page."""
    part = _anchor_of_part(record)
    return "-".join(filter(None, [part, field_name.replace("_", "-")]))


def _anchor_of_part(record: Model) -> str:
    match record:
        case Site():
            return f"site-{record.region.code}"
        case Name():
            return f"further-name-{'-'.join(record.text.split())}"
        case Direction() | Designation() | Milestone() | ProgressEntry():
            return f"{KIND_OF[type(record)].replace('_', '-')}-{record.number}"
        case Participation():
            return "-".join(filter(None, [record.role, record.organization.slug, record.start]))
        case Assessment():
            return f"assessment-{record.period}-{record.kind}"
        case AllianceMembership():
            return "-".join(filter(None, ["alliance", record.role, record.organization.slug, record.start]))
        case CommitteeSeat():
            return "-".join(filter(None, ["seat", record.expert.slug, record.start]))
        case Position():
            return f"position-{record.expert.slug}-{record.number}"
        case Expert() | Event() | Statement() | ReportedFigure():
            return f"{KIND_OF[type(record)]}-{record.slug}"
        case _:
            return ""


def owner_of(record: Model) -> Model | None:
    """The record on whose page a part, an event, a statement or a figure is shown; None for the home page."""
    match record:
        case Site() | Direction() | Participation() | Designation() | Assessment():
            return record.center
        case Name() | Position():
            return record.center or record.organization
        case AllianceMembership():
            return record.alliance
        case CommitteeSeat():
            return record.committee
        case Milestone() | ProgressEntry():
            return record.task
        case Event():
            return record.center or record.region
        case ReportedFigure():
            return record.center or record.region
        case Statement():
            return record.center or record.field or record.region
        case _:
            return record


def address_of(record: Model, field_name: str = "") -> str:
    """The address of a value on the page that shows it."""
    if isinstance(record, ReportedFigure):
        return record.get_absolute_url()
    owner = owner_of(record)
    if isinstance(owner, Expert):
        return ""
    page = owner.get_absolute_url() if owner is not None else reverse("centers:home")
    anchor = anchor_of(record) or anchor_of(record, field_name)
    return f"{page}#{anchor}" if anchor else page


#: Values that are a pair of columns, by what both are called.
PAIRS = {"note": _("note"), "coverage": _("coverage")}


def label_of(record: Model, field_name: str = "") -> str:
    """What a passage is about, in words: "approved December 2023: date"; for the whole of a record, its kind."""
    kind = record._meta.verbose_name
    part = str(record) if _anchor_of_part(record) else ""
    if not field_name:
        return part or capfirst(kind)
    value = PAIRS.get(field_name) or record._meta.get_field(field_name).verbose_name
    return gettext("%(part)s: %(value)s") % {"part": part, "value": value} if part else capfirst(value)


def value_in_words(record: Model, field_name: str = "") -> str:
    """The value that a passage supports, as a page words it; for the whole of a record, what the record is called."""
    if not field_name:
        return str(record)
    if field_name in PAIRS:
        return record.text_in(field_name)[0]
    field, value = record._meta.get_field(field_name), getattr(record, field_name)
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    if isinstance(field, PartialDateField):
        return spell_date(value)
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return "" if value is None else str(value)
