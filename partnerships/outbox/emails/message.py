"""One message as bytes; the same delivery, content and date always give the same bytes."""

import hashlib
from datetime import datetime
from email import policy
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime

from django.conf import settings

from common.text import clean_line
from partnerships.outbox.models import Delivery
from partnerships.outbox.rules import Content

# Every relay can carry seven bits; none then needs to rewrite the message.
SEVEN_BITS = policy.SMTP.clone(cte_type="7bit")
SENDER_NAME = "Accord"
# Providers that give mail an id of their own tell us ours with a bounce if asked to this way.
ECHOES = {
    "brevo": ("X-Mailin-custom", '{"message_id": "%s"}'),
    "mailjet": ("X-MJ-CustomID", "%s"),
    "postmark": ("X-PM-Metadata-message-id", "%s"),
    "resend": ("X-Metadata", '{"message_id": "%s"}'),
    "sparkpost": ("X-MSYS-API", '{"metadata": {"message_id": "%s"}}'),
}


def message_bytes(delivery: Delivery, content: Content, *, date: datetime) -> bytes:
    """Write the message. Raises ValueError when a header can't be written."""
    message = EmailMessage(policy=SEVEN_BITS)
    message["From"] = Address(SENDER_NAME, addr_spec=settings.MAIL_FROM)
    message["To"] = Address(clean_line(delivery.recipient_name), addr_spec=delivery.address_norm)
    message["Subject"] = clean_line(content.subject)
    message["Date"] = format_datetime(date.replace(microsecond=0))
    message["Message-ID"] = delivery.message_id
    message["Auto-Submitted"] = "auto-generated"
    if settings.MAIL_WEBHOOK in ECHOES:
        name, value = ECHOES[settings.MAIL_WEBHOOK]
        message[name] = value % delivery.message_id
    for name, value in content.headers.items():
        message[name] = clean_line(value)
    message.set_content(content.text)
    if content.html:
        message.add_alternative(content.html, subtype="html")
    for name, pdf in content.attachments.items():
        message.add_attachment(pdf, maintype="application", subtype="pdf", filename=name)
    mark = hashlib.sha256(delivery.message_id.encode()).hexdigest()[:32]
    for place, part in enumerate(message.walk()):
        if part.is_multipart():
            part.set_boundary(f"=_{mark}{place or ''}")
    return message.as_bytes()
