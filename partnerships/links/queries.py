"""Questions about personal links."""

from dataclasses import dataclass
from datetime import datetime
from typing import Generic, NamedTuple

from django.db.models import Q

from accounts.models import User
from common.querysets import ignoring_case
from common.text import normal_address
from partnerships.links.models import L, LinkQuerySet
from partnerships.links.rules import REMIND_AFTER, RENEW_EVERY, hash_of
from partnerships.organizations.lifecycle import Prefers
from partnerships.organizations.models import Contact, Phone
from partnerships.organizations.queries import our_organization
from partnerships.outbox.lifecycle import Origin, RecipientKind, State
from partnerships.outbox.models import Delivery, Suppression


def link_behind(kind: type[L], token: str, now: datetime) -> L | None:
    """The link of a kind that a token opens.

    None when it is unknown, expired or revoked, or its person left.
    """
    rows = LinkQuerySet[L](kind).opening(now).filter(token_hash=hash_of(token))
    return rows.select_related("contact", "sent_by", *kind.SHOWS).first()


def why_untrue(rows: LinkQuerySet[L], delivery: Delivery, now: datetime) -> str:
    """Why the mail with a link must not leave any more; ``rows`` are the links of its kind.

    It leaves while the link opens for its person, to the address they have now, and if nothing
    newer was sent.
    """
    link = rows.opening(now).select_related("contact").filter(pk=delivery.subject_id).first()
    if link is None:
        return "revoked"
    if refused := why_not_written_to(link.contact):
        return refused
    if normal_address(link.contact.email) != delivery.address_norm:
        return "other_address"
    return "" if link.sent_at == delivery.anchor_at else "sent_again"


def why_not_written_to(contact: Contact) -> str:
    """Why a person gets no mail from us, in one word; "" if they do."""
    if contact.archived_at:
        return "left"
    return "" if contact.email and contact.prefers == Prefers.LINK else "other_way"


class AskedFor(NamedTuple, Generic[L]):
    """Links a person asks for again: those a mail may bring, and those only one of us can send."""

    by_mail: list[L]
    by_us: list[L]


def asked_for(rows: LinkQuerySet[L], *, address: str, now: datetime) -> AskedFor[L]:
    """What someone with this address asks for again, locked; ``rows`` are the links of a kind.

    Links that were revoked or sent a moment ago, or ask for nothing any more, are left out.
    """
    theirs = rows.filter(
        ignoring_case(contact__email=address),
        revoked_at__isnull=True,
        sent_at__lt=now - RENEW_EVERY,
    )
    links = [
        one for one in theirs.order_by("pk").select_for_update(of=["self"]) if not one.why_over()
    ]
    held = set(
        rows.held(now).filter(pk__in=[one.pk for one in links]).values_list("pk", flat=True)
    )
    asked = AskedFor[L]([], [])
    for link in links:
        stopped = Suppression.objects.of(normal_address(address), link.MAIL, now).exists()
        is_ours = (
            link.pk not in held
            or stopped
            or why_not_written_to(link.contact)
            or link.needs_us(now)
        )
        (asked.by_us if is_ours else asked.by_mail).append(link)
    return asked


def was_reminded(delivery: Delivery, now: datetime) -> bool:
    """Whether another reminder may have reached its person in the last two weeks.

    One that is being handed over counts, and so does one of which we do not know.
    """
    lately = now - REMIND_AFTER
    others = Delivery.objects.exclude(pk=delivery.pk).filter(
        recipient_kind=RecipientKind.CONTACT,
        recipient_id=delivery.recipient_id,
        origin=Origin.REMINDER,
    )
    return others.filter(
        Q(sent_at__gt=lately) | Q(state=State.HANDING) | Q(in_doubt__gt=0, handed_at__gt=lately)
    ).exists()


@dataclass(frozen=True)
class HelpLine:
    """Whom to call instead: the same name and phone in every mail and on every page."""

    name: str
    email: str
    phone: str
    house: str

    @property
    def sender(self) -> str:
        """Return whom an email comes from when this person sends it."""
        return f"{self.name}, {self.house}"


def help_line(user: User) -> HelpLine:
    """How a partner's person reaches one of us: their own phone, else that of the house."""
    ours = our_organization()
    me = Contact.objects.filter(user=user).exclude(phone="").first()
    house_phone = Phone.objects.filter(organization=ours).first() if ours else None
    return HelpLine(
        name=user.name,
        email=user.email,
        phone=me.phone if me else str(house_phone or ""),
        house=ours.name if ours else "Accord",
    )
