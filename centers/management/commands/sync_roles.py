from typing import Any

from django.core.management.base import BaseCommand

from centers.roles import sync_roles


class Command(BaseCommand):
    help = "Write the roles of the office as groups with exactly their permissions. Safe to repeat."

    def handle(self, *args: Any, **options: Any) -> None:
        for role, count in sync_roles().items():
            self.stdout.write(f"{role}: {count} permissions")
