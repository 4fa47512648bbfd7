"""Say whether the trail of changes is whole."""

import re
import sys
from argparse import ArgumentParser, ArgumentTypeError
from itertools import chain
from typing import Any

from django.core.management.base import BaseCommand

from centers import trail
from centers.models import TrailHead


def number_and_hash(value: str) -> tuple[int, str]:
    match = re.fullmatch(r"(\d{1,18}):([0-9a-f]{64})", value)
    if match is None:
        raise ArgumentTypeError("expected the number and the hash of a change, as this command prints them: 12:5f0c…")
    return int(match[1]), match[2]


class Command(BaseCommand):
    help = (
        "Recomputes the chain of changes. Prints each alteration and removal and exits with 1, or the last change and "
        "exits with 0. Whoever can write to the database could rewrite the whole chain, so keep the last change as "
        "printed somewhere else, and have it looked for the next time."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--since",
            type=number_and_hash,
            action="append",
            default=[],
            metavar="NUMBER:HASH",
            help="look for this change, as printed earlier; may be given several times",
        )
        parser.add_argument(
            "--records", action="store_true", help="compare every record with what the trail says it is, too"
        )

    def handle(self, *, since: list[tuple[int, str]], records: bool, **options: Any) -> None:
        replaced = (
            f"Change {number} is not the one that was there earlier: the trail has been rewritten."
            for number, seal in since
            if not trail.stands(number, seal)
        )
        wrong = 0
        for sentence in chain(trail.rewritings(), replaced, trail.unrecorded() if records else ()):
            self.stdout.write(self.style.ERROR(sentence))
            wrong += 1
        if wrong:
            sys.exit(1)
        head = TrailHead.objects.first() or TrailHead()
        self.stdout.write(f"The trail is whole: {head.number} changes. The last is {head.number}:{head.hash}")
