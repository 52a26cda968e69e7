"""What is reminded of, when, and whom: each kind as data.

An occurrence is computed from its row alone. The plan inserts what should exist; the fence
computes it anew just before a mail leaves, so one definition says both what is due and whether
it is still true.
"""

from partnerships.reminders.rules.kinds import REMINDERS
from partnerships.reminders.rules.occurrences import Occurrence, Reminder
from partnerships.reminders.rules.times import AHEAD, BACK

__all__ = ["AHEAD", "BACK", "REMINDERS", "Occurrence", "Reminder"]
