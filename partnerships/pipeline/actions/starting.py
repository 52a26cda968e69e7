"""Starting a partnership: all records of a new partner in one go (O6)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from partnerships.engagement import actions as engagement
from partnerships.organizations import actions as organizations
from partnerships.organizations.models import Contact, Organization, Position
from partnerships.organizations.queries import contact_of
from partnerships.pipeline.actions.moves import start_existing
from partnerships.relationships import actions as relationships
from partnerships.relationships.lifecycle import Level, Side
from partnerships.relationships.models import KeyPlayer, Motive, Partnership


@dataclass(frozen=True)
class NewPartner:
    """What one knows after a first phone call; ``working_since`` if it is no new prospect.

    Without ``person`` or ``person_name`` there is no contact, without ``next_step`` no commitment.
    """

    owner: User
    organization_name: str = ""
    kind: str = ""
    person: Contact | None = None
    person_name: str = ""
    person_title: str = ""
    email: str = ""
    phone: str = ""
    next_step: str = ""
    next_step_on: date | None = None
    working_since: date | None = None
    program: str = ""
    motives: Iterable[Motive] = ()


@transaction.atomic
def new_partner(
    *, told: NewPartner, organization: Organization | None, by: User, now: datetime
) -> Partnership:
    """Create organization, person, partnership and our next step in one go.

    ``organization`` is an existing one to use instead of a new one, and so is ``told.person``.
    The person speaks for them until someone else is named. Raises what the actions of each record
    raise; then nothing is kept.
    """
    if organization is None:
        organization = organizations.create_organization(
            organization=Organization(name=told.organization_name, kind=told.kind), by=by, now=now
        )
    partnership = _started(told, organization, by, now)
    engagement.bring_meetings(partnership=partnership)
    if told.person or told.person_name:
        contact = contact_at(told=told, organization=organization, by=by, now=now)
        _name_speaker(partnership, contact, by, now)
    _promise_next_step(partnership, told, by, now)
    return partnership


@transaction.atomic
def add_to_partner(
    *, told: NewPartner, partnership: Partnership, by: User, now: datetime
) -> Partnership:
    """Add the person and the next step to a partner that turned out to be known already.

    Raises what the actions of each record raise; then nothing is kept.
    """
    if told.person or told.person_name:
        contact_at(told=told, organization=partnership.organization, by=by, now=now)
    _promise_next_step(partnership, told, by, now)
    return partnership


def _promise_next_step(
    partnership: Partnership, told: NewPartner, by: User, now: datetime
) -> None:
    if told.next_step and told.next_step_on:
        given = engagement.Promise(
            side=Side.OURS,
            what=told.next_step,
            due_on=told.next_step_on,
            contact=contact_of(told.owner),
        )
        engagement.promise(partnership=partnership, given=given, by=by, now=now)


def contact_at(
    *, told: NewPartner, organization: Organization, by: User, now: datetime
) -> Contact:
    """Return the person with a position there; whoever has one already needs no other."""
    contact = told.person or organizations.create_contact(
        contact=Contact(name=told.person_name, email=told.email, phone=told.phone), by=by, now=now
    )
    held = Position.objects.current(timezone.localdate(now)).filter(contact=contact)
    if not held.filter(organization=organization).exists():
        organizations.add_position(
            position=Position(contact=contact, organization=organization, title=told.person_title),
            by=by,
            now=now,
        )
    return contact


def _name_speaker(partnership: Partnership, contact: Contact, by: User, now: datetime) -> None:
    seat = KeyPlayer(
        partnership=partnership,
        side=Side.THEIRS,
        level=Level.OTHER,
        contact=contact,
        speaks=True,
    )
    relationships.save_seat(seat=seat, today=timezone.localdate(now), by=by, now=now)


def _started(told: NewPartner, organization: Organization, by: User, now: datetime) -> Partnership:
    common: dict[str, Any] = {
        "organization": organization,
        "owner": told.owner,
        "motives": told.motives,
        "program": told.program,
        "by": by,
        "now": now,
    }
    if told.working_since:
        return start_existing(working_since=told.working_since, **common)
    return relationships.open_partnership(**common)
