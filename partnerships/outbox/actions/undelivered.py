"""What a person decides about mail that could not be delivered."""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.db.models.functions import Greatest
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from audit import actions as audit
from common.errors import DomainError
from partnerships.outbox.actions.queue import change, ring_after_commit
from partnerships.outbox.lifecycle import Reason, State
from partnerships.outbox.models import Delivery, DeliveryQuerySet, IsIn, Suppression

BULK_LIMIT = 10_000  # rows decided about with one click
BULK_STEP = 500
GRACE = timedelta(days=1)  # a mail that a person sends on its way again has at least so long


@transaction.atomic
def retry_dead(delivery: Delivery, *, by: User, now: datetime) -> Delivery:
    """Try again, at once, with the same Message-ID. Raises `not_undelivered`.

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
    _addresses_are_right({delivery.address_norm})
    _record("mail.tried_again", delivery, by, now)
    ring_after_commit()
    return delivery


@transaction.atomic
def give_up(delivery: Delivery, *, by: User, now: datetime) -> Delivery:
    """Lay the mail aside for good; no plan brings it back. Raises `not_undelivered`."""
    _decide(delivery, State.CANCELLED, now=now, reason=Reason.GIVEN_UP)
    _record("mail.given_up", delivery, by, now)
    return delivery


def retry_all_dead(*, rows: QuerySet[Delivery], by: User, now: datetime) -> int:
    """Do for many rows what `retry_dead` does for one; see `_in_steps`."""
    number = _in_steps(rows, lambda step: _retry_step(step, by, now))
    ring_after_commit()
    return number


def give_up_all(*, rows: QuerySet[Delivery], by: User, now: datetime) -> int:
    """Do for many rows what `give_up` does for one; see `_in_steps`."""
    return _in_steps(rows, lambda step: _give_up_step(step, by, now))


def _in_steps(rows: QuerySet[Delivery], decide: Callable[[DeliveryQuerySet], int]) -> int:
    """Decide about at most so many dead rows, each few hundred of them in one transaction.

    Returns how many; rows that someone else decided about meanwhile are left alone.
    """
    found = list(
        rows.filter(IsIn("state", [State.DEAD]))
        .order_by("pk")
        .values_list("pk", flat=True)[:BULK_LIMIT]
    )
    steps = (found[start : start + BULK_STEP] for start in range(0, len(found), BULK_STEP))
    return sum(decide(Delivery.objects.filter(pk__in=step)) for step in steps)


@transaction.atomic
def _retry_step(step: DeliveryQuerySet, by: User, now: datetime) -> int:
    mine = _locked(step)
    change(
        step.filter(pk__in=[delivery.pk for delivery in mine]),
        State.PENDING,
        now=now,
        reason="",
        not_before=now,
        expires_at=Greatest("expires_at", now + GRACE),
        attempts=0,
        in_doubt=0,
    )
    _addresses_are_right({delivery.address_norm for delivery in mine})
    for delivery in mine:
        _record("mail.tried_again", delivery, by, now)
    return len(mine)


@transaction.atomic
def _give_up_step(step: DeliveryQuerySet, by: User, now: datetime) -> int:
    mine = _locked(step)
    given_up = step.filter(pk__in=[delivery.pk for delivery in mine])
    change(given_up, State.CANCELLED, now=now, reason=Reason.GIVEN_UP)
    for delivery in mine:
        _record("mail.given_up", delivery, by, now)
    return len(mine)


def _locked(step: DeliveryQuerySet) -> list[Delivery]:
    return list(step.dead().select_for_update().order_by("pk").defer("rendered"))


def _addresses_are_right(addresses: set[str]) -> None:
    Suppression.objects.filter(
        address_norm__in=addresses, scope=Suppression.EVERYTHING, reason=Reason.ADDRESS
    ).delete()


def _decide(delivery: Delivery, to: State, *, now: datetime, **fields: object) -> None:
    rows = Delivery.objects.filter(pk=delivery.pk, state=State.DEAD)
    if not change(rows, to, now=now, **fields):
        raise DomainError(
            _("Someone has already decided about this email. Reload the page."),
            code="not_undelivered",
        )
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
