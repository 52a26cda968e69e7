"""Every kind of reminder, by its code."""

from partnerships.reminders.lifecycle import REMINDER_NAMES
from partnerships.reminders.rules.kinds.answers import ANSWERS
from partnerships.reminders.rules.kinds.changed_meetings import CHANGED_MEETINGS
from partnerships.reminders.rules.kinds.compliance import COMPLIANCE
from partnerships.reminders.rules.kinds.figures import FIGURES
from partnerships.reminders.rules.kinds.inquiries import INQUIRIES
from partnerships.reminders.rules.kinds.mail import MAIL
from partnerships.reminders.rules.kinds.meetings import MEETINGS
from partnerships.reminders.rules.kinds.mous import MOUS
from partnerships.reminders.rules.kinds.partnerships import PARTNERSHIPS
from partnerships.reminders.rules.kinds.promises import PROMISES
from partnerships.reminders.rules.kinds.reviews import REVIEWS

_GROUPS = (
    MEETINGS,
    CHANGED_MEETINGS,
    PROMISES,
    REVIEWS,
    MOUS,
    COMPLIANCE,
    FIGURES,
    PARTNERSHIPS,
    ANSWERS,
    INQUIRIES,
    MAIL,
)

REMINDERS = {reminder.code: reminder for group in _GROUPS for reminder in group}
REMINDER_NAMES.update({code: reminder.name for code, reminder in REMINDERS.items()})
