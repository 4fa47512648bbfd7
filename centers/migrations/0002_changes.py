"""The trail, and the triggers that keep everybody from rewriting it."""

from typing import Any

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import centers.validators

SQLITE = {
    "change_is_never_altered": """
        BEFORE UPDATE ON centers_change
        BEGIN SELECT RAISE(ABORT, 'The trail is append-only: a change is never altered.'); END
    """,
    "change_is_never_removed": """
        BEFORE DELETE ON centers_change
        BEGIN SELECT RAISE(ABORT, 'The trail is append-only: a change is never removed.'); END
    """,
    # INSERT OR REPLACE removes a row without asking the trigger above.
    "change_comes_last": """
        BEFORE INSERT ON centers_change
        WHEN NEW.number <= (SELECT max(number) FROM centers_change)
        BEGIN SELECT RAISE(ABORT, 'The trail is append-only: a change comes after all others.'); END
    """,
    "head_moves_forward": """
        BEFORE UPDATE ON centers_trailhead
        WHEN NEW.number <= OLD.number
        BEGIN SELECT RAISE(ABORT, 'The trail is append-only: its head moves forward.'); END
    """,
    "head_is_never_removed": """
        BEFORE DELETE ON centers_trailhead
        BEGIN SELECT RAISE(ABORT, 'The trail is append-only: its head is never removed.'); END
    """,
}
POSTGRESQL = {
    "change_is_never_altered": "BEFORE UPDATE OR DELETE ON centers_change FOR EACH ROW",
    "change_is_never_truncated": "BEFORE TRUNCATE ON centers_change FOR EACH STATEMENT",
    "head_moves_forward": """
        BEFORE UPDATE ON centers_trailhead FOR EACH ROW WHEN (NEW.number <= OLD.number)
    """,
    "head_is_never_removed": "BEFORE DELETE ON centers_trailhead FOR EACH ROW",
    "head_is_never_truncated": "BEFORE TRUNCATE ON centers_trailhead FOR EACH STATEMENT",
}
REFUSE = """
    CREATE FUNCTION centers_refuse_to_rewrite() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION 'The trail is append-only: its changes are never altered or removed.'
            USING ERRCODE = 'integrity_constraint_violation';
    END $$
"""


def protect(apps: Any, schema_editor: Any) -> None:
    """Refuse to alter or remove changes. A migration that remakes the table on SQLite has to call this again."""
    match schema_editor.connection.vendor:
        case "sqlite":
            for name, body in SQLITE.items():
                schema_editor.execute(f"CREATE TRIGGER {name} {body}", params=None)
        case "postgresql":
            schema_editor.execute(REFUSE, params=None)
            for name, when in POSTGRESQL.items():
                schema_editor.execute(
                    f"CREATE TRIGGER {name} {when} EXECUTE FUNCTION centers_refuse_to_rewrite()", params=None
                )


def unprotect(apps: Any, schema_editor: Any) -> None:
    match schema_editor.connection.vendor:
        case "sqlite":
            for name in SQLITE:
                schema_editor.execute(f"DROP TRIGGER IF EXISTS {name}", params=None)
        case "postgresql":
            schema_editor.execute("DROP FUNCTION IF EXISTS centers_refuse_to_rewrite() CASCADE", params=None)


class Migration(migrations.Migration):
    dependencies = [
        ("centers", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="TrailHead",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveBigIntegerField(default=0, verbose_name="number of the last change")),
                (
                    "hash",
                    models.CharField(
                        default="0000000000000000000000000000000000000000000000000000000000000000",
                        max_length=64,
                        verbose_name="hash of the last change",
                    ),
                ),
                ("at", models.DateTimeField(blank=True, null=True, verbose_name="time of the last change")),
            ],
            options={
                "verbose_name": "head of the trail",
                "verbose_name_plural": "heads of the trail",
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="Change",
            fields=[
                ("number", models.PositiveBigIntegerField(primary_key=True, serialize=False, verbose_name="number")),
                ("at", models.DateTimeField(verbose_name="changed at")),
                (
                    "reason",
                    models.TextField(
                        blank=True, validators=[centers.validators.validate_plain_text], verbose_name="reason"
                    ),
                ),
                (
                    "action",
                    models.CharField(
                        choices=[("created", "created"), ("changed", "changed"), ("deleted", "deleted")],
                        max_length=10,
                        verbose_name="action",
                    ),
                ),
                ("model", models.CharField(max_length=30, verbose_name="kind of row")),
                ("object_id", models.BigIntegerField(verbose_name="primary key of the row")),
                ("object_key", models.JSONField(verbose_name="natural key of the row")),
                ("record_model", models.CharField(max_length=30, verbose_name="kind of record")),
                ("record_id", models.BigIntegerField(verbose_name="primary key of the record")),
                ("record_slug", models.CharField(max_length=200, verbose_name="identifier of the record")),
                ("was_public", models.BooleanField(verbose_name="public before")),
                ("is_public", models.BooleanField(verbose_name="public after")),
                (
                    "group",
                    models.PositiveBigIntegerField(
                        blank=True,
                        help_text="The number of the first public change of the same record in the same recording.",
                        null=True,
                        verbose_name="group",
                    ),
                ),
                ("before", models.JSONField(blank=True, null=True, verbose_name="values before")),
                ("after", models.JSONField(blank=True, null=True, verbose_name="values after")),
                ("previous_hash", models.CharField(max_length=64, verbose_name="hash of the change before")),
                ("hash", models.CharField(max_length=64, verbose_name="hash")),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="changes",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="changed by",
                    ),
                ),
            ],
            options={
                "verbose_name": "change",
                "verbose_name_plural": "changes",
                "ordering": ["-number"],
                "indexes": [
                    models.Index(fields=["record_model", "record_id", "number"], name="change_by_record"),
                    models.Index(fields=["model", "object_id", "number"], name="change_by_row"),
                    models.Index(
                        condition=models.Q(("action__in", ("changed", "deleted"))),
                        fields=["model"],
                        name="change_that_rewrites",
                    ),
                    models.Index(fields=["group", "number"], name="change_by_group"),
                    models.Index(
                        condition=models.Q(("group", models.F("number"))),
                        fields=["record_model", "number"],
                        name="first_of_group_by_kind",
                    ),
                    models.Index(
                        condition=models.Q(("group", models.F("number"))), fields=["at"], name="first_of_group_by_time"
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("action__in", ["created", "changed", "deleted"])),
                        name="change_action_is_known",
                        violation_error_message="Choose one of the values that the list offers.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("action", "created"), ("after__isnull", False), ("before__isnull", True)),
                            models.Q(("action", "changed"), ("after__isnull", False), ("before__isnull", False)),
                            models.Q(("action", "deleted"), ("after__isnull", True), ("before__isnull", False)),
                            _connector="OR",
                        ),
                        name="change_holds_the_values_of_its_action",
                        violation_error_message="A created row has values after, a deleted one values before, a changed one both.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("group__isnull", True), ("is_public", False), ("was_public", False)),
                            models.Q(
                                models.Q(("was_public", True), ("is_public", True), _connector="OR"),
                                ("group__isnull", False),
                                ("group__lte", models.F("number")),
                            ),
                            _connector="OR",
                        ),
                        name="public_change_belongs_to_a_group",
                        violation_error_message="A public change belongs to a group that begins with it or before it; any other to none.",
                    ),
                ],
            },
        ),
        migrations.RunPython(protect, unprotect),
    ]
