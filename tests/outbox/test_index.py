"""The claim must stay quick however much mail has been sent: it reads the small index only."""

from datetime import datetime
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection

from partnerships.outbox.models import Delivery
from tests.outbox.conftest import Queue


@pytest.mark.parametrize(
    ("rows", "index"),
    [
        (lambda now: Delivery.objects.due(now)[:50], "delivery_due"),
        (Delivery.objects.abandoned, "delivery_leased"),
        (lambda _now: Delivery.objects.held(uuid4()), "delivery_leased"),
    ],
)
def test_the_small_index_is_used(rows: Any, index: str, queue: Queue, now: datetime) -> None:
    queue("a")
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off")
    assert index in rows(now).explain()
