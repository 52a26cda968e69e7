"""The page that takes a line off its list."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from partnerships.exchange.models import Benefit
from partnerships.relationships.lifecycle import Side
from tests.scenarios import checkable_line, partnership_idea

As = Callable[[User], Client]


@pytest.fixture
def line(coordinator: User, now: datetime) -> Benefit:
    partnership = partnership_idea(now, coordinator)
    return checkable_line(partnership, Side.OURS, now, coordinator)


def test_it_asks_and_then_takes_it_off(client_as: As, coordinator: User, line: Benefit) -> None:
    url = reverse("benefit_withdraw", args=[line.pk])
    client = client_as(coordinator)
    assert line.what in client.get(url).content.decode()
    line.refresh_from_db()
    assert line.withdrawn_at is None

    response = client.post(url)

    assert response.status_code == 302
    line.refresh_from_db()
    assert line.withdrawn_at


def test_a_viewer_takes_nothing_off(client_as: As, viewer: User, line: Benefit) -> None:
    response = client_as(viewer).post(reverse("benefit_withdraw", args=[line.pk]))

    assert response.status_code == 403
    line.refresh_from_db()
    assert line.withdrawn_at is None
