"""Each center gets the periods that its steps lead to."""

from collections import defaultdict
from typing import Any

from django.db import migrations

from centers.models.designations import standing_periods

AT_ONCE = 500
COPIED = ("start", "end", "states", "tier", "status", "approved_on", "successor_id", "open_steps")


def fill(apps: Any, schema_editor: Any) -> None:
    center, step, period = (apps.get_model("centers", name) for name in ("Center", "Designation", "StandingPeriod"))
    using = schema_editor.connection.alias
    tiers = list(center.objects.using(using).order_by("pk").values_list("pk", "tier"))
    for start in range(0, len(tiers), AT_ONCE):
        part = tiers[start : start + AT_ONCE]
        steps = defaultdict(list)
        for taken in step.objects.using(using).filter(center__in=[pk for pk, _tier in part]):
            steps[taken.center_id].append(taken)
        period.objects.using(using).bulk_create(
            period(center_id=pk, **{name: getattr(found, name) for name in COPIED})
            for pk, tier in part
            for found in standing_periods(steps[pk], tier)
        )


def empty(apps: Any, schema_editor: Any) -> None:
    apps.get_model("centers", "StandingPeriod").objects.using(schema_editor.connection.alias).all().delete()


class Migration(migrations.Migration):
    dependencies = [
        ("centers", "0003_standing_periods"),
    ]

    operations = [
        migrations.RunPython(fill, empty),
    ]
