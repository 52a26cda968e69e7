"""The mail that brings a link, its one reminder, and when neither must leave any more."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from partnerships.calendars.models import ClosedDay
from partnerships.calendars.rules import Days, Hours
from partnerships.links.actions.base import record_link_event
from partnerships.links.emails import render
from partnerships.links.models import Link, PersonalLink
from partnerships.links.queries import was_reminded, why_untrue
from partnerships.links.rules import REMIND_AFTER, REMINDER, VALID
from partnerships.organizations.models import Contact
from partnerships.outbox import actions as outbox
from partnerships.outbox.lifecycle import Origin, Reason, RecipientKind
from partnerships.outbox.models import Delivery
from partnerships.outbox.rules import MailKind, Recipient


def mail(link: PersonalLink, *, now: datetime) -> None:
    """Queue the mail, and if the sender wants it the one reminder two weeks later."""
    link.mails, link.sent_at, link.expires_at = link.mails + 1, now, now + VALID
    link.save()
    key, about = f"{link.pk}:{link.mails}", link.partnership_id
    enqueue(link, key=f"{link.MAIL}:{key}", partnership_id=about, now=now)
    if link.remind:
        outbox.enqueue(
            kind=REMINDER,
            dedupe_key=f"{REMINDER}:{key}",
            recipient=recipient_of(link.contact),
            subject=link,
            not_before=(later := in_hours(now + REMIND_AFTER)),
            expires_at=later + timedelta(days=7),
            partnership_id=about,
            anchor_at=link.sent_at,
            origin=Origin.REMINDER,
            now=now,
        )


def enqueue(link: Link, *, key: str, partnership_id: int | None, now: datetime) -> None:
    """Queue the mail that brings a link of any kind to its person."""
    outbox.enqueue(
        kind=link.MAIL,
        dedupe_key=key,
        recipient=recipient_of(link.contact),
        subject=link,
        not_before=now,
        expires_at=now + VALID,
        partnership_id=partnership_id,
        anchor_at=link.sent_at,
        origin=Origin.PERSON,
        now=now,
    )


def recipient_of(contact: Contact) -> Recipient:
    """A partner's person as a recipient of mail."""
    return Recipient(
        kind=RecipientKind.CONTACT,
        id=contact.pk,
        address=contact.email,
        name=contact.name,
        tz=settings.TIME_ZONE,
    )


def hold_reminders(*, now: datetime) -> int:
    """Let reminders that are due outside our hours wait for them; return how many those are.

    Runs before each sending: our mail server may come back, or ask us to wait, until the night.
    """
    slot = in_hours(now)
    if slot == now:
        return 0
    due = Delivery.objects.due(now).filter(
        recipient_kind=RecipientKind.CONTACT, origin=Origin.REMINDER
    )
    return outbox.postpone(keys=due.values_list("dedupe_key", flat=True), until=slot)


def in_hours(at: datetime) -> datetime:
    """The next moment on a working day of our house: what leaves by itself wakes no one."""
    closed = frozenset(ClosedDay.objects.values_list("day", flat=True))
    return Hours(zone=settings.TIME_ZONE, days=Days(closed=closed)).next_slot(at)


def _untrue(delivery: Delivery, now: datetime) -> str:
    """Why a mail with a link must not leave any more: also once its partnership is closed."""
    why = why_untrue(PersonalLink.objects.all(), delivery, now)
    links = PersonalLink.objects.select_related("partnership")
    return why or links.get(pk=delivery.subject_id).why_over()


def _reminder_untrue(delivery: Delivery, now: datetime) -> str:
    """No one is reminded of what they answered or of what rests, nor twice in two weeks.

    The person stays locked until the mail is taken, so that of two senders side by side, each
    with a reminder of another partnership, the second one sees the first.
    """
    Contact.objects.select_for_update(no_key=True).get(pk=delivery.recipient_id)
    link = PersonalLink.objects.select_related("partnership").get(pk=delivery.subject_id)
    if link.answered_at and link.answered_at >= link.sent_at:
        return "answered"
    if not link.partnership.is_open():
        return "not_open"
    return "reminded_lately" if was_reminded(delivery, now) else _untrue(delivery, now)


@transaction.atomic
def stop_reminders(*, link: PersonalLink, now: datetime) -> None:
    """Remind this person of nothing any more; what one of us sends still reaches them."""
    address = link.contact.email
    outbox.suppress(address=address, scope=REMINDER, reason=Reason.STOPPED, now=now)
    record_link_event("link.reminders_stopped", link, by=None, at=now)


#: What the pump asks and writes, per kind of mail with a link.
KINDS = {
    "personal_link": MailKind(why_untrue=_untrue, render=render),
    REMINDER: MailKind(why_untrue=_reminder_untrue, render=render),
}
