"""How fresh the record of a page is."""

from collections.abc import Iterable

from django import template
from django.db.models import Model
from django.utils import timezone

from centers.freshness import Freshness, freshness_of
from centers.models import Citation, Source
from centers.models.base import Publishable

register = template.Library()


@register.simple_tag
def freshness(record: Model, citations: Iterable[Citation]) -> Freshness | None:
    """How fresh a record is today; None for the vocabulary, which is not confirmed.

    The citations on a source's page are taken from it: they support others, and it has its own date.
    """
    if not isinstance(record, Publishable):
        return None
    return freshness_of(record, () if isinstance(record, Source) else citations, timezone.localdate())
