"""What each mail provider posts about one mail, in the shape its documentation gives."""

import hashlib
import hmac
import json
from typing import Any

from partnerships.outbox.models import Delivery

KEY = "signing-key"
GONE = "550 5.1.1 The mailbox does not exist"
FULL = "552 5.2.2 The mailbox is full"
SECONDS = 1795444200


def postmark(row: Delivery, **what: Any) -> dict[str, Any]:
    return {
        "RecordType": "Bounce",
        "ID": 4242,
        "ServerID": 23,
        "MessageStream": "outbound",
        "MessageID": "883953f4-6105-42a2-a16a-77a8eac79483",
        "Metadata": {"message-id": row.message_id},
        "Email": row.address_norm,
        "BouncedAt": "2026-11-23T09:30:00.3963933-05:00",
        "Description": "What happened, in general.",
    } | what


def postmark_change(row: Delivery, why: str, **what: Any) -> dict[str, Any]:
    """A change of Postmark's own list; it names the recipient otherwise and has no number."""
    return {
        "RecordType": "SubscriptionChange",
        "MessageID": "883953f4-6105-42a2-a16a-77a8eac79483",
        "ServerID": 23,
        "MessageStream": "outbound",
        "ChangedAt": "2026-11-23T14:30:00Z",
        "Recipient": row.address_norm,
        "Origin": "Recipient",
        "SuppressSending": True,
        "SuppressionReason": why,
        "Metadata": {"message-id": row.message_id},
    } | what


def mailgun(row: Delivery, event: str, said: str = "", **what: Any) -> dict[str, Any]:
    signed = hmac.new(KEY.encode(), b"17639t0ken", hashlib.sha256).hexdigest()
    data = {
        "event": event,
        "id": "ncV2XwymRUKbPek-MIM",
        "timestamp": SECONDS + 0.38,
        "log-level": "error",
        "recipient": row.address_norm,
        "message": {
            "headers": {"to": row.address_norm, "message-id": row.message_id.strip("<>")},
        },
        "delivery-status": {"attempt-no": 1, "code": int(said[:3] or 0), "message": said},
    }
    return {
        "signature": {"timestamp": "17639", "token": "t0ken", "signature": signed},
        "event-data": data | what,
    }


def sendgrid(row: Delivery, event: str, **what: Any) -> list[dict[str, Any]]:
    return [
        {
            "email": row.address_norm,
            "timestamp": SECONDS,
            "smtp-id": row.message_id,
            "sg_event_id": "x1",
            "sg_message_id": "x1.filter0001.16648.5515E0B88.0",
            "event": event,
        }
        | what
    ]


def amazon_ses(row: Delivery, kind: str, **what: Any) -> dict[str, Any]:
    """An event as its own text inside the envelope of Amazon's notifications."""
    recipient = {"emailAddress": row.address_norm, "action": "failed"}
    recipient |= {key: what.pop(key) for key in ("status", "diagnosticCode") if key in what}
    who = {"Bounce": "bouncedRecipients", "Complaint": "complainedRecipients"}.get(kind)
    event = {
        "eventType": kind,
        kind.lower(): {"feedbackId": "0100", **({who: [recipient]} if who else {}), **what},
        "mail": {
            "messageId": "0100015",
            "destination": [row.address_norm],
            "headersTruncated": False,
            "headers": [{"name": "Message-ID", "value": row.message_id}],
        },
    }
    return {
        "Type": "Notification",
        "MessageId": "sns-1",
        "TopicArn": "arn:aws:sns:us-west-2:123456789012:mail",
        "Timestamp": "2026-11-23T14:30:00.000Z",
        "Message": json.dumps(event) + "\n",
    }


def brevo(row: Delivery, event: str, **what: Any) -> dict[str, Any]:
    return {
        "event": event,
        "email": row.address_norm,
        "id": 1,
        "message-id": "<202611231430.1@smtp-relay.example.org>",
        "X-Mailin-custom": json.dumps({"message_id": row.message_id}),
        "ts_epoch": SECONDS * 1000,
    } | what


def resend(row: Delivery, kind: str, **bounce: Any) -> dict[str, Any]:
    data = {
        "created_at": "2026-11-23T14:29:00.729Z",
        "email_id": "aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee",
        "from": "Accord <accord@accord.test>",
        "headers": [{"name": "X-Metadata", "value": json.dumps({"message_id": row.message_id})}],
        "to": [row.address_norm],
    }
    return {
        "type": f"email.{kind}",
        "created_at": "2026-11-23T14:30:00.101Z",
        "data": data | ({"bounce": bounce} if bounce else {}),
    }


def mailjet(row: Delivery, event: str, **what: Any) -> dict[str, Any]:
    """Bare, as it comes unless one asks Mailjet for groups of events."""
    return {
        "event": event,
        "time": SECONDS,
        "MessageID": 12345678901234567,
        "email": row.address_norm,
        "mj_campaign_id": 0,
        "mj_contact_id": 9876543210,
        "customcampaign": "",
        "CustomID": row.message_id,
    } | what


def sparkpost(
    row: Delivery, kind: str, group: str = "message_event", **what: Any
) -> list[dict[str, Any]]:
    event = {
        "type": kind,
        "event_id": "84345317653491230",
        "message_id": "0004e3724f57753a3561",
        "raw_rcpt_to": row.address_norm,
        "rcpt_to": row.address_norm,
        "rcpt_meta": {"message_id": row.message_id},
        "timestamp": str(SECONDS),
        "transmission_id": "84345317650824116",
    }
    return [{"msys": {group: event | what}}, {"msys": {}}]
