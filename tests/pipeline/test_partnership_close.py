"""The page on which a partnership ends."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from partnerships.engagement import actions as engagement
from partnerships.engagement.models import FollowUp
from partnerships.relationships.lifecycle import Side, Stage
from partnerships.relationships.models import ClosingReason, Partnership
from tests.factories import ClosingReasonFactory
from tests.scenarios import partnership_idea

As = Callable[[User], Client]


@pytest.fixture
def idea(coordinator: User, now: datetime) -> Partnership:
    return partnership_idea(now, coordinator)


@pytest.fixture
def reason(db: None) -> ClosingReason:
    return ClosingReasonFactory.create(label="Timing")


@pytest.fixture
def promise(idea: Partnership, coordinator: User, now: datetime) -> FollowUp:
    given = engagement.Promise(side=Side.OURS, what="Send the flyer", due_on=now.date())
    return engagement.promise(partnership=idea, given=given, by=coordinator, now=now)


def address(partnership: Partnership) -> str:
    return reverse("partnership_close", args=[partnership.pk])


def test_it_ends_with_a_day_to_look_again(
    client_as: As, coordinator: User, idea: Partnership, reason: ClosingReason
) -> None:
    day = timezone.localdate() + timedelta(days=365)

    response = client_as(coordinator).post(
        address(idea), {"reason": reason.pk, "revisit_on": day, "note": "Next year"}
    )

    assert response.status_code == 302
    idea.refresh_from_db()
    assert (idea.stage, idea.closing_reason) == (Stage.CLOSED, reason)
    assert (idea.revisit_on, idea.do_not_revisit) == (day, False)


def test_reasons_stand_in_their_order_with_a_way_to_thank_them(
    client_as: As, coordinator: User, idea: Partnership, reason: ClosingReason
) -> None:
    ClosingReasonFactory.create(label="End goal differs", position=0)
    ClosingReasonFactory.create(label="Out of use", is_active=False)
    ClosingReason.objects.filter(pk=reason.pk).update(position=5)

    page = client_as(coordinator).get(address(idea)).content.decode()

    assert page.index("End goal differs") < page.index("Timing")
    assert "Out of use" not in page
    assert f"/partners/{idea.pk}/closing-note/" in page


def test_open_promises_are_named_with_their_links(
    client_as: As,
    coordinator: User,
    idea: Partnership,
    reason: ClosingReason,
    promise: FollowUp,
) -> None:
    client = client_as(coordinator)
    page = client.get(address(idea)).content.decode()
    assert "Send the flyer" in page
    assert reverse("follow_up_done", args=[promise.pk]) in page
    assert reverse("follow_up_edit", args=[promise.pk]) in page

    response = client.post(address(idea), {"reason": reason.pk, "do_not_revisit": "on"})

    assert response.status_code == 422
    assert "Some commitments are still open" in response.content.decode()
    idea.refresh_from_db()
    assert idea.stage == Stage.IDENTIFIED


def test_it_asks_for_a_reason(client_as: As, coordinator: User, idea: Partnership) -> None:
    response = client_as(coordinator).post(address(idea), {"do_not_revisit": "on"})

    assert response.status_code == 422


def test_it_asks_when_to_look_again(
    client_as: As, coordinator: User, idea: Partnership, reason: ClosingReason
) -> None:
    response = client_as(coordinator).post(address(idea), {"reason": reason.pk})

    assert response.status_code == 422
    assert "Choose a day to revisit, or check “Do not revisit”." in response.content.decode()


def test_a_viewer_ends_nothing(
    client_as: As, viewer: User, idea: Partnership, reason: ClosingReason
) -> None:
    response = client_as(viewer).post(address(idea), {"reason": reason.pk, "do_not_revisit": "on"})

    assert response.status_code == 403
    idea.refresh_from_db()
    assert idea.stage == Stage.IDENTIFIED
