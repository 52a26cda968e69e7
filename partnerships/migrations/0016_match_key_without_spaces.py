from django.db import migrations
from django.db.models import Value
from django.db.models.functions import Replace


def join_words(apps, schema_editor):
    """Write the words of each key as one: "Brightpath" and "Bright Path" are alike from now on."""
    organizations = apps.get_model("partnerships", "Organization").objects.order_by()
    organizations.update(match_key=Replace("match_key", Value(" "), Value("")))


class Migration(migrations.Migration):
    dependencies = [("partnerships", "0015_calendar_feeds")]
    operations = [migrations.RunPython(join_words, migrations.RunPython.noop, elidable=True)]
