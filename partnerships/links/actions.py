"""Sending a person their link, and keeping what they tell us from behind it."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from audit.actions import record
from common.errors import DomainError
from partnerships.calendars.models import ClosedDay
from partnerships.calendars.rules import Days, Hours
from partnerships.links.emails import render
from partnerships.links.lifecycle import MessageKind
from partnerships.links.models import LinkMessage, PersonalLink
from partnerships.links.queries import was_reminded
from partnerships.links.rules import (
    REMIND_AFTER,
    REMINDER,
    RENEW_EVERY,
    VALID,
    hash_of,
    make_token,
    new_nonce,
)
from partnerships.organizations.lifecycle import Prefers
from partnerships.organizations.models import Contact
from partnerships.outbox import actions as outbox
from partnerships.outbox.lifecycle import Origin, Reason, RecipientKind
from partnerships.outbox.models import Delivery
from partnerships.outbox.rules import Kind, Recipient
from partnerships.relationships import actions as relationships
from partnerships.relationships.lifecycle import Side
from partnerships.relationships.models import Partnership


class NotByLink(DomainError):
    """The person can't or does not want to be asked by a link."""


@transaction.atomic
def send_link(
    *,
    partnership: Partnership,
    contact: Contact,
    words: str,
    remind: bool,
    by: User,
    now: datetime,
) -> PersonalLink:
    """Mail a person of theirs the link to their page; then it is their turn.

    Sending again keeps the link they have while it is valid, for another 60 days. Raises
    NotByLink or NotOfThatSide.
    """
    partnership = relationships.lock(partnership)
    require_mail(contact)
    relationships.require_side(
        partnership=partnership, contact=contact, side=Side.THEIRS, today=timezone.localdate(now)
    )
    link = PersonalLink.objects.filter(partnership=partnership, contact=contact).first()
    if link is None or not link.is_live(now):
        fresh = PersonalLink(partnership=partnership, contact=contact, made_at=now)
        link = _with_new_token(link or fresh)
    link.made_by, link.words, link.remind = by, words, remind
    _mail(link, now=now)
    relationships.pass_turn(partnership_id=partnership.pk, court=Side.THEIRS, now=now)
    _record("link.sent", link, by=by, at=now)
    return link


def require_mail(contact: Contact) -> None:
    """Raise NotByLink, saying what to do instead, unless a link can be mailed to the person."""
    if contact.archived_at:
        raise NotByLink(_("%(name)s has left. Choose somebody else.") % {"name": contact.name})
    if contact.prefers != Prefers.LINK:
        raise NotByLink(
            _("%(name)s wants to be asked another way: %(way)s. Ask, then write the answer down.")
            % {"name": contact.name, "way": contact.get_prefers_display()}
        )
    if not contact.email:
        raise NotByLink(
            _("No e-mail address is known of %(name)s. Add it, or call them.")
            % {"name": contact.name}
        )


@transaction.atomic
def send_new_links(*, address: str, now: datetime) -> int:
    """Mail new links to whoever has this address, as they ask for it; return how many.

    Links we revoked stay so. A new link makes the old one worthless.
    """
    rows = PersonalLink.objects.filter(
        contact__email__iexact=address, contact__archived_at__isnull=True, revoked_at__isnull=True
    )
    lately = now - RENEW_EVERY
    asked = [link for link in rows if link.sent_at is None or link.sent_at < lately]
    for link in asked:
        _mail(_with_new_token(link), now=now)
        _record("link.renewed", link, by=None, at=now)
    return len(asked)


def _with_new_token(link: PersonalLink) -> PersonalLink:
    link.nonce = new_nonce()
    link.token_hash = hash_of(make_token(link.nonce))
    link.revoked_at = None
    return link


def _mail(link: PersonalLink, *, now: datetime) -> None:
    """Queue the mail, and if the sender wants it the one reminder two weeks later."""
    link.mails, link.sent_at, link.expires_at = link.mails + 1, now, now + VALID
    link.save()
    _enqueue(link, "personal_link", now, VALID, now=now)
    if link.remind:
        _enqueue(link, REMINDER, _in_hours(now + REMIND_AFTER), timedelta(days=7), now=now)


def hold_reminders(*, now: datetime) -> int:
    """Let reminders that are due outside our hours wait for them; return how many those are.

    Runs before each sending: our mail server may come back, or ask us to wait, until the night.
    """
    slot = _in_hours(now)
    if slot == now:
        return 0
    due = Delivery.objects.due(now).filter(kind=REMINDER)
    return outbox.postpone(keys=due.values_list("dedupe_key", flat=True), until=slot)


def _in_hours(at: datetime) -> datetime:
    """The next moment on a working day of our house: what leaves by itself wakes nobody."""
    closed = frozenset(ClosedDay.objects.values_list("day", flat=True))
    return Hours(zone=settings.TIME_ZONE, days=Days(closed=closed)).next_slot(at)


def _enqueue(
    link: PersonalLink, kind: str, not_before: datetime, useful: timedelta, *, now: datetime
) -> None:
    outbox.enqueue(
        kind=kind,
        dedupe_key=f"{kind}:{link.pk}:{link.mails}",
        recipient=Recipient(
            kind=RecipientKind.CONTACT,
            id=link.contact_id,
            address=link.contact.email,
            name=link.contact.name,
            tz=settings.TIME_ZONE,
        ),
        subject=link,
        not_before=not_before,
        expires_at=not_before + useful,
        partnership_id=link.partnership_id,
        anchor_at=link.sent_at,
        origin=Origin.PERSON if kind == "personal_link" else Origin.REMINDER,
        now=now,
    )


def _untrue(delivery: Delivery, now: datetime) -> str:
    """Why a mail with a link must not leave any more."""
    rows = PersonalLink.objects.opening(now).select_related("contact")
    link = rows.filter(pk=delivery.subject_id).first()
    if link is None:
        return "revoked"
    if link.contact.prefers != Prefers.LINK or not link.contact.email:
        return "other_way"
    return "" if link.sent_at == delivery.anchor_at else "sent_again"


def _reminder_untrue(delivery: Delivery, now: datetime) -> str:
    """Nobody is reminded of what they answered or of what rests, nor twice in two weeks.

    The person stays locked until the mail is taken, so that of two senders side by side, each
    with a reminder of another partnership, the second one sees the first.
    """
    Contact.objects.select_for_update(no_key=True).get(pk=delivery.recipient_id)
    link = PersonalLink.objects.select_related("partnership").get(pk=delivery.subject_id)
    if link.answered_at and link.sent_at and link.answered_at >= link.sent_at:
        return "answered"
    if not link.partnership.is_open():
        return "not_open"
    return "reminded_lately" if was_reminded(delivery, now) else _untrue(delivery, now)


@transaction.atomic
def stop_reminders(*, link: PersonalLink, now: datetime) -> None:
    """Remind this person of nothing any more; what one of us sends still reaches them."""
    address = link.contact.email
    outbox.suppress(address=address, scope=REMINDER, reason=Reason.STOPPED, now=now)
    _record("link.reminders_stopped", link, by=None, at=now)


#: What the pump asks and writes, per kind of mail with a link.
KINDS = {
    "personal_link": Kind(why_untrue=_untrue, render=render),
    REMINDER: Kind(why_untrue=_reminder_untrue, render=render),
}


@transaction.atomic
def revoke(*, link: PersonalLink, by: User | None, now: datetime) -> PersonalLink:
    """Make a link worthless; ``by`` is None when its person said "this is not me"."""
    if link.revoked_at is None:
        link.revoked_at = now
        link.save(update_fields=["revoked_at"])
        _record("link.revoked", link, by=by, at=now)
    return link


@transaction.atomic
def keep_draft(*, link: PersonalLink, draft: Mapping[str, Any], now: datetime) -> PersonalLink:
    """Keep a half-done answer as it was typed; nobody of ours reads it."""
    link.draft = dict(draft)
    link.save(update_fields=["draft"])
    _record("link.draft_kept", link, by=None, at=now)
    return link


def mark_answered(*, link: PersonalLink, now: datetime) -> PersonalLink:
    """The person answered: one of us is to look at it. The answer itself writes the event."""
    link.answered_at, link.seen_at, link.draft = now, None, {}
    link.save(update_fields=["answered_at", "seen_at", "draft"])
    return link


@transaction.atomic
def mark_seen(*, link: PersonalLink, by: User, now: datetime) -> PersonalLink:
    """One of us has looked at the answer and done what it needs."""
    if link.seen_at is None:
        link.seen_at = now
        link.save(update_fields=["seen_at"])
        _record("link.seen", link, by=by, at=now)
    return link


@transaction.atomic
def tell(*, message: LinkMessage, now: datetime) -> LinkMessage:
    """Keep what a person tells us from behind their link; ``message`` carries it, unsaved.

    "This is not me" makes the link worthless at once. It is our turn then.
    """
    link = message.link
    message.at = now
    message.save()
    mark_answered(link=link, now=now)
    if message.kind == MessageKind.NOT_ME:
        revoke(link=link, by=None, now=now)
    relationships.pass_turn(partnership_id=link.partnership_id, court=Side.OURS, now=now)
    _record(f"link.{message.kind}", link, by=None, at=now, text=message.text)
    return message


@transaction.atomic
def handle(*, message: LinkMessage, by: User, now: datetime) -> LinkMessage:
    """One of us did what somebody asked for from behind their link."""
    if message.handled_at is None:
        message.handled_at, message.handled_by = now, by
        message.save(update_fields=["handled_at", "handled_by"])
        _record("link.handled", message.link, by=by, at=now)
    return message


def _record(
    verb: str, link: PersonalLink, *, by: User | None, at: datetime, **params: str
) -> None:
    record(
        verb,
        by=by,
        at=at,
        subject=link,
        organization_id=link.partnership.organization_id,
        partnership_id=link.partnership_id,
        name=link.contact.name,
        **params,
    )
