"""The page on which a coordinator asks to do without an MOU."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from partnerships.relationships.models import Partnership
from tests.scenarios import partnership_idea

As = Callable[[User], Client]


@pytest.fixture
def idea(coordinator: User, now: datetime) -> Partnership:
    return partnership_idea(now, coordinator)


def address(partnership: Partnership) -> str:
    return reverse("no_mou_request", args=[partnership.pk])


def test_it_asks_with_a_reason(client_as: As, coordinator: User, idea: Partnership) -> None:
    client = client_as(coordinator)
    assert client.get(address(idea)).status_code == 200

    response = client.post(address(idea), {"reason": "A letter is enough"})

    assert response.status_code == 302
    idea.refresh_from_db()
    assert (idea.no_mou_reason, idea.no_mou_asked_by) == ("A letter is enough", coordinator)


def test_it_asks_for_the_reason(client_as: As, coordinator: User, idea: Partnership) -> None:
    response = client_as(coordinator).post(address(idea), {"reason": ""})

    assert response.status_code == 422
    idea.refresh_from_db()
    assert idea.no_mou_asked_at is None


def test_a_viewer_asks_for_nothing(client_as: As, viewer: User, idea: Partnership) -> None:
    response = client_as(viewer).post(address(idea), {"reason": "Because"})

    assert response.status_code == 403
    idea.refresh_from_db()
    assert idea.no_mou_asked_at is None
