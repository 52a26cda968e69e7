"""None, because …: said on the partner's own page (L2)."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.test import Client

from accounts.models import User
from tests.scenarios import partnership_idea

pytestmark = pytest.mark.usefixtures("clock")


def test_it_is_said_once(
    client_as: Callable[[User], Client], coordinator: User, now: datetime
) -> None:
    partnership = partnership_idea(now, coordinator)
    client = client_as(coordinator)
    address = f"/partners/{partnership.pk}/no-step/"
    assert address in client.get(partnership.get_absolute_url()).content.decode()
    assert client.post(address, {"reason": "They are away until May"}).status_code == 302
    page = client.get(partnership.get_absolute_url()).content.decode()
    assert "They are away until May" in page


def test_without_a_reason_nothing_is_said(
    client_as: Callable[[User], Client], coordinator: User, now: datetime
) -> None:
    partnership = partnership_idea(now, coordinator)
    address = f"/partners/{partnership.pk}/no-step/"
    assert client_as(coordinator).post(address, {"reason": " "}).status_code == 422
    partnership.refresh_from_db()
    assert partnership.no_next_step_reason == ""
