"""A partnership that was active before Accord, its next review, and one that asks people."""

from datetime import date, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import call_command

from accounts.models import User
from partnerships.organizations.models import Contact
from partnerships.pipeline import actions as pipeline
from partnerships.relationships.lifecycle import Side
from partnerships.relationships.models import Partnership
from partnerships.reviews import actions as reviews
from partnerships.reviews.models import QuestionSet, Review
from tests.scenarios import deliverer_of, leader_of, our_organization, partner_organization


@pytest.fixture
def partnership(coordinator: User, now: datetime) -> Partnership:
    """Active since 2022, entered today."""
    theirs = partner_organization(now, coordinator, "Bright Path Training")
    for organization in (our_organization(now, coordinator), theirs):
        leader_of(now, coordinator, organization)
        deliverer_of(now, coordinator, organization)
    return pipeline.start_existing(
        organization=theirs,
        owner=coordinator,
        working_since=date(2022, 3, 1),
        by=coordinator,
        now=now,
    )


@pytest.fixture
def review(partnership: Partnership, coordinator: User, now: datetime, today: date) -> Review:
    """Due today."""
    return reviews.plan_review(partnership=partnership, due_on=today, by=coordinator, now=now)


@pytest.fixture
def pulse(db: None) -> QuestionSet:
    """The pulse as it ships."""
    call_command("load_first_content", stdout=StringIO())
    return QuestionSet.objects.get(code="pulse")


@pytest.fixture
def asked(review: Review, pulse: QuestionSet, coordinator: User, now: datetime) -> Review:
    """A review that asks both people of each side; Dana of ours signs in as the coordinator."""
    Contact.objects.filter(name="Dana Whitfield").update(user=coordinator)
    people = {
        Side.OURS: ["Dana Whitfield", "Sam Reyes"],
        Side.THEIRS: ["Jo Ortiz", "Kim Lee"],
    }
    raters = {
        side: list(Contact.objects.filter(name__in=names).order_by("name"))
        for side, names in people.items()
    }
    until = now.date() + timedelta(days=14)
    return reviews.open_review(
        review=review,
        opening=reviews.Opening(pulse, raters, until),
        by=coordinator,
        now=now,
    )
