"""What mail providers post: one effect with the right secret, none without."""

import json
from base64 import b64encode
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
from tests.outbox import providers
from tests.outbox.conftest import Queue
from tests.outbox.letters import plain

SECRET = "accord:seven green lanterns"  # noqa: S105
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
    settings.ANYMAIL = {"WEBHOOK_SECRET": SECRET, "MAILGUN_WEBHOOK_SIGNING_KEY": providers.KEY}


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
    hard = {"Type": "HardBounce", "Details": "smtp;550 No such user"}
    return providers.postmark(row, **(hard | changes))


AMAZON = {"X-Amz-Sns-Message-Type": "Notification", "X-Amz-Sns-Message-Id": "sns-1"}


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
        {"Metadata": {"message-id": "<" + "a" * 32 + "@accord.test>"}},
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
    body = providers.mailgun(sent, "failed")
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
