"""The trail without the triggers that protect it: for tests that tamper with it, or that empty the database."""

from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from types import SimpleNamespace

from django.db import connection

migration = import_module("centers.migrations.0002_changes")


@contextmanager
def unprotected() -> Iterator[None]:
    connection.check_constraints()  # PostgreSQL drops no trigger of a table that waits for a check
    migration.unprotect(None, editor())
    try:
        yield
    finally:
        connection.check_constraints()
        migration.protect(None, editor())


def editor() -> SimpleNamespace:
    """What a migration gets, without the transaction that a real one opens."""

    def execute(sql: str, params: None = None) -> None:
        with connection.cursor() as cursor:
            cursor.execute(sql)

    return SimpleNamespace(connection=connection, execute=execute)
