"""What another mail server says about mail it could not deliver (RFC 3464)."""

import email
import hashlib
import re
from dataclasses import dataclass
from email.message import Message

from partnerships.outbox.rules import enhanced_code, message_id_in

#: Whatever matters stands at the beginning; more could keep the parser busy for minutes.
TOP_BYTES = 64 * 1024
RETURNED = {"message/rfc822", "text/rfc822-headers"}
STATUS = re.compile(r"[45]\.\d{1,3}\.\d{1,3}")


@dataclass(frozen=True, kw_only=True)
class BounceReport:
    """One recipient's line of a report; `event_id` is the same when the report comes again."""

    event_id: str
    message_id: str
    address: str
    code: str
    text: str


def read_reports(raw: bytes) -> list[BounceReport]:
    """Read the failures out of one message; an empty list if it is no such report.

    What the report is about is told by the Message-ID in the headers it returns.
    """
    message = email.message_from_bytes(raw[:TOP_BYTES])
    kind = str(message.get_param("report-type", "")).lower()
    if (message.get_content_type(), kind) != ("multipart/report", "delivery-status"):
        return []
    parts = _inside(message)
    message_id = next(filter(None, map(_returned_id, parts)), "")
    own_id = _field(message, "Message-ID") or hashlib.sha256(raw).hexdigest()
    found = [_report(block, message_id, own_id) for part in parts for block in _blocks(part)]
    return [report for report in found if report]


def _returned_id(part: Message) -> str:
    if part.get_content_type() not in RETURNED:
        return ""
    headers = _inside(part) or [email.message_from_string(str(part.get_payload()))]
    return message_id_in(_field(headers[0], "Message-ID"))


def _blocks(part: Message) -> list[Message]:
    """The blocks of the machine's part: one about the message, then one per recipient."""
    return _inside(part) if part.get_content_type() == "message/delivery-status" else []


def _inside(part: Message) -> list[Message]:
    content = part.get_payload()
    return [one for one in content if isinstance(one, Message)] if part.is_multipart() else []


def _report(block: Message, message_id: str, own_id: str) -> BounceReport | None:
    address = _field(block, "Final-Recipient").partition(";")[2].strip(" <>")
    status = STATUS.match(_field(block, "Status"))
    if not (message_id and address and status):
        return None
    said = _field(block, "Diagnostic-Code").partition(";")[2].strip()
    vague = status[0].endswith(".0.0")
    code = (enhanced_code(said) if vague else "") or status[0]
    name = hashlib.sha256(f"{own_id}|{address}|{code}".encode(errors="replace")).hexdigest()
    return BounceReport(
        event_id=f"dsn:{name}",
        message_id=message_id,
        address=address,
        code=code,
        text=said or status[0],
    )


def _field(message: Message, name: str) -> str:
    return str(message.get(name, "")).strip()
