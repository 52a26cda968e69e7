"""The bytes of a message: short headers as they stand, others folded and encoded."""

from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest

from partnerships.outbox.emails import message_bytes
from partnerships.outbox.models import Delivery
from partnerships.outbox.rules import Content


def written(now: datetime, *, to: str = "Jo Ortiz", subject: str = "Hello", **more: Any) -> bytes:
    row = Delivery(
        recipient_name=to, address_norm="jo@example.org", message_id="<one@example.org>"
    )
    content = Content(subject=subject, text="Text\n", **more)
    return message_bytes(row, content, date=now)


def read(message: bytes) -> EmailMessage:
    return message_from_bytes(message, policy=policy.default)


@pytest.mark.parametrize(
    "name",
    [
        "Jo Ortiz",
        "Ortiz, Jo",
        'Jo "the boss" Ortiz',
        "Jos\u00e9 \u00c1lvarez",
        "Jo <jo@evil.example>",
        "Long name " * 15,
        "",
    ],
)
def test_every_name_arrives_whole_with_its_address(name: str, now: datetime) -> None:
    message = written(now, to=name)
    (address,) = read(message)["To"].addresses
    assert (address.display_name, address.addr_spec) == (name.strip(), "jo@example.org")
    assert message.isascii()


@pytest.mark.parametrize(
    "subject", ["Hello", "Gr\u00fc\u00dfe", "word " * 40, "x" * 300, "a: b; c=d", ""]
)
def test_every_subject_arrives_whole_in_lines_that_relays_carry(
    subject: str, now: datetime
) -> None:
    message = written(now, subject=subject)
    assert read(message)["Subject"] == subject.strip()
    assert max(len(line) for line in message.split(b"\r\n")) <= 998


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
