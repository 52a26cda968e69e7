"""A partner, and who leads there."""

from datetime import datetime

import pytest

from accounts.models import User
from partnerships.organizations.models import Contact
from partnerships.relationships.models import Partnership
from tests.scenarios import leader_of, partnership_idea


@pytest.fixture
def partnership(coordinator: User, now: datetime) -> Partnership:
    """With Bright Path Training, an idea so far."""
    return partnership_idea(now, coordinator)


@pytest.fixture
def jo(partnership: Partnership, coordinator: User, now: datetime) -> Contact:
    """Jo leads on their side."""
    return leader_of(now, coordinator, partnership.organization)
