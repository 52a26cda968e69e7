"""The page that puts a partnership on hold."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from partnerships.relationships.lifecycle import Stage
from partnerships.relationships.models import Partnership
from tests.scenarios import partnership_idea

As = Callable[[User], Client]


@pytest.fixture
def idea(coordinator: User, now: datetime) -> Partnership:
    return partnership_idea(now, coordinator)


def address(partnership: Partnership) -> str:
    return reverse("partnership_pause", args=[partnership.pk])


def in_days(days: int) -> date:
    return timezone.localdate() + timedelta(days=days)


def test_it_rests_until_a_day(client_as: As, coordinator: User, idea: Partnership) -> None:
    client = client_as(coordinator)
    assert client.get(address(idea)).status_code == 200

    response = client.post(address(idea), {"note": "Summer", "check_again_on": in_days(60)})

    assert response.status_code == 302
    idea.refresh_from_db()
    assert (idea.stage, idea.paused_from) == (Stage.PAUSED, Stage.IDENTIFIED)
    assert idea.check_again_on == in_days(60)


def test_the_day_lies_ahead(client_as: As, coordinator: User, idea: Partnership) -> None:
    response = client_as(coordinator).post(
        address(idea), {"note": "Summer", "check_again_on": in_days(0)}
    )

    assert response.status_code == 422
    assert "Choose a later date" in response.content.decode()


def test_it_says_why(client_as: As, coordinator: User, idea: Partnership) -> None:
    response = client_as(coordinator).post(
        address(idea), {"note": "", "check_again_on": in_days(9)}
    )

    assert response.status_code == 422
    idea.refresh_from_db()
    assert idea.stage == Stage.IDENTIFIED


def test_a_viewer_changes_nothing(client_as: As, viewer: User, idea: Partnership) -> None:
    response = client_as(viewer).post(
        address(idea), {"note": "Summer", "check_again_on": in_days(60)}
    )

    assert response.status_code == 403
    idea.refresh_from_db()
    assert idea.stage == Stage.IDENTIFIED
