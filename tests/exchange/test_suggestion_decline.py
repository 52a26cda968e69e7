"""The page that declines a suggested change."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from partnerships.exchange.lifecycle import SuggestionState
from partnerships.exchange.models import Suggestion
from tests.exchange.said import line_of_ours, suggestion_of

As = Callable[[User], Client]

pytestmark = pytest.mark.usefixtures("clock")


@pytest.fixture
def suggestion(coordinator: User, now: datetime) -> Suggestion:
    return suggestion_of(line_of_ours(coordinator, now), coordinator, now)


def address(suggestion: Suggestion) -> str:
    return reverse("suggestion_decline", args=[suggestion.pk])


def test_the_reply_is_kept(client_as: As, coordinator: User, suggestion: Suggestion) -> None:
    assert "In March, please" in client_as(coordinator).get(address(suggestion)).text

    response = client_as(coordinator).post(address(suggestion), {"reply": "Rooms are full"})

    assert response.status_code == 302
    suggestion.refresh_from_db()
    assert (suggestion.state, suggestion.reply) == (SuggestionState.DECLINED, "Rooms are full")


def test_it_needs_a_reply(client_as: As, coordinator: User, suggestion: Suggestion) -> None:
    response = client_as(coordinator).post(address(suggestion), {"reply": " "})

    assert response.status_code == 422
    suggestion.refresh_from_db()
    assert suggestion.state == SuggestionState.OPEN


def test_it_is_answered_once(client_as: As, coordinator: User, suggestion: Suggestion) -> None:
    client_as(coordinator).post(address(suggestion), {"reply": "Rooms are full"})

    response = client_as(coordinator).post(address(suggestion), {"reply": "Another one"})

    assert response.status_code == 422
    suggestion.refresh_from_db()
    assert suggestion.reply == "Rooms are full"
