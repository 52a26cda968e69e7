"""What can be done to mail: queue it, send what is due, decide about what is stuck."""

from partnerships.outbox.actions.queue import bulk_enqueue, cancel, enqueue, postpone
from partnerships.outbox.actions.sending import beat, pump
from partnerships.outbox.actions.undelivered import NotUndelivered, give_up, retry_dead

__all__ = [
    "NotUndelivered",
    "beat",
    "bulk_enqueue",
    "cancel",
    "enqueue",
    "give_up",
    "postpone",
    "pump",
    "retry_dead",
]
