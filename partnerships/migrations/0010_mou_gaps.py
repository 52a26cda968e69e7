from django.db import migrations, models
from django.db.models import F


def what_was_kept_was_shown(apps, schema_editor):
    """Until now a reader's link showed the newest version, whoever it was kept for."""
    apps.get_model("partnerships", "MouVersion").objects.update(shown_at=F("made_at"))


class Migration(migrations.Migration):

    dependencies = [
        ("partnerships", "0009_domain_rate"),
    ]

    operations = [
        migrations.AddField(
            model_name="mouversion",
            name="shown_at",
            field=models.DateTimeField(editable=False, null=True, verbose_name="shown to the partner"),
        ),
        migrations.AddField(
            model_name="typesection",
            name="is_active",
            field=models.BooleanField(default=True, verbose_name="in use"),
        ),
        migrations.RunPython(what_was_kept_was_shown, migrations.RunPython.noop),
    ]
