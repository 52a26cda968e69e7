"""After an outage: what came late goes in one mail per person, not one by one."""

from collections import defaultdict
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from partnerships.outbox import actions as outbox
from partnerships.outbox.lifecycle import Origin, RecipientKind, State
from partnerships.outbox.models import Delivery
from partnerships.reminders.actions.planning import digest_letters
from partnerships.reminders.models import Notice
from partnerships.reminders.rules import CATCH_UP, REMINDERS

#: A reminder that could not leave for so long is late.
LATE = timedelta(hours=1)

#: What was missed longer ago is no news.
MISSED = timedelta(days=2)

#: A single late reminder goes by itself.
SEVERAL = 2


@transaction.atomic
def catch_up(*, now: datetime) -> int:
    """Collapse what is late, or came too late, into one mail for each person; return how many.

    Runs before each sending, so that after an outage nobody's mailbox is flooded.
    """
    late: dict[int, list[Delivery]] = defaultdict(list)
    for delivery in _late(now):
        late[delivery.recipient_id].append(delivery)
    several = [found for found in late.values() if len(found) >= SEVERAL or _missed(found, now)]
    for found in several:
        _collapse(found, now)
    return len(several)


def _late(now: datetime) -> list[Delivery]:
    """Reminders to us that never were in a sender's hand and should have left an hour ago."""
    waiting = Q(state__in=[State.PENDING, State.RETRY], due_at__lte=now - LATE)
    missed = Q(state=State.EXPIRED, state_at__gt=now - MISSED)
    rows = Delivery.objects.filter(
        waiting | missed,
        origin=Origin.REMINDER,
        recipient_kind=RecipientKind.USER,
        kind__in=REMINDERS,
        handed_at__isnull=True,
        due_at__gt=now - MISSED,
    )
    carried = Notice.objects.filter(
        mail_key__in=rows.values("dedupe_key"), mailed_at__isnull=True, over_at__isnull=True
    )
    keys = set(carried.values_list("mail_key", flat=True))
    return [row for row in rows.defer("rendered") if row.dedupe_key in keys]


def _missed(found: list[Delivery], now: datetime) -> bool:
    return any(delivery.expires_at <= now for delivery in found)


def _collapse(found: list[Delivery], now: datetime) -> None:
    keys = [delivery.dedupe_key for delivery in found]
    notices = Notice.objects.filter(mail_key__in=keys).select_related("user")
    user = notices[0].user
    key = f"{CATCH_UP}:{user.pk}:{now:%Y%m%d}"
    outbox.cancel(keys=keys, reason="collapsed", now=now)
    Notice.objects.filter(mail_key__in=keys).update(mail_key=key, mail_at=now)
    outbox.bulk_enqueue(digest_letters([(key, now, user)]), now=now)
