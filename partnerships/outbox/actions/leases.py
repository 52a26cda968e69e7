"""Who holds which rows: claimed for a while, given back, taken from those who vanished."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F

from partnerships.outbox.actions.outcomes import settle
from partnerships.outbox.actions.queue import change
from partnerships.outbox.lifecycle import Outcome, Phase, Reason, State
from partnerships.outbox.models import Delivery, DeliveryQuerySet
from partnerships.outbox.rules import BATCH, LEASE, Reply


def full_batches(*, now: datetime, most: int) -> int:
    """Return how many full batches are due, and not more than `most`."""
    return Delivery.objects.due(now)[: BATCH * most].count() // BATCH


@transaction.atomic
def claim(*, token: UUID, now: datetime, limit: int = BATCH) -> list[Delivery]:
    """Take rows that are due, the longest due first; no one else gets them meanwhile.

    `now` is the database's time. SQLite knows no SKIP LOCKED and needs none: there the whole
    transaction holds the only write lock. The rows are found by a statement of their own, as
    PostgreSQL may run a subquery once for each row, and then takes more than `limit`.
    """
    due = Delivery.objects.due(now).select_for_update(skip_locked=True)
    change(
        Delivery.objects.filter(pk__in=list(due.values_list("pk", flat=True)[:limit])),
        State.CLAIMED,
        now=now,
        lease_token=token,
        lease_until=now + LEASE,
        attempts=F("attempts") + 1,
    )
    return list(Delivery.objects.held(token))


def renew(*, token: UUID, now: datetime) -> int:
    """Hold on to the rows of a batch that takes longer than its lease."""
    return Delivery.objects.held(token).update(lease_until=now + LEASE)


def release(*, token: UUID, now: datetime) -> int:
    """Give back what was claimed and not tried; that try does not count."""
    return give_back(Delivery.objects.held(token), now=now)


def give_back(rows: DeliveryQuerySet, *, now: datetime, **fields: object) -> int:
    """Let claimed rows wait again as if they had not been claimed, but for some fields."""
    return change(
        rows,
        State.RETRY,
        now=now,
        lease_token=None,
        lease_until=None,
        attempts=F("attempts") - 1,
        **fields,
    )


def reap(*, now: datetime) -> int:
    """Take back what no one holds any more, and return how many rows that were.

    What was being handed over may have arrived.
    """
    gone = Delivery.objects.abandoned(now)
    claimed = change(
        gone.filter(state=State.CLAIMED), State.RETRY, now=now, lease_token=None, lease_until=None
    )
    lost = Reply(
        phase=Phase.ANSWER,
        outcome=Outcome.IN_DOUBT,
        text="The sender ended before it could note the answer.",
    )
    handing = list(gone.filter(state=State.HANDING))
    for delivery in handing:
        settle(delivery, reply=lost, started=delivery.state_at, now=now)
    return claimed + len(handing)


def expire(*, now: datetime) -> int:
    """End what waited until it was of no use any more."""
    over = Delivery.objects.waiting().filter(expires_at__lte=now)
    return change(over, State.EXPIRED, now=now, reason=Reason.TOO_LATE)
