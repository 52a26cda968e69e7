"""Sending a person the link to an agreement, and keeping what they do behind it."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import User
from common.errors import DomainError
from common.text import normal_address
from partnerships.agreements import emails
from partnerships.agreements.actions.base import lead, lock, record_mou_event, require_party
from partnerships.agreements.actions.text import (
    StoredText,
    document_to_sign,
    show_version,
    store_text,
)
from partnerships.agreements.lifecycle import (
    DocumentKind,
    LinkKind,
    MouState,
    SigningOrder,
)
from partnerships.agreements.models import (
    Mou,
    MouLink,
    MouParty,
    MouVersion,
    SectionComment,
    Signer,
)
from partnerships.links import actions as links
from partnerships.links.queries import asked_for, why_not_written_to, why_untrue
from partnerships.links.rules import VALID, give_token
from partnerships.organizations.lifecycle import Prefers
from partnerships.organizations.models import Contact
from partnerships.outbox import actions as outbox
from partnerships.outbox.lifecycle import Origin
from partnerships.outbox.models import Delivery
from partnerships.outbox.rules import MailKind
from partnerships.relationships import actions as relationships
from partnerships.relationships.lifecycle import Side

#: News about an agreement is useful for so long.
NEWS = timedelta(days=14)


def send_mou_link(*, link: MouLink, by: User, now: datetime) -> MouLink:
    """Mail a person the link; ``link`` carries agreement, party, person and kind, unsaved.

    A link sent again opens by its newest mail alone. Raises `link_refused`, `not_by_link`,
    UndrawableText or NotStored.
    """
    signs = link.kind == LinkKind.SIGN and not link.mou.is_legacy()
    stored = store_text(link.mou) if signs and not link.mou.is_in_work() else None
    return _send_mou_link(link, stored, by=by, now=now)


@transaction.atomic
def _send_mou_link(
    link: MouLink, stored: StoredText | None, *, by: User, now: datetime
) -> MouLink:
    mou = lock(link.mou)
    link.mou = mou
    links.require_mail(link.contact)
    if mou.is_legacy():
        raise DomainError(
            _("Its text is in the earlier document. Send them that document."),
            code="link_refused",
        )
    require_party(mou, link.party)
    version = show_version(mou, by=by, now=now)
    if link.kind == LinkKind.SIGN:
        _require_may_be_asked(mou, link)
        document_to_sign(version, stored=stored, by=by, now=now)
    elif link.why_over():
        raise DomainError(
            _("Its text is final, or it was withdrawn. Send it for signature or to read."),
            code="link_refused",
        )
    theirs = mou.mou_links.filter(contact=link.contact, kind=link.kind)
    kept = theirs.select_for_update().first() or link
    kept.mou, kept.party, kept.words, kept.sent_by = mou, link.party, link.words, by
    kept.asks_code = link.asks_code and link.kind == LinkKind.SIGN
    kept.tries, kept.answered_at, kept.seen_at = 0, None, None
    give_token(kept)  # the way to take back a link that went astray, and its code
    if kept.kind != LinkKind.READ and kept.party.partnership_id:
        relationships.pass_turn(
            partnership_id=kept.party.partnership_id, court=Side.THEIRS, now=now
        )
    return _mail(kept, version, by=by, now=now)


def _mail(link: MouLink, version: MouVersion, *, by: User | None, now: datetime) -> MouLink:
    link.sent_at, link.expires_at = now, now + VALID
    link.save()
    links.enqueue(
        link,
        key=f"{link.MAIL}:{link.pk}:{now.isoformat()}",
        partnership_id=link.party.partnership_id or lead(link.mou),
        now=now,
    )
    record_mou_event(
        "mou.link_sent",
        link.mou,
        by=by,
        at=now,
        wrote=[link],
        name=link.contact.name,
        kind=link.kind,
        sha256=version.document.sha256 if version.document else version.sha256,
    )
    return link


@transaction.atomic
def send_new_links(*, address: str, now: datetime) -> int:
    """Mail new links to agreements to whoever has this address, as they ask; return how many.

    As links.send_new_links does it. A new token has another code, so one of us sends it.
    """
    rows = MouLink.objects.select_related("mou", "party", "contact")
    by_mail, by_us = asked_for(rows, address=address, now=now)
    for link in by_mail:
        if not link.is_live(now):
            give_token(link)
        _mail(link, link.mou.versions.shown()[0], by=None, now=now)
    for link in by_us:
        if links.mark_wanted(link, now=now):
            record_mou_event("mou.link_wanted", link.mou, by=None, at=now, name=link.contact.name)
    return len(by_mail)


def _require_may_be_asked(mou: Mou, link: MouLink) -> None:
    """A signer is asked once the text is out, and in their turn."""
    if mou.state != MouState.OUT_FOR_SIGNATURE:
        raise DomainError(_("Send the MOU out first, then ask its signers."), code="link_refused")
    signer = Signer.objects.waiting().filter(party__mou=mou, contact=link.contact).first()
    if signer is None:
        raise DomainError(
            _("%(name)s isn't waiting to sign it.") % {"name": link.contact.name},
            code="link_refused",
        )
    require_turn(mou, signer)
    if signer.declined_at:
        signer.declined_at, signer.decline_reason = None, ""
        signer.save(update_fields=["declined_at", "decline_reason"])


def require_turn(mou: Mou, signer: Signer) -> None:
    """Raise `link_refused` while someone before this signer has not signed."""
    if mou.signing_order != SigningOrder.IN_ORDER:
        return
    before = Signer.objects.waiting().filter(party__mou=mou, place__lt=signer.place).first()
    if before:
        raise DomainError(
            _("Signers sign in order, and %(name)s is next.") % {"name": before.contact.name},
            code="link_refused",
        )


def mark_answered(*, link: MouLink, now: datetime) -> None:
    """The person answered: one of us is to look at it. The answer itself writes the event."""
    MouLink.objects.filter(pk=link.pk).update(answered_at=now, seen_at=None)


@transaction.atomic
def mark_answers_seen(*, mou: Mou, by: User, now: datetime) -> None:
    """One of us has looked at what people said by link. Raises `still_open`."""
    mou = lock(mou)  # an answer that comes meanwhile waits, and no one has looked at it
    if SectionComment.objects.open().filter(version__mou=mou).exists():
        raise DomainError(
            _("A comment is still open. Answer it first, then mark it as resolved."),
            code="still_open",
        )
    for link in mou.mou_links.to_look_at().select_related("contact").order_by("answered_at", "pk"):
        link.seen_at = now
        link.save(update_fields=["seen_at"])
        record_mou_event("mou.answer_seen", mou, by=by, at=now, name=link.contact.name)


def _untrue(delivery: Delivery, now: datetime) -> str:
    """Why a mail with a link must not leave any more."""
    why = why_untrue(MouLink.objects.all(), delivery, now)
    return why or MouLink.objects.select_related("mou").get(pk=delivery.subject_id).why_over()


def tell_signers(mou: Mou, kind: str, *, about: str, now: datetime) -> None:
    """Mail those who signed: someone declined, it is void, or here is the final copy.

    Of a partner's people only those who signed by link or were chosen hear of it. ``about`` names
    what happened, so that each person is told once. Whoever wants no mail, or has no address, is
    left to be told in person.
    """
    chosen = Signer.objects.filter(
        Q(gets_copy=True) | Q(party__organization__is_ours=True),
        party__mou=mou,
        signatures__isnull=False,
    )
    told = Contact.objects.filter(
        signing__in=chosen, archived_at__isnull=True, prefers=Prefers.LINK
    )
    for contact in told.exclude(email="").order_by("pk").distinct():
        outbox.enqueue(
            kind=kind,
            dedupe_key=f"{kind}:{about}:{contact.pk}",
            recipient=links.recipient_of(contact),
            subject=mou,
            not_before=now,
            expires_at=now + NEWS,
            partnership_id=lead(mou),
            anchor_at=now,
            origin=Origin.PERSON,
            now=now,
        )


def _news_untrue(delivery: Delivery, _now: datetime) -> str:
    """News about a void or a decline is old once everyone has signed."""
    contact = Contact.objects.get(pk=delivery.recipient_id)
    if refused := why_not_written_to(contact):
        return refused
    if normal_address(contact.email) != delivery.address_norm:
        return "other_address"
    mou = Mou.objects.get(pk=delivery.subject_id)
    if delivery.kind == "mou_final":
        return "" if mou.documents.filter(kind=DocumentKind.FINAL).exists() else "no_copy"
    return "signed" if mou.state == MouState.SIGNED else ""


#: What the pump asks and writes, per kind of mail about agreements.
KINDS = {
    "mou_link": MailKind(why_untrue=_untrue, render=emails.render_link),
    **{
        kind: MailKind(why_untrue=_news_untrue, render=emails.render_news)
        for kind in ("mou_declined", "mou_void", "mou_final")
    },
}


def signer_behind(link: MouLink) -> Signer | None:
    """The signer whose link it is, with what they signed."""
    rows = Signer.objects.filter(party__mou=link.mou_id, contact=link.contact_id)
    return rows.select_related("contact", "party__organization").first()


def party_of(mou: Mou, contact: Contact) -> MouParty | None:
    """The party someone belongs to: as its signer, else by a position there."""
    as_signer = mou.parties.filter(signers__contact=contact).first()
    return as_signer or mou.parties.filter(organization__positions__contact=contact).first()
