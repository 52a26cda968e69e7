"""The catalogue of what organizations can do for others."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from audit.actions import record
from common.bounds import require_room
from common.errors import DomainError
from partnerships.exchange.actions.public_page import show_changes
from partnerships.exchange.lifecycle import MOST_OFFERINGS
from partnerships.exchange.models import (
    OfferingCategory,
    ServiceOffering,
)
from partnerships.organizations import actions as organizations


@transaction.atomic
def save_offering(*, offering: ServiceOffering, by: User, now: datetime) -> ServiceOffering:
    """Add an offering to the catalogue or change one; ``offering`` carries the values.

    Raises `offering_exists` for a second one of the same name, and `full`.
    """
    organizations.lock(offering.organization)
    known = ServiceOffering.objects.filter(organization=offering.organization)
    verb = "offering.edited" if known.filter(pk=offering.pk).exists() else "offering.added"
    if verb == "offering.added":
        require_room(
            known,
            most=MOST_OFFERINGS,
            refusal=_("An organization can have %(most)s services. Edit one of them instead."),
        )
    if known.filter(title=offering.title).exclude(pk=offering.pk).exists():
        raise DomainError(
            _(
                "This organization already has a service with this name. Edit that "
                "one, or rename this one."
            ),
            field="title",
            code="offering_exists",
        )
    offering.save()
    show_changes()
    record(
        verb,
        by=by,
        at=now,
        subject=offering,
        organization_id=offering.organization_id,
        title=offering.title,
    )
    return offering


@transaction.atomic
def save_category(*, category: OfferingCategory, by: User, now: datetime) -> OfferingCategory:
    """Add a kind of help or change one; ``category`` carries the values."""
    category.save()
    show_changes()
    record("offering_category.saved", by=by, at=now, subject=category, label=category.label)
    return category
