"""Mail into the outbox, and out of it again while it has not left."""

import logging
from collections.abc import Iterable
from datetime import datetime

from celery import current_app
from django.db import connection, transaction
from django.db.models import Model

from common.text import normal_address
from partnerships.outbox import queries
from partnerships.outbox.lifecycle import (
    ENDED,
    MOVES,
    Origin,
    Reason,
    RecipientKind,
    State,
)
from partnerships.outbox.models import Delivery, DeliveryQuerySet
from partnerships.outbox.rules import Letter, Recipient

log = logging.getLogger(__name__)
TICK_TASK = "partnerships.tick"
RING_EXPIRES = 55  # seconds; the next tick comes after sixty


@transaction.atomic
def enqueue(
    *,
    kind: str,
    dedupe_key: str,
    recipient: Recipient,
    subject: Model,
    not_before: datetime,
    expires_at: datetime,
    now: datetime,
    partnership_id: int | None = None,
    anchor_at: datetime | None = None,
    category: str = "",
    origin: Origin = Origin.REMINDER,
) -> Delivery | None:
    """Queue one mail, in the transaction of what it is about.

    Returns None when this mail had been queued before. What was done is recorded by the caller,
    whose action this is part of.
    """
    letter = Letter(
        kind=kind,
        dedupe_key=dedupe_key,
        recipient=recipient,
        subject=subject,
        not_before=not_before,
        expires_at=expires_at,
        partnership_id=partnership_id,
        anchor_at=anchor_at,
        category=category,
        origin=origin,
    )
    queued = bulk_enqueue([letter], now=now)
    return Delivery.objects.get(dedupe_key=dedupe_key) if queued else None


@transaction.atomic
def bulk_enqueue(letters: Iterable[Letter], *, now: datetime) -> int:
    """Queue mails, and return how many of them wait now that did not before.

    A letter whose key is there already is left alone, unless it was cancelled before it was
    ever handed over: then it is wanted again, and the same row waits once more.
    """
    by_key = {letter.dedupe_key: letter for letter in letters}
    known = set(_rows(by_key).values_list("dedupe_key", flat=True))
    new = [letter.delivery(now) for key, letter in by_key.items() if key not in known]
    # Another process may be inserting the same; the database keeps one of each.
    Delivery.objects.bulk_create(new, batch_size=500, ignore_conflicts=True)
    revived = sum(_revive(by_key[key], now) for key in _cancelled(known))
    if (new or revived) and any(letter.not_before <= now for letter in by_key.values()):
        ring_after_commit()
    return len(new) + revived


@transaction.atomic
def cancel(*, keys: Iterable[str], reason: str, now: datetime) -> int:
    """Take mails out that are no longer wanted, and return how many were still waiting.

    What is in hand at this moment is left to the fence, which looks for itself.
    """
    return change(_rows(keys).waiting(), State.CANCELLED, now=now, reason=reason)


@transaction.atomic
def postpone(*, keys: Iterable[str], until: datetime) -> int:
    """Let mails that wait leave later than they could, and return how many those are."""
    return _rows(keys).waiting().filter(not_before__lt=until).update(not_before=until)


@transaction.atomic
def readdress(*, kind: RecipientKind, id: int, address: str) -> int:  # noqa: A002
    """Let a recipient's waiting mail go to another address; return how many those are."""
    rows = Delivery.objects.waiting().filter(recipient_kind=kind, recipient_id=id)
    moved = rows.exclude(address_norm=normal_address(address))
    return moved.update(address_norm=normal_address(address), rendered=None, rendered_sha256="")


def change(rows: DeliveryQuerySet, to: State, *, now: datetime, **fields: object) -> int:
    """Move those of the rows that may go there; a compare-and-set in one statement.

    What ends keeps no text: it may hold a link that still opens something.
    """
    if to in ENDED:
        fields["rendered"] = None
    return rows.filter(state__in=origins(to)).update(state=to, state_at=now, **fields)


def origins(to: State) -> list[str]:
    """Return the states from which one may get there."""
    return [state for state, targets in MOVES.items() if to in targets]


def ring_after_commit() -> None:
    """Wake the sender once this transaction is in the database; once is enough."""
    if not any(entry[1] is ring for entry in connection.run_on_commit):
        transaction.on_commit(ring, robust=True)


def ring() -> None:
    """Wake a worker. Without a broker nothing is lost: the next tick finds the mail as well."""
    try:
        with queries.broker_connection() as broker:
            current_app.send_task(
                TICK_TASK,
                connection=broker,
                expires=RING_EXPIRES,
                ignore_result=True,
                retry=False,
            )
    except queries.BROKER_GONE as error:
        log.warning("The broker does not answer (%s); mail goes out with the next tick.", error)


def _rows(keys: Iterable[str]) -> DeliveryQuerySet:
    return Delivery.objects.filter(dedupe_key__in=list(keys))


def _cancelled(keys: Iterable[str]) -> list[str]:
    """Keys of those that were cancelled by the system before they were ever handed over."""
    rows = _rows(keys).filter(state=State.CANCELLED, handed_at__isnull=True)
    return list(rows.exclude(reason=Reason.GIVEN_UP).values_list("dedupe_key", flat=True))


def _revive(letter: Letter, now: datetime) -> int:
    """Let a cancelled row wait again, unless someone else did or it was handed over since."""
    row = Delivery.objects.filter(
        dedupe_key=letter.dedupe_key, state=State.CANCELLED, handed_at__isnull=True
    )
    return change(row, State.PENDING, now=now, reason="", attempts=0, **letter.changeable())
