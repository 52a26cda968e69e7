"""What can be done to mail: queue it, send what is due, decide about what is stuck."""

from partnerships.outbox.actions.queue import bulk_enqueue, cancel, enqueue

__all__ = ["bulk_enqueue", "cancel", "enqueue"]
