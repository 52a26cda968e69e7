"""The demo house, brought about by the actions people use, so that it proves the rules."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction

from common.errors import DomainError
from partnerships.demo import rules
from partnerships.demo.actions.our_side import DemoSide, build_our_side
from partnerships.demo.actions.removing import (
    Keeper as Keeper,
    keeper_of as keeper_of,
    remove_demo as remove_demo,
)
from partnerships.demo.actions.stories import Story
from partnerships.engagement import actions as engagement
from partnerships.organizations.models import Organization
from partnerships.reviews import actions as reviews
from partnerships.reviews.models import Review

#: Days between two planned reviews of the demo.
APART = 6


def _spread_reviews(house: DemoSide, today: date) -> None:
    """Let those that no one has opened fall on different days, as they would in life."""
    planned = Review.objects.to_do().filter(question_set__isnull=True, due_on=today)
    for number, review in enumerate(planned.order_by("pk"), start=1):
        due_on = today + timedelta(days=APART * number)
        reviews.move_review(review=review, due_on=due_on, by=house.owner(0), now=house.now)


@transaction.atomic
def seed(*, now: datetime, today: date) -> int:
    """Fill an empty database with the demo house; returns the number of partners.

    Raises `not_empty`. The first content has to be loaded before.
    """
    if Organization.objects.exists():
        raise DomainError(
            "There is data already. Remove var/ to start afresh with the demo.", code="not_empty"
        )
    house = build_our_side(now.astimezone(ZoneInfo(rules.TIME_ZONE)))
    for place, partner in enumerate(rules.PARTNERS):
        story = Story.begin(house, partner, place)
        story.tell()
    reviews.plan_missing(today=today, now=now)
    _spread_reviews(house, today)
    engagement.pass_overdue(now=now)
    return len(rules.PARTNERS)
