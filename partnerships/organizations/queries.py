"""Questions about organizations and people that pages ask."""

from datetime import date

from django.db.models import Case, When

from partnerships.organizations.models import (
    Contact,
    ContactQuerySet,
    Organization,
    Position,
    PositionQuerySet,
)


def our_organization() -> Organization | None:
    """The one that is us, once somebody has said so."""
    return Organization.objects.filter(is_ours=True).first()


def positions_at(
    organization: Organization, today: date
) -> tuple[PositionQuerySet, PositionQuerySet]:
    """Today's positions at an organization, and those that have ended."""
    held = Position.objects.filter(organization=organization).select_related("contact")
    return held.current(today), held.filter(until__lt=today)


def people_like(name: str, email: str) -> ContactQuerySet:
    """People who may be meant by what was typed, those with this address or very name first."""
    rows = Contact.objects.not_archived()
    found = rows.filter(pk__in=Contact.objects.search(name).values("pk"))
    if email:
        found |= holders_of(email)
    return found.order_by(
        Case(When(email__iexact=email or " ", then=0), When(name__iexact=name, then=1), default=2),
        "name",
        "pk",
    )


def holders_of(email: str) -> ContactQuerySet:
    """People who have an email address."""
    return Contact.objects.not_archived().filter(email__iexact=email)
