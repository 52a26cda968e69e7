"""Questions about personal links."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef
from django.utils import timezone

from accounts.models import User
from partnerships.links.models import PersonalLink
from partnerships.links.rules import hash_of
from partnerships.organizations.models import Contact, Organization, Phone, Position


def link_behind(token: str, now: datetime) -> PersonalLink | None:
    """The link a token opens; None when it is unknown, expired or revoked, or its person left."""
    held = Position.objects.current(timezone.localdate(now)).filter(
        contact=OuterRef("contact"), organization=OuterRef("partnership__organization")
    )
    rows = PersonalLink.objects.live(now).filter(
        Exists(held), token_hash=hash_of(token), contact__archived_at__isnull=True
    )
    return rows.select_related(
        "contact", "made_by", "partnership__organization", "partnership__owner"
    ).first()


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
