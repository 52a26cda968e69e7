"""The page on which leadership opens an ended partnership again."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from partnerships.pipeline import actions as pipeline
from partnerships.relationships.lifecycle import Stage
from partnerships.relationships.models import Partnership
from tests.factories import ClosingReasonFactory
from tests.scenarios import partnership_idea

As = Callable[[User], Client]


@pytest.fixture
def ended(coordinator: User, now: datetime) -> Partnership:
    reason = ClosingReasonFactory.create(label="Timing")
    return pipeline.move(
        partnership=partnership_idea(now, coordinator),
        to=Stage.CLOSED,
        by=coordinator,
        now=now,
        terms=pipeline.Ending(reason=reason, do_not_revisit=True),
    )


def address(partnership: Partnership) -> str:
    return reverse("partnership_reopen", args=[partnership.pk])


def test_it_goes_on_at_getting_to_know_each_other(
    client_as: As, leader: User, ended: Partnership
) -> None:
    client = client_as(leader)
    assert "Timing" in client.get(address(ended)).content.decode()

    response = client.post(address(ended), {"note": "They called"})

    assert response.status_code == 302
    ended.refresh_from_db()
    assert ended.stage == Stage.EXPLORING
    assert ended.reopened_at


def test_it_says_why(client_as: As, leader: User, ended: Partnership) -> None:
    response = client_as(leader).post(address(ended), {"note": ""})

    assert response.status_code == 422


def test_what_did_not_end_is_not_opened_again(
    client_as: As, leader: User, coordinator: User, now: datetime
) -> None:
    idea = partnership_idea(now, coordinator)

    response = client_as(leader).post(address(idea), {"note": "Why not"})

    assert response.status_code == 422
    idea.refresh_from_db()
    assert idea.stage == Stage.IDENTIFIED


def test_the_list_of_stages_leads_here_for_leadership(
    client_as: As, leader: User, coordinator: User, ended: Partnership
) -> None:
    url = reverse("partnership_move", args=[ended.pk])

    assert address(ended) in client_as(leader).get(url).content.decode()
    assert address(ended) not in client_as(coordinator).get(url).content.decode()


def test_a_coordinator_opens_nothing_again(
    client_as: As, coordinator: User, ended: Partnership
) -> None:
    response = client_as(coordinator).post(address(ended), {"note": "They called"})

    assert response.status_code == 403
    ended.refresh_from_db()
    assert ended.stage == Stage.CLOSED
