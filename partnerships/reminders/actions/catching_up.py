"""After an outage: what came late goes in one mail per person, and in their hours."""

from collections import defaultdict
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, Min, OuterRef, Q

from accounts.models import User
from partnerships.outbox import actions as outbox
from partnerships.outbox.lifecycle import WAITING, Reason, State
from partnerships.outbox.models import Delivery
from partnerships.reminders.actions.planning import digest_letters
from partnerships.reminders.models import Notice
from partnerships.reminders.rules import CATCH_UP, DIGEST_USEFUL, House

#: A reminder that could not leave for so long is late.
LATE = timedelta(hours=1)

#: A single late mail goes by itself.
SEVERAL = 2


@transaction.atomic
def catch_up(*, now: datetime) -> int:
    """Collapse what is late, or came too late, into one mail for each person; return how many.

    Runs before each sending, so that after an outage nobody's mailbox is flooded, and nobody
    is written to at night because our mail server is back. What carries late things already
    waits for their hours as they do.
    """
    late: dict[int, list[Delivery]] = defaultdict(list)
    for delivery in _late(now):
        late[delivery.recipient_id].append(delivery)
    if not late:
        return 0
    house, needed_by, collapsed = House(now), _needed_by(now), 0
    for user in User.objects.active().filter(pk__in=late):
        slot = house.hours(user).next_slot(now)
        # What would be of no use by then leaves now, whatever the hour.
        found = [
            mail
            for mail in late[user.pk]
            if not now < needed_by.get(mail.dedupe_key, mail.expires_at) <= slot
        ]
        waiting = _waiting_for(user)
        loose = [mail for mail in found if mail != waiting and not _is_tried(mail)]
        if loose and (waiting or len(loose) >= SEVERAL or _missed(loose, now)):
            _collapse(loose, waiting, user, slot, now)
            collapsed += 1
        if slot > now:
            outbox.postpone(keys=[mail.dedupe_key for mail in found], until=slot)
    return collapsed


def _late(now: datetime) -> list[Delivery]:
    """Reminders to us that should have left an hour ago, or with what was late, and did not.

    They never were in a sender's hand, or were refused for now: so far, or until they were of
    no use.
    """
    since = now - DIGEST_USEFUL
    carried = Notice.objects.open().unmailed().filter(mail_at__gt=since, mail_at__lte=now)
    overdue = carried.filter(Q(mail_at__lte=now - LATE) | Q(mail_key__startswith=CATCH_UP))
    rows = Delivery.objects.defer("rendered")
    never = rows.filter(
        Q(state__in=WAITING, not_before__lte=now) | Q(state=State.EXPIRED),
        dedupe_key__in=overdue.values("mail_key"),
        handed_at__isnull=True,
    )
    untold = Notice.objects.open().filter(mail_key=OuterRef("dedupe_key"))
    refused = rows.filter(
        Exists(untold), state=State.EXPIRED, state_at__gt=since, handed_at__isnull=False
    )
    again = Delivery.objects.due(now).defer("rendered")
    tried = again.filter(Exists(untold), handed_at__isnull=False, due_at__lte=now - LATE)
    return [*never, *refused.filter(in_doubt=0), *tried]


def _needed_by(now: datetime) -> dict[str, datetime]:
    """Until when the mails that carry something late have to leave, for the first of it."""
    due = Delivery.objects.due(now).values("dedupe_key")
    carried = Notice.objects.open().filter(mail_key__in=due, expires_at__gt=now)
    rows = carried.filter(snoozed_until__isnull=True).order_by().values_list("mail_key")
    return dict(rows.annotate(Min("expires_at")))


def _is_tried(mail: Delivery) -> bool:
    """Whether its next try is to come: it goes by itself."""
    return mail.handed_at is not None and mail.state in WAITING


def _missed(found: list[Delivery], now: datetime) -> bool:
    return any(delivery.expires_at <= now for delivery in found)


def _waiting_for(user: User) -> Delivery | None:
    """The catch-up mail of a person that waits already, if there is one."""
    mine = Delivery.objects.waiting().filter(dedupe_key__startswith=f"{CATCH_UP}:{user.pk}:")
    return mine.filter(handed_at__isnull=True).first()


def _collapse(
    found: list[Delivery], waiting: Delivery | None, user: User, slot: datetime, now: datetime
) -> None:
    """Give what these carry to one mail: to the one that waits already, if there is one."""
    key = waiting.dedupe_key if waiting else f"{CATCH_UP}:{user.pk}:{now:%Y%m%dT%H%M}"
    keys = [delivery.dedupe_key for delivery in found]
    refused = [delivery.dedupe_key for delivery in found if delivery.handed_at]
    free = Q(mailed_at__isnull=True) | Q(mail_key__in=refused)
    Notice.objects.filter(free, mail_key__in=keys).update(
        mail_key=key, mail_at=slot, mailed_at=None
    )
    outbox.cancel(keys=keys, reason=Reason.COLLAPSED, now=now)
    outbox.bulk_enqueue(digest_letters([(key, slot, user)]), now=now)
