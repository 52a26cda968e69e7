"""Every page and every plan with stored days at the edge of what there is.

Forms refuse such days today; rows of older versions, imports and scripts may have them.
"""

from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, models, transaction
from django.db.models import Model, QuerySet

from partnerships import tasks
from tests.test_access import NOW, PAGES, TABLE, World, said, silence, undone, world

__all__ = ["silence", "world"]

pytestmark = pytest.mark.django_db
EDGES = (date.min, date.max)
READERS = ("leadership", "administrator", "anonymous")


def days() -> Iterator[tuple[type[Model], str]]:
    """Every column of our own that holds a day."""
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if type(field) is models.DateField and not field.primary_key:
                yield model, field.attname


def put(edge: date) -> int:
    """Store the edge wherever a constraint allows it; return in how many columns it stands."""
    stored = 0
    for model, column in days():
        rows: QuerySet[Any] = QuerySet(model).exclude(**{f"{column}__isnull": True})
        with suppress(IntegrityError), transaction.atomic():
            stored += bool(rows.update(**{column: edge}))
            connection.check_constraints()
    return stored


@pytest.mark.parametrize("edge", EDGES, ids=str)
def test_every_page_opens(world: World, edge: date) -> None:
    wrong = []
    with undone():
        assert put(edge) >= 5
        for name, page in PAGES.items():
            for reader in READERS:
                if TABLE.answer(name, "GET", reader) != "allow":
                    continue
                with undone():
                    response = world.client(reader).get(world.address(page))
                    if response.streaming:
                        list(response)
                if said(response, page) != "allow":
                    wrong.append(f"{page.route} for {reader}: {response.status_code}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("edge", EDGES, ids=str)
def test_every_part_of_the_tick_passes(world: World, edge: date) -> None:
    with undone():
        assert put(edge) >= 5
        for plan in tasks._plans(NOW):  # noqa: SLF001
            plan()
