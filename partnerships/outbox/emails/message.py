"""One message as bytes; the same delivery, content and date always give the same bytes."""

import hashlib
from datetime import datetime
from email import policy
from email.header import Header
from email.message import EmailMessage
from email.parser import BytesHeaderParser
from email.policy import EmailPolicy
from email.utils import format_datetime, formataddr
from typing import Any

from django.conf import settings

from common.text import as_mail_servers_read_it, clean_line
from partnerships.outbox.models import Delivery
from partnerships.outbox.rules import Content

LINE = 78  # characters a header's line should have at most
LONGEST = 998  # characters it may have (RFC 5322, 2.1.1)
ENCODED = 76  # characters a line with encoded words may have (RFC 2047, 2)
ENCODED_HERE = {"From", "To", "Subject"}


class QuickPolicy(EmailPolicy):
    """Writes each header as it stands if it is short ASCII, or was encoded and folded here.

    The library would take each apart and put it together again, which costs more than all the
    rest of a message. It would also encode a long address, which mail programs then do not know
    as one any more (List-Unsubscribe), and fold right after the name of a field, which some
    servers refuse. The headers of MIME parts it folds and encodes as ever.
    """

    def header_store_parse(self, name: str, value: Any) -> tuple[str, Any]:
        if isinstance(value, str) and _is_written(name, value):
            return name, value
        return super().header_store_parse(name, value)

    def fold_binary(self, name: str, value: Any) -> bytes:
        if _is_written(name, str(value)):
            return f"{name}: {value}{self.linesep}".encode()
        return super().fold_binary(name, value)

    def header_fetch_parse(self, _name: str, value: Any) -> Any:
        return value


def _is_written(name: str, value: str) -> bool:
    return name in ENCODED_HERE or _stays_whole(name, value)


def _stays_whole(name: str, value: str) -> bool:
    most = LINE if " " in value else LONGEST
    return value.isascii() and value.isprintable() and len(name) + len(value) + 2 <= most


# Every relay can carry seven bits; none then needs to rewrite the message.
SEVEN_BITS = QuickPolicy(linesep="\r\n", cte_type="7bit")
# An address with letters such as ö before the @ can stand in a header as it is and no other way.
WITH_ANY_LETTER = SEVEN_BITS.clone(utf8=True)
# Providers that give mail an id of their own tell us ours with a bounce if asked to this way.
ECHOES = {
    "brevo": ("X-Mailin-custom", '{"message_id": "%s"}'),
    "mailjet": ("X-MJ-CustomID", "%s"),
    "postmark": ("X-PM-Metadata-message-id", "%s"),
    "resend": ("X-Metadata", '{"message_id": "%s"}'),
    "sparkpost": ("X-MSYS-API", '{"metadata": {"message_id": "%s"}}'),
}


def subject_of(head: bytes) -> str:
    """Read the subject from the beginning of a message; "" where there is none."""
    return str(BytesHeaderParser(policy=policy.default).parsebytes(head)["Subject"] or "")


def _encoded(name: str, value: str) -> str:
    """Return the text of a header as encoded words, the first on the line of the field's name."""
    header = Header(value, "utf-8", maxlinelen=ENCODED, header_name=name)
    return header.encode(linesep="\r\n")


def _text(name: str, value: str) -> str:
    """Return the text of a header: as it stands if short and plain, else as encoded words."""
    is_plain = len(name) + len(value) + 2 <= LINE and _stays_whole(name, value)
    return value if is_plain and "=?" not in value else _encoded(name, value)


def _mailbox(name: str, person: str, address: str) -> str:
    """Return the header `name` with a person and an address, which itself is never encoded."""
    quoted = formataddr((person, address)) if (person + address).isascii() else ""
    if quoted and _stays_whole(name, quoted) and "=?" not in quoted:
        return quoted
    if not person:
        return address
    words = _encoded(name, person)
    line = f"{name}: {words}".rpartition("\r\n")[2]
    fold = " " if len(line) + len(address) + 3 <= LINE else "\r\n "
    return f"{words}{fold}<{address}>"


def message_bytes(delivery: Delivery, content: Content, *, date: datetime) -> bytes:
    """Write the message. Raises ValueError when a header can't be written."""
    address = as_mail_servers_read_it(delivery.address_norm)
    message = EmailMessage(policy=SEVEN_BITS if address.isascii() else WITH_ANY_LETTER)
    message["From"] = _mailbox("From", clean_line(content.sender), settings.MAIL_FROM)
    message["To"] = _mailbox("To", clean_line(delivery.recipient_name), address)
    message["Subject"] = _text("Subject", clean_line(content.subject))
    message["Date"] = format_datetime(date.replace(microsecond=0))
    message["Message-ID"] = delivery.message_id
    message["Auto-Submitted"] = "auto-generated"
    if settings.MAIL_WEBHOOK in ECHOES:
        name, value = ECHOES[settings.MAIL_WEBHOOK]
        message[name] = value % delivery.message_id
    for name, value in content.headers.items():
        line = clean_line(value)
        message[name] = as_mail_servers_read_it(line) if name == "Reply-To" else line
    message.set_content(content.text)
    if content.html:
        message.add_alternative(content.html, subtype="html")
    if content.calendar:
        method = {"method": content.calendar.method}
        message.add_alternative(content.calendar.text, subtype="calendar", params=method)
    for name, pdf in content.attachments.items():
        message.add_attachment(pdf, maintype="application", subtype="pdf", filename=name)
    mark = hashlib.sha256(delivery.message_id.encode()).hexdigest()[:32]
    for place, part in enumerate(message.walk()):
        if part.is_multipart():
            part.set_boundary(f"=_{mark}{place or ''}")
    return message.as_bytes()
