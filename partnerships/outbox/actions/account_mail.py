"""Account email: whatever Django or allauth sends goes through the outbox."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from email.header import decode_header, make_header
from email.utils import parseaddr

from django.conf import settings
from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.utils import timezone

from accounts.emails import LINK, password_mark
from accounts.models import User
from common.text import clean_line, normal_address
from partnerships.outbox.actions.queue import enqueue
from partnerships.outbox.lifecycle import ACCOUNT_KIND, Origin, Reason, RecipientKind
from partnerships.outbox.models import AccountMail, Delivery
from partnerships.outbox.rules import Recipient


class EmailBackend(BaseEmailBackend):
    """Queues every email that is sent the way of Django, in the transaction it is sent in.

    It never speaks to a mail server, so no page waits for one. Each address gets an email of its
    own. Attachments are refused, as nothing Django or allauth sends has any.
    """

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        now = timezone.now()
        with transaction.atomic():
            for message in email_messages:
                for address in message.recipients():
                    _queue(message, address, now)
        return len(email_messages)


def forget_account_mail(*, now: datetime) -> None:
    """Erase what account email said once it has left, ended or expired."""
    AccountMail.objects.over(now).delete()
    expired = Delivery.objects.dead().filter(kind=ACCOUNT_KIND, expires_at__lte=now)
    expired.filter(rendered__isnull=False).update(rendered=None)


def _queue(message: EmailMessage, address: str, now: datetime) -> None:
    if message.attachments:
        raise ValueError("Account email can't carry attachments.")
    alternatives = message.alternatives if isinstance(message, EmailMultiAlternatives) else []
    pages = [str(content) for content, mimetype in alternatives if mimetype == "text/html"]
    user = User.objects.filter(email=normal_address(address)).first()
    text = str(message.body)
    mail = AccountMail.objects.create(
        subject=clean_line(str(message.subject))[:500],
        text=text,
        html="".join(pages[:1]),
        password_mark=password_mark(user) if user and LINK in text else "",
        sender=_person(message.from_email),
        reply_to=", ".join(message.reply_to)[:254],
    )
    enqueue(
        kind=ACCOUNT_KIND,
        dedupe_key=f"{ACCOUNT_KIND}:{mail.pk}",
        recipient=_recipient(user, address),
        subject=mail,
        not_before=now,
        expires_at=now + timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT),
        origin=Origin.PERSON,
        now=now,
    )


def _person(from_email: str) -> str:
    """Return the name of the person it comes from; "" for what Accord sends by itself."""
    if from_email == settings.DEFAULT_FROM_EMAIL:
        return ""
    return str(make_header(decode_header(parseaddr(from_email)[0])))[:200]


def _recipient(user: User | None, address: str) -> Recipient:
    if user is None:
        kind = RecipientKind.STRANGER
        return Recipient(kind=kind, id=0, address=address, name="", tz=settings.TIME_ZONE)
    return Recipient(
        kind=RecipientKind.USER, id=user.pk, address=user.email, name=user.name, tz=user.time_zone
    )


def account_mail_untrue(delivery: Delivery, now: datetime) -> str:  # noqa: ARG001
    """Why it must not leave any more: it was erased, or the person has set a password."""
    mail = AccountMail.objects.filter(pk=delivery.subject_id).first()
    if mail is None:
        return Reason.OVER
    if not mail.password_mark:
        return ""
    user = User.objects.get(pk=delivery.recipient_id)
    return "" if password_mark(user) == mail.password_mark else Reason.PASSWORD_SET
