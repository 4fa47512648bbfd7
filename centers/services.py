"""Writes across records: a center's standing, a record's publication, retired identifiers, keys of citations.

Each service takes the acting user as ``by``, happens whole or not at all, refuses with the plain sentence of a
``ValidationError``, or with ``PermissionDenied`` where the user may not, and leaves an entry in the admin's log.
"""

import itertools
import re
from collections.abc import Sequence
from typing import Any

from django.contrib.admin.models import CHANGE, DELETION, LogEntry
from django.contrib.auth.models import AbstractUser
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from centers.choices import NATIONAL_LEVEL, STANDING, Language, Publication, Role
from centers.dates import NEVER, earliest, latest, spell_date
from centers.models import (
    Center,
    Citation,
    Designation,
    Field,
    Organization,
    Participation,
    RetiredIdentifier,
    Site,
    Source,
    StandingPeriod,
)
from centers.models.base import Publishable
from centers.models.centers import refuse_backward_steps, refuse_shares_above_100, refuse_successor_loop
from centers.models.designations import standing_after, standing_periods, states_of
from centers.models.recording import recording
from centers.models.sources import CITABLE_KINDS
from centers.problems import squeezed

OF_NATIONAL_LEVEL = set(itertools.product(NATIONAL_LEVEL, STANDING))

#: The kinds of record that citations support.
CITABLE_MODELS = {Citation._meta.get_field(kind).related_model: kind for kind in CITABLE_KINDS}


# --- rules that span records -----------------------------------------------------------------------------------------


def refuse_sites_without_one_seat(center: Center, sites: Sequence[Site]) -> None:
    """Refuse sites none of which is the seat; the database refuses two."""
    if sites and not any(site.is_seat for site in sites):
        raise ValidationError(_("Mark one of the sites as the center’s seat."), code="no_seat")


def refuse_impossible_participations(center: Center, participations: Sequence[Participation]) -> None:
    """Refuse two operators at one time, and shares above 100 percent at any one time (rule 2)."""
    operators = [part for part in participations if part.role == Role.OPERATOR]
    for first, second in itertools.combinations(operators, 2):
        (start, end), (other_start, other_end) = _certain_period(first), _certain_period(second)
        if max(start, other_start) < min(end, other_end):
            raise ValidationError(
                _("“%(first)s” and “%(second)s” are operators at the same time: a center has one operator at a time."),
                code="two_operators",
                params={"first": first.organization, "second": second.organization},
            )
    shareholders = [part for part in participations if part.role == Role.SHAREHOLDER and part.share is not None]
    refuse_shares_above_100([part.share for part in shareholders if part.is_current])
    for day in {_certain_period(part)[0] for part in shareholders}:
        held = [part.share for part in shareholders if _certain_period(part)[0] <= day < _certain_period(part)[1]]
        refuse_shares_above_100(held)


def refuse_impossible_history(center: Center, steps: Sequence[Designation]) -> None:
    """Refuse steps that run backwards or whose successors form a loop (rule 3), and steps by which two centers of
    national level stand in one field, now or certainly at any moment of the past (rule 1).
    """
    refuse_backward_steps(list(steps))
    for step in steps:
        if step.successor_id is not None:
            refuse_successor_loop(center, step.successor)
    if center.field_id is not None:
        _refuse_second_of_national_level(center, steps)


def _refuse_second_of_national_level(center: Center, steps: Sequence[Designation]) -> None:
    # Nobody else moves a center of this field until this is written or given up.
    list(Field.objects.select_for_update().filter(pk=center.field_id))
    others = Center.objects.filter(field_id=center.field_id).exclude(pk=center.pk)
    standing = standing_after(steps)
    if (standing.tier, standing.status) in OF_NATIONAL_LEVEL and others.standing().national_level().exists():
        raise ValidationError(_sentence(Center, "one_national_level_center_per_field"), code="second_national_level")
    states = states_of(NATIONAL_LEVEL, STANDING)
    theirs = StandingPeriod.objects.certainly(states).filter(center__in=others).select_related("center")
    for period in standing_periods(steps, center.tier):
        certain = period.states & states == period.states
        if certain and (other := theirs.filter(start__lt=period.end, end__gt=period.start).order_by("start").first()):
            raise ValidationError(
                _(
                    "“%(other)s” certainly stood at national level in this field on %(day)s: a field has at most one "
                    "such center at a time."
                ),
                code="second_national_level_in_the_past",
                params={"other": other.center, "day": spell_date(max(period.start, other.start))},
            )


def _certain_period(part: Participation) -> tuple[str, str]:
    """The days on which a participation holds however its dates are completed; without a start, none."""
    return latest(part.start), earliest(part.end, unknown=NEVER)


def _sentence(model: type[models.Model], name: str) -> Any:
    """The sentence that a constraint of the model carries."""
    return next(constraint for constraint in model._meta.constraints if constraint.name == name).violation_error_message


# --- standing --------------------------------------------------------------------------------------------------------


def designate_center(
    center: Center,
    *,
    step: str,
    date: str,
    by: AbstractUser,
    source: Source,
    quote: str,
    quote_language: str = Language.CHINESE,
    field_name: str = "",
    tier: str = "",
    authority: Organization | None = None,
    successor: Center | None = None,
    batch: str = "",
    note_zh: str = "",
    note_en: str = "",
) -> Designation:
    """Add the next step to a center's history, move the center by it, and cite the source that says so.

    ``field_name`` names the value of the step that the quote supports; blank: the step as a whole.
    """
    _require(by, "centers.add_designation")
    with recording(by=by):
        Center.objects.select_for_update().get(pk=center.pk)
        steps = list(center.designations.select_related("successor"))
        designation = Designation(
            center=center,
            number=next_number(center),
            step=step,
            date=date,
            tier=tier,
            authority=authority,
            successor=successor,
            batch=batch,
            note_zh=note_zh,
            note_en=note_en,
        )
        designation.full_clean()
        refuse_impossible_history(center, [*steps, designation])
        designation.save()
        renew_standing(center)
        citation = Citation(
            designation=designation,
            source=source,
            quote=quote,
            quote_language=quote_language,
            field_name=field_name,
        )
        citation.full_clean(exclude={"key"})
        citation.key = new_citation_key(citation)
        citation.save()
        _log(center, by, gettext_noop("standing"))
        return designation


def next_number(center: Center) -> int:
    """The place of the next step in a center's history."""
    return (center.designations.aggregate(last=models.Max("number"))["last"] or 0) + 1


def renew_standing(center: Center) -> None:
    """Copy what the designations lead to into the center, after they have changed."""
    center.take_standing_from_designations()
    center.save(update_fields=["tier", "status", "approved_on", "successor", "changed_at"])


# --- publication -----------------------------------------------------------------------------------------------------


def submit_for_review(record: Publishable, *, by: AbstractUser) -> None:
    """Hand a draft to the reviewers."""
    _require(by, _permission("change", record))
    _move(
        record,
        Publication.IN_REVIEW,
        by,
        {Publication.DRAFT: gettext_noop("publication: submitted for review")},
        _("Only a draft can be submitted for review. This record is marked “%(publication)s”."),
    )


def return_to_draft(record: Publishable, *, by: AbstractUser) -> None:
    """Take a record out of review, to go on with it."""
    _require(by, _permission("change", record))
    _move(
        record,
        Publication.DRAFT,
        by,
        {Publication.IN_REVIEW: gettext_noop("publication: back to draft")},
        _("Only a record in review can go back to draft. This record is marked “%(publication)s”."),
    )


def publish(record: Publishable, *, by: AbstractUser) -> None:
    """Show a record to the public, for the first time or again. Only a reviewer may (rule 11)."""
    _require(by, "centers.publish_record")
    if type(record) in CITABLE_MODELS and not record.citations.exists():
        raise ValidationError(UNCITED, code="uncited")
    _move(
        record,
        Publication.PUBLISHED,
        by,
        {
            Publication.IN_REVIEW: gettext_noop("publication: published"),
            Publication.WITHDRAWN: gettext_noop("publication: published again"),
        },
        _("Only a record in review or a withdrawn one can be published. This record is marked “%(publication)s”."),
    )


def withdraw(record: Publishable, *, by: AbstractUser) -> None:
    """Take a published record from the public. It stays on record, and so does its identifier."""
    _require(by, "centers.publish_record")
    _move(
        record,
        Publication.WITHDRAWN,
        by,
        {Publication.PUBLISHED: gettext_noop("publication: withdrawn")},
        _("Only a published record can be withdrawn. This record is marked “%(publication)s”."),
    )


def confirm_unchanged(record: Publishable, *, by: AbstractUser) -> None:
    """Say of a published record that everything on record still holds today. Readers see the day."""
    _require(by, _permission("change", record))
    with recording(by=by):
        state = type(record)._default_manager.select_for_update().get(pk=record.pk).publication
        if state != Publication.PUBLISHED:
            raise ValidationError(
                _("Only a published record can be confirmed. This record is marked “%(publication)s”."),
                code="publication",
                params={"publication": Publication(state).label},
            )
        record.confirmed_on = timezone.localdate()
        record.save(update_fields=["confirmed_on"])
        _log(record, by, gettext_noop("confirmed unchanged"))


UNCITED = _("A published record needs at least one citation: cite a source for it, or for one of its values.")


def _move(record: Publishable, target: Publication, by: AbstractUser, entries: dict[str, str], refusal: Any) -> None:
    """Move a record to a state of publication from one of those that the log has an entry for."""
    with recording(by=by):
        state = type(record)._default_manager.select_for_update().get(pk=record.pk).publication
        if state not in entries:
            raise ValidationError(refusal, code="publication", params={"publication": Publication(state).label})
        record.publication = target
        record.save(update_fields=["publication", "changed_at"])
        _log(record, by, entries[state])


# --- retirement ------------------------------------------------------------------------------------------------------


def retire(record: models.Model, *, by: AbstractUser, successor: models.Model | None = None) -> RetiredIdentifier:
    """Delete a record for good. Its identifier leads to the successor, if there is one, and is never used again."""
    _require(by, _permission("delete", record))
    if isinstance(record, Publishable):
        _require(by, "centers.publish_record")
    if successor is not None and type(successor) is not type(record):
        raise ValidationError(_("A record is replaced by one of its own kind."), code="other_kind")
    kind, slug = record._meta.model_name, identifier_of(record)
    retired = RetiredIdentifier(kind=kind, slug=slug, successor_slug=identifier_of(successor) if successor else "")
    with recording(by=by):
        retired.full_clean()
        retired.save()
        RetiredIdentifier.objects.filter(kind=kind, successor_slug=slug).update(successor_slug=retired.successor_slug)
        LogEntry.objects.log_actions(by.pk, [record], DELETION, single_object=True)
        try:
            record.delete()
        except models.ProtectedError as error:
            raise ValidationError(
                _("Other records refer to “%(record)s”, for example “%(other)s”. Change these first."),
                code="referred_to",
                params={"record": record, "other": next(iter(error.protected_objects))},
            ) from error
    return retired


def identifier_of(record: models.Model) -> str:
    """The public identifier of a record: its slug, or a region's code."""
    return record.slug if hasattr(record, "slug") else record.code


def is_retired(model: type[models.Model], identifier: str) -> bool:
    return RetiredIdentifier.objects.filter(kind=model._meta.model_name, slug=identifier).exists()


# --- citations -------------------------------------------------------------------------------------------------------


def new_citation_key(citation: Citation) -> str:
    """Return a free key that says what is cited: record, value, source, and a number from the second one on."""
    subject, kind = citation.subject, citation.subject_kind
    words = [kind, *subject.natural_key(), citation.field_name, citation.source.slug]
    stem = slugify(" ".join(str(word) for word in words if word).replace("_", "-"))[:180].strip("-")
    stem = re.sub("-{2,}", "-", stem)
    taken = set(Citation.objects.filter(key__startswith=stem).values_list("key", flat=True))
    return next(key for key in itertools.chain([stem], (f"{stem}-{n}" for n in itertools.count(2))) if key not in taken)


def is_in_archive(citation: Citation) -> bool | None:
    """Whether the quote occurs in the archived text of its source; None if there is no quote or no archive."""
    if not citation.quote or not citation.source.archived_text:
        return None
    return squeezed(citation.quote) in squeezed(citation.source.archived_text)


# --- permissions and the log -----------------------------------------------------------------------------------------


def _permission(action: str, record: models.Model) -> str:
    return f"{record._meta.app_label}.{action}_{record._meta.model_name}"


def _require(user: AbstractUser, permission: str) -> None:
    if not user.has_perm(permission):
        raise PermissionDenied(permission)


def _log(record: models.Model, user: AbstractUser, change: str) -> None:
    """Leave an entry in the admin's log, which translates ``change`` when it is shown."""
    message = [{"changed": {"fields": [change]}}]
    LogEntry.objects.log_actions(user.pk, [record], CHANGE, change_message=message, single_object=True)
