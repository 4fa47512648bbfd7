"""Load the register's fixtures."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from centers.loading import FixtureError, fixture_files, load_fixtures


class Command(BaseCommand):
    help = "Loads the fixtures, all or nothing. Safe to repeat; what staff have changed or deleted stays as it is."

    def handle(self, **options: Any) -> None:
        try:
            tallies = load_fixtures(fixture_files())
        except FixtureError as error:
            raise CommandError(f"{error} Nothing was loaded.") from error
        for model, tally in tallies.items():
            self.stdout.write(f"{model._meta.verbose_name_plural}: {tally}")
