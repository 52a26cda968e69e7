"""What people are told of, how they want it, and signals that somebody put off."""

from partnerships.reminders.models.choices import Mute, Preference, ReminderRule
from partnerships.reminders.models.notices import Notice, NoticeQuerySet
from partnerships.reminders.models.snoozes import Snooze

__all__ = ["Mute", "Notice", "NoticeQuerySet", "Preference", "ReminderRule", "Snooze"]
