"""What people are reminded of, when, and whom: each kind as data.

An occurrence is computed from its row alone. The plan keeps what should exist as notices; the
fence computes them again just before a mail leaves, so one definition says both what is due and
whether it is still true.
"""

from partnerships.reminders.rules.items import (
    Item as Item,
    items_of as items_of,
)
from partnerships.reminders.rules.kinds import REMINDERS as REMINDERS
from partnerships.reminders.rules.reminder import (
    Occurrence as Occurrence,
    Reminder as Reminder,
    Span as Span,
    recipient_of as recipient_of,
)
from partnerships.reminders.rules.routes import (
    DIGEST_USEFUL as DIGEST_USEFUL,
    DigestSlot as DigestSlot,
    can_wait as can_wait,
    route as route,
    takes_more as takes_more,
)
from partnerships.reminders.rules.team import Team as Team
