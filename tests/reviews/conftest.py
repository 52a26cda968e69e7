"""A partnership that was at work before Accord, and its next review."""

from datetime import date, datetime

import pytest

from accounts.models import User
from partnerships.pipeline import actions as pipeline
from partnerships.relationships.models import Partnership
from partnerships.reviews import actions as reviews
from partnerships.reviews.models import Review
from tests.scenarios import deliverer_of, leader_of, our_organization, partner_organization


@pytest.fixture
def partnership(coordinator: User, now: datetime) -> Partnership:
    """Working together since 2022, entered today."""
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
