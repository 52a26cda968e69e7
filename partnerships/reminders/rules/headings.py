"""The heading of a reminder, and the note that administrators add."""

from datetime import date, datetime
from string import Template
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from partnerships.reminders.models import ReminderRule
from partnerships.reminders.rules.reminder import Reminder

#: What headings and notes may name.
NAMES = ("partner", "what", "when")


def heading(
    reminder: Reminder,
    rule: ReminderRule | None,
    row: Any,
    anchor: datetime,
    *,
    is_early: bool = False,
) -> str:
    """Say what it is about, in the zone and language that are switched on.

    ``is_early`` says that it is told before it falls due.
    """
    usual = (rule and rule.heading) or str(reminder.heading)
    says_otherwise = is_early and reminder.early and reminder.early != reminder.heading
    return _filled(str(reminder.early) if says_otherwise else usual, reminder, row, anchor)


def note(reminder: Reminder, rule: ReminderRule | None, row: Any, anchor: datetime) -> str:
    """The words that administrators add to each mail of this kind."""
    return _filled(rule.note, reminder, row, anchor) if rule and rule.note else ""


def _filled(words: str, reminder: Reminder, row: Any, anchor: datetime) -> str:
    names = {
        "partner": reminder.partnership(row) or reminder.partner(row),
        "what": reminder.what(row),
        "when": _when(reminder, anchor),
    }
    return Template(words).safe_substitute(names)


def sample(reminder: Reminder, rule: ReminderRule) -> str:
    """Heading and note as they would read about a made-up partnership."""
    names = {
        "partner": "Bright Path Training",
        "what": _("Send the handout"),
        "when": date_format(timezone.localtime(), "D, M j"),
    }
    parts = (rule.heading or str(reminder.heading), rule.note)
    return "\n\n".join(Template(part).safe_substitute(names) for part in parts if part)


def _when(reminder: Reminder, anchor: datetime) -> str:
    """The moment of a meeting, the day of everything else."""
    return date_format(timezone.localtime(anchor), "D, M j, g:i A" if reminder.timed else "D, M j")


def by_day(day: date) -> str:
    """The day something is due, as a fact."""
    return _("By %(day)s") % {"day": date_format(day, "l, M j")}
