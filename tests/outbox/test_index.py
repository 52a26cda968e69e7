"""The claim must stay quick however much mail has been sent: it reads the small index only."""

from datetime import datetime
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection

from partnerships.outbox.lifecycle import Origin, RecipientKind, State
from partnerships.outbox.models import Delivery, DeliveryQuerySet
from tests.outbox.conftest import Queue


def reminders_to_a_contact(now: datetime) -> DeliveryQuerySet:
    """What the fence asks of each mail that reminds a partner's person."""
    mine = Delivery.objects.filter(recipient_kind=RecipientKind.CONTACT, recipient_id=7)
    return mine.filter(origin=Origin.REMINDER, state=State.SENT, sent_at__gt=now)


@pytest.mark.parametrize(
    ("rows", "index"),
    [
        (lambda now: Delivery.objects.due(now)[:50], "delivery_due"),
        (Delivery.objects.abandoned, "delivery_leased"),
        (lambda _now: Delivery.objects.held(uuid4()), "delivery_leased"),
        (reminders_to_a_contact, "delivery_recipient"),
    ],
)
def test_the_small_index_is_used(rows: Any, index: str, queue: Queue, now: datetime) -> None:
    queue("a")
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            for way in ("seqscan", "bitmapscan"):
                cursor.execute(f"SET LOCAL enable_{way} = off")
            if index == "delivery_recipient":
                # In an almost empty table that one is as good.
                cursor.execute("DROP INDEX delivery_sent")
    assert index in rows(now).explain()
