"""The bell, how one wants to be told, and putting signals off."""

from partnerships.reminders.views.notices import (
    bell as bell,
    notice_back as notice_back,
    notice_later as notice_later,
    notice_list as notice_list,
    notice_mute as notice_mute,
    notices_ahead as notices_ahead,
)
from partnerships.reminders.views.settings import (
    absence_add as absence_add,
    absence_end as absence_end,
    hours_edit as hours_edit,
    reminder_settings as reminder_settings,
    reminder_stop as reminder_stop,
    reminders_usual as reminders_usual,
    unmute as unmute,
)
from partnerships.reminders.views.snoozes import (
    signal_put_off as signal_put_off,
    signal_show_again as signal_show_again,
)
