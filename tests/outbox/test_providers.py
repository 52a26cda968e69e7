"""Each provider's own words for what became of a mail, and what they come to here."""

from typing import Any

import pytest
from pytest_django import Settings

from partnerships.outbox.lifecycle import BounceKind, Reason
from partnerships.outbox.models import Bounce, Delivery, Suppression
from tests.outbox import providers
from tests.outbox.providers import FULL, GONE
from tests.outbox.test_mail_webhook import (
    AMAZON,
    configured as configured,
    post,
    sent as sent,
)

HARD, SOFT, COMPLAINT, STOPPED = BounceKind
NOTHING = None
pytestmark = [
    pytest.mark.usefixtures("clock"),
    pytest.mark.filterwarnings("ignore:django-anymail has dropped"),
]
HEADERS = {"amazon_ses": AMAZON, "resend": {"svix-id": "msg_1"}}
CASES: list[tuple[str, BounceKind | None, dict[str, Any]]] = [
    ("postmark", HARD, {"Type": "HardBounce", "TypeCode": 1, "Details": f"smtp;{GONE}"}),
    ("postmark", SOFT, {"Type": "SoftBounce", "TypeCode": 4096, "Details": f"smtp;{FULL}"}),
    ("postmark", SOFT, {"Type": "DnsError", "TypeCode": 256}),
    ("postmark", SOFT, {"Type": "Blocked", "TypeCode": 100008}),
    ("postmark", COMPLAINT, {"RecordType": "SpamComplaint", "Type": "SpamComplaint"}),
    ("postmark", STOPPED, {"Type": "Unsubscribe", "TypeCode": 16}),
    ("postmark_change", HARD, {"why": "HardBounce"}),
    ("postmark_change", COMPLAINT, {"why": "SpamComplaint"}),
    ("postmark_change", STOPPED, {"why": "ManualSuppression"}),
    ("postmark_change", NOTHING, {"why": "ManualSuppression", "SuppressSending": False}),
    ("mailgun", HARD, {"event": "failed", "severity": "permanent", "reason": "bounce"}),
    (
        "mailgun",
        HARD,
        {"event": "failed", "severity": "permanent", "reason": "suppress-bounce"},
    ),
    (
        "mailgun",
        SOFT,
        {"event": "failed", "severity": "permanent", "reason": "generic", "said": FULL},
    ),
    (
        "mailgun",
        SOFT,
        {"event": "failed", "severity": "temporary", "reason": "greylisted", "said": "450 Wait"},
    ),
    ("mailgun", SOFT, {"event": "rejected", "reject": {"reason": "Sandbox", "description": ""}}),
    ("mailgun", COMPLAINT, {"event": "complained"}),
    ("mailgun", STOPPED, {"event": "unsubscribed"}),
    ("mailgun", NOTHING, {"event": "delivered"}),
    ("sendgrid", HARD, {"event": "bounce", "type": "bounce", "status": "5.1.1", "reason": GONE}),
    ("sendgrid", HARD, {"event": "dropped", "reason": "Bounced Address", "status": "5.0.0"}),
    ("sendgrid", HARD, {"event": "dropped", "reason": "Invalid"}),
    ("sendgrid", SOFT, {"event": "bounce", "type": "blocked", "status": "5.2.2", "reason": FULL}),
    ("sendgrid", SOFT, {"event": "deferred", "response": "Throttled", "attempt": "1"}),
    ("sendgrid", SOFT, {"event": "dropped", "reason": "Spam Content"}),
    ("sendgrid", COMPLAINT, {"event": "spamreport"}),
    ("sendgrid", STOPPED, {"event": "unsubscribe"}),
    ("sendgrid", STOPPED, {"event": "dropped", "reason": "Unsubscribed Address"}),
    ("sendgrid", NOTHING, {"event": "processed"}),
    (
        "amazon_ses",
        HARD,
        {
            "kind": "Bounce",
            "bounceType": "Permanent",
            "bounceSubType": "General",
            "status": "5.1.1",
            "diagnosticCode": f"smtp; {GONE}",
        },
    ),
    (
        "amazon_ses",
        SOFT,
        {"kind": "Bounce", "bounceType": "Transient", "bounceSubType": "MailboxFull"},
    ),
    ("amazon_ses", SOFT, {"kind": "Reject", "reason": "Bad content"}),
    ("amazon_ses", COMPLAINT, {"kind": "Complaint", "complaintFeedbackType": "abuse"}),
    ("amazon_ses", NOTHING, {"kind": "Send"}),
    ("brevo", HARD, {"event": "hard_bounce", "reason": " RecipientError: 550 5.5.0 No mailbox"}),
    ("brevo", HARD, {"event": "invalid_email", "reason": "invalid"}),
    ("brevo", HARD, {"event": "deferred", "reason": f"550 RecipientError: {GONE}"}),
    ("brevo", SOFT, {"event": "soft_bounce", "reason": "undefined Unable to find MX of domain"}),
    ("brevo", SOFT, {"event": "blocked", "reason": "blocked : due to blacklist user"}),
    ("brevo", SOFT, {"event": "error"}),
    ("brevo", COMPLAINT, {"event": "spam"}),
    ("brevo", COMPLAINT, {"event": "complaint"}),
    ("brevo", STOPPED, {"event": "unsubscribe"}),
    ("brevo", NOTHING, {"event": "request"}),
    (
        "resend",
        HARD,
        {"kind": "bounced", "type": "Permanent", "subType": "General", "message": "No mailbox."},
    ),
    (
        "resend",
        SOFT,
        {"kind": "bounced", "type": "Transient", "subType": "MailboxFull", "message": "Full."},
    ),
    ("resend", SOFT, {"kind": "delivery_delayed"}),
    ("resend", COMPLAINT, {"kind": "complained"}),
    ("resend", NOTHING, {"kind": "delivered"}),
    (
        "mailjet",
        HARD,
        {"event": "bounce", "blocked": True, "hard_bounce": True, "error": "user unknown"},
    ),
    ("mailjet", HARD, {"event": "blocked", "error_related_to": "domain", "error": "typofix"}),
    (
        "mailjet",
        SOFT,
        {"event": "bounce", "blocked": False, "hard_bounce": False, "error": "quota exceeded"},
    ),
    ("mailjet", SOFT, {"event": "blocked", "error_related_to": "mailjet", "error": "preblocked"}),
    ("mailjet", COMPLAINT, {"event": "spam", "source": "JMRPP"}),
    ("mailjet", STOPPED, {"event": "unsub", "mj_list_id": 0, "agent": "List-Unsubscribe"}),
    ("mailjet", NOTHING, {"event": "sent", "smtp_reply": "250 Ok"}),
    ("sparkpost", HARD, {"kind": "bounce", "bounce_class": "10", "raw_reason": GONE}),
    ("sparkpost", HARD, {"kind": "out_of_band", "bounce_class": "30", "raw_reason": "550 No"}),
    ("sparkpost", SOFT, {"kind": "bounce", "bounce_class": "22", "raw_reason": FULL}),
    ("sparkpost", SOFT, {"kind": "delay", "bounce_class": "21", "raw_reason": "454 4.4.4 No MX"}),
    ("sparkpost", SOFT, {"kind": "delay", "bounce_class": "10", "raw_reason": "450 4.1.1 Wait"}),
    ("sparkpost", SOFT, {"kind": "policy_rejection", "raw_reason": "550 5.7.1 Suppressed"}),
    ("sparkpost", COMPLAINT, {"kind": "spam_complaint", "fbtype": "abuse"}),
    ("sparkpost", STOPPED, {"kind": "list_unsubscribe", "group": "unsubscribe_event"}),
    ("sparkpost", NOTHING, {"kind": "bounce", "bounce_class": "60"}),
]
CONCLUSIONS = {
    HARD: [("all", Reason.BOUNCED)],
    SOFT: [],
    COMPLAINT: [("note", Reason.COMPLAINT)],
    STOPPED: [("note", Reason.STOPPED)],
    NOTHING: [],
}


@pytest.mark.parametrize(("shape", "kind", "what"), CASES)
def test_what_it_comes_to_however_often_it_is_told(
    sent: Delivery, settings: Settings, shape: str, kind: BounceKind | None, what: dict[str, Any]
) -> None:
    provider = shape.removesuffix("_change")
    settings.MAIL_WEBHOOK = provider
    body = getattr(providers, shape)(sent, **what)
    for _time in range(2):
        assert post(provider, body, **HEADERS.get(provider, {})).status_code == 200
    told = Bounce.objects.filter(delivery=sent, at__lt=sent.created_at)
    assert list(told.values_list("kind", flat=True)) == ([kind] if kind else [])
    assert list(Suppression.objects.values_list("scope", "reason")) == CONCLUSIONS[kind]


@pytest.mark.parametrize(
    ("shape", "what", "code"),
    [
        ("sendgrid", {"event": "dropped", "reason": "Spam Content"}, "4.0.0"),
        ("sparkpost", {"kind": "policy_rejection", "raw_reason": "550 5.7.1 No"}, "4.0.0"),
        ("postmark", {"Type": "SoftBounce", "Details": FULL}, "5.2.2"),
    ],
)
def test_what_never_left_the_provider_says_nothing_against_the_address(
    sent: Delivery, settings: Settings, shape: str, what: dict[str, Any], code: str
) -> None:
    """Three with a code that begins with 5 would end all mail there."""
    settings.MAIL_WEBHOOK = shape
    assert post(shape, getattr(providers, shape)(sent, **what)).status_code == 200
    assert Bounce.objects.get().code == code


@pytest.mark.parametrize("told", ["jo@müller.example", "jo@xn--mller-kva.example"])
def test_a_domain_is_ours_in_either_spelling(sent: Delivery, told: str) -> None:
    Delivery.objects.update(address_norm="jo@xn--mller-kva.example")
    body = providers.postmark(sent, Type="HardBounce", Email=told)
    assert post("postmark", body).status_code == 200
    assert Suppression.objects.get().address_norm == "jo@xn--mller-kva.example"
