"""The last look before a mail leaves."""

import hashlib
import logging
from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.db.models import F

from accounts.models import User
from partnerships.outbox.actions.outcomes import bury
from partnerships.outbox.actions.queue import change
from partnerships.outbox.emails import message_bytes
from partnerships.outbox.lifecycle import Reason, RecipientKind, State
from partnerships.outbox.models import Delivery, Suppression
from partnerships.outbox.queries import DATABASE_GONE
from partnerships.outbox.rules import LEASE, Kind, normalized

log = logging.getLogger(__name__)


@transaction.atomic
def pass_fence(delivery: Delivery, *, kinds: Mapping[str, Kind], now: datetime) -> bytes | None:
    """Return the bytes to send, frozen for every further try, or None when they must not leave.

    Everything is read again: whether the row is still ours, whether what it says still holds,
    the recipient, the suppressions, the time. What may not leave ends in its state here.
    """
    rows = Delivery.objects.filter(
        pk=delivery.pk, lease_token=delivery.lease_token, state=State.CLAIMED
    )
    row = rows.select_for_update().first()
    if row is None:
        return None
    try:
        with transaction.atomic():
            stopped = _stopped(row, kinds, now)
            message = None if stopped else _message(row, kinds, now)
    except DATABASE_GONE:
        raise
    except Exception as fault:  # one mail that can't be written must not stop the others
        log.exception("Delivery %s of kind %s cannot be written", row.pk, row.kind)
        bury(row, reason=Reason.BUG, error=repr(fault), now=now)
        return None
    if message is None:
        return None
    handing = change(
        rows,
        State.HANDING,
        now=now,
        rendered=message,
        rendered_sha256=hashlib.sha256(message).hexdigest(),
        handed_at=row.handed_at or now,
        lease_until=now + LEASE,
    )
    return message if handing else None


def _stopped(row: Delivery, kinds: Mapping[str, Kind], now: datetime) -> int:
    """End or postpone the row if it may not leave now; returns 0 when it may."""
    if row.expires_at <= now:
        return _end(row, State.EXPIRED, Reason.TOO_LATE, now)
    if row.recipient_kind == RecipientKind.USER and (moved := _user_changed(row, now)):
        return moved
    forbidden = Suppression.objects.against(row, now).first()
    if forbidden:
        return _end(row, State.SUPPRESSED, forbidden.reason, now)
    untrue = kinds[row.kind].why_untrue(row, now)
    return _end(row, State.CANCELLED, untrue, now) if untrue else 0


def _user_changed(row: Delivery, now: datetime) -> int:
    """Stop mail to somebody who left; follow somebody whose address is another one now."""
    user = User.objects.active().filter(pk=row.recipient_id).first()
    if user is None:
        return _end(row, State.CANCELLED, Reason.RECIPIENT_LEFT, now)
    address = normalized(user.email)
    if address == row.address_norm:
        return 0
    return _leave(
        row,
        State.PENDING,
        now,
        address_norm=address,
        recipient_name=user.name,
        rendered=None,
        rendered_sha256="",
        attempts=F("attempts") - 1,
    )


def _end(row: Delivery, state: State, reason: str, now: datetime) -> int:
    return _leave(row, state, now, reason=reason[:60])


def _leave(row: Delivery, state: State, now: datetime, **fields: object) -> int:
    ours = Delivery.objects.filter(pk=row.pk, lease_token=row.lease_token)
    return change(ours, state, now=now, lease_token=None, lease_until=None, **fields)


def _message(row: Delivery, kinds: Mapping[str, Kind], now: datetime) -> bytes:
    """Return the bytes of the first try, or write them now."""
    if row.rendered is not None:
        return bytes(row.rendered)
    content = kinds[row.kind].render(row)
    return message_bytes(row, content, date=row.handed_at or now)
