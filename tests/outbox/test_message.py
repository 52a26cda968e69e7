"""The bytes of a message: short headers as they stand, others folded and encoded."""

import re
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.utils import parseaddr
from typing import Any

import pytest
from hypothesis import given, strategies as st

from common.text import clean_line
from partnerships.outbox.emails import message_bytes
from partnerships.outbox.models import Delivery
from partnerships.outbox.rules import Content


def written(now: datetime, *, to: str = "Jo Ortiz", subject: str = "Hello", **more: Any) -> bytes:
    row = Delivery(
        recipient_name=to, address_norm="jo@example.org", message_id="<one@example.org>"
    )
    content = Content(subject=subject, text="Text\n", **{"sender": "Harbor", **more})
    return message_bytes(row, content, date=now)


def read(message: bytes) -> EmailMessage:
    return message_from_bytes(message, policy=policy.default)


SUBJECTS = [
    "Hello",
    "",
    "Gr\u00fc\u00dfe",
    "word " * 40,
    "x" * 300,
    "\u4e2d" * 90,
    "\u0e44\u0e17\u0e22 " * 40,
    "\U0001f600" * 60,
    "\U0001f468\u200d\U0001f469\u200d\U0001f467" * 12,
    "A long title of an agreement that ends at the very edge of the line, with \u00e9",
    "Bright Path Training and Harbor Employment Network, working together: please sign",
    "a: b; c=d, <e> (f) @g",
    "=?utf-8?q?not_encoded?=",
    "50% off? = yes_and_no",
    "tab\tand  spaces",
    *("\u00e9" * length for length in range(1, 80, 7)),
    *("a" * length + " \u00e9" for length in range(55, 75)),
    *("word " * 13 + "a" * length for length in range(1, 9)),
]
NAMES = [
    "Jo Ortiz",
    "Ortiz, Jo",
    'Jo "the boss" Ortiz',
    "Jos\u00e9 \u00c1lvarez",
    "Jo <jo@evil.example>",
    "jo@evil.example",
    "Jo\\Ortiz",
    "(Jo) Ortiz; Dana: Whitfield",
    "Long name " * 15,
    "x" * 200,
    "\u738b\u5c0f\u660e" * 60,
    "\u0623\u062d\u0645\u062f, \u0645\u062d\u0645\u062f",
    "Jos\u00e9 <jo@evil.example>",
    "=?utf-8?q?Jo?=",
    "",
    *("\u00e9" * length for length in range(20, 48)),
    *("n" * length for length in range(50, 62)),
]


def reads(message: bytes) -> None:
    """Lines that strict servers take: no fold after a field's name, encoded words up to 75."""
    assert message.isascii()
    whole = message.partition(b"\r\n\r\n")[0]
    assert not re.search(rb"^[\w-]+:[ \t]*\r\n[ \t]", whole, re.MULTILINE)
    head = whole.split(b"\r\n")
    assert all(line.strip() for line in head)
    assert max(len(line) for line in head) <= 998
    words = [word for line in head for word in line.split() if word.startswith(b"=?")]
    assert all(len(word) <= 75 for word in words)
    assert all(len(line) <= 78 for line in head if b"=?" in line)


def old_clients_see(message: bytes, name: str) -> str:
    """A header as the parser of before RFC 6532 reads it."""
    header = message_from_bytes(message, policy=policy.compat32)[name]
    return str(make_header(decode_header(header)))


@pytest.mark.parametrize("name", NAMES)
def test_every_name_arrives_whole_with_its_address(name: str, now: datetime) -> None:
    message = written(now, to=name)
    reads(message)
    (address,) = read(message)["To"].addresses
    # The library's newer parser keeps a space between encoded words of a name (RFC 2047, 6.2).
    assert address.display_name.replace(" ", "") == name.replace(" ", "")
    assert address.addr_spec == "jo@example.org"
    raw = message_from_bytes(message, policy=policy.compat32)["To"]
    shown, spec = parseaddr("".join(raw.splitlines()))
    assert (str(make_header(decode_header(shown))), spec) == (name.strip(), "jo@example.org")


@pytest.mark.parametrize("subject", SUBJECTS)
def test_every_subject_arrives_whole_in_lines_that_relays_carry(
    subject: str, now: datetime
) -> None:
    message = written(now, subject=subject)
    reads(message)
    assert read(message)["Subject"] == " ".join(subject.split())
    assert old_clients_see(message, "Subject") == " ".join(subject.split())


@given(st.text(max_size=120), st.text(max_size=120))
def test_any_subject_and_name_can_be_read(subject: str, name: str) -> None:
    message = written(datetime(2026, 11, 28, tzinfo=UTC), subject=subject, to=name)
    reads(message)
    assert old_clients_see(message, "Subject") == clean_line(subject)
    (address,) = read(message)["To"].addresses
    assert address.addr_spec == "jo@example.org"


def test_an_attachment_with_a_long_name_of_any_letters_keeps_it(now: datetime) -> None:
    names = ["\u00dcbereinkunft " * 8 + "(signed).pdf", "a" * 80 + " (signed).pdf"]
    message = written(now, attachments=dict.fromkeys(names, b"%PDF-"))
    assert max(len(line) for line in message.split(b"\r\n")) <= 998
    assert [part.get_filename() for part in read(message).iter_attachments()] == names


def test_one_can_answer_to_a_domain_with_letters_beyond_ascii(now: datetime) -> None:
    message = written(now, headers={"Reply-To": "dana@müller.example"})
    assert b"\r\nReply-To: dana@xn--mller-kva.example\r\n" in message


def test_the_same_mail_is_the_same_bytes(now: datetime) -> None:
    parts: dict[str, Any] = {"html": "<p>Text</p>", "attachments": {"Copy.pdf": b"%PDF-"}}
    assert written(now, **parts) == written(now, **parts)
    kinds = [part.get_content_type() for part in read(written(now, **parts)).walk()]
    assert kinds == [
        "multipart/mixed",
        "multipart/alternative",
        "text/plain",
        "text/html",
        "application/pdf",
    ]


def test_a_header_with_a_line_break_adds_no_header(now: datetime) -> None:
    message = read(written(now, headers={"Reply-To": "a@example.org\r\nBcc: b@example.org"}))
    assert message["Bcc"] is None


def test_a_long_address_in_a_header_stays_an_address(now: datetime) -> None:
    """Mail programs look for `<https:` as it stands, not for an encoded word."""
    address = f"<https://accord.example.org/reminders/stop/{'x' * 200}/>"
    message = written(now, headers={"List-Unsubscribe": address})
    assert f"\r\nList-Unsubscribe: {address}\r\n".encode() in message
