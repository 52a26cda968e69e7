"""New partner in 30 seconds: one form, all records (O6)."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from accounts.models import User
from partnerships.engagement import actions as engagement
from partnerships.organizations import actions as organizations
from partnerships.organizations.models import Contact, Organization, Position
from partnerships.relationships import actions as relationships
from partnerships.relationships.lifecycle import Side
from partnerships.relationships.models import Partnership


@dataclass(frozen=True)
class NewPartner:
    """What one knows after a first phone call."""

    organization_name: str
    kind: str
    person_name: str
    person_title: str
    email: str
    phone: str
    next_step: str
    next_step_on: date


@transaction.atomic
def new_partner(
    *, told: NewPartner, organization: Organization | None, by: User, now: datetime
) -> Partnership:
    """Create organization, person, partnership and our next step in one go.

    ``organization`` is an existing one to use instead of a new one. Raises what the actions of
    each record raise; then nothing is kept.
    """
    if organization is None:
        organization = organizations.create_organization(
            organization=Organization(name=told.organization_name, kind=told.kind), by=by, now=now
        )
    contact = organizations.create_contact(
        contact=Contact(name=told.person_name, email=told.email, phone=told.phone), by=by, now=now
    )
    organizations.add_position(
        position=Position(contact=contact, organization=organization, title=told.person_title),
        by=by,
        now=now,
    )
    partnership = relationships.open_partnership(
        organization=organization, owner=by, by=by, now=now
    )
    engagement.promise(
        partnership=partnership,
        given=engagement.Promise(
            side=Side.OURS, what=told.next_step, due_on=told.next_step_on, contact=None
        ),
        by=by,
        now=now,
    )
    return partnership
