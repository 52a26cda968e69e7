"""One form, all records: a new partner in 30 seconds (O6), and somebody who left (O3)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction

from accounts.models import User
from partnerships.agreements import actions as agreements
from partnerships.agreements.models import Signer
from partnerships.engagement import actions as engagement
from partnerships.engagement.models import FollowUp, Participant
from partnerships.links import actions as links
from partnerships.organizations import actions as organizations
from partnerships.organizations.models import Contact, Organization, Position
from partnerships.overview.queries.leaving import Carried, Leaving
from partnerships.relationships import actions as relationships
from partnerships.relationships.lifecycle import Side
from partnerships.relationships.models import KeyPlayer, Partnership


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


@dataclass(frozen=True)
class Goodbye:
    """Somebody's last day, who takes what, and where they go, if we know.

    ``taken_by`` has a colleague per item's key; what it lacks is shown as open.
    """

    last_day: date
    taken_by: Mapping[str, Contact]
    new_home: Organization | None = None
    new_title: str = ""


@transaction.atomic
def somebody_left(*, leaving: Leaving, told: Goodbye, by: User, now: datetime) -> Contact:
    """Hand over everything a person carries, end their jobs, take them along if wanted (O3).

    All or nothing: raises what the actions of each row raise.
    """
    for item in leaving.items:
        _hand_over(item.row, told.taken_by.get(item.key), told.last_day, by=by, now=now)
    for link in leaving.links:
        links.revoke(link=link, by=by, now=now)
    for position in leaving.positions:
        organizations.end_position(position=position, until=told.last_day, by=by, now=now)
    if told.new_home:
        organizations.add_position(
            position=Position(
                contact=leaving.contact,
                organization=told.new_home,
                title=told.new_title,
                since=told.last_day + timedelta(days=1),
            ),
            by=by,
            now=now,
        )
    return leaving.contact


def _hand_over(
    row: Carried, taker: Contact | None, last_day: date, *, by: User, now: datetime
) -> None:
    match row:
        case KeyPlayer():
            relationships.reassign_seat(seat=row, contact=taker, today=last_day, by=by, now=now)
        case FollowUp():
            engagement.reschedule_promise(
                follow_up=row, due_on=row.due_on, contact=taker, by=by, now=now
            )
        case Participant():
            engagement.replace_participant(participant=row, contact=taker, by=by, now=now)
        case Signer():
            agreements.replace_signer(signer=row, contact=taker, by=by, now=now)
