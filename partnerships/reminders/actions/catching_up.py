"""After an outage: what came late goes in one mail per person, and in their hours."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from accounts.models import User
from partnerships.outbox import actions as outbox
from partnerships.outbox.lifecycle import WAITING, Reason, State
from partnerships.outbox.models import Delivery, DeliveryQuerySet
from partnerships.reminders.actions.digest_slots import next_catch_up
from partnerships.reminders.actions.planning import BACK
from partnerships.reminders.actions.queueing import digest_letters
from partnerships.reminders.lifecycle import DIGEST, DigestKind
from partnerships.reminders.models import Digest, Notice, NoticeQuerySet
from partnerships.reminders.rules import DIGEST_USEFUL, Team

#: A reminder that could not leave for so long is late.
LATE = timedelta(hours=1)

#: A single late mail goes by itself.
SEVERAL = 2


def catch_up(*, now: datetime) -> int:
    """Collapse what is late, or came too late, into one mail for each person; return how many.

    Runs before each sending, so that after an outage no one's mailbox is flooded, and no one
    is written to at night because our mail server is back. What carries late things already
    waits for their hours as they do.
    """
    late = {pk for rows in _late(now) for pk in rows.values_list("recipient_id", flat=True)}
    team, people = Team(now), User.objects.active().filter(pk__in=late)
    return sum(_catch_up(user, team, now) for user in people)


@transaction.atomic
def _catch_up(user: User, team: Team, now: datetime) -> bool:
    """Put into one mail what is late for one person; returns whether there is one now.

    The person stays locked, so that of two ticks at once the second finds what the first did.
    """
    User.objects.select_for_update(no_key=True).get(pk=user.pk)
    late = [
        _Mail(*mail)
        for rows in _late(now)
        for mail in rows.filter(recipient_id=user.pk).values_list(*_Mail._fields)
    ]
    slot, needed_by = team.hours(user).next_slot(now), _needed_by(user, now)
    # What would be of no use by then leaves now, whatever the hour.
    found = [
        mail for mail in late if not now < needed_by.get(mail.name(), mail.expires_at) <= slot
    ]
    waiting = _waiting_for(user, slot)
    loose = [mail for mail in found if not mail.carries(waiting) and not mail.is_tried()]
    collapses = bool(loose) and (
        waiting is not None
        or len(loose) >= SEVERAL
        or any(mail.expires_at <= now for mail in loose)
    )
    if collapses:
        _collapse(loose, waiting or next_catch_up(user, slot), now)
    if slot > now:
        outbox.postpone(keys=[mail.dedupe_key for mail in found], until=slot)
    return collapses


class _Mail(NamedTuple):
    """What is asked of a late mail; a hundred thousand of them shall fit into memory."""

    dedupe_key: str
    subject_type: str
    subject_id: int
    state: str
    expires_at: datetime
    handed_at: datetime | None

    def name(self) -> str | int:
        """The digest it carries, or the key of the one notice."""
        return self.subject_id if self.subject_type == DIGEST else self.dedupe_key

    def carries(self, digest: Digest | None) -> bool:
        return digest is not None and self.name() == digest.pk

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
    overdue = carried.filter(Q(mail_at__lte=now - LATE) | Q(digest__kind=DigestKind.CATCH_UP))
    never = Delivery.objects.filter(handed_at__isnull=True)
    yield never.filter(_carry(overdue), state__in=WAITING, not_before__lte=now)
    missed = overdue.filter(mail_at__gt=since)
    yield never.filter(_carry(missed), state=State.EXPIRED, state_at__gt=since)
    untold = _carry(Notice.objects.open())
    expired = Delivery.objects.filter(untold, state=State.EXPIRED, state_at__gt=since)
    yield expired.filter(handed_at__isnull=False, in_doubt=0)
    yield Delivery.objects.due(now).filter(untold, handed_at__isnull=False, due_at__lte=now - LATE)


def _carry(notices: NoticeQuerySet) -> Q:
    """The mails that carry one of these notices alone, or with a digest."""
    alone = notices.alone().filter(key=OuterRef("dedupe_key"))
    together = notices.filter(digest=OuterRef("subject_id"))
    return Q(Exists(alone)) | Q(Exists(together), subject_type=DIGEST)


def _needed_by(user: User, now: datetime) -> dict[str | int, datetime]:
    """Until when the mails of a person have to leave, for the first of what they carry."""
    due = Notice.objects.open().filter(user=user, mail_at__lte=now, expires_at__gt=now)
    rows = due.filter(snoozed_until__isnull=True).order_by("-expires_at")
    return {
        digest or key: expires_at  # of several the last, which is the first to end
        for digest, key, expires_at in rows.values_list("digest", "key", "expires_at")
    }


def _waiting_for(user: User, slot: datetime) -> Digest | None:
    """A person's catch-up mail that waits already, and not beyond their next hours."""
    waits = Delivery.objects.waiting().filter(
        subject_type=DIGEST,
        subject_id=OuterRef("pk"),
        handed_at__isnull=True,
        not_before__lte=slot,
    )
    mine = Digest.objects.filter(Exists(waits), user=user, kind=DigestKind.CATCH_UP)
    return mine.order_by("pk").first()


def _collapse(found: list[_Mail], digest: Digest, now: datetime) -> None:
    """Give what these carry to one digest."""
    for refused in (False, True):
        mails = [mail for mail in found if bool(mail.handed_at) is refused]
        carried = Notice.objects.carried_by(
            alone=[mail.dedupe_key for mail in mails if mail.subject_type != DIGEST],
            digests=[mail.subject_id for mail in mails if mail.subject_type == DIGEST],
        )
        free = carried if refused else carried.unmailed()
        free.update(digest=digest, mail_at=digest.slot, mailed_at=None)
    keys = [mail.dedupe_key for mail in found]
    outbox.cancel(keys=keys, reason=Reason.COLLAPSED, now=now)
    outbox.bulk_enqueue(digest_letters([digest]), now=now)
