"""Every kind of reminder, by its code."""

from partnerships.reminders.rules.answers import ANSWERS
from partnerships.reminders.rules.mail import MAIL
from partnerships.reminders.rules.meetings import MEETINGS
from partnerships.reminders.rules.mous import MOUS
from partnerships.reminders.rules.partnerships import PARTNERSHIPS
from partnerships.reminders.rules.promises import PROMISES
from partnerships.reminders.rules.reviews import REVIEWS

REMINDERS = {
    reminder.code: reminder
    for reminder in (*MEETINGS, *PROMISES, *REVIEWS, *MOUS, *PARTNERSHIPS, *ANSWERS, *MAIL)
}
