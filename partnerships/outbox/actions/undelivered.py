"""What a person decides about mail that could not be delivered."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from audit import actions as audit
from common.errors import DomainError
from partnerships.outbox.actions.queue import change, ring_after_commit
from partnerships.outbox.lifecycle import Reason, State
from partnerships.outbox.models import Delivery, Suppression

GRACE = timedelta(days=1)  # a mail that a person sends on its way again has at least so long


class NotUndelivered(DomainError):
    """Somebody has decided about this mail already."""

    def __init__(self) -> None:
        super().__init__(_("Somebody has decided about this mail already. Load the page again."))


@transaction.atomic
def retry_dead(delivery: Delivery, *, by: User, now: datetime) -> Delivery:
    """Try again, at once, with the same Message-ID. Raises NotUndelivered.

    Whoever tries an address again that did not exist says that it is right.
    """
    _decide(
        delivery,
        State.PENDING,
        now=now,
        reason="",
        not_before=now,
        expires_at=max(delivery.expires_at, now + GRACE),
        attempts=0,
        in_doubt=0,
    )
    Suppression.objects.filter(
        address_norm=delivery.address_norm,
        scope=Suppression.EVERYTHING,
        reason=Reason.ADDRESS,
    ).delete()
    _record("mail.tried_again", delivery, by, now)
    ring_after_commit()
    return delivery


@transaction.atomic
def give_up(delivery: Delivery, *, by: User, now: datetime) -> Delivery:
    """Lay the mail aside for good; no plan brings it back. Raises NotUndelivered."""
    _decide(delivery, State.CANCELLED, now=now, reason=Reason.GIVEN_UP)
    _record("mail.given_up", delivery, by, now)
    return delivery


def _decide(delivery: Delivery, to: State, *, now: datetime, **fields: object) -> None:
    rows = Delivery.objects.filter(pk=delivery.pk, state=State.DEAD)
    if not change(rows, to, now=now, **fields):
        raise NotUndelivered
    delivery.refresh_from_db()


def _record(verb: str, delivery: Delivery, by: User, now: datetime) -> None:
    audit.record(
        verb,
        by=by,
        at=now,
        subject=delivery,
        partnership_id=delivery.partnership_id,
        recipient=delivery.recipient_name,
    )
