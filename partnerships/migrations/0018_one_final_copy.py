"""An MOU has one final copy. Of several made by two ticks at once, the newest stays the final one."""

from django.db import migrations, models
from django.db.models import Exists, OuterRef, Q


def keep_the_newest(apps, _schema_editor):
    """The others stay as further documents; each says what it is by its name."""
    Document = apps.get_model("partnerships", "Document")
    finals = Document.objects.filter(kind="final")
    newer = finals.filter(
        Q(uploaded_at__gt=OuterRef("uploaded_at"))
        | Q(uploaded_at=OuterRef("uploaded_at"), pk__gt=OuterRef("pk")),
        mou=OuterRef("mou"),
    )
    surplus = list(finals.filter(Exists(newer)).values_list("pk", flat=True))
    Document.objects.filter(pk__in=surplus).update(kind="draft")


class Migration(migrations.Migration):
    dependencies = [
        ("partnerships", "0017_search_keys_folded"),
    ]

    operations = [
        migrations.RunPython(keep_the_newest, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name="document",
            constraint=models.UniqueConstraint(
                condition=Q(("kind", "final")), fields=("mou",), name="one_final_copy_per_mou"
            ),
        ),
    ]
