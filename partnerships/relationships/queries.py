"""Questions about how we stand."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from partnerships.organizations.models import Contact, Position
from partnerships.relationships.lifecycle import Level, Side
from partnerships.relationships.models import KeyPlayer, Partnership, Purpose, PurposeAgreement


@dataclass(frozen=True)
class Agreed:
    """Someone who agreed with the purpose, and what they do on their side today."""

    agreement: PurposeAgreement
    leads: bool
    delivers: bool


@dataclass(frozen=True)
class SamePage:
    """The current purpose and who agrees with it."""

    purpose: Purpose | None
    agreed: tuple[Agreed, ...]

    def leader(self, side: Side) -> PurposeAgreement | None:
        """The first who leads on that side and agreed."""
        found = (a for a in self.agreed if a.agreement.side == side and a.leads)
        return next((a.agreement for a in found), None)

    def deliverer(self, side: Side) -> PurposeAgreement | None:
        """The first who delivers the service on that side and agreed."""
        found = (a for a in self.agreed if a.agreement.side == side and a.delivers)
        return next((a.agreement for a in found), None)

    def agreement_of(self, contact_id: int) -> PurposeAgreement | None:
        """What a person agreed to, if they did."""
        found = (a.agreement for a in self.agreed if a.agreement.contact_id == contact_id)
        return next(found, None)


@dataclass(frozen=True)
class People:
    """Today's positions of both sides, by name, and the seats of this partnership."""

    positions: Mapping[Side, list[Position]]
    seats: list[KeyPlayer]

    def __getitem__(self, side: Side) -> list[Position]:
        return self.positions[side]

    def speaker(self, side: Side) -> Contact | None:
        """Who speaks for a side, if someone was named and still has a position there (W8)."""
        spoken = (seat.contact for seat in self.seats if seat.side == side and seat.speaks)
        return next((who for who in spoken if who and self.is_of(who.pk, side)), None)

    def is_of(self, contact_id: int, side: Side) -> bool:
        """Whether a person has a position on that side today."""
        return any(position.contact_id == contact_id for position in self.positions[side])

    def does(self, contact_id: int, side: Side, level: Level) -> bool:
        """Whether a person of that side has that part: by their job, or by a seat here."""
        held = [p for p in self.positions[side] if p.contact_id == contact_id]
        seated = any(
            seat.contact_id == contact_id and seat.side == side and seat.level == level
            for seat in self.seats
        )
        return bool(held) and (seated or any(getattr(p, level, False) for p in held))

    def seats_at(self, side: Side, level: Level) -> list[KeyPlayer]:
        """The seats of one part on one side, empty ones included."""
        return [seat for seat in self.seats if seat.side == side and seat.level == level]

    def by_job(self, side: Side, level: Level) -> list[Contact]:
        """Who has that part by their job, each once."""
        found = {p.contact_id: p.contact for p in self.positions[side] if getattr(p, level, False)}
        return list(found.values())


def people_of(partnership: Partnership, today: date) -> People:
    """Today's positions of both sides, with their people, and the seats, in two queries."""
    people = positions_with(partnership.organization_id, today)
    seats = KeyPlayer.objects.filter(partnership=partnership).select_related("contact")
    return People(positions=people, seats=list(seats))


def positions_with(organization_id: int, today: date) -> dict[Side, list[Position]]:
    """Today's positions at ours and at another organization, with their people."""
    positions = (
        Position.objects.current(today)
        .with_us_or(organization_id)
        .filter(contact__archived_at__isnull=True)
        .select_related("contact", "organization")
        .order_by("contact__name", "pk")
    )
    people: dict[Side, list[Position]] = {side: [] for side in Side}
    for position in positions:
        theirs = position.organization_id == organization_id
        people[Side.THEIRS if theirs else Side.OURS].append(position)
    return people


def same_page(partnership: Partnership, people: People) -> SamePage:
    """Who agrees with the newest purpose, and at which level, in two queries.

    Levels are those of today, by job or by a seat in this partnership: when the only one who
    leads leaves, the page is no longer shared.
    """
    purpose = Purpose.objects.filter(partnership=partnership).order_by("-pk").first()
    if purpose is None:
        return SamePage(purpose=None, agreed=())
    agreements = purpose.agreements.select_related("contact")
    return SamePage(purpose=purpose, agreed=tuple(_agreed(found, people) for found in agreements))


def _agreed(agreement: PurposeAgreement, people: People) -> Agreed:
    who, side = agreement.contact_id, Side(agreement.side)
    return Agreed(
        agreement=agreement,
        leads=people.does(who, side, Level.LEADS),
        delivers=people.does(who, side, Level.DELIVERS),
    )


@dataclass(frozen=True)
class Place:
    """One person, or no one yet, in a cell of the table of key people."""

    contact: Contact | None
    seat: KeyPlayer | None
    agreement: PurposeAgreement | None


@dataclass(frozen=True)
class Cell:
    """One part on one side: who has it, and how many more have it by their job."""

    side: Side
    places: list[Place]
    more: int


#: A cell without seats of its own shows so many who have the part by their job.
SHOWN_BY_JOB = 3


def key_people(people: People, page: SamePage) -> list[tuple[Level, list[Cell]]]:
    """The table of key people: seats, else who has the part by job, else "No one named yet"."""
    always = {Level.LEADS, Level.DELIVERS}
    rows = []
    for level in Level:
        cells = [_cell(people, page, side, level) for side in Side]
        if level in always or any(cell.places for cell in cells):
            rows.append((level, [_with_ghost(cell) for cell in cells]))
    return rows


def _cell(people: People, page: SamePage, side: Side, level: Level) -> Cell:
    seats = people.seats_at(side, level)
    by_job = [] if seats else people.by_job(side, level)
    places = [_place(page, people, seat.contact, seat) for seat in seats]
    places += [_place(page, people, who, None) for who in by_job[:SHOWN_BY_JOB]]
    return Cell(side=side, places=places, more=max(0, len(by_job) - SHOWN_BY_JOB))


def _place(
    page: SamePage, people: People, contact: Contact | None, seat: KeyPlayer | None
) -> Place:
    """A person who left their job is gone from the seat too, until someone is named."""
    here = contact and (seat is None or people.is_of(contact.pk, Side(seat.side)))
    who = contact if here else None
    return Place(contact=who, seat=seat, agreement=page.agreement_of(who.pk) if who else None)


def _with_ghost(cell: Cell) -> Cell:
    nobody = Place(contact=None, seat=None, agreement=None)
    return cell if cell.places else Cell(side=cell.side, places=[nobody], more=0)


@dataclass(frozen=True)
class Count:
    """How many of the people asked agree with the purpose, and who does not yet."""

    agree: int
    asked: int
    waiting: list[tuple[Side, Contact]]


def purpose_count(rows: Iterable[tuple[Level, list[Cell]]], page: SamePage) -> Count:
    """Count for "3 of 5 agree": all in the table of key people, and all who agreed, each once."""
    people = {
        place.contact.pk: (cell.side, place.contact)
        for _level, cells in rows
        for cell in cells
        for place in cell.places
        if place.contact
    }
    agreed = {one.agreement.contact_id for one in page.agreed}
    waiting = [found for pk, found in people.items() if pk not in agreed]
    return Count(agree=len(agreed), asked=len(agreed | people.keys()), waiting=waiting)
