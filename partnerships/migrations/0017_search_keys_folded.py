"""Refresh stored search keys: they fold quotes, hyphens and letters such as ł now."""

from itertools import islice
from typing import Any

from django.db import migrations

from common.text import search_key, search_text

BATCH = 1000


def refresh(apps: Any, schema_editor: Any) -> None:  # noqa: ARG001
    """Write the keys of all organizations and people, a batch at a time."""
    organizations = apps.get_model("partnerships", "Organization").objects
    contacts = apps.get_model("partnerships", "Contact").objects
    cities = apps.get_model("partnerships", "Address").objects.filter(is_main=True)
    wanted = organizations.only("name", "other_names", "website").order_by("pk")
    rows = wanted.iterator(chunk_size=BATCH)
    while batch := list(islice(rows, BATCH)):
        city_of = dict(
            cities.filter(organization__in=batch).values_list("organization_id", "city")
        )
        for row in batch:
            city = city_of.get(row.pk, "")
            row.name_key = search_key(row.name)[:200] or "?"
            row.search_text = (
                search_text(row.name, row.other_names, city, row.website) or row.name_key
            )
        organizations.bulk_update(batch, ["name_key", "search_text"], batch_size=200)
    rows = contacts.only("name", "email").order_by("pk").iterator(chunk_size=BATCH)
    while batch := list(islice(rows, BATCH)):
        for row in batch:
            row.search_text = search_text(row.name, row.email) or "?"
        contacts.bulk_update(batch, ["search_text"], batch_size=200)


class Migration(migrations.Migration):
    dependencies = [("partnerships", "0016_mutes_by_kind")]

    operations = [migrations.RunPython(refresh, migrations.RunPython.noop, elidable=True)]
