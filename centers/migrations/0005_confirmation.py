from django.db import migrations, models

KINDS = (
    "alliance",
    "center",
    "constructiontask",
    "event",
    "expert",
    "expertcommittee",
    "organization",
    "reportedfigure",
    "source",
    "statement",
)


class Migration(migrations.Migration):
    dependencies = [("centers", "0004_fill_standing_periods")]

    operations = [
        migrations.AddField(
            model_name=kind,
            name="confirmed_on",
            field=models.DateField(
                blank=True,
                editable=False,
                help_text="The day on which staff last found everything on record unchanged; blank: never.",
                null=True,
                verbose_name="confirmed on",
            ),
        )
        for kind in KINDS
    ]
