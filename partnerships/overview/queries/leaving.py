"""What somebody carries who leaves: seats, promises, meetings, signatures (O3)."""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _

from partnerships.agreements.lifecycle import UNSIGNED
from partnerships.agreements.models import Signer
from partnerships.engagement.models import FollowUp, Participant
from partnerships.links.models import PersonalLink
from partnerships.organizations.models import Contact, Position
from partnerships.relationships.models import KeyPlayer

Carried = KeyPlayer | FollowUp | Participant | Signer


@dataclass(frozen=True)
class Item:
    """One thing to hand over or to show as open."""

    row: Carried
    text: str

    @property
    def key(self) -> str:
        """Its name in the form."""
        return f"{self.row._meta.model_name}_{self.row.pk}"


@dataclass(frozen=True)
class Leaving:
    """Everything a person carries, and who could take it."""

    contact: Contact
    positions: list[Position]
    items: list[Item]
    links: list[PersonalLink]
    colleagues: list[Contact]


#: So many colleagues are offered.
OFFERED = 200


def leaving_of(contact: Contact, today: date, now: datetime) -> Leaving:
    """Read it all in a constant number of queries."""
    positions = list(
        Position.objects.current(today).filter(contact=contact).select_related("organization")
    )
    homes = [position.organization_id for position in positions]
    around = Position.objects.current(today).filter(organization__in=homes)
    people = Contact.objects.not_archived().filter(pk__in=around.values("contact"))
    return Leaving(
        contact=contact,
        positions=positions,
        items=[*_seats(contact), *_promises(contact), *_meetings(contact, now), *_signs(contact)],
        links=list(PersonalLink.objects.live(now).filter(contact=contact)),
        colleagues=list(people.exclude(pk=contact.pk)[:OFFERED]),
    )


def _seats(contact: Contact) -> list[Item]:
    rows = KeyPlayer.objects.filter(contact=contact)
    return [
        Item(seat, f"{seat.partnership}: {seat.role or seat.get_level_display()}")
        for seat in rows.select_related("partnership__organization", "contact")
    ]


def _promises(contact: Contact) -> list[Item]:
    rows = FollowUp.objects.open().filter(contact=contact)
    return [
        Item(row, _("Promise: %(what)s") % {"what": row.what})
        for row in rows.select_related("partnership__organization")
    ]


def _meetings(contact: Contact, now: datetime) -> list[Item]:
    rows = Participant.objects.filter(contact=contact, meeting__state="planned")
    return [
        Item(row, f"{row.meeting}: {row.meeting.partnership}")
        for row in rows.filter(meeting__starts_at__gte=now).select_related(
            "meeting__partnership__organization"
        )
    ]


def _signs(contact: Contact) -> list[Item]:
    rows = Signer.objects.waiting().filter(contact=contact, party__mou__state__in=UNSIGNED)
    return [
        Item(row, _("Signs: %(mou)s") % {"mou": row.party.mou})
        for row in rows.select_related("party__mou", "party__organization", "contact")
    ]
