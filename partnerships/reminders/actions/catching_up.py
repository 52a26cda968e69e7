"""After an outage: what came late goes in one mail per person, and in their hours."""

from collections import defaultdict
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from accounts.models import User
from partnerships.outbox import actions as outbox
from partnerships.outbox.lifecycle import WAITING, State
from partnerships.outbox.models import Delivery
from partnerships.reminders.actions.planning import DIGEST_USEFUL, digest_letters
from partnerships.reminders.models import Notice
from partnerships.reminders.rules import CATCH_UP, House

#: A reminder that could not leave for so long is late.
LATE = timedelta(hours=1)

#: A single late mail goes by itself.
SEVERAL = 2


@transaction.atomic
def catch_up(*, now: datetime) -> int:
    """Collapse what is late, or came too late, into one mail for each person; return how many.

    Runs before each sending, so that after an outage nobody's mailbox is flooded, and nobody
    is written to at night because our mail server is back.
    """
    late: dict[int, list[Delivery]] = defaultdict(list)
    for delivery in _late(now):
        late[delivery.recipient_id].append(delivery)
    if not late:
        return 0
    house, collapsed = House(now), 0
    for user in User.objects.active().filter(pk__in=late):
        found, slot = late[user.pk], house.hours(user).next_slot(now)
        if len(found) >= SEVERAL or _missed(found, now):
            _collapse(found, user, slot, now)
            collapsed += 1
        elif slot < found[0].expires_at:
            outbox.postpone(keys=[found[0].dedupe_key], until=slot)
    return collapsed


def _late(now: datetime) -> list[Delivery]:
    """Reminders to us that never were in a sender's hand and should have left an hour ago."""
    carried = Notice.objects.open().unmailed()
    overdue = carried.filter(mail_at__lte=now - LATE, mail_at__gt=now - DIGEST_USEFUL)
    rows = Delivery.objects.filter(
        Q(state__in=WAITING, not_before__lte=now) | Q(state=State.EXPIRED),
        dedupe_key__in=overdue.values("mail_key"),
        handed_at__isnull=True,
    )
    return list(rows.exclude(dedupe_key__startswith=CATCH_UP).defer("rendered"))


def _missed(found: list[Delivery], now: datetime) -> bool:
    return any(delivery.expires_at <= now for delivery in found)


def _collapse(found: list[Delivery], user: User, slot: datetime, now: datetime) -> None:
    keys = [delivery.dedupe_key for delivery in found]
    key = f"{CATCH_UP}:{user.pk}:{now:%Y%m%dT%H%M}"
    outbox.cancel(keys=keys, reason="collapsed", now=now)
    Notice.objects.unmailed().filter(mail_key__in=keys).update(mail_key=key, mail_at=slot)
    outbox.bulk_enqueue(digest_letters([(key, slot, user)]), now=now)
