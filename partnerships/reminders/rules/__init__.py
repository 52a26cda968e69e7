"""What people are reminded of, when, and whom: each kind as data.

An occurrence is computed from its row alone. The plan keeps what should exist as notices; the
fence computes them anew just before a mail leaves, so one definition says both what is due and
whether it is still true.
"""

from partnerships.reminders.rules.house import House
from partnerships.reminders.rules.items import Item, items_of
from partnerships.reminders.rules.kinds import REMINDERS
from partnerships.reminders.rules.occurrences import Occurrence, Reminder, Span, recipient_of
from partnerships.reminders.rules.routes import (
    CATCH_UP,
    DIGEST,
    DIGEST_KIND,
    DIGEST_USEFUL,
    Route,
    can_wait,
    route,
    takes_more,
)

__all__ = [
    "CATCH_UP",
    "DIGEST",
    "DIGEST_KIND",
    "DIGEST_USEFUL",
    "REMINDERS",
    "House",
    "Item",
    "Occurrence",
    "Reminder",
    "Route",
    "Span",
    "can_wait",
    "items_of",
    "recipient_of",
    "route",
    "takes_more",
]
