"""Keep the names of mail's recipients as search folds them."""

from itertools import islice
from typing import Any

from django.db import migrations, models

from common.text import search_text

BATCH = 1000


def fold(apps: Any, schema_editor: Any) -> None:  # noqa: ARG001
    """Write the key of every mail, a batch at a time."""
    mail = apps.get_model("partnerships", "Delivery").objects
    rows = mail.only("recipient_name").order_by("pk").iterator(chunk_size=BATCH)
    while batch := list(islice(rows, BATCH)):
        for row in batch:
            row.recipient_key = search_text(row.recipient_name)
        mail.bulk_update(batch, ["recipient_key"], batch_size=200)


class Migration(migrations.Migration):
    dependencies = [("partnerships", "0028_stage_labels")]

    operations = [
        migrations.AddField(
            model_name="delivery",
            name="recipient_key",
            field=models.TextField(default="", editable=False),
        ),
        migrations.RunPython(fold, migrations.RunPython.noop, elidable=True),
    ]
