"""Questions about personal links."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from accounts.models import User
from partnerships.links.models import PersonalLink
from partnerships.links.rules import REMIND_AFTER, hash_of
from partnerships.organizations.models import Contact, Organization, Phone
from partnerships.outbox.lifecycle import Origin, RecipientKind, State
from partnerships.outbox.models import Delivery


def link_behind(token: str, now: datetime) -> PersonalLink | None:
    """The link a token opens; None when it is unknown, expired or revoked, or its person left."""
    rows = PersonalLink.objects.opening(now).filter(token_hash=hash_of(token))
    return rows.select_related(
        "contact", "made_by", "partnership__organization", "partnership__owner"
    ).first()


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


def help_line(user: User) -> HelpLine:
    """How a partner's person reaches one of us: their own phone, else that of the house."""
    ours = Organization.objects.filter(is_ours=True).first()
    me = Contact.objects.filter(user=user).exclude(phone="").first()
    house_phone = Phone.objects.filter(organization=ours).first() if ours else None
    return HelpLine(
        name=user.name,
        email=user.email,
        phone=me.phone if me else str(house_phone or ""),
        house=ours.name if ours else "Accord",
    )
