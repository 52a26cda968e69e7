"""What people are told of, how they want it, and signals that someone put off."""

from partnerships.reminders.models.choices import (
    Mute as Mute,
    Preference as Preference,
    ReminderRule as ReminderRule,
)
from partnerships.reminders.models.digests import Digest as Digest
from partnerships.reminders.models.notices import (
    Notice as Notice,
    NoticeQuerySet as NoticeQuerySet,
)
from partnerships.reminders.models.snoozes import Snooze as Snooze
