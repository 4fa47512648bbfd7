from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CentersConfig(AppConfig):
    """The one app of the project: the register of manufacturing innovation centers and its staff's office."""

    name = "centers"
    verbose_name = _("register")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Stay empty: nothing is connected at start-up, so importing the app has no side effect."""
