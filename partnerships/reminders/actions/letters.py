"""The mails that carry notices: one alone, or a digest with several."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from django.db.models import Model, Q

from accounts.models import User
from partnerships.outbox import actions as outbox
from partnerships.outbox.rules import Letter
from partnerships.reminders.models import Notice
from partnerships.reminders.rules import (
    CATCH_UP,
    DIGEST,
    DIGEST_KIND,
    DIGEST_USEFUL,
    REMINDERS,
    Span,
    recipient_of,
)


def goes_alone(notice: Notice) -> bool:
    """Whether a mail of its own is still to carry it."""
    return notice.mail_key == notice.key and notice.mailed_at is None


def letter_of(notice: Notice, row: Model) -> Letter:
    """The mail that carries one notice alone."""
    return Letter(
        kind=notice.kind,
        dedupe_key=notice.key,
        recipient=recipient_of(notice.user),
        subject=row,
        not_before=notice.mail_at or notice.due_at,
        expires_at=notice.expires_at,
        partnership_id=notice.partnership_id,
        anchor_at=notice.anchor_at,
        category=REMINDERS[notice.kind].category,
    )


def queue_digests(span: Span, now: datetime) -> None:
    """Queue a mail for every digest that still has something to carry.

    That of a catch-up was there before, and may have been taken out while nothing of it held.
    """
    waiting = (
        Notice.objects.open()
        .unmailed()
        .filter(mail_at__gt=now - DIGEST_USEFUL, mail_at__lte=span.until)
    )
    digests = (
        waiting.filter(
            Q(mail_key__startswith=f"{DIGEST}:") | Q(mail_key__startswith=f"{CATCH_UP}:")
        )
        .values_list("mail_key", "mail_at", "user_id")
        .order_by()
        .distinct()
    )
    found = list(digests)
    users = User.objects.in_bulk({user for _key, _at, user in found})
    letters = digest_letters((key, at, users[user]) for key, at, user in found if at)
    outbox.bulk_enqueue(letters, now=now)


def digest_letters(
    digests: Iterable[tuple[str, datetime, User]],
) -> Iterator[Letter]:
    """The mails that carry several notices each: key, moment, and whose."""
    for key, at, user in digests:
        yield Letter(
            kind=DIGEST_KIND,
            dedupe_key=key,
            recipient=recipient_of(user),
            subject=user,
            not_before=at,
            expires_at=at + DIGEST_USEFUL,
            category=DIGEST_KIND,
        )
