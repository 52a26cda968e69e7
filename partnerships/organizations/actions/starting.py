"""The first step of a new installation: our own organization, and ourselves in it."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from partnerships.organizations.actions.directory import (
    create_organization,
    set_our_organization,
)
from partnerships.organizations.actions.people import add_position
from partnerships.organizations.models import Contact, Organization, Position


@transaction.atomic
def set_up_ours(
    *, organization: Organization, position: Position, by: User, now: datetime
) -> Organization:
    """Add our organization, or take the one of the directory, with the person who sets it up.

    ``position`` says what they do there; person and organization are filled in. Raises `our_own`
    when another one is ours.
    """
    if not organization.pk:
        organization = create_organization(organization=organization, by=by, now=now)
    organization = set_our_organization(organization=organization, by=by, now=now)
    me = Contact.objects.filter(user=by).first()
    position.contact = me or Contact(name=by.name, email=by.email, user=by)
    position.organization = organization
    add_position(position=position, by=by, now=now)
    return organization
