"""The last look before a mail leaves."""

import logging
from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.db.models import F

from accounts.models import User
from common.text import normal_address, search_text
from partnerships.outbox.actions.leases import give_back
from partnerships.outbox.actions.outcomes import bury
from partnerships.outbox.actions.queue import change
from partnerships.outbox.actions.taking import take
from partnerships.outbox.emails import message_bytes
from partnerships.outbox.lifecycle import Reason, RecipientKind, State
from partnerships.outbox.models import Delivery, DeliveryQuerySet, Suppression
from partnerships.outbox.queries import DATABASE_GONE
from partnerships.outbox.rules import LOOK_AGAIN, MailKind

log = logging.getLogger(__name__)
Kinds = Mapping[str, MailKind]


def pass_fence(delivery: Delivery, *, kinds: Kinds, now: datetime) -> bytes | None:
    """Return the bytes to send, frozen for every further try, or None when they must not leave.

    Everything is looked at again: whether the row is still ours, whether what it says still
    holds, the recipient, the suppressions, the time. What may not leave ends in its state here.
    """
    try:
        message = _let_through(delivery, kinds, now)
        if message is None and not _stop(delivery, kinds, now):
            give_back(_ours(delivery), now=now, not_before=now + LOOK_AGAIN)
    except DATABASE_GONE:
        raise
    except Exception as fault:  # one mail that can't be written must not stop the others
        _lay_aside(delivery, fault, kinds, now)
        return None
    return message


@transaction.atomic
def _let_through(delivery: Delivery, kinds: Kinds, now: datetime) -> bytes | None:
    """Read the subject again, write the mail and take the row: the only way out."""
    if not kinds[delivery.kind].why_untrue(delivery, now):
        message = _message(delivery, kinds, now)
        if take(delivery, message, now):
            return message
    transaction.set_rollback(True)  # what was noted with a mail that does not leave
    return None


@transaction.atomic
def _stop(delivery: Delivery, kinds: Kinds, now: datetime) -> int:
    """Find out why it was not let through, and end or postpone it; 0 if nothing is against it."""
    row = _ours(delivery).select_for_update().first()
    if row is None:
        return 1  # it is someone else's by now
    return _stopped(row, kinds[row.kind].why_untrue(delivery, now), now)


def _message(delivery: Delivery, kinds: Kinds, now: datetime) -> bytes:
    """Return the bytes of a try that may have arrived, else write them now."""
    if delivery.rendered is not None:
        return bytes(delivery.rendered)
    content = kinds[delivery.kind].render(delivery)
    return message_bytes(delivery, content, date=delivery.handed_at or now)


def _ours(delivery: Delivery) -> DeliveryQuerySet:
    return Delivery.objects.filter(
        pk=delivery.pk, lease_token=delivery.lease_token, state=State.CLAIMED
    )


def _stopped(row: Delivery, untrue: str, now: datetime) -> int:
    """End or postpone the row if it may not leave now; returns 0 when it may."""
    if row.expires_at <= now:
        return _end(row, State.EXPIRED, Reason.TOO_LATE, now)
    if row.recipient_kind == RecipientKind.USER and (moved := _user_changed(row, now)):
        return moved
    forbidden = Suppression.objects.against(row, now).first()
    if forbidden:
        return _end(row, State.SUPPRESSED, forbidden.reason, now)
    return _end(row, State.CANCELLED, untrue, now) if untrue else 0


def _user_changed(row: Delivery, now: datetime) -> int:
    """Stop mail to someone who left; follow someone whose address is another one now."""
    user = User.objects.active().filter(pk=row.recipient_id).first()
    if user is None:
        return _end(row, State.CANCELLED, Reason.RECIPIENT_LEFT, now)
    address = normal_address(user.email)
    if address == row.address_norm:
        return 0
    return _leave(
        row,
        State.PENDING,
        now,
        address_norm=address,
        recipient_name=user.name,
        recipient_key=search_text(user.name),
        rendered=None,
        rendered_sha256="",
        attempts=F("attempts") - 1,
    )


def _end(row: Delivery, state: State, reason: str, now: datetime) -> int:
    return _leave(row, state, now, reason=reason[:60])


def _leave(row: Delivery, state: State, now: datetime, **fields: object) -> int:
    return change(_ours(row), state, now=now, lease_token=None, lease_until=None, **fields)


def _lay_aside(delivery: Delivery, fault: Exception, kinds: Kinds, now: datetime) -> None:
    """End what cannot be written: it may just not be true any more, else a person decides."""
    try:
        stopped = _stop(delivery, kinds, now)
    except DATABASE_GONE:
        raise
    except Exception:
        stopped = 0
    if not stopped:
        log.error("Delivery %s cannot be written", delivery.pk, exc_info=fault)
        # The words of a fault may hold what the mail says, and with it a link; the log has them.
        bury(delivery, reason=Reason.BUG, error=type(fault).__name__, now=now)
