"""The bell, how one wants to be told, and putting signals off."""

from partnerships.reminders.views.notices import (
    bell,
    notice_back,
    notice_later,
    notice_list,
    notice_mute,
    notices_ahead,
)
from partnerships.reminders.views.settings import (
    absence_add,
    absence_end,
    hours_edit,
    reminder_settings,
    reminder_stop,
    reminders_usual,
    unmute,
)
from partnerships.reminders.views.snoozes import signal_put_off, signal_show_again

__all__ = [
    "absence_add",
    "absence_end",
    "bell",
    "hours_edit",
    "notice_back",
    "notice_later",
    "notice_list",
    "notice_mute",
    "notices_ahead",
    "reminder_settings",
    "reminder_stop",
    "reminders_usual",
    "signal_put_off",
    "signal_show_again",
    "unmute",
]
