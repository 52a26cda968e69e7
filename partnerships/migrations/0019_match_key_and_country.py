"""Add what variants of a name have in common, and let the country of an address be unknown."""

from itertools import islice
from typing import Any

from django.db import migrations, models

from partnerships.organizations.lifecycle import match_key

BATCH = 1000


def fill(apps: Any, schema_editor: Any) -> None:  # noqa: ARG001
    """Write the keys of all organizations, a batch at a time."""
    organizations = apps.get_model("partnerships", "Organization").objects
    rows = organizations.only("name").order_by("pk").iterator(chunk_size=BATCH)
    while batch := list(islice(rows, BATCH)):
        for row in batch:
            row.match_key = match_key(row.name)
        organizations.bulk_update(batch, ["match_key"], batch_size=200)


class Migration(migrations.Migration):
    dependencies = [("partnerships", "0018_one_final_copy")]

    operations = [
        migrations.AddField(
            model_name="organization",
            name="match_key",
            field=models.CharField(db_index=True, default="", editable=False, max_length=200),
        ),
        migrations.AlterField(
            model_name="address",
            name="country",
            field=models.CharField(blank=True, max_length=2, verbose_name="country"),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop, elidable=True),
    ]
