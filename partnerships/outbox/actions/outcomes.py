"""What becomes of a delivery after a try."""

from datetime import datetime, timedelta
from functools import cache

from django.db import connection, transaction
from django.db.models import F, Q

from audit import actions as audit
from partnerships.outbox.actions.prepared import Statement, given, update_of
from partnerships.outbox.actions.queue import change, origins
from partnerships.outbox.lifecycle import Outcome, Reason, State
from partnerships.outbox.models import Delivery, DeliveryAttempt, DeliveryQuerySet, Suppression
from partnerships.outbox.rules import (
    ATTEMPT_LIMIT,
    DEAD_BECAUSE,
    IN_DOUBT_LIMIT,
    IN_DOUBT_WAIT,
    Reply,
    breaker_wait,
    kept,
    transient_wait,
)


def settle(delivery: Delivery, *, reply: Reply, started: datetime, now: datetime) -> None:
    """Write down what one try came to. Does nothing when someone else holds the row by now.

    A yes of the relay is the truth whoever holds the row, unless another sender is in the
    middle of handing it over: then that one's answer counts. A yes is one statement, and the
    delivery itself says all about it; every other try has a row of its own.
    """
    if reply.outcome == Outcome.STOPPED:
        return
    if reply.outcome == Outcome.ACCEPTED:
        _sent(delivery, reply, now)
    else:
        _note(delivery, reply, started, now)


@transaction.atomic
def _note(delivery: Delivery, reply: Reply, started: datetime, now: datetime) -> None:
    if _not_sent(delivery, reply, now):
        if reply.outcome != Outcome.IN_DOUBT and not delivery.in_doubt:
            # No copy can have arrived: the next try may say what is true by then.
            Delivery.objects.filter(pk=delivery.pk).update(rendered=None, rendered_sha256="")
        DeliveryAttempt.objects.create(
            delivery=delivery,
            n=delivery.attempts,
            started=started,
            ended=now,
            phase=reply.phase,
            outcome=reply.outcome,
            code=reply.code,
            enhanced_code=reply.enhanced_code(),
            text=kept(reply.text),
        )


def bury(delivery: Delivery, *, reason: Reason, error: str, now: datetime) -> int:
    """Lay a delivery aside for a person to decide about; returns 0 when it is not ours."""
    moved = change(
        _ours(delivery),
        State.DEAD,
        now=now,
        reason=reason,
        last_error=kept(error),
        lease_token=None,
        lease_until=None,
    )
    if moved:
        audit.record(
            "mail.undeliverable",
            by=None,
            at=now,
            subject=delivery,
            partnership_id=delivery.partnership_id,
            reason=str(reason),
            recipient=delivery.recipient_name,
        )
    return moved


def _ours(delivery: Delivery) -> DeliveryQuerySet:
    return Delivery.objects.filter(pk=delivery.pk, lease_token=delivery.lease_token)


def _sent(delivery: Delivery, reply: Reply, now: datetime) -> int:
    return _sending(connection.vendor).run(
        id=delivery.pk, token=delivery.lease_token, now=now, words=kept(reply.text)
    )


@cache
def _sending(_vendor: str) -> Statement:
    """The compare-and-set that notes a yes, written once."""
    now = given("now", "state_at")
    others = Q(state=State.HANDING) & ~Q(lease_token=given("token", "lease_token"))
    rows = Delivery.objects.filter(pk=given("id", "id"), state__in=origins(State.SENT))
    return update_of(
        rows.exclude(others),
        state=State.SENT,
        state_at=now,
        reason="",
        sent_at=now,
        relay_reply=given("words", "relay_reply"),
        last_error="",
        rendered=None,  # its hash stays; the text, with what it may open, is not ours to keep
        lease_token=None,
        lease_until=None,
    )


def _not_sent(delivery: Delivery, reply: Reply, now: datetime) -> int:
    if reply.outcome == Outcome.RELAY:
        faults = delivery.relay_faults + 1
        return _again(
            delivery,
            reply,
            now,
            wait=breaker_wait(faults),
            relay_faults=faults,
            attempts=F("attempts") - 1,
        )
    if reply.outcome == Outcome.IN_DOUBT:
        return _unclear(delivery, reply, now)
    if reply.outcome == Outcome.TRANSIENT and delivery.attempts < ATTEMPT_LIMIT:
        return _again(delivery, reply, now, wait=transient_wait(delivery.attempts))
    reason = reply.reason or DEAD_BECAUSE.get(reply.outcome, Reason.DEFERRED)
    if reason == Reason.ADDRESS:
        _suppress(delivery, reply, now)
    return bury(delivery, reason=reason, error=reply.text, now=now)


def _again(
    delivery: Delivery, reply: Reply, now: datetime, *, wait: timedelta, **fields: object
) -> int:
    return change(
        _ours(delivery),
        State.RETRY,
        now=now,
        not_before=now + wait,
        last_error=kept(reply.text),
        lease_token=None,
        lease_until=None,
        **fields,
    )


def _unclear(delivery: Delivery, reply: Reply, now: datetime) -> int:
    times = delivery.in_doubt + 1
    _ours(delivery).update(in_doubt=times)
    if times >= IN_DOUBT_LIMIT:
        return bury(delivery, reason=Reason.IN_DOUBT, error=reply.text, now=now)
    return _again(delivery, reply, now, wait=IN_DOUBT_WAIT)


def _suppress(delivery: Delivery, reply: Reply, now: datetime) -> None:
    """Never write to this address again, until a person says it is right."""
    Suppression.objects.get_or_create(
        address_norm=delivery.address_norm,
        scope=Suppression.EVERYTHING,
        defaults={
            "reason": Reason.ADDRESS,
            "evidence": kept(reply.text),
            "created_at": now,
        },
    )
