"""The page that changes a line."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from partnerships.exchange import actions as exchange
from partnerships.exchange.models import Benefit
from partnerships.relationships.lifecycle import Side
from tests.scenarios import checkable_line, partnership_idea

As = Callable[[User], Client]


@pytest.fixture
def line(coordinator: User, now: datetime) -> Benefit:
    partnership = partnership_idea(now, coordinator)
    return checkable_line(partnership, Side.OURS, now, coordinator)


def typed(line: Benefit, **values: object) -> dict[str, object]:
    return {
        "what": line.what,
        "how_much": line.how_much,
        "rhythm": line.rhythm,
        "told_by": line.told_by_id,
        "why": line.why,
        "version": line.version,
        **values,
    }


def test_it_saves_what_was_typed(client_as: As, coordinator: User, line: Benefit) -> None:
    url = reverse("benefit_edit", args=[line.pk])
    assert line.what in client_as(coordinator).get(url).content.decode()

    response = client_as(coordinator).post(url, typed(line, how_much="3 sessions"))

    assert response.status_code == 302
    line.refresh_from_db()
    assert (line.how_much, line.version) == ("3 sessions", 2)


def test_somebody_elses_edit_is_not_overwritten(
    client_as: As, coordinator: User, leader: User, line: Benefit, now: datetime
) -> None:
    seen = typed(line, how_much="Mine")
    line.how_much = "Theirs"
    exchange.edit_benefit(benefit=line, seen_version=1, by=leader, now=now)

    response = client_as(coordinator).post(reverse("benefit_edit", args=[line.pk]), seen)

    assert response.status_code == 409
    page = response.content.decode()
    assert "Mine" in page
    assert "Theirs" in page
    line.refresh_from_db()
    assert line.how_much == "Theirs"


def test_saving_again_overwrites_knowingly(
    client_as: As, coordinator: User, leader: User, line: Benefit, now: datetime
) -> None:
    seen = typed(line, how_much="Mine")
    line.how_much = "Theirs"
    exchange.edit_benefit(benefit=line, seen_version=1, by=leader, now=now)

    response = client_as(coordinator).post(
        reverse("benefit_edit", args=[line.pk]), seen | {"version": 2}
    )

    assert response.status_code == 302
    line.refresh_from_db()
    assert line.how_much == "Mine"


def test_a_line_that_was_taken_off_is_gone(
    client_as: As, coordinator: User, line: Benefit, now: datetime
) -> None:
    exchange.withdraw_benefit(benefit=line, by=coordinator, now=now)

    response = client_as(coordinator).get(reverse("benefit_edit", args=[line.pk]))

    assert response.status_code == 404


def test_a_viewer_changes_nothing(client_as: As, viewer: User, line: Benefit) -> None:
    response = client_as(viewer).post(
        reverse("benefit_edit", args=[line.pk]), typed(line, how_much="0")
    )

    assert response.status_code == 403
    line.refresh_from_db()
    assert line.how_much == "2 sessions"
