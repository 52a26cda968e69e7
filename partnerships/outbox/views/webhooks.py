"""What mail providers tell us about mail that came back."""

import hashlib
import json
import logging
from collections.abc import Callable
from datetime import datetime
from typing import Any

from anymail.exceptions import (
    AnymailConfigurationError,
    AnymailError,
    AnymailWebhookValidationFailure,
)
from anymail.webhooks.amazon_ses import AmazonSESBaseWebhookView, AmazonSESTrackingWebhookView
from anymail.webhooks.brevo import BrevoTrackingWebhookView
from anymail.webhooks.mailgun import MailgunTrackingWebhookView
from anymail.webhooks.mailjet import MailjetTrackingWebhookView
from anymail.webhooks.postmark import PostmarkTrackingWebhookView
from anymail.webhooks.resend import ResendTrackingWebhookView
from anymail.webhooks.sendgrid import SendGridTrackingWebhookView
from anymail.webhooks.sparkpost import SparkPostTrackingWebhookView
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from partnerships.outbox import actions
from partnerships.outbox.lifecycle import BounceKind
from partnerships.outbox.rules import bounce_kind, enhanced_code, message_id_in

log = logging.getLogger(__name__)
UNREADABLE = (
    AnymailError,
    AnymailConfigurationError,
    ValueError,
    TypeError,
    KeyError,
    AttributeError,
    OverflowError,
    RecursionError,
)
# Anymail's words for what happened
BOUNCED, REJECTED, FAILED, DEFERRED = "bounced", "rejected", "failed", "deferred"
NOT_DELIVERED = {BOUNCED, REJECTED, FAILED, DEFERRED}
PLAIN = {"complained": BounceKind.COMPLAINT, "unsubscribed": BounceKind.STOPPED}
# and for why the provider itself kept a mail back
KEPT_BACK = {"spam": BounceKind.COMPLAINT, "unsubscribed": BounceKind.STOPPED}
INVALID = "invalid"
NO_CODE = "5.0.0"
NOT_NOW = "4.0.0"


class AmazonSES(AmazonSESTrackingWebhookView):
    """Amazon's reader without Amazon's own library: a person confirms the subscription."""

    def __init__(self) -> None:
        super(AmazonSESBaseWebhookView, self).__init__()

    def auto_confirm_sns_subscription(self, sns_message: dict[str, Any]) -> None:
        log.warning("To confirm the subscription open %s", sns_message.get("SubscribeURL"))


#: provider: who reads what it posts, and whether an event in its own words is a hard bounce
PROVIDERS: dict[str, tuple[type[Any], Callable[[Any], bool]]] = {
    "amazon_ses": (AmazonSES, lambda raw: raw["bounce"]["bounceType"] == "Permanent"),
    "brevo": (BrevoTrackingWebhookView, lambda raw: raw["event"] == "hard_bounce"),
    "mailgun": (
        MailgunTrackingWebhookView,
        lambda raw: raw["event-data"]["reason"] in {"bounce", "suppress-bounce"},
    ),
    "mailjet": (MailjetTrackingWebhookView, lambda raw: raw["hard_bounce"] is True),
    "postmark": (
        PostmarkTrackingWebhookView,
        lambda raw: "HardBounce" in {raw.get("Type"), raw.get("SuppressionReason")},
    ),
    "resend": (
        ResendTrackingWebhookView,
        lambda raw: raw["data"]["bounce"]["type"] == "Permanent",
    ),
    "sendgrid": (
        SendGridTrackingWebhookView,
        lambda raw: raw.get("type", raw.get("reason")) in {"bounce", "Bounced Address"},
    ),
    "sparkpost": (  # class 10 is told by its reject reason
        SparkPostTrackingWebhookView,
        lambda raw: {"30"} == {event["bounce_class"] for event in raw["msys"].values()},
    ),
}


@login_not_required
@csrf_exempt
@require_POST
def mail_webhook(request: HttpRequest, provider: str) -> HttpResponse:
    """Take what the configured provider posts. Without the secret nothing changes."""
    if provider != settings.MAIL_WEBHOOK or not settings.ANYMAIL["WEBHOOK_SECRET"]:
        raise Http404
    if "Authorization" not in request.headers:  # Amazon waits to be asked for the secret
        return HttpResponse(status=401, headers={"WWW-Authenticate": 'Basic realm="Accord"'})
    reader = PROVIDERS[provider][0]()
    try:
        reader.run_validators(request)
        told = [_told(provider, event) for event in reader.parse_events(request)]
    except AnymailWebhookValidationFailure:
        return HttpResponse("Wrong secret or signature.", status=403)
    except UNREADABLE as fault:
        log.warning("A webhook of %s cannot be read: %s", provider, type(fault).__name__)
        return HttpResponse("This cannot be read.", status=400)
    for bounce in filter(None, told):
        actions.take_bounce(**bounce, now=timezone.now())
    return HttpResponse()


def _told(provider: str, event: Any) -> dict[str, Any] | None:
    """What `take_bounce` needs to know, or nothing for events that are no bounce."""
    text = str(event.mta_response or event.description or "")
    code = enhanced_code(text)
    kind = _kind(provider, event, code)
    if kind is None:
        return None
    raw = json.dumps(event.esp_event, sort_keys=True, default=str)
    name = f"{event.event_id or raw}|{event.recipient}"
    return {
        "event_id": f"{provider}:{hashlib.sha256(name.encode()).hexdigest()}",
        "message_id": message_id_in(raw),
        "address": str(event.recipient or ""),
        "kind": kind,
        "code": _code(event, kind, code),
        "text": text,
        "at": _instant(event.timestamp),
    }


def _kind(provider: str, event: Any, code: str) -> BounceKind | None:
    if event.event_type in PLAIN:
        return PLAIN[event.event_type]
    if event.event_type not in NOT_DELIVERED:
        return None
    if event.event_type == REJECTED and event.reject_reason in KEPT_BACK:
        return KEPT_BACK[event.reject_reason]
    # What is tried again is judged by the code alone: a provider guesses its reasons from words.
    is_final = event.event_type != DEFERRED
    if is_final and (event.reject_reason == INVALID or _says_hard(provider, event)):
        return BounceKind.HARD
    return bounce_kind(code)


def _code(event: Any, kind: BounceKind, code: str) -> str:
    """The code we were told, or one that says whether it may be the address's fault."""
    if kind in PLAIN.values():
        return ""
    if kind == BounceKind.HARD or event.event_type == BOUNCED:
        return code or NO_CODE
    return code if code.startswith("4.") else NOT_NOW


def _says_hard(provider: str, event: Any) -> bool:
    try:
        return PROVIDERS[provider][1](event.esp_event)
    except (KeyError, TypeError):
        return False


def _instant(at: datetime | None) -> datetime:
    return at if at and timezone.is_aware(at) else timezone.now()
