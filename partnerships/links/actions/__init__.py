"""Everything that changes personal links and what is said from behind them."""

from partnerships.links.actions.answering import handle, keep_draft, mark_answered, mark_seen, tell
from partnerships.links.actions.mail import (
    KINDS,
    enqueue,
    hold_reminders,
    recipient_of,
    stop_reminders,
)
from partnerships.links.actions.sending import (
    NotByLink,
    mark_wanted,
    require_mail,
    revoke,
    send_link,
    send_new_links,
)

__all__ = [
    "KINDS",
    "NotByLink",
    "enqueue",
    "handle",
    "hold_reminders",
    "keep_draft",
    "mark_answered",
    "mark_seen",
    "mark_wanted",
    "recipient_of",
    "require_mail",
    "revoke",
    "send_link",
    "send_new_links",
    "stop_reminders",
    "tell",
]
