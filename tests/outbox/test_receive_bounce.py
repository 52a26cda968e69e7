"""Reports about undeliverable mail from a pipe: one effect each, and never an answer."""

import os
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from io import BytesIO, TextIOWrapper
from pathlib import Path

import pytest
import time_machine
from django.core.management import call_command
from django.db import OperationalError
from pytest_django import Settings

from partnerships.outbox import actions
from partnerships.outbox.lifecycle import BounceKind, State
from partnerships.outbox.models import Bounce, Delivery, Suppression
from tests.outbox.conftest import Queue

Receive = Callable[[str | bytes], None]

REPORT = """\
From: MAILER-DAEMON@mx.example.net
To: accord@accord.test
Subject: Undelivered Mail Returned to Sender
Message-ID: <{own}@mx.example.net>
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="=_b"

--=_b
Content-Type: text/plain

I'm sorry to have to inform you ...

--=_b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.net
Arrival-Date: Mon, 23 Nov 2026 14:00:00 +0000

Final-Recipient: rfc822; {address}
Action: {action}
Status: {status}
Diagnostic-Code: smtp; {said}

--=_b
Content-Type: {returned}

From: Accord <accord@accord.test>
To: {address}
Message-ID: {message_id}
Subject: Grüße

The text.
--=_b--
"""


@pytest.fixture
def sent(queue: Queue, now: datetime) -> Delivery:
    """A mail that left an hour ago."""
    row = queue("a")
    Delivery.objects.update(state=State.SENT, sent_at=now - timedelta(hours=1))
    return row


@pytest.fixture
def receive(monkeypatch: pytest.MonkeyPatch, clock: time_machine.Traveller) -> Receive:
    """Return a function that hands one message over, the way a mail server's pipe does."""

    def pipe(message: str | bytes) -> None:
        content = message.encode() if isinstance(message, str) else message
        monkeypatch.setattr("sys.stdin", TextIOWrapper(BytesIO(content)))
        call_command("receive_bounce")

    return pipe


def report(row: Delivery, **changes: str) -> str:
    """A report of another mail server about the row."""
    told = {
        "own": "r1",
        "address": row.address_norm,
        "action": "failed",
        "status": "5.1.1",
        "said": "550 5.1.1 <maria@example.org>: no such user",
        "returned": "message/rfc822",
        "message_id": row.message_id,
    }
    return REPORT.format(**{**told, **changes})


@pytest.mark.parametrize("returned", ["message/rfc822", "text/rfc822-headers"])
def test_hard_and_twice(sent: Delivery, receive: Receive, returned: str) -> None:
    for _time in range(2):
        receive(report(sent, returned=returned))
    bounce = Bounce.objects.get()
    assert (bounce.delivery, bounce.kind, bounce.code) == (sent, BounceKind.HARD, "5.1.1")
    assert bounce.text == "550 5.1.1 <maria@example.org>: no such user"
    assert Suppression.objects.get().address_norm == sent.address_norm


def test_the_reason_may_stand_in_their_words_alone(sent: Delivery, receive: Receive) -> None:
    receive(report(sent, status="5.0.0"))
    assert Bounce.objects.get().code == "5.1.1"


def test_soft_ones_until_it_is_enough(sent: Delivery, receive: Receive) -> None:
    for number in range(3):
        assert not Suppression.objects.exists()
        receive(report(sent, own=f"{number}", status="5.2.2", said="552 full"))
    assert Suppression.objects.exists()


def test_out_of_order(sent: Delivery, receive: Receive) -> None:
    """A word of delay may come after the word of failure."""
    receive(report(sent))
    receive(report(sent, own="r0", action="delayed", status="4.4.1", said="451 later"))
    assert list(Bounce.objects.order_by("id").values_list("kind", flat=True)) == ["hard", "soft"]
    assert Suppression.objects.count() == 1


def test_eight_days_old(sent: Delivery, receive: Receive, clock: time_machine.Traveller) -> None:
    clock.shift(timedelta(days=8))
    receive(report(sent))
    assert not Bounce.objects.exists()


AUTO_REPLY = """\
From: maria@example.org
Subject: Out of office
Auto-Submitted: auto-replied
In-Reply-To: {message_id}

Back on Monday. 5.1.1
"""


@pytest.mark.parametrize(
    "spoil",
    [
        lambda row: report(row, message_id="<" + "a" * 32 + "@accord.test>"),
        lambda row: report(row, message_id="<r@elsewhere.example.net>"),
        lambda row: report(row, address="somebody.else@example.org"),
        lambda row: report(row, returned="text/plain"),
        lambda row: report(row, status="2.0.0", action="delivered"),
        lambda row: report(row, status="nonsense"),
        lambda row: report(row).replace("report-type=delivery-status; ", ""),
        lambda row: report(row).replace("multipart/report", "multipart/mixed"),
        lambda row: report(row).replace("Final-Recipient", "Somebody"),
        lambda row: report(row).replace('boundary="=_b"', ""),
        lambda row: AUTO_REPLY.format(message_id=row.message_id),
        lambda _row: "",
        lambda _row: b"\xff\x00" * 500,
    ],
    ids=[
        "forged",
        "not ours",
        "another address",
        "no returned headers",
        "delivered",
        "no status",
        "no report type",
        "no report",
        "no recipient",
        "no boundary",
        "auto-reply",
        "empty",
        "no mail",
    ],
)
def test_anything_else_is_ignored(
    sent: Delivery,
    receive: Receive,
    spoil: Callable[[Delivery], str | bytes],
    settings: Settings,
    tmp_path: Path,
) -> None:
    settings.MAIL_FOLDER = tmp_path / "mail"
    receive(spoil(sent))
    assert not Bounce.objects.exists()
    assert not Suppression.objects.exists()
    assert Delivery.objects.count() == 1
    assert not settings.MAIL_FOLDER.exists()


def nested(depth: int) -> str:
    """Parts in parts in parts."""
    return "".join(
        f'Content-Type: multipart/report; report-type=delivery-status; boundary="b{n}"\n\n--b{n}\n'
        for n in range(depth)
    )


@pytest.mark.parametrize(
    "message",
    [
        nested(100),
        nested(10_000),
        "Content-Type: multipart/report; " + ";" * 1_000_000 + "\n\n",
        'Content-Type: multipart/report; a="' + '\\";' * 300_000 + "\n\n",
        "Content-Type: multipart/report; " + "a*1*=x;" * 140_000 + "\n\n",
        "Subject: " + "x" * 3_000_000,
    ],
    ids=["deep", "very deep", "flood", "quoted flood", "RFC 2231 flood", "3 MB"],
)
def test_what_shall_keep_us_busy_does_not(db: None, receive: Receive, message: str) -> None:
    before = time.process_time()
    receive(message)
    assert time.process_time() - before < 5
    assert not Bounce.objects.exists()


def test_without_a_database_the_mail_server_shall_try_again(
    sent: Delivery, receive: Receive, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(**_told: object) -> None:
        raise OperationalError("server closed the connection")

    monkeypatch.setattr(actions, "take_bounce", gone)
    with pytest.raises(SystemExit) as end:
        receive(report(sent))
    assert end.value.code == os.EX_TEMPFAIL
