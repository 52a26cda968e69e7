"""Everything that changes personal links and what is said from behind them."""

from partnerships.links.actions.answering import (
    handle as handle,
    keep_draft as keep_draft,
    mark_answered as mark_answered,
    mark_seen as mark_seen,
    mark_unseen as mark_unseen,
    reopen_message as reopen_message,
    tell as tell,
)
from partnerships.links.actions.base import lock as lock
from partnerships.links.actions.mail import (
    KINDS as KINDS,
    enqueue as enqueue,
    hold_reminders as hold_reminders,
    in_hours as in_hours,
    recipient_of as recipient_of,
    stop_reminders as stop_reminders,
)
from partnerships.links.actions.sending import (
    mark_wanted as mark_wanted,
    require_mail as require_mail,
    revoke as revoke,
    send_link as send_link,
    send_new_links as send_new_links,
)
