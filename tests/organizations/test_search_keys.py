"""Search keys that were stored before the folding changed."""

from datetime import datetime
from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection

from accounts.models import User
from partnerships.organizations import actions
from partnerships.organizations.models import Address, Contact, Organization

MIGRATION = import_module("partnerships.migrations.0017_search_keys_folded")


@pytest.mark.parametrize("batch", [1, 1000])
def test_the_migration_writes_the_keys_that_saving_writes(
    coordinator: User, now: datetime, batch: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    by_hand = [
        actions.create_organization(
            organization=Organization(name=name, website="https://example.org"),
            address=Address(city="Łódź"),
            by=coordinator,
            now=now,
        )
        for name in ("O’Hare Works", "Self‑Help", "...")
    ]
    contact = actions.create_contact(
        contact=Contact(name="Conan O’Brien", email="conan@example.org"), by=coordinator, now=now
    )
    expected = list(Organization.objects.values_list("pk", "name_key", "search_text"))
    Organization.objects.update(name_key="old", search_text="old")
    Contact.objects.update(search_text="old")
    monkeypatch.setattr(MIGRATION, "BATCH", batch)
    MIGRATION.refresh(apps, connection.schema_editor())
    assert list(Organization.objects.values_list("pk", "name_key", "search_text")) == expected
    assert Organization.objects.search("lodz ohare").get() == by_hand[0]
    assert Contact.objects.search("obrien").get() == contact
