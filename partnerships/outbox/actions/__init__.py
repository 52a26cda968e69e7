"""What can be done to mail: queue it, send what is due, decide about what is stuck."""

from partnerships.outbox.actions.account_mail import KINDS
from partnerships.outbox.actions.bounces import take_bounce
from partnerships.outbox.actions.queue import (
    bulk_enqueue,
    cancel,
    enqueue,
    postpone,
    readdress,
    ring,
)
from partnerships.outbox.actions.sending import beat, pump
from partnerships.outbox.actions.suppressions import lift_suppression, suppress
from partnerships.outbox.actions.turns import give_turn_back, take_turn
from partnerships.outbox.actions.undelivered import (
    NotUndelivered,
    give_up,
    give_up_all,
    retry_all_dead,
    retry_dead,
)

__all__ = [
    "KINDS",
    "NotUndelivered",
    "beat",
    "bulk_enqueue",
    "cancel",
    "enqueue",
    "give_turn_back",
    "give_up",
    "give_up_all",
    "lift_suppression",
    "postpone",
    "pump",
    "readdress",
    "retry_all_dead",
    "retry_dead",
    "ring",
    "suppress",
    "take_bounce",
    "take_turn",
]
