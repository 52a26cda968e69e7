"""The page of one line: what was suggested, what happened."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from partnerships.exchange import actions
from partnerships.exchange.models import Benefit
from tests.exchange.said import happened, line_of_ours, suggestion_of

As = Callable[[User], Client]

pytestmark = pytest.mark.usefixtures("clock")


@pytest.fixture
def line(coordinator: User, now: datetime) -> Benefit:
    return line_of_ours(coordinator, now)


def test_it_shows_who_suggested_what_and_how(
    client_as: As, coordinator: User, line: Benefit, now: datetime
) -> None:
    suggestion_of(line, coordinator, now)

    page = client_as(coordinator).get(line.get_absolute_url()).text

    assert "Jo Ortiz" in page
    assert "In March, please" in page
    assert "Accept" in page
    assert "Decline" in page


def test_our_answer_stands_beside_it(
    client_as: As, coordinator: User, line: Benefit, now: datetime
) -> None:
    suggestion = suggestion_of(line, coordinator, now)
    actions.decline(suggestion=suggestion, reply="Rooms are full", by=coordinator, now=now)

    page = client_as(coordinator).get(line.get_absolute_url()).text

    assert "Rooms are full" in page
    assert "Accept" not in page


def test_it_shows_what_happened_and_asks_whether_they_say_so(
    client_as: As, coordinator: User, line: Benefit, now: datetime
) -> None:
    happened(line, coordinator, now)

    page = client_as(coordinator).get(line.get_absolute_url()).text

    assert "14 people came" in page
    assert "Delivering" in page
    assert "Record their confirmation" in page


def test_a_viewer_reads_it_without_buttons(
    client_as: As, viewer: User, coordinator: User, line: Benefit, now: datetime
) -> None:
    suggestion_of(line, coordinator, now)
    happened(line, coordinator, now)

    page = client_as(viewer).get(line.get_absolute_url()).text

    assert "In March, please" in page
    for button in ("Accept", "Decline", "Record their confirmation", "Record what happened"):
        assert button not in page


def test_a_line_that_was_taken_off_keeps_its_history(
    client_as: As, coordinator: User, line: Benefit, now: datetime
) -> None:
    suggestion_of(line, coordinator, now)
    actions.withdraw_benefit(benefit=line, by=coordinator, now=now)

    page = client_as(coordinator).get(line.get_absolute_url()).text

    assert "removed from the list" in page
    assert "Accept" not in page
    assert "Decline" in page


def test_more_said_costs_no_more_queries(
    client_as: As, coordinator: User, line: Benefit, now: datetime
) -> None:
    client = client_as(coordinator)

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(line.get_absolute_url()).status_code == 200
        return len(captured)

    suggestion_of(line, coordinator, now)
    happened(line, coordinator, now)
    few = queries()
    for _turn in range(4):
        suggestion_of(line, coordinator, now)
        happened(line, coordinator, now)
    assert queries() == few <= 8
