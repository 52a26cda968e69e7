"""Mail that came back: what it means for the address."""

import logging
from datetime import datetime

from django.db import transaction
from django.db.models.functions import Coalesce

from audit import actions as audit
from common.text import clean_line, normal_address
from partnerships.outbox.actions.suppressions import suppress
from partnerships.outbox.lifecycle import BounceKind, Reason
from partnerships.outbox.models import Bounce, Delivery, Suppression
from partnerships.outbox.rules import (
    BOUNCE_AGE,
    PERMANENT_CLASS,
    SOFT_LIMIT,
    SOFT_WINDOW,
    kept,
)

log = logging.getLogger(__name__)
#: Kinds that end mail of this kind only, and why.
UNWANTED: dict[str, Reason] = {
    BounceKind.COMPLAINT: Reason.COMPLAINT,
    BounceKind.STOPPED: Reason.STOPPED,
}


@transaction.atomic
def take_bounce(
    *,
    event_id: str,
    message_id: str,
    address: str,
    kind: BounceKind,
    code: str,
    text: str,
    at: datetime,
    now: datetime,
) -> Bounce | None:
    """Note that a mail came back; the same `event_id` a second time changes nothing.

    Returns None for what is not about a mail of ours of the last seven days: no one but its
    recipient can know a Message-ID. An empty `address` is the one we wrote to.
    """
    delivery = _delivery(message_id, address, now)
    if delivery is None:
        log.info("A bounce was ignored: it is about no mail we sent there lately.")
        return None
    bounce, is_new = Bounce.objects.get_or_create(
        event_id=event_id,
        defaults={
            "delivery": delivery,
            "kind": kind,
            "code": code,
            "text": kept(clean_line(text)),
            "at": min(at, now),
        },
    )
    if is_new:
        _draw_conclusions(bounce, now)
        audit.record(
            "mail.bounced",
            by=None,
            at=now,
            subject=delivery,
            partnership_id=delivery.partnership_id,
            recipient=delivery.recipient_name,
            bounce=str(kind),
        )
    return bounce


def _delivery(message_id: str, address: str, now: datetime) -> Delivery | None:
    left = Delivery.objects.annotate(left_at=Coalesce("sent_at", "handed_at")).defer("rendered")
    row = left.filter(message_id=message_id, left_at__gte=now - BOUNCE_AGE).first()
    if row is None:
        return None
    return row if normal_address(address) in {"", normal_address(row.address_norm)} else None


def _draw_conclusions(bounce: Bounce, now: datetime) -> None:
    delivery = bounce.delivery
    if bounce.kind in UNWANTED:
        scope = delivery.category or delivery.kind
        _suppress(bounce, scope=scope, reason=UNWANTED[bounce.kind], now=now)
    elif bounce.kind == BounceKind.HARD or _came_back_often(bounce, now):
        _suppress(bounce, scope=Suppression.EVERYTHING, reason=Reason.BOUNCED, now=now)


def _came_back_often(bounce: Bounce, now: datetime) -> bool:
    lately = Bounce.objects.filter(
        delivery__address_norm=bounce.delivery.address_norm,
        kind=BounceKind.SOFT,
        code__startswith=PERMANENT_CLASS,
        at__gte=now - SOFT_WINDOW,
    )
    return bounce.code.startswith(PERMANENT_CLASS) and lately.count() >= SOFT_LIMIT


def _suppress(bounce: Bounce, *, scope: str, reason: Reason, now: datetime) -> None:
    address = bounce.delivery.address_norm
    suppress(address=address, scope=scope, reason=reason, evidence=bounce.text, now=now)
