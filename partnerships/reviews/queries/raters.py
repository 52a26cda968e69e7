"""Whom a review asks, and what waits for one of us."""

from datetime import date
from typing import NamedTuple

from accounts.models import User
from partnerships.organizations.models import Contact
from partnerships.relationships.lifecycle import Level, Side
from partnerships.relationships.models import Partnership
from partnerships.relationships.queries import People, people_of
from partnerships.reviews.models import Rater, Review


class ToAsk(NamedTuple):
    """Someone a review can ask, and their job; the key people of a side are asked by default."""

    contact: Contact
    title: str
    is_key: bool


def people_to_ask(partnership: Partnership, today: date) -> dict[Side, list[ToAsk]]:
    """Everyone of both sides, each once."""
    people = people_of(partnership, today)
    return {side: _of_side(people, side) for side in Side}


def _of_side(people: People, side: Side) -> list[ToAsk]:
    seated = {seat.contact_id for seat in people.seats if seat.side == side and seat.contact_id}
    by_job = {
        contact.pk
        for level in (Level.LEADS, Level.DELIVERS)
        for contact in people.by_job(side, level)
    }
    everyone = {held.contact_id: held for held in reversed(people[side])}
    keys = seated or by_job
    return [ToAsk(held.contact, held.title, pk in keys) for pk, held in reversed(everyone.items())]


def rater_of(review: Review, user: User) -> Rater | None:
    """Return what this user is asked in a review, if anything."""
    mine = Rater.objects.filter(review=review, side=Side.OURS, contact__user=user)
    return mine.select_related("contact", "review__partnership__organization").first()
