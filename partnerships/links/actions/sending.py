"""Sending a person their link, sending it again, and taking it back."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from common.errors import DomainError
from partnerships.links.actions.base import lock, record_link_event
from partnerships.links.actions.mail import mail
from partnerships.links.models import Link, PersonalLink
from partnerships.links.queries import asked_for
from partnerships.links.rules import give_token
from partnerships.organizations.lifecycle import Prefers
from partnerships.organizations.models import Contact
from partnerships.relationships import actions as relationships
from partnerships.relationships.lifecycle import Side, Stage
from partnerships.relationships.models import Partnership


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
    `not_by_link` or `not_of_that_side`.
    """
    partnership = relationships.lock(partnership)
    require_mail(contact)
    if partnership.stage == Stage.CLOSED:
        raise DomainError(_("This partnership is closed. Reopen it first."), code="not_by_link")
    relationships.require_side(
        partnership=partnership, contact=contact, side=Side.THEIRS, today=timezone.localdate(now)
    )
    theirs = PersonalLink.objects.filter(partnership=partnership, contact=contact)
    link = theirs.select_for_update().first()
    link = link or PersonalLink(partnership=partnership, contact=contact, expires_at=now)
    if not link.is_live(now):
        give_token(link)
    link.sent_by, link.words, link.remind = by, words, remind
    mail(link, now=now)
    relationships.pass_turn(partnership_id=partnership.pk, court=Side.THEIRS, now=now)
    record_link_event("link.sent", link, by=by, at=now, wrote=[link])
    return link


def require_mail(contact: Contact) -> None:
    """Raise `not_by_link`, with what to do instead, unless a link can be mailed to the person."""
    if contact.archived_at:
        raise DomainError(
            _("%(name)s has left. Choose someone else.") % {"name": contact.name},
            code="not_by_link",
        )
    if contact.prefers != Prefers.LINK:
        raise DomainError(
            _("%(name)s prefers another way: %(way)s. Ask them, then record their answer.")
            % {"name": contact.name, "way": contact.get_prefers_display()},
            code="not_by_link",
        )
    if not contact.email:
        raise DomainError(
            _("%(name)s has no email address. Add one, or call them.") % {"name": contact.name},
            code="not_by_link",
        )


@transaction.atomic
def send_new_links(*, address: str, now: datetime) -> int:
    """Mail new links to whoever has this address, as they ask for it; return how many.

    A link that opens is sent once more as it is, so that no one can take it from its person by
    asking. What no mail can bring is kept as wanted, for one of us to send.
    """
    by_mail, by_us = asked_for(PersonalLink.objects.all(), address=address, now=now)
    for link in by_mail:
        if not link.is_live(now):
            give_token(link)
        mail(link, now=now)
        record_link_event("link.renewed", link, by=None, at=now, wrote=[link])
    for link in by_us:
        if mark_wanted(link, now=now):
            record_link_event("link.wanted", link, by=None, at=now)
    return len(by_mail)


def mark_wanted(link: Link, *, now: datetime) -> bool:
    """Keep that a new link is wanted from us; whether that is news."""
    if link.is_wanted():
        return False
    link.asked_at = now
    link.save(update_fields=["asked_at"])
    return True


@transaction.atomic
def revoke(*, link: PersonalLink, by: User | None, now: datetime) -> PersonalLink:
    """Make a link worthless; ``by`` is None when its person said "this is not me"."""
    link = lock(link)
    if link.revoked_at is None:
        link.revoked_at = now
        link.save(update_fields=["revoked_at"])
        record_link_event("link.revoked", link, by=by, at=now, wrote=[link])
    return link
