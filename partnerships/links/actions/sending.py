"""Sending a person their link, sending it anew, and taking it back."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from common.errors import DomainError
from partnerships.links.actions.base import note
from partnerships.links.actions.mail import mail
from partnerships.links.models import PersonalLink
from partnerships.links.rules import RENEW_EVERY, hash_of, make_token, new_nonce
from partnerships.organizations.lifecycle import Prefers
from partnerships.organizations.models import Contact
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
    mail(link, now=now)
    relationships.pass_turn(partnership_id=partnership.pk, court=Side.THEIRS, now=now)
    note("link.sent", link, by=by, at=now)
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
        mail(_with_new_token(link), now=now)
        note("link.renewed", link, by=None, at=now)
    return len(asked)


def _with_new_token(link: PersonalLink) -> PersonalLink:
    link.nonce = new_nonce()
    link.token_hash = hash_of(make_token(link.nonce))
    link.revoked_at = None
    return link


@transaction.atomic
def revoke(*, link: PersonalLink, by: User | None, now: datetime) -> PersonalLink:
    """Make a link worthless; ``by`` is None when its person said "this is not me"."""
    if link.revoked_at is None:
        link.revoked_at = now
        link.save(update_fields=["revoked_at"])
        note("link.revoked", link, by=by, at=now)
    return link
