"""One mail that is due, and what a kind of reminder has to say to make it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Model, QuerySet
from django.utils.functional import Promise

from accounts.models import User
from partnerships.outbox.models import Delivery
from partnerships.outbox.rules import Letter, Recipient
from partnerships.relationships.models import Partnership


@dataclass(frozen=True)
class Occurrence:
    """One mail that is due: when, until when it is useful, and what it is about."""

    recipient: User
    due_at: datetime
    expires_at: datetime
    anchor_at: datetime


@dataclass(frozen=True)
class Reminder:
    """One kind of reminder.

    ``rows`` are those that can be due between two instants; ``occurrences`` of a row lie between
    them too. ``heading`` and ``reason`` are its words.
    """

    code: str
    heading: str | Promise
    reason: str | Promise
    rows: Callable[[datetime, datetime], QuerySet[Any]]
    occurrences: Callable[[Any, datetime, datetime], Iterator[Occurrence]]
    partnership: Callable[[Any], Partnership | None]

    def letters(self, row: Model, since: datetime, until: datetime) -> Iterator[Letter]:
        """The mails of one row that fall due between two instants."""
        partnership = self.partnership(row)
        for found in self.occurrences(row, since, until):
            if since <= found.due_at <= until:
                yield Letter(
                    kind=self.code,
                    dedupe_key=self.key(row, found),
                    recipient=recipient_of(found.recipient),
                    subject=row,
                    not_before=found.due_at,
                    expires_at=found.expires_at,
                    partnership_id=partnership.pk if partnership else None,
                    anchor_at=found.anchor_at,
                    category=self.code,
                )

    def key(self, row: Model, found: Occurrence) -> str:
        """The name of this very mail; two plans that mean the same give the same name."""
        minute = f"{found.due_at:%Y%m%dT%H%M}"
        anchor = f"{found.anchor_at:%Y%m%dT%H%M}"
        return f"rem:{self.code}:{row.pk}:{anchor}:{minute}:u{found.recipient.pk}:mail"

    def why_untrue(self, delivery: Delivery, _now: datetime) -> str:
        """Read the row again: "" if this very mail would be planned today, else why not."""
        around = (delivery.due_at - timedelta(minutes=1), delivery.due_at + timedelta(minutes=1))
        row = next(iter(self.rows(*around).filter(pk=delivery.subject_id).order_by()), None)
        if row is None:
            return "over"
        delivery.subject = row
        keys = {letter.dedupe_key for letter in self.letters(row, *around)}
        return "" if delivery.dedupe_key in keys else "changed"


def recipient_of(user: User) -> Recipient:
    """One of us as a recipient of mail."""
    return Recipient(
        kind="user", id=user.pk, address=user.email, name=str(user), tz=user.time_zone
    )
