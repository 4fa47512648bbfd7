"""Freshness: when a record was last confirmed and changed, how old its newest source is, when to check it again."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import models
from django.utils import timezone

from centers.models import (
    Alliance,
    Center,
    Citation,
    ConstructionTask,
    Event,
    Expert,
    ExpertCommittee,
    Organization,
    ReportedFigure,
    Source,
    Statement,
)
from centers.models.base import Publishable

#: How long a record of a kind holds before staff check it again. Work under way changes soonest; what was reported on
#: a date stays as it was, and only its reading may have to be mended.
RECHECK_AFTER: dict[type[Publishable], dt.timedelta] = {
    ConstructionTask: dt.timedelta(days=90),
    Center: dt.timedelta(days=180),
    Alliance: dt.timedelta(days=365),
    ExpertCommittee: dt.timedelta(days=365),
    Expert: dt.timedelta(days=365),
    Organization: dt.timedelta(days=365),
    Source: dt.timedelta(days=365),
    ReportedFigure: dt.timedelta(days=730),
    Event: dt.timedelta(days=730),
    Statement: dt.timedelta(days=730),
}


@dataclass(frozen=True)
class Freshness:
    """How fresh a record is on a day. One that was never confirmed is as fresh as the day it was put on record."""

    confirmed_on: dt.date | None
    recorded_on: dt.date
    changed_on: dt.date
    newest_source: str
    due_on: dt.date
    is_due: bool


def freshness_of(record: Publishable, citations: Iterable[Citation], day: dt.date) -> Freshness:
    recorded_on = timezone.localdate(record.created_at)
    due_on = (record.confirmed_on or recorded_on) + RECHECK_AFTER[type(record)]
    return Freshness(
        confirmed_on=record.confirmed_on,
        recorded_on=recorded_on,
        changed_on=timezone.localdate(record.changed_at),
        newest_source=newest_source(citations),
        due_on=due_on,
        is_due=due_on <= day,
    )


def newest_source(citations: Iterable[Citation]) -> str:
    """The date of the newest source that is cited; blank if none of them has a date."""
    newest = max(
        (citation.source for citation in citations), key=lambda source: source.published_earliest, default=None
    )
    return newest.published_on if newest is not None else ""


def due(records: models.QuerySet, day: dt.date) -> models.QuerySet:
    """Those of the records that are to be checked again on a day: the same as ``Freshness.is_due`` says of each."""
    last = day - RECHECK_AFTER[records.model]
    recorded_before = timezone.make_aware(dt.datetime.combine(last + dt.timedelta(days=1), dt.time.min))
    return records.filter(
        models.Q(confirmed_on__lte=last) | models.Q(confirmed_on=None, created_at__lt=recorded_before)
    )
