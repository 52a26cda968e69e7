"""What is due is planned and mailed; people choose how they are told."""

from partnerships.reminders.actions.catching_up import catch_up as catch_up
from partnerships.reminders.actions.planning import (
    KindsNotPlanned as KindsNotPlanned,
    plan as plan,
    plan_due as plan_due,
)
from partnerships.reminders.actions.preferences import (
    back_to_usual as back_to_usual,
    bring_back as bring_back,
    mute as mute,
    set_modes as set_modes,
    set_rule as set_rule,
    snooze as snooze,
    stop as stop,
    take_back_snooze as take_back_snooze,
    unmute as unmute,
)
from partnerships.reminders.actions.snoozes import (
    put_off as put_off,
    put_off_as_before as put_off_as_before,
    show_again as show_again,
)
from partnerships.reminders.actions.writing import KINDS as KINDS
