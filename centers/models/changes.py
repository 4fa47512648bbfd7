"""The trail: every change of every record, in order, never rewritten."""

import datetime as dt
import hashlib
import json

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from centers.choices import ChangeAction
from centers.models.base import check, values_of
from centers.models.recording import NO_HASH
from centers.validators import validate_plain_text

#: What is done to a row that was there before.
REWRITTEN = (ChangeAction.CHANGED, ChangeAction.DELETED)


class Change(models.Model):
    """What one write did to one row: who, when, why, what was, what is.

    The trail is append-only: triggers of the database refuse to alter or remove a change, and each is sealed with the
    hash of the one before it, so that doing it all the same is noticed (``verify_audit``).
    """

    number = models.PositiveBigIntegerField(_("number"), primary_key=True)
    at = models.DateTimeField(_("changed at"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,  # the trail says who for good: users who leave are deactivated, not deleted
        null=True,
        blank=True,
        related_name="changes",
        verbose_name=_("changed by"),
    )
    reason = models.TextField(_("reason"), blank=True, validators=[validate_plain_text])
    action = models.CharField(_("action"), max_length=10, choices=ChangeAction.choices)

    # The row, and the record with an address of its own that it is or is part of. No foreign keys: the trail outlives
    # both. Primary keys follow a row whatever its natural key becomes; the natural key is what people read.
    model = models.CharField(_("kind of row"), max_length=30)
    object_id = models.BigIntegerField(_("primary key of the row"))
    object_key = models.JSONField(_("natural key of the row"))
    record_model = models.CharField(_("kind of record"), max_length=30)
    record_id = models.BigIntegerField(_("primary key of the record"))
    record_slug = models.CharField(_("identifier of the record"), max_length=200)

    was_public = models.BooleanField(_("public before"))
    is_public = models.BooleanField(_("public after"))
    group = models.PositiveBigIntegerField(
        _("group"),
        null=True,
        blank=True,
        help_text=_("The number of the first public change of the same record in the same recording."),
    )

    # Of a changed row what differs; of a created or deleted one everything that holds a value.
    before = models.JSONField(_("values before"), null=True, blank=True)
    after = models.JSONField(_("values after"), null=True, blank=True)

    previous_hash = models.CharField(_("hash of the change before"), max_length=64)
    hash = models.CharField(_("hash"), max_length=64)

    class Meta:
        ordering = ["-number"]
        verbose_name = _("change")
        verbose_name_plural = _("changes")
        constraints = [
            values_of("change", "action", ChangeAction),
            check(
                "change_holds_the_values_of_its_action",
                models.Q(action=ChangeAction.CREATED, before__isnull=True, after__isnull=False)
                | models.Q(action=ChangeAction.CHANGED, before__isnull=False, after__isnull=False)
                | models.Q(action=ChangeAction.DELETED, before__isnull=False, after__isnull=True),
                _("A created row has values after, a deleted one values before, a changed one both."),
            ),
            check(
                "public_change_belongs_to_a_group",
                models.Q(was_public=False, is_public=False, group__isnull=True)
                | (models.Q(was_public=True) | models.Q(is_public=True))
                & models.Q(group__isnull=False, group__lte=models.F("number")),
                _("A public change belongs to a group that begins with it or before it; any other to none."),
            ),
        ]
        indexes = [
            models.Index(fields=["record_model", "record_id", "number"], name="change_by_record"),
            models.Index(fields=["model", "object_id", "number"], name="change_by_row"),
            models.Index(fields=["model"], condition=models.Q(action__in=REWRITTEN), name="change_that_rewrites"),
            models.Index(fields=["group", "number"], name="change_by_group"),
            models.Index(
                fields=["record_model", "number"],
                condition=models.Q(group=models.F("number")),
                name="first_of_group_by_kind",
            ),
            models.Index(fields=["at"], condition=models.Q(group=models.F("number")), name="first_of_group_by_time"),
        ]

    def __str__(self) -> str:
        return f"{self.number}: {self.record_model} {self.record_slug}"

    def seal(self, previous_hash: str) -> str:
        """Bind the change to the one before it; return the hash that the next one is bound to."""
        self.previous_hash = previous_hash
        self.hash = self.computed_hash()
        return self.hash

    def computed_hash(self) -> str:
        """SHA-256 of the hash before and of everything that the change says, as JSON with sorted keys."""
        said = {
            column.attname: getattr(self, column.attname)
            for column in self._meta.concrete_fields
            if column.attname not in {"hash", "at"}
        }
        said["at"] = self.at.astimezone(dt.UTC).isoformat()
        text = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()


class TrailHead(models.Model):
    """The end of the trail: how many changes there are and the hash of the last, so that removing it is noticed.

    There is one row. Whoever changes records locks it first, so that changes have one order.
    """

    number = models.PositiveBigIntegerField(_("number of the last change"), default=0)
    hash = models.CharField(_("hash of the last change"), max_length=64, default=NO_HASH)
    at = models.DateTimeField(_("time of the last change"), null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("head of the trail")
        verbose_name_plural = _("heads of the trail")

    def __str__(self) -> str:
        return str(self.number)
