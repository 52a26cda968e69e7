"""Queue the emails that carry notices: one alone, or a digest."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from django.db.models import Model

from partnerships.outbox import actions as outbox
from partnerships.outbox.rules import Letter
from partnerships.reminders.lifecycle import DIGEST
from partnerships.reminders.models import Digest, Notice
from partnerships.reminders.rules import (
    DIGEST_USEFUL,
    REMINDERS,
    Span,
    recipient_of,
)


def goes_alone(notice: Notice) -> bool:
    """Whether a mail of its own is still to carry it."""
    return notice.is_alone() and notice.mailed_at is None


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
    waiting = Notice.objects.open().unmailed().filter(digest__isnull=False)
    within = waiting.filter(mail_at__gt=now - DIGEST_USEFUL, mail_at__lte=span.until)
    digests = Digest.objects.filter(pk__in=within.values("digest")).select_related("user")
    outbox.bulk_enqueue(digest_letters(digests), now=now)


def digest_letters(digests: Iterable[Digest]) -> Iterator[Letter]:
    """The mails that carry several notices each."""
    for digest in digests:
        yield Letter(
            kind=DIGEST,
            dedupe_key=str(digest),
            recipient=recipient_of(digest.user),
            subject=digest,
            not_before=digest.slot,
            expires_at=digest.slot + DIGEST_USEFUL,
            category=DIGEST,
        )
