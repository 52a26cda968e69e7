"""What mail providers post: one effect with the right secret, none without."""

import hashlib
import hmac
import json
from base64 import b64encode
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from partnerships.outbox.emails import message_bytes
from partnerships.outbox.lifecycle import BounceKind, State
from partnerships.outbox.models import Bounce, Delivery, Suppression
from tests.outbox.conftest import Queue
from tests.outbox.letters import plain

SECRET = "accord:seven green lanterns"  # noqa: S105
KEY = "signing-key"
pytestmark = [
    pytest.mark.usefixtures("clock"),
    pytest.mark.filterwarnings("ignore:django-anymail has dropped"),
]


@pytest.fixture
def sent(queue: Queue, now: datetime) -> Delivery:
    """A mail that left an hour ago."""
    row = queue("a")
    Delivery.objects.update(state=State.SENT, sent_at=now - timedelta(hours=1))
    return row


@pytest.fixture(autouse=True)
def configured(settings: Settings) -> None:
    settings.MAIL_WEBHOOK = "postmark"
    settings.ANYMAIL = {"WEBHOOK_SECRET": SECRET, "MAILGUN_WEBHOOK_SIGNING_KEY": KEY}


def post(provider: str, body: Any, *, secret: str = SECRET, **headers: str) -> HttpResponse:
    """Post what the provider says, the way it does."""
    content = body if isinstance(body, bytes | str) else json.dumps(body)
    basic = f"Basic {b64encode(secret.encode()).decode()}"
    client = Client(enforce_csrf_checks=True, headers={"Authorization": basic, **headers})
    answer = client.post(
        reverse("mail_webhook", args=[provider]), content, content_type="application/json"
    )
    assert isinstance(answer, HttpResponse)
    return answer


def postmark(row: Delivery, **changes: Any) -> dict[str, Any]:
    """A hard bounce in Postmark's words."""
    return {
        "RecordType": "Bounce",
        "Type": "HardBounce",
        "ID": 42,
        "MessageID": "883953f4-6105-42a2-a16a-77a8eac79483",
        "Metadata": {"message-id": row.message_id},
        "Email": row.address_norm,
        "BouncedAt": "2026-11-23T14:30:00Z",
        "Details": "smtp;550 No such user",
        **changes,
    }


def mailgun(row: Delivery) -> dict[str, Any]:
    signature = hmac.new(KEY.encode(), b"17639t0ken", hashlib.sha256).hexdigest()
    return {
        "signature": {"timestamp": "17639", "token": "t0ken", "signature": signature},
        "event-data": {
            "event": "failed",
            "severity": "permanent",
            "reason": "bounce",
            "recipient": row.address_norm,
            "timestamp": 1795444200.5,
            "message": {"headers": {"message-id": row.message_id.strip("<>")}},
            "delivery-status": {"message": "550 5.1.1 No such user"},
        },
    }


def sendgrid(row: Delivery) -> list[dict[str, Any]]:
    return [
        {
            "event": "bounce",
            "type": "bounce",
            "sg_event_id": "x1",
            "smtp-id": row.message_id,
            "email": row.address_norm,
            "timestamp": 1795444200,
            "reason": "550 no such user",
        }
    ]


def amazon(row: Delivery) -> dict[str, Any]:
    said = {
        "eventType": "Bounce",
        "mail": {
            "messageId": "0100015",
            "destination": [row.address_norm],
            "headers": [{"name": "Message-ID", "value": row.message_id}],
        },
        "bounce": {
            "bounceType": "Permanent",
            "bounceSubType": "General",
            "bouncedRecipients": [{"emailAddress": row.address_norm}],
        },
    }
    return {
        "Type": "Notification",
        "MessageId": "sns-1",
        "Timestamp": "2026-11-23T14:30:00.000Z",
        "Message": json.dumps(said),
    }


AMAZON = {"X-Amz-Sns-Message-Type": "Notification", "X-Amz-Sns-Message-Id": "sns-1"}


def brevo(row: Delivery) -> dict[str, Any]:
    return {
        "event": "hard_bounce",
        "email": row.address_norm,
        "message-id": "<2026.1@smtp-relay.example.org>",
        "X-Mailin-custom": json.dumps({"message_id": row.message_id}),
        "ts_epoch": 1795444200000,
        "reason": "unknown user",
    }


def resend(row: Delivery) -> dict[str, Any]:
    headers = [{"name": "X-Metadata", "value": json.dumps({"message_id": row.message_id})}]
    return {
        "type": "email.bounced",
        "created_at": "2026-11-23T14:30:00Z",
        "data": {
            "email_id": "56761188",
            "to": [row.address_norm],
            "headers": headers,
            "bounce": {"type": "Permanent", "message": "a hard bounce message"},
        },
    }


def mailjet(row: Delivery) -> list[dict[str, Any]]:
    return [
        {
            "event": "bounce",
            "time": 1795444200,
            "MessageID": 1234,
            "CustomID": row.message_id,
            "email": row.address_norm,
            "hard_bounce": True,
            "error": "user unknown",
        }
    ]


def sparkpost(row: Delivery) -> list[dict[str, Any]]:
    event = {
        "type": "bounce",
        "bounce_class": "10",
        "event_id": "9",
        "timestamp": "1795444200",
        "raw_rcpt_to": row.address_norm,
        "raw_reason": "550 unknown",
        "rcpt_meta": {"message_id": row.message_id},
    }
    return [{"msys": {"message_event": event}}]


@pytest.mark.parametrize(
    ("provider", "says", "headers"),
    [
        ("postmark", postmark, {}),
        ("mailgun", mailgun, {}),
        ("sendgrid", sendgrid, {}),
        ("amazon_ses", amazon, AMAZON),
        ("brevo", brevo, {}),
        ("resend", resend, {"svix-id": "msg_1"}),
        ("mailjet", mailjet, {}),
        ("sparkpost", sparkpost, {}),
    ],
)
def test_a_hard_bounce_twice_in_the_words_of_each(
    sent: Delivery, settings: Settings, provider: str, says: Any, headers: Mapping[str, str]
) -> None:
    settings.MAIL_WEBHOOK = provider
    for _time in range(2):
        assert post(provider, says(sent), **headers).status_code == 200
    bounce = Bounce.objects.get()
    assert (bounce.delivery, bounce.kind) == (sent, BounceKind.HARD)
    assert bounce.at < sent.created_at
    assert Suppression.objects.get().address_norm == sent.address_norm


@pytest.mark.parametrize(
    ("changes", "kind", "code"),
    [
        ({"Type": "SoftBounce", "Details": "552 5.2.2 full"}, BounceKind.SOFT, "5.2.2"),
        ({"Type": "SoftBounce", "Details": "no idea"}, BounceKind.SOFT, "5.0.0"),
        ({"Type": "SoftBounce", "Details": "550 5.1.10 null MX"}, BounceKind.HARD, "5.1.10"),
        ({"Type": "Transient", "Details": "try later"}, BounceKind.SOFT, "4.0.0"),
        ({"Type": "BadEmailAddress", "Details": ""}, BounceKind.HARD, "5.0.0"),
        ({"RecordType": "SpamComplaint", "Type": "SpamComplaint"}, BounceKind.COMPLAINT, ""),
    ],
)
def test_kinds(sent: Delivery, changes: dict[str, Any], kind: str, code: str) -> None:
    assert post("postmark", postmark(sent, **changes)).status_code == 200
    bounce = Bounce.objects.get()
    assert (bounce.kind, bounce.code) == (kind, code)


@pytest.mark.parametrize(
    "changes",
    [
        {"RecordType": "Delivery", "DeliveredAt": "2026-11-23T14:30:00Z"},
        {"RecordType": "Open"},
        {"Type": "AutoResponder"},
        {"Metadata": {}},
        {"Metadata": {"message-id": "<" + "a" * 32 + "@example.org>"}},
        {"Email": "somebody.else@example.org"},
    ],
)
def test_what_is_no_bounce_of_ours_has_no_effect(sent: Delivery, changes: dict[str, Any]) -> None:
    assert post("postmark", postmark(sent, **changes)).status_code == 200
    assert not Bounce.objects.exists()
    assert not Suppression.objects.exists()


def test_a_wrong_secret(sent: Delivery) -> None:
    assert post("postmark", postmark(sent), secret="a:b").status_code == 403  # noqa: S106
    assert not Bounce.objects.exists()


def test_no_secret_is_asked_for(sent: Delivery) -> None:
    address = reverse("mail_webhook", args=["postmark"])
    answer = Client().post(address, postmark(sent), content_type="application/json")
    assert (answer.status_code, answer["WWW-Authenticate"]) == (401, 'Basic realm="Accord"')
    assert not Bounce.objects.exists()


def test_a_wrong_signature(sent: Delivery, settings: Settings) -> None:
    settings.MAIL_WEBHOOK = "mailgun"
    body = mailgun(sent)
    body["signature"]["signature"] = "0" * 64
    assert post("mailgun", body).status_code == 403
    assert not Bounce.objects.exists()


@pytest.mark.parametrize(
    "body",
    [
        "",
        "{",
        "[]",
        "null",
        "7",
        "[" * 100_000,
        b"\xff\xfe",
        '{"RecordType": "Bounce", "Type": ["x"], "BouncedAt": 7}',
        '{"RecordType": "Bounce", "Type": "HardBounce", "Metadata": 1, "BouncedAt": "x"}',
    ],
)
def test_what_cannot_be_read(db: None, body: str | bytes) -> None:
    assert post("postmark", body).status_code == 400
    assert not Bounce.objects.exists()


def test_a_body_over_the_limit(db: None) -> None:
    assert post("postmark", b" " * 3_000_000).status_code in {400, 413}


def test_only_by_post(db: None) -> None:
    assert Client().get(reverse("mail_webhook", args=["postmark"])).status_code == 405


@pytest.mark.parametrize(("provider", "secret"), [("mailgun", SECRET), ("postmark", "")])
def test_what_is_not_set_up_does_not_exist(
    db: None, settings: Settings, provider: str, secret: str
) -> None:
    settings.ANYMAIL = {"WEBHOOK_SECRET": secret}
    assert post(provider, {}).status_code == 404


def test_a_subscription_is_confirmed_by_hand(
    db: None, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    settings.MAIL_WEBHOOK = "amazon_ses"
    body = {
        "Type": "SubscriptionConfirmation",
        "MessageId": "sns-1",
        "SubscribeURL": "https://sns.example.org/yes",
    }
    headers = {**AMAZON, "X-Amz-Sns-Message-Type": "SubscriptionConfirmation"}
    assert post("amazon_ses", body, **headers).status_code == 200
    assert "https://sns.example.org/yes" in caplog.text


@pytest.mark.parametrize(
    ("provider", "header"),
    [("postmark", "X-PM-Metadata-message-id"), ("sparkpost", "X-MSYS-API"), ("mailgun", "")],
)
def test_the_provider_is_asked_to_tell_our_number(
    queue: Queue, settings: Settings, now: datetime, provider: str, header: str
) -> None:
    settings.MAIL_WEBHOOK = provider
    row = queue("a")
    headers = message_bytes(row, plain(row), date=now).partition(b"\r\n\r\n")[0].decode()
    assert headers.count(row.message_id) == (2 if header else 1)
    assert header in headers
