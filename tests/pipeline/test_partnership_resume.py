"""The page on which a partnership goes on after a hold."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from partnerships.pipeline import actions as pipeline
from partnerships.relationships.lifecycle import Stage
from partnerships.relationships.models import Partnership
from tests.scenarios import partnership_idea

As = Callable[[User], Client]


@pytest.fixture
def resting(coordinator: User, now: datetime) -> Partnership:
    return pipeline.move(
        partnership=partnership_idea(now, coordinator),
        to=Stage.PAUSED,
        by=coordinator,
        now=now,
        note="Summer",
        terms=pipeline.Hold(check_again_on=now.date() + timedelta(days=60)),
    )


def address(partnership: Partnership) -> str:
    return reverse("partnership_resume", args=[partnership.pk])


def test_it_goes_on_where_it_was(client_as: As, coordinator: User, resting: Partnership) -> None:
    client = client_as(coordinator)
    assert "It returns to Prospect, where it was." in client.get(address(resting)).content.decode()

    response = client.post(address(resting))

    assert response.status_code == 302
    resting.refresh_from_db()
    assert (resting.stage, resting.paused_from) == (Stage.IDENTIFIED, "")


def test_the_list_of_stages_leads_here_and_to_the_end(
    client_as: As, coordinator: User, resting: Partnership
) -> None:
    url = reverse("partnership_move", args=[resting.pk])

    page = client_as(coordinator).get(url).content.decode()

    assert address(resting) in page
    assert reverse("partnership_close", args=[resting.pk]) in page
    assert reverse("partnership_pause", args=[resting.pk]) not in page


def test_what_does_not_rest_can_not_go_on(
    client_as: As, coordinator: User, resting: Partnership
) -> None:
    client = client_as(coordinator)
    client.post(address(resting))

    assert client.post(address(resting)).status_code == 422


def test_a_viewer_changes_nothing(client_as: As, viewer: User, resting: Partnership) -> None:
    response = client_as(viewer).post(address(resting))

    assert response.status_code == 403
    resting.refresh_from_db()
    assert resting.stage == Stage.PAUSED
