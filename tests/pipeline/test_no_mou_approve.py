"""The one click with which leadership agrees that no MOU is needed."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from partnerships.pipeline import actions as pipeline
from partnerships.relationships.models import Partnership
from tests.scenarios import partnership_idea

As = Callable[[User], Client]


@pytest.fixture
def asked(coordinator: User, now: datetime) -> Partnership:
    idea = partnership_idea(now, coordinator)
    return pipeline.ask_for_no_mou(
        partnership=idea, reason="A letter is enough", by=coordinator, now=now
    )


def address(partnership: Partnership) -> str:
    return reverse("no_mou_approve", args=[partnership.pk])


def test_leadership_approves(client_as: As, leader: User, asked: Partnership) -> None:
    client = client_as(leader)
    page = client.get(address(asked)).content.decode()
    assert "A letter is enough" in page
    assert "Maria Alvarez" in page

    response = client.post(address(asked))

    assert response.status_code == 302
    asked.refresh_from_db()
    assert asked.no_mou_approved_by == leader


def test_nobody_asked(client_as: As, leader: User, coordinator: User, now: datetime) -> None:
    idea = partnership_idea(now, coordinator)

    response = client_as(leader).post(address(idea))

    assert response.status_code == 422
    assert "No one has asked" in response.content.decode()


def test_a_coordinator_approves_nothing(
    client_as: As, coordinator: User, asked: Partnership
) -> None:
    response = client_as(coordinator).post(address(asked))

    assert response.status_code == 403
    asked.refresh_from_db()
    assert asked.no_mou_approved_at is None
