"""Questions about organizations and people that pages ask."""

from datetime import date

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


def people_named(name: str) -> ContactQuerySet:
    """People who may be meant by a typed name."""
    return Contact.objects.search(name).not_archived()
