"""The page that lists every stage that may follow."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from partnerships.pipeline import actions as pipeline
from partnerships.pipeline.rules import possible_moves
from partnerships.relationships.lifecycle import Stage
from partnerships.relationships.models import Partnership
from tests.scenarios import partnership_idea, partnership_ready_for_mou

As = Callable[[User], Client]


@pytest.fixture
def idea(coordinator: User, now: datetime) -> Partnership:
    return partnership_idea(now, coordinator)


@pytest.fixture
def ready(coordinator: User, now: datetime) -> Partnership:
    return partnership_ready_for_mou(now, coordinator)


def address(partnership: Partnership) -> str:
    return reverse("partnership_move", args=[partnership.pk])


def test_it_takes_the_step(client_as: As, coordinator: User, idea: Partnership) -> None:
    client = client_as(coordinator)
    assert "Outreach" in client.get(address(idea)).content.decode()

    response = client.post(address(idea), {"to": "reaching_out", "note": "Met at a fair"})

    assert response.status_code == 302
    idea.refresh_from_db()
    assert idea.stage == Stage.REACHING_OUT
    assert idea.stage_changes.filter(note="Met at a fair").exists()


def test_the_way_forward_stands_first_then_back_then_the_rest(
    ready: Partnership, now: datetime
) -> None:
    stages = [move.stage for move in possible_moves(ready, now.date())]

    assert stages == [
        Stage.ACTIVE,
        Stage.VALUE_MAPPED,
        Stage.EXPLORING,
        Stage.REACHING_OUT,
        Stage.IDENTIFIED,
        Stage.PAUSED,
        Stage.CLOSED,
    ]


def test_a_refusal_shows_what_is_missing_with_its_button(
    client_as: As, coordinator: User, idea: Partnership
) -> None:
    idea.motives.clear()

    response = client_as(coordinator).post(address(idea), {"to": "reaching_out", "note": ""})

    page = response.content.decode()
    assert response.status_code == 422
    assert "Still missing: It has a goal" in page
    assert reverse("partnership_edit", args=[idea.pk]) in page
    idea.refresh_from_db()
    assert idea.stage == Stage.IDENTIFIED


def test_a_stage_too_far_ahead_is_refused(
    client_as: As, coordinator: User, idea: Partnership
) -> None:
    response = client_as(coordinator).post(address(idea), {"to": "active", "note": "Quick"})

    assert response.status_code == 422
    assert "move to Active" in response.content.decode()


def test_a_step_back_without_a_note_is_refused(
    client_as: As, coordinator: User, ready: Partnership
) -> None:
    response = client_as(coordinator).post(address(ready), {"to": "exploring", "note": ""})

    assert response.status_code == 422
    assert "Give a short reason" in response.content.decode()


def test_without_an_mou_it_offers_to_ask_whether_one_is_needed(
    client_as: As, coordinator: User, leader: User, ready: Partnership, now: datetime
) -> None:
    client = client_as(coordinator)
    assert (
        reverse("no_mou_request", args=[ready.pk]) in client.get(address(ready)).content.decode()
    )

    pipeline.ask_for_no_mou(partnership=ready, reason="Tiny", by=coordinator, now=now)

    approve = reverse("no_mou_approve", args=[ready.pk])
    assert approve not in client.get(address(ready)).content.decode()
    assert approve in client_as(leader).get(address(ready)).content.decode()


def test_a_viewer_moves_nothing(client_as: As, viewer: User, idea: Partnership) -> None:
    response = client_as(viewer).post(address(idea), {"to": "reaching_out", "note": ""})

    assert response.status_code == 403
    idea.refresh_from_db()
    assert idea.stage == Stage.IDENTIFIED


def test_a_stage_that_cannot_follow_is_refused_in_words(
    client_as: As, coordinator: User, idea: Partnership
) -> None:
    """The board leads here when a card was dropped where it can't go."""
    page = client_as(coordinator).get(address(idea), {"to": "active"}).content.decode()
    assert "It&#x27;s at Prospect, so it can&#x27;t move to Active." in page
    page = client_as(coordinator).get(address(idea), {"to": "reaching_out"}).content.decode()
    assert "it can&#x27;t move" not in page
