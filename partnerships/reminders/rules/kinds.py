"""Every kind of reminder, by its code."""

from partnerships.reminders.lifecycle import REMINDER_NAMES
from partnerships.reminders.rules.answers import ANSWERS
from partnerships.reminders.rules.changed_meetings import CHANGED_MEETINGS
from partnerships.reminders.rules.mail import MAIL
from partnerships.reminders.rules.meetings import MEETINGS
from partnerships.reminders.rules.mous import MOUS
from partnerships.reminders.rules.partnerships import PARTNERSHIPS
from partnerships.reminders.rules.promises import PROMISES
from partnerships.reminders.rules.reviews import REVIEWS

_GROUPS = (
    MEETINGS,
    CHANGED_MEETINGS,
    PROMISES,
    REVIEWS,
    MOUS,
    PARTNERSHIPS,
    ANSWERS,
    MAIL,
)

REMINDERS = {reminder.code: reminder for group in _GROUPS for reminder in group}
REMINDER_NAMES.update({code: reminder.name for code, reminder in REMINDERS.items()})
