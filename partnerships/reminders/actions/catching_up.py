"""After an outage: what came late goes in one mail per person, and in their hours."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db import transaction
from django.db.models import Exists, Min, OuterRef, Q

from accounts.models import User
from partnerships.outbox import actions as outbox
from partnerships.outbox.lifecycle import WAITING, Reason, State
from partnerships.outbox.models import Delivery, DeliveryQuerySet
from partnerships.reminders.actions.letters import digest_letters
from partnerships.reminders.actions.planning import BACK
from partnerships.reminders.models import Notice
from partnerships.reminders.rules import CATCH_UP, DIGEST_USEFUL, House

#: A reminder that could not leave for so long is late.
LATE = timedelta(hours=1)

#: A single late mail goes by itself.
SEVERAL = 2


def catch_up(*, now: datetime) -> int:
    """Collapse what is late, or came too late, into one mail for each person; return how many.

    Runs before each sending, so that after an outage nobody's mailbox is flooded, and nobody
    is written to at night because our mail server is back. What carries late things already
    waits for their hours as they do.
    """
    late = {pk for rows in _late(now) for pk in rows.values_list("recipient_id", flat=True)}
    house, people = House(now), User.objects.active().filter(pk__in=late)
    return sum(_catch_up(user, house, now) for user in people)


@transaction.atomic
def _catch_up(user: User, house: House, now: datetime) -> bool:
    """Put into one mail what is late for one person; returns whether there is one now.

    The person stays locked, so that of two ticks at once the second finds what the first did.
    """
    User.objects.select_for_update(no_key=True).get(pk=user.pk)
    late = [
        _Mail(*mail)
        for rows in _late(now)
        for mail in rows.filter(recipient_id=user.pk).values_list(*_Mail._fields)
    ]
    slot, needed_by = house.hours(user).next_slot(now), _needed_by(user, now)
    # What would be of no use by then leaves now, whatever the hour.
    found = [
        mail for mail in late if not now < needed_by.get(mail.dedupe_key, mail.expires_at) <= slot
    ]
    waiting = _waiting_for(user, slot)
    loose = [mail for mail in found if mail.dedupe_key != waiting and not mail.is_tried()]
    collapses = bool(loose) and (
        waiting != "" or len(loose) >= SEVERAL or any(mail.expires_at <= now for mail in loose)
    )
    if collapses:
        _collapse(loose, waiting, user, slot, now)
    if slot > now:
        outbox.postpone(keys=[mail.dedupe_key for mail in found], until=slot)
    return collapses


class _Mail(NamedTuple):
    """What is asked of a late mail; a hundred thousand of them shall fit into memory."""

    dedupe_key: str
    state: str
    expires_at: datetime
    handed_at: datetime | None

    def is_tried(self) -> bool:
        """Whether its next try is to come: it goes by itself."""
        return self.handed_at is not None and self.state in WAITING


def _late(now: datetime) -> Iterator[DeliveryQuerySet]:
    """Reminders to us that should have left an hour ago, or with what was late, and did not.

    They never were in a sender's hand, or were refused for now: so far, or until they were of
    no use.
    """
    since = now - DIGEST_USEFUL
    carried = Notice.objects.open().unmailed().filter(mail_at__gt=now - BACK, mail_at__lte=now)
    overdue = carried.filter(Q(mail_at__lte=now - LATE) | Q(mail_key__startswith=CATCH_UP))
    never = Delivery.objects.filter(handed_at__isnull=True)
    yield never.filter(
        state__in=WAITING, not_before__lte=now, dedupe_key__in=overdue.values("mail_key")
    )
    missed = overdue.filter(mail_at__gt=since)
    yield never.filter(state=State.EXPIRED, dedupe_key__in=missed.values("mail_key"))
    untold = Exists(Notice.objects.open().filter(mail_key=OuterRef("dedupe_key")))
    expired = Delivery.objects.filter(untold, state=State.EXPIRED, state_at__gt=since)
    yield expired.filter(handed_at__isnull=False, in_doubt=0)
    yield Delivery.objects.due(now).filter(untold, handed_at__isnull=False, due_at__lte=now - LATE)


def _needed_by(user: User, now: datetime) -> dict[str, datetime]:
    """Until when the mails that carry something late have to leave, for the first of it."""
    due = Delivery.objects.due(now).filter(recipient_id=user.pk).values("dedupe_key")
    carried = Notice.objects.open().filter(user=user, mail_key__in=due, expires_at__gt=now)
    rows = carried.filter(snoozed_until__isnull=True).order_by().values_list("mail_key")
    return dict(rows.annotate(Min("expires_at")))


def _waiting_for(user: User, slot: datetime) -> str:
    """The key of a person's catch-up mail that waits already, and not beyond their next hours."""
    mine = Delivery.objects.waiting().filter(dedupe_key__startswith=f"{CATCH_UP}:{user.pk}:")
    keys = mine.filter(handed_at__isnull=True, not_before__lte=slot).values_list(
        "dedupe_key", flat=True
    )
    return keys.first() or ""


def _next_key(user: User) -> str:
    """The catch-up mails of a person are numbered; the person is locked."""
    begins = f"{CATCH_UP}:{user.pk}:"
    mine = Delivery.objects.filter(subject_type="user", subject_id=user.pk)
    return f"{begins}{mine.filter(dedupe_key__startswith=begins).count() + 1}"


def _collapse(found: list[_Mail], waiting: str, user: User, slot: datetime, now: datetime) -> None:
    """Give what these carry to one mail: to the one that waits already, if there is one."""
    key = waiting or _next_key(user)
    keys = [mail.dedupe_key for mail in found]
    refused = [mail.dedupe_key for mail in found if mail.handed_at]
    free = Q(mailed_at__isnull=True) | Q(mail_key__in=refused)
    Notice.objects.filter(free, mail_key__in=keys).update(
        mail_key=key, mail_at=slot, mailed_at=None
    )
    outbox.cancel(keys=keys, reason=Reason.COLLAPSED, now=now)
    outbox.bulk_enqueue(digest_letters([(key, slot, user)]), now=now)
