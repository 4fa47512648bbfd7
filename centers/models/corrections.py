"""Corrections: readers' cases against statements of the register."""

from django.conf import settings
from django.core.validators import MaxLengthValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from centers.choices import CorrectionStatus
from centers.models.base import Keyed, check, values_of
from centers.validators import validate_plain_text, validate_web_address

CLOSED = (CorrectionStatus.ACCEPTED, CorrectionStatus.DECLINED)


class Correction(Keyed):
    """A reader's report that a statement of the register is wrong, with the decision and its reason.

    Its public case shows the number, the state and the decision. The reader's address is for the reply alone and is
    never shown.
    """

    NATURAL_KEY = ("number",)
    #: What a reader wrote can be erased on request; what the trail holds cannot.
    NOT_RECORDED = ("message", "proposed_value", "source_url", "email")

    number = models.PositiveIntegerField(_("number"), unique=True)
    path = models.CharField(
        _("address of the record"),
        max_length=300,
        validators=[validate_plain_text],
        help_text=_("The path of the page, with the anchor of the value."),
    )
    center = models.ForeignKey(
        "Center", models.PROTECT, null=True, blank=True, related_name="corrections", verbose_name=_("center")
    )
    message = models.TextField(_("what is wrong"), validators=[validate_plain_text, MaxLengthValidator(4000)])
    proposed_value = models.CharField(
        _("what it should say"), max_length=500, blank=True, validators=[validate_plain_text]
    )
    source_url = models.CharField(
        _("address of a source"), max_length=500, blank=True, validators=[validate_web_address]
    )
    email = models.EmailField(_("address for the reply"), blank=True, help_text=_("Never shown to anyone but staff."))
    status = models.CharField(
        _("status"), max_length=10, choices=CorrectionStatus.choices, default=CorrectionStatus.RECEIVED
    )
    received_at = models.DateTimeField(_("received at"), auto_now_add=True)
    target_date = models.DateField(_("to be decided by"), null=True, blank=True)
    decision = models.TextField(_("decision and reason"), blank=True, validators=[validate_plain_text])
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="decided_corrections",
        verbose_name=_("decided by"),
    )

    class Meta:
        ordering = ["-number"]
        verbose_name = _("correction")
        verbose_name_plural = _("corrections")
        constraints = [
            values_of("correction", "status", CorrectionStatus),
            check(
                "closed_correction_has_a_decision",
                (models.Q(status__in=CLOSED, decided_at__isnull=False) & ~models.Q(decision=""))
                | (~models.Q(status__in=CLOSED) & models.Q(decided_at=None)),
                _("A closed correction has a decision with its reason and its date; an open one is not dated."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.number)

    @property
    def is_closed(self) -> bool:
        return self.status in CLOSED
