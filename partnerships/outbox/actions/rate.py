"""Not more mail to one domain in a minute than the settings allow, whoever sends it."""

from collections import Counter
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction

from partnerships.outbox.actions.leases import give_back
from partnerships.outbox.models import Delivery, DomainRate

MINUTE = timedelta(minutes=1)


def within_rate(rows: list[Delivery], *, token: UUID, now: datetime) -> list[Delivery]:
    """Return those of a batch that may leave in this minute; the others wait for the next one.

    What is counted for a row that then is not tried stays counted: rather too few than too many.
    """
    if not settings.MAIL_PER_DOMAIN_PER_MINUTE:
        return rows
    minute = now.replace(second=0, microsecond=0)
    wanted = Counter(_domain(row) for row in rows)
    left = {domain: _take(domain, number, minute) for domain, number in sorted(wanted.items())}
    passing, over = list[Delivery](), list[int]()
    for row in rows:
        domain = _domain(row)
        if left[domain]:
            left[domain] -= 1
            passing.append(row)
        else:
            over.append(row.pk)
    waiting = Delivery.objects.held(token).filter(pk__in=over)
    give_back(waiting, now=now, not_before=minute + MINUTE)
    return passing


def _domain(row: Delivery) -> str:
    return row.address_norm.rpartition("@")[2]


@transaction.atomic
def _take(domain: str, wanted: int, minute: datetime) -> int:
    """Return how many of those wanted still fit into the minute, and count them."""
    rate, _new = DomainRate.objects.select_for_update().get_or_create(
        pk=domain, defaults={"minute": minute}
    )
    if rate.minute < minute:
        rate.minute, rate.used = minute, 0
    granted = max(0, min(wanted, settings.MAIL_PER_DOMAIN_PER_MINUTE - rate.used))
    rate.used += granted
    rate.save()
    return granted
