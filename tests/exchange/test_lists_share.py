"""The page that shares the lists."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from partnerships.exchange import actions as exchange, queries
from partnerships.exchange.models import Benefit, ListVersion
from partnerships.relationships.lifecycle import Side
from partnerships.relationships.models import Partnership
from tests.factories import BenefitFactory
from tests.scenarios import partnership_idea, shared_lists, side_says

As = Callable[[User], Client]


@pytest.fixture
def partnership(coordinator: User, now: datetime) -> Partnership:
    return partnership_idea(now, coordinator)


def address(partnership: Partnership) -> str:
    return reverse("lists_share", args=[partnership.pk])


def seen(partnership: Partnership) -> dict[str, str]:
    """What the page has in its hidden field."""
    lines = queries.snapshot(Benefit.objects.to_share().filter(partnership=partnership))
    return {"seen": queries.copy_hash(lines)}


def test_it_shares(client_as: As, coordinator: User, partnership: Partnership) -> None:
    BenefitFactory.create(partnership=partnership)
    assert seen(partnership)["seen"] in client_as(coordinator).get(address(partnership)).text

    response = client_as(coordinator).post(address(partnership), seen(partnership))

    assert response.status_code == 302
    assert ListVersion.objects.get().number == 1


def test_it_tells_what_changed_and_whom_it_asks_again(
    client_as: As, coordinator: User, partnership: Partnership, now: datetime
) -> None:
    shared_lists(partnership, now, coordinator)
    side_says(partnership, Side.THEIRS, now, coordinator)
    line = partnership.benefits.get(side=Side.OURS)
    line.how_much = "3 sessions"
    exchange.edit_benefit(benefit=line, seen_version=1, by=coordinator, now=now)
    exchange.withdraw_benefit(
        benefit=partnership.benefits.get(side=Side.THEIRS), by=coordinator, now=now
    )
    BenefitFactory.create(partnership=partnership, what="A quiet room")

    page = client_as(coordinator).get(address(partnership)).content.decode()

    assert "2 sessions" in page
    assert "3 sessions" in page
    assert "A quiet room" in page
    assert "Removed" in page
    assert "Jo Ortiz (They) said" in page
    assert "Jo Ortiz (They) read" in page
    assert ListVersion.objects.count() == 1


def test_it_says_when_nobody_is_asked_again(
    client_as: As, coordinator: User, partnership: Partnership
) -> None:
    BenefitFactory.create(partnership=partnership)

    page = client_as(coordinator).get(address(partnership)).content.decode()

    assert "No one: every answer stays current." in page


def test_nothing_changed_is_not_shared(
    client_as: As, coordinator: User, partnership: Partnership, now: datetime
) -> None:
    shared_lists(partnership, now, coordinator)
    assert client_as(coordinator).get(address(partnership)).status_code == 200

    response = client_as(coordinator).post(address(partnership), seen(partnership))

    assert response.status_code == 422
    assert ListVersion.objects.count() == 1


def test_what_somebody_else_wrote_meanwhile_is_not_shared_unseen(
    client_as: As, coordinator: User, partnership: Partnership
) -> None:
    BenefitFactory.create(partnership=partnership)
    looked_at = seen(partnership)
    BenefitFactory.create(partnership=partnership, what="Written meanwhile")

    response = client_as(coordinator).post(address(partnership), looked_at)

    assert response.status_code == 409
    assert "The lists changed in the meantime." in response.text
    assert "Written meanwhile" in response.text
    assert not ListVersion.objects.exists()


def test_a_viewer_shares_nothing(client_as: As, viewer: User, partnership: Partnership) -> None:
    BenefitFactory.create(partnership=partnership)

    response = client_as(viewer).post(address(partnership))

    assert response.status_code == 403
    assert not ListVersion.objects.exists()
