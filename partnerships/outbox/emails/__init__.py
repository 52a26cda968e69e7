"""The bytes of a mail, and the two ways they can leave."""

from partnerships.outbox.emails.message import message_bytes
from partnerships.outbox.emails.transports import Transport, open_transport

__all__ = ["Transport", "message_bytes", "open_transport"]
