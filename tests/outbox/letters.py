"""Letters about a user, which is a subject every test has, and kinds that say little."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from accounts.models import User
from partnerships.outbox.models import Delivery
from partnerships.outbox.rules import Content, Letter, MailKind, Recipient

NOTE = "note"


def letter_to(user: User, *, key: str, now: datetime, **changes: Any) -> Letter:
    """Return a letter that is due now and useful for two days."""
    letter = Letter(
        kind=NOTE,
        dedupe_key=key,
        recipient=Recipient(
            kind="user", id=user.pk, address=user.email, name=user.name, tz=user.time_zone
        ),
        subject=user,
        not_before=now,
        expires_at=now + timedelta(days=2),
    )
    return replace(letter, **changes)


def still_true(_delivery: Delivery, _now: datetime) -> str:
    """Nothing has changed."""
    return ""


def plain(delivery: Delivery) -> Content:
    """A text with what SMTP and MIME like to break: a leading dot, umlauts, a long line."""
    return Content(
        subject=f"Grüße, {delivery.dedupe_key}",
        text=f".A line with a dot for {delivery.recipient_name}\n\n{'word ' * 60}\n",
        sender="Harbor Employment Network",
        html="<p>A <a href='http://testserver/you/'>page</a> with ümlauts</p>",
    )


KINDS = {NOTE: MailKind(why_untrue=still_true, render=plain)}
