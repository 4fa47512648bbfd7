"""Data problems: what a keeper of the register should mend, or explain, next.

One list of (title, records, sentence), used by the staff's page, by ``check_register`` and by the tests. A problem is
found among published records, and is a piece of work, not an error of the software.
"""

import datetime as dt
import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from centers.choices import NATIONAL_LEVEL, STANDING, Publication, Qualifier, Role, Status, Step
from centers.counting import count_all, is_apart, question_of
from centers.dates import earliest, latest, spell_date
from centers.models import (
    Alliance,
    AllianceMembership,
    Assessment,
    Center,
    Citation,
    CommitteeSeat,
    ConstructionTask,
    Designation,
    Direction,
    Event,
    Expert,
    ExpertCommittee,
    Milestone,
    Name,
    Organization,
    Participation,
    Position,
    ProgressEntry,
    ReportedFigure,
    Site,
    Source,
    Statement,
)
from centers.models.centers import refuse_backward_steps
from centers.models.designations import standing_after
from centers.records.citations import label_of

RECORDS = (
    Center,
    Organization,
    Alliance,
    ExpertCommittee,
    Expert,
    ConstructionTask,
    ReportedFigure,
    Event,
    Statement,
)

#: Parts of a published record that carry statements of their own, with the path to the record.
PARTS = (
    (Site, "center"),
    (Direction, "center"),
    (Participation, "center"),
    (Designation, "center"),
    (Assessment, "center"),
    (AllianceMembership, "alliance"),
    (CommitteeSeat, "committee"),
    (Position, "expert"),
    (Milestone, "task"),
    (ProgressEntry, "task"),
)


#: What several kinds say where a value is not known; no source is needed for that.
UNKNOWN = Status.UNKNOWN.value

ARCHIVES_AT_ONCE = 100


@dataclass(frozen=True)
class Finding:
    """One record that has a problem, with a sentence that says what is wrong with this one."""

    record: models.Model
    sentence: str


@dataclass(frozen=True)
class Problem:
    """A kind of problem, and how to find the records that have it on a day."""

    slug: str
    title: Promise
    find: Callable[[dt.date], Iterator[Finding]]


#: What a record, or a part, needs of other records to say its key and what it is called.
RELATED: dict[type[models.Model], tuple[str, ...]] = {
    ConstructionTask: ("center",),
    ReportedFigure: ("metric", "region"),
    Site: ("region",),
    Participation: ("organization",),
    AllianceMembership: ("organization",),
    CommitteeSeat: ("expert",),
    Milestone: ("task__center",),
    ProgressEntry: ("task__center",),
}


def published(model: type[models.Model]) -> models.QuerySet[Any]:
    return model._default_manager.filter(publication=Publication.PUBLISHED).select_related(*RELATED.get(model, ()))


def without_citation(day: dt.date) -> Iterator[Finding]:
    for model in RECORDS:
        for record in published(model).filter(citations=None):
            yield Finding(record, gettext("It is published and no source is cited for it."))


def unsourced_values(day: dt.date) -> Iterator[Finding]:
    for model, owner in PARTS:
        parts = model._default_manager.filter(
            **{f"{owner}__publication": Publication.PUBLISHED, "citations": None}
        ).select_related(owner, *RELATED.get(model, ()))
        for part in parts:
            yield Finding(
                getattr(part, owner),
                gettext("No source is cited for this %(kind)s: %(part)s.")
                % {"kind": model._meta.verbose_name, "part": part},
            )
    names = Name.objects.filter(citations=None).select_related("center", "organization")
    for name in names.filter(
        models.Q(center__publication=Publication.PUBLISHED) | models.Q(organization__publication=Publication.PUBLISHED)
    ):
        yield Finding(
            name.center or name.organization,
            gettext("No source is cited for this name: %(name)s.") % {"name": name},
        )
    for model in RECORDS:
        partly = published(model).exclude(citations=None).exclude(citations__field_name="")
        for record in partly.prefetch_related("citations"):
            cited = {citation.field_name for citation in record.citations.all()}
            for field_name in model.CITABLE_FIELDS:
                if field_name not in cited and holds(record, field_name):
                    yield Finding(
                        record,
                        gettext("No source is cited for this value: %(value)s.")
                        % {"value": label_of(record, field_name)},
                    )


def holds(record: models.Model, field_name: str) -> bool:
    """Whether a citable value is there; a note and the like are pairs of columns."""
    columns = {column.name: column.attname for column in record._meta.concrete_fields}
    return getattr(record, columns.get(field_name, field_name)) not in (None, "", UNKNOWN)


def centers_without_operator(day: dt.date) -> Iterator[Finding]:
    operators = Participation.objects.current().filter(role=Role.OPERATOR, center=models.OuterRef("pk"))
    for center in published(Center).filter(~models.Exists(operators), status__in=STANDING):
        yield Finding(center, gettext("It stands, and no operator is on record."))


def centers_without_site(day: dt.date) -> Iterator[Finding]:
    for center in published(Center).filter(sites=None):
        yield Finding(center, gettext("No site is on record, so no region counts it."))


def quotes_not_in_archive(day: dt.date) -> Iterator[Finding]:
    quoting = models.Prefetch("citations", Citation.objects.exclude(quote=""))
    sources = Source.objects.exclude(archived_text="").prefetch_related(quoting)
    for source in sources.iterator(chunk_size=ARCHIVES_AT_ONCE):
        archive = squeezed(source.archived_text)
        for citation in source.citations.all():
            if squeezed(citation.quote) not in archive:
                yield Finding(
                    citation,
                    gettext("The archived text of “%(source)s” has no such passage: “%(quote)s”.")
                    % {"source": source, "quote": citation.quote},
                )


def squeezed(text: str) -> str:
    """Text with each run of white space folded, as quotes are compared."""
    return " ".join(text.split())


def overlapping_national_level(day: dt.date) -> Iterator[Finding]:
    ever = Designation.objects.filter(tier__in=NATIONAL_LEVEL, center__field__isnull=False)
    by_field: dict[int, list[Center]] = defaultdict(list)
    centers = published(Center).filter(pk__in=ever.values("center")).select_related("field")
    for center in centers.prefetch_related("designations"):
        by_field[center.field_id].append(center)
    for rivals in by_field.values():
        for position, first in enumerate(rivals):
            for second in rivals[position + 1 :]:
                if spans_overlap(national_level_span(first), national_level_span(second)):
                    yield Finding(
                        second,
                        gettext("It and “%(other)s” both stood at national level in the field “%(field)s” at one time.")
                        % {"other": first, "field": second.field},
                    )


def national_level_span(center: Center) -> tuple[str, str]:
    """The days, first included and last excluded, on which a center certainly stood at national level."""
    begun, ended = latest(""), latest("")
    for step in sorted(center.designations.all(), key=lambda step: step.number):
        if step.tier in NATIONAL_LEVEL and step.step in {Step.APPROVED, Step.ACCEPTED, Step.UPGRADED}:
            begun = min(begun, latest(step.date))
        if step.step in {Step.SUPERSEDED, Step.REVOKED} or step.successor_id:
            ended = min(ended, earliest(step.date))
    return begun, ended


def spans_overlap(first: tuple[str, str], second: tuple[str, str]) -> bool:
    return max(first[0], second[0]) < min(first[1], second[1])


def designations_out_of_order(day: dt.date) -> Iterator[Finding]:
    dated = models.Count("designations", filter=~models.Q(designations__date=""))
    for center in published(Center).annotate(dated=dated).filter(dated__gt=1).prefetch_related("designations"):
        try:
            refuse_backward_steps(list(center.designations.all()))
        except ValidationError as error:
            yield Finding(center, " ".join(error.messages))


def copies_apart_from_designations(day: dt.date) -> Iterator[Finding]:
    for center in published(Center).exclude(designations=None).prefetch_related("designations"):
        standing = standing_after(center.designations.all())
        copy = (center.tier, center.status, center.approved_on, center.successor_id)
        if copy != (standing.tier or center.tier, standing.status, standing.approved_on, standing.successor_id):
            yield Finding(center, gettext("Its present tier, status or approval is not what its steps lead to."))


def shares_above_100(day: dt.date) -> Iterator[Finding]:
    current = models.Q(participations__role=Role.SHAREHOLDER, participations__end="")
    for center in (
        published(Center).annotate(total=models.Sum("participations__share", filter=current)).filter(total__gt=100)
    ):
        yield Finding(
            center,
            gettext("The shares of its shareholders sum to %(total)s%%.") % {"total": f"{center.total.normalize():f}"},
        )


def overdue_tasks(day: dt.date) -> Iterator[Finding]:
    for task in published(ConstructionTask).overdue(day):
        yield Finding(task, gettext("It was due %(due)s and is not completed.") % {"due": spell_date(task.due)})


def figures_apart(day: dt.date) -> Iterator[Finding]:
    figures = list(published(ReportedFigure))
    questions = {figure.pk: question_of(figure) for figure in figures}
    counts = count_all(question for question in questions.values() if question)
    for figure in figures:
        question = questions[figure.pk]
        if question and is_apart(figure, counts[question]):
            yield Finding(
                figure,
                gettext("%(metric)s, %(place)s: reported %(reported)s as of %(day)s; on record %(counted)s.")
                % {
                    "metric": figure.metric,
                    "place": figure.region or gettext("the whole country"),
                    "reported": reported(figure),
                    "day": figure.as_of,
                    "counted": counts[question],
                },
            )


def reported(figure: ReportedFigure) -> str:
    """The number as it was published: "40", "7–8", "at least 33"."""
    number = f"{figure.value.normalize():f}"
    if figure.value_to is not None:
        number = f"{number}–{figure.value_to.normalize():f}"
    return number if figure.qualifier == Qualifier.EXACTLY else f"{figure.get_qualifier_display()} {number}"


#: Words that do not tell one organization from another.
COMMON_WORDS = re.compile(
    r"股份有限公司|有限责任公司|有限公司|公司|集团|co\.?,? ?ltd\.?|limited|inc\.?|corporation|corp\.?|[\s()()·,.\-]",
    re.IGNORECASE,
)


def distinctive(name: str) -> str:
    """What is left of an organization's name without its legal form and punctuation."""
    return COMMON_WORDS.sub("", unicodedata.normalize("NFKC", name).casefold())


def duplicate_organizations(day: dt.date) -> Iterator[Finding]:
    holders: dict[str, set[Organization]] = defaultdict(set)
    for organization in published(Organization).prefetch_related("names"):
        names = [organization.name_zh, organization.name_en, *(name.text for name in organization.names.all())]
        for name in names:
            if len(distinctive(name)) > 1:
                holders[distinctive(name)].add(organization)
    reported = set()
    for same in holders.values():
        pair = sorted(same, key=lambda organization: organization.slug)
        for other in pair[1:]:
            if (pair[0].pk, other.pk) not in reported:
                reported.add((pair[0].pk, other.pk))
                yield Finding(other, gettext("It may be the same as “%(other)s”.") % {"other": pair[0]})


def missing_translations(day: dt.date) -> Iterator[Finding]:
    for model in (Center, Organization, Alliance, ExpertCommittee, Expert, ConstructionTask, Event):
        for record in published(model).filter(models.Q(name_zh="") | models.Q(name_en="")):
            sentence = gettext("It has no English name.") if record.name_zh else gettext("It has no Chinese name.")
            yield Finding(record, sentence)


PROBLEMS: Iterable[Problem] = (
    Problem("no-citation", _("Published records without a citation"), without_citation),
    Problem("unsourced", _("Values without a source"), unsourced_values),
    Problem("no-operator", _("Standing centers without an operator"), centers_without_operator),
    Problem("no-site", _("Centers without a site"), centers_without_site),
    Problem("quote", _("Quotes that do not occur in the archived text"), quotes_not_in_archive),
    Problem("two-in-a-field", _("Two centers of national level in one field at one time"), overlapping_national_level),
    Problem("backwards", _("Designations out of order"), designations_out_of_order),
    Problem(
        "copies", _("Centers whose present standing is not what their steps lead to"), copies_apart_from_designations
    ),
    Problem("shares", _("Shares that sum to more than 100 percent"), shares_above_100),
    Problem("overdue", _("Overdue construction tasks"), overdue_tasks),
    Problem("figures", _("Reported figures apart from the register's count"), figures_apart),
    Problem("duplicates", _("Organizations that may be the same"), duplicate_organizations),
    Problem("translation", _("Records with a name in one language only"), missing_translations),
)
