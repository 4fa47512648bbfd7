"""Django's dumpdata, without what loading the dump makes anew."""

from typing import Any

from django.core.management.commands import dumpdata

#: The trail belongs to its database, and loading is recorded in the trail of the other; periods follow from steps.
MADE_ANEW = ("centers.change", "centers.trailhead", "centers.standingperiod")


class Command(dumpdata.Command):
    help = f"{dumpdata.Command.help} Leaves out the trail of changes, unless it is asked for by name: {MADE_ANEW[0]}."

    def handle(self, *app_labels: str, **options: Any) -> None:
        asked_for = {label.lower() for label in app_labels}
        options["exclude"] = [*options["exclude"], *(label for label in MADE_ANEW if label not in asked_for)]
        super().handle(*app_labels, **options)
