"""Whom a review asks, and what waits for one of us."""

from datetime import date

from accounts.models import User
from partnerships.organizations.models import Contact
from partnerships.relationships.lifecycle import Level, Side
from partnerships.relationships.models import Partnership
from partnerships.relationships.queries import People, people_of
from partnerships.reviews.models import Rater, Review


def people_to_ask(partnership: Partnership, today: date) -> dict[Side, list[tuple[Contact, bool]]]:
    """Everyone of both sides, each once, and whether they are a key person."""
    people = people_of(partnership, today)
    return {side: _of_side(people, side) for side in Side}


def _of_side(people: People, side: Side) -> list[tuple[Contact, bool]]:
    seated = {seat.contact_id for seat in people.seats if seat.side == side and seat.contact_id}
    by_job = {
        contact.pk
        for level in (Level.LEADS, Level.DELIVERS)
        for contact in people.by_job(side, level)
    }
    everyone = {held.contact_id: held.contact for held in people[side]}
    keys = seated or by_job
    return [(contact, pk in keys) for pk, contact in everyone.items()]


def rater_of(review: Review, user: User) -> Rater | None:
    """Return what this user is asked in a review, if anything."""
    mine = Rater.objects.filter(review=review, side=Side.OURS, contact__user=user)
    return mine.select_related("contact", "review__partnership__organization").first()
