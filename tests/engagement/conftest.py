"""A partnership at its beginning, its people, and a meeting that has just been held."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from accounts.models import User
from partnerships.engagement import actions as engagement
from partnerships.engagement.lifecycle import MeetingKind
from partnerships.engagement.models import Meeting
from partnerships.organizations.models import Contact
from partnerships.relationships import actions as relationships
from partnerships.relationships.lifecycle import Side
from partnerships.relationships.models import Partnership, Purpose
from tests.scenarios import (
    PURPOSE,
    deliverer_of,
    leader_of,
    our_organization,
    partnership_idea,
)

Plan = Callable[..., Meeting]


@pytest.fixture
def partnership(coordinator: User, now: datetime) -> Partnership:
    """With Bright Path Training, an idea so far."""
    return partnership_idea(now, coordinator)


@pytest.fixture
def jo(partnership: Partnership, coordinator: User, now: datetime) -> Contact:
    """Jo leads on their side."""
    return leader_of(now, coordinator, partnership.organization)


@pytest.fixture
def sam(coordinator: User, now: datetime) -> Contact:
    """Sam delivers on our side."""
    return deliverer_of(now, coordinator, our_organization(now, coordinator))


@pytest.fixture
def plan(
    partnership: Partnership, jo: Contact, sam: Contact, coordinator: User, now: datetime
) -> Plan:
    """Plan a meeting of Sam and Jo so many hours from now."""

    def planned(hours: float, kind: MeetingKind = MeetingKind.DISCOVERY, **values: Any) -> Meeting:
        meeting = Meeting(
            partnership=partnership,
            kind=kind,
            starts_at=now + timedelta(hours=hours),
            time_zone="America/New_York",
            owner=coordinator,
            **values,
        )
        return engagement.plan_meeting(
            meeting=meeting,
            invited={Side.OURS: [sam], Side.THEIRS: [jo]},
            by=coordinator,
            now=now,
        )

    return planned


@pytest.fixture
def purpose(partnership: Partnership, coordinator: User, now: datetime) -> Purpose:
    """Why both sides do this together."""
    return relationships.set_purpose(
        partnership=partnership, sentence=PURPOSE, by=coordinator, now=now
    )
