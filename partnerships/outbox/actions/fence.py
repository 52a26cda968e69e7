"""The last look before a mail leaves."""

import hashlib
import logging
from collections.abc import Mapping
from datetime import datetime
from functools import cache

from django.db import connection, transaction
from django.db.models import Exists, F, OuterRef

from accounts.models import User
from common.text import normal_address, search_text
from partnerships.outbox.actions.outcomes import bury
from partnerships.outbox.actions.prepared import Statement, given, update_of
from partnerships.outbox.actions.queue import change
from partnerships.outbox.emails import message_bytes
from partnerships.outbox.lifecycle import Reason, RecipientKind, State
from partnerships.outbox.models import Delivery, DeliveryQuerySet, Suppression
from partnerships.outbox.queries import DATABASE_GONE
from partnerships.outbox.rules import LEASE, MailKind

log = logging.getLogger(__name__)
Kinds = Mapping[str, MailKind]


def pass_fence(delivery: Delivery, *, kinds: Kinds, now: datetime) -> bytes | None:
    """Return the bytes to send, frozen for every further try, or None when they must not leave.

    Everything is looked at again: whether the row is still ours, whether what it says still
    holds, the recipient, the suppressions, the time. What may not leave ends in its state here.
    """
    try:
        return _opened(delivery, kinds, now)
    except DATABASE_GONE:
        raise
    except Exception as fault:  # one mail that can't be written must not stop the others
        _lay_aside(delivery, fault, kinds, now)
        return None


def _opened(delivery: Delivery, kinds: Kinds, now: datetime) -> bytes | None:
    """Read the subject again, write the mail and take the row, or find out why not."""
    with transaction.atomic():
        if not kinds[delivery.kind].why_untrue(delivery, now):
            message = _message(delivery, kinds, now)
            if _take(delivery, message, now, checking=True):
                return message
        transaction.set_rollback(True)  # what was noted with a mail that does not leave
    return _opened_slowly(delivery, kinds, now)


@transaction.atomic
def _opened_slowly(delivery: Delivery, kinds: Kinds, now: datetime) -> bytes | None:
    """The same, one question after the other, so that each answer has its reason."""
    row = _ours(delivery).select_for_update().first()
    if row is None or _stopped(row, kinds[delivery.kind].why_untrue(delivery, now), now):
        return None
    message = _message(delivery, kinds, now)
    return message if _take(delivery, message, now, checking=False) else None


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


def _take(delivery: Delivery, message: bytes, now: datetime, *, checking: bool) -> int:
    """Begin to hand the row over, if it is ours; and, `checking`, if nothing forbids it."""
    to_user = delivery.recipient_kind == RecipientKind.USER
    return _taking(connection.vendor, checking=checking, to_user=to_user).run(
        id=delivery.pk,
        token=delivery.lease_token,
        now=now,
        scope=delivery.category or delivery.kind,
        message=message,
        sha256=hashlib.sha256(message).hexdigest(),
        handed_at=delivery.handed_at or now,
        lease_until=now + LEASE,
    )


@cache
def _taking(_vendor: str, *, checking: bool, to_user: bool) -> Statement:
    """The compare-and-set that takes a row, written once."""
    now = given("now", "state_at")
    rows = Delivery.objects.filter(
        pk=given("id", "id"), lease_token=given("token", "lease_token"), state=State.CLAIMED
    )
    if checking:
        address = OuterRef("address_norm")
        forbidden = Suppression.objects.of(address, given("scope", "category"), now)
        rows = rows.filter(~Exists(forbidden), expires_at__gt=now)
    if checking and to_user:
        rows = rows.filter(
            Exists(
                User.objects.active().filter(
                    pk=OuterRef("recipient_id"), email=OuterRef("address_norm")
                )
            )
        )
    return update_of(
        rows,
        state=State.HANDING,
        state_at=now,
        rendered=given("message", "rendered"),
        rendered_sha256=given("sha256", "rendered_sha256"),
        handed_at=given("handed_at", "handed_at"),
        lease_until=given("lease_until", "lease_until"),
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
    """Stop mail to somebody who left; follow somebody whose address is another one now."""
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
        with transaction.atomic():
            untrue = kinds[delivery.kind].why_untrue(delivery, now)
            stopped = _stopped(delivery, untrue, now)
    except DATABASE_GONE:
        raise
    except Exception:
        stopped = 0
    if not stopped:
        log.error("Delivery %s cannot be written", delivery.pk, exc_info=fault)
        # The words of a fault may hold what the mail says, and with it a link; the log has them.
        bury(delivery, reason=Reason.BUG, error=type(fault).__name__, now=now)
