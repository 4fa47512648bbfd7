"""Print every data problem of the register."""

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from centers.problems import PROBLEMS


class Command(BaseCommand):
    help = "Prints the data problems of the published register. Exits with 1 if there are any, else with 0."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--only",
            action="append",
            choices=[problem.slug for problem in PROBLEMS],
            help="look for this kind of problem alone; may be given several times",
        )
        parser.add_argument("--summary", action="store_true", help="print the counts without the records")

    def handle(self, *, only: list[str] | None, summary: bool, **options: Any) -> None:
        today, total = timezone.localdate(), 0
        for problem in PROBLEMS:
            if only and problem.slug not in only:
                continue
            findings = list(problem.find(today))
            total += len(findings)
            self.stdout.write(f"{problem.title}: {len(findings)}")
            if not summary:
                for finding in findings:
                    key = "/".join(str(value) for value in finding.record.natural_key() if value is not None)
                    self.stdout.write(f"  {finding.record._meta.model_name} {key}: {finding.sentence}")
        self.stdout.write(f"{total} in all")
        if total:
            sys.exit(1)
