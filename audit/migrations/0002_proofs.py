import django.db.models.deletion
from django.core.management import CommandError
from django.db import migrations, models


def refuse_a_log_without_proofs(apps, _schema_editor):
    if apps.get_model("audit", "Event").objects.exists():
        raise CommandError(
            "The log of this database was begun by an earlier version and carries no proofs. "
            "Only demo data was kept so far: remove the database (var/) and start afresh."
        )


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]

    operations = [
        migrations.RunPython(refuse_a_log_without_proofs, migrations.RunPython.noop),
        migrations.AddField(
            model_name="event",
            name="proof",
            field=models.CharField(default="", editable=False, max_length=100, unique=True, verbose_name="proof"),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="seal",
            name="key",
            field=models.CharField(blank=True, default="", max_length=8, verbose_name="key"),
            preserve_default=False,
        ),
        migrations.CreateModel(
            name="RowDigest",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("row_type", models.CharField(max_length=80, verbose_name="kind of record")),
                ("row_id", models.BigIntegerField(verbose_name="record number")),
                ("digest", models.CharField(blank=True, max_length=64, verbose_name="digest")),
                ("event", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="digests", to="audit.event")),
            ],
            options={
                "verbose_name": "digest of a record",
                "verbose_name_plural": "digests of records",
                "ordering": ["event_id", "id"],
                "constraints": [models.UniqueConstraint(fields=("row_type", "row_id", "event"), name="an_event_writes_a_row_once")],
            },
        ),
    ]
