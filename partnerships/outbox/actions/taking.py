"""The one statement by which a mail is taken to be handed over, if nothing forbids it."""

import hashlib
from datetime import datetime
from functools import cache

from django.db import connection
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Lower
from django.db.models.lookups import Exact

from accounts.models import User
from partnerships.outbox.actions.prepared import Statement, given, update_of
from partnerships.outbox.lifecycle import RecipientKind, State
from partnerships.outbox.models import Delivery, Suppression
from partnerships.outbox.rules import LEASE


def take(delivery: Delivery, message: bytes, now: datetime) -> int:
    """Begin to hand a mail over; 0 if it is not ours any more, too late, or forbidden."""
    to_user = delivery.recipient_kind == RecipientKind.USER
    return _taking(connection.vendor, to_user=to_user).run(
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
def _taking(_vendor: str, *, to_user: bool) -> Statement:
    """The compare-and-set that takes a row, with all that may forbid it in its condition."""
    now, address = given("now", "state_at"), OuterRef("address_norm")
    rows = Delivery.objects.filter(
        ~Exists(Suppression.objects.of(address, given("scope", "category"), now)),
        pk=given("id", "id"),
        lease_token=given("token", "lease_token"),
        state=State.CLAIMED,
        expires_at__gt=now,
    )
    if to_user:
        has_this = Q(Exact(Lower("email"), address))
        rows = rows.filter(
            Exists(User.objects.active().filter(has_this, pk=OuterRef("recipient_id")))
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
