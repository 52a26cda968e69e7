"""Account email as it lands: pumped into a folder and read back."""

from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

from django.conf import settings

from partnerships.organizations import actions as organizations
from partnerships.outbox import actions as outbox
from partnerships.outbox.lifecycle import ACCOUNT_KIND
from partnerships.outbox.models import Delivery


def account_mails() -> list[EmailMessage]:
    """Send the account email that waits; return what has left in this test, the oldest first."""
    outbox.pump(kinds=organizations.KINDS)
    sent = Delivery.objects.filter(kind=ACCOUNT_KIND, sent_at__isnull=False).order_by("pk")
    folder = Path(settings.MAIL_FOLDER)
    return [
        message_from_bytes(
            (folder / f"{message_id.strip('<>')}.eml").read_bytes(), policy=policy.default
        )
        for message_id in sent.values_list("message_id", flat=True)
    ]


def text_of(mail: EmailMessage, kind: str = "plain") -> str:
    """Return the text or the HTML of an email."""
    part = mail.get_body(preferencelist=(kind,))
    assert part
    return str(part.get_content())
