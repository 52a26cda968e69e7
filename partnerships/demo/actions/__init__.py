"""The demo house, brought about by the actions people use, so that it proves the rules."""

from datetime import date, datetime

from django.db import transaction

from common.errors import DomainError
from partnerships.demo import rules
from partnerships.demo.actions.our_side import build_our_side
from partnerships.demo.actions.stories import Story
from partnerships.organizations.models import Organization
from partnerships.reviews import actions as reviews


@transaction.atomic
def seed(*, now: datetime, today: date) -> int:
    """Fill an empty database with the demo house; returns the number of partners.

    Raises `not_empty`. The first content has to be loaded before.
    """
    if Organization.objects.exists():
        raise DomainError(
            "There is data already. Remove var/ to start afresh with the demo.", code="not_empty"
        )
    house = build_our_side(now)
    for place, partner in enumerate(rules.PARTNERS):
        story = Story.begin(house, partner, place)
        story.tell()
    reviews.plan_missing(today=today, now=now)
    return len(rules.PARTNERS)
