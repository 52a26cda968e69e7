"""What is due is planned and mailed; people choose how they are told."""

from partnerships.reminders.actions.catching_up import catch_up
from partnerships.reminders.actions.choosing import (
    NotLater,
    back_to_usual,
    bring_back,
    mute,
    set_modes,
    set_rule,
    snooze,
    stop,
    unmute,
)
from partnerships.reminders.actions.mailing import KINDS
from partnerships.reminders.actions.planning import plan, plan_due
from partnerships.reminders.actions.snoozes import NotAhead, put_off, show_again

__all__ = [
    "KINDS",
    "NotAhead",
    "NotLater",
    "back_to_usual",
    "bring_back",
    "catch_up",
    "mute",
    "plan",
    "plan_due",
    "put_off",
    "set_modes",
    "set_rule",
    "show_again",
    "snooze",
    "stop",
    "unmute",
]
