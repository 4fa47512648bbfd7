"""What the register remembers of the fixtures that it has loaded."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from centers.models.base import unique


class LoadedObject(models.Model):
    """A record as a fixture last wrote it, so that loading again never overwrites what staff have changed since.

    Bookkeeping of ``load_register``: not a record of the register, and not public.
    """

    model = models.CharField(_("model"), max_length=60)
    key = models.CharField(_("natural key"), max_length=400)
    digest = models.CharField(_("digest"), max_length=64, help_text=_("SHA-256 of the values that the fixture wrote."))

    class Meta:
        ordering = ["model", "key"]
        verbose_name = _("loaded object")
        verbose_name_plural = _("loaded objects")
        constraints = [
            unique("object_is_remembered_once", ["model", "key"], _("This object is remembered already.")),
        ]

    def __str__(self) -> str:
        return f"{self.model} {self.key}"
