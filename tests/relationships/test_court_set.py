"""The button that says whose turn it is."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from partnerships.relationships.lifecycle import Side
from partnerships.relationships.models import Partnership
from tests.scenarios import partnership_idea

As = Callable[[User], Client]


@pytest.fixture
def partnership(coordinator: User, now: datetime) -> Partnership:
    return partnership_idea(now, coordinator)


def test_it_says_whose_turn_it_is(
    client_as: As, coordinator: User, partnership: Partnership
) -> None:
    url = reverse("court_set", args=[partnership.pk])

    response = client_as(coordinator).post(url, {"court": "theirs"})

    assert response.status_code == 302
    partnership.refresh_from_db()
    assert partnership.court == Side.THEIRS


def test_there_are_two_sides(client_as: As, coordinator: User, partnership: Partnership) -> None:
    url = reverse("court_set", args=[partnership.pk])

    response = client_as(coordinator).post(url, {"court": "nobody"})

    assert response.status_code == 400


def test_it_does_not_answer_to_a_link(
    client_as: As, coordinator: User, partnership: Partnership
) -> None:
    response = client_as(coordinator).get(reverse("court_set", args=[partnership.pk]))

    assert response.status_code == 405


def test_a_viewer_changes_nothing(client_as: As, viewer: User, partnership: Partnership) -> None:
    response = client_as(viewer).post(
        reverse("court_set", args=[partnership.pk]), {"court": "theirs"}
    )

    assert response.status_code == 403
    partnership.refresh_from_db()
    assert partnership.court == Side.OURS
