"""The panel shows meetings, calls and promises, and changes none of them."""

from collections.abc import Callable
from datetime import date, datetime

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from partnerships.engagement.models import FollowUp, Meeting
from partnerships.relationships.models import Partnership
from tests.engagement.conftest import Plan
from tests.factories import FollowUpFactory
from tests.scenarios import call_with_them

SignIn = Callable[[User], Client]


@pytest.mark.parametrize("model", ["meeting", "interaction", "followup"])
def test_the_panel_lists_them(
    client_as: SignIn,
    leader: User,
    plan: Plan,
    partnership: Partnership,
    now: datetime,
    model: str,
) -> None:
    plan(24)
    call_with_them(partnership, now, leader)
    FollowUpFactory.create(partnership=partnership, due_on=now.date(), made_at=now, made_by=leader)
    page = client_as(leader).get(reverse(f"admin:partnerships_{model}_changelist"))
    assert page.status_code == 200
    assert "Bright Path Training" in page.content.decode()


def test_a_meeting_there_links_to_its_page(client_as: SignIn, leader: User, plan: Plan) -> None:
    meeting = plan(24)
    url = reverse("admin:partnerships_meeting_change", args=[meeting.pk])
    assert meeting.get_absolute_url() in client_as(leader).get(url).content.decode()
    assert client_as(leader).post(url, {"place": "Elsewhere"}).status_code == 403
    assert not Meeting.objects.filter(place="Elsewhere").exists()


def test_a_promise_there_cannot_be_changed(
    client_as: SignIn, leader: User, partnership: Partnership, now: datetime, today: date
) -> None:
    promise = FollowUpFactory.create(
        partnership=partnership, due_on=today, made_at=now, made_by=leader
    )
    url = reverse("admin:partnerships_followup_change", args=[promise.pk])
    assert partnership.get_absolute_url() in client_as(leader).get(url).content.decode()
    assert client_as(leader).post(url, {"what": "Nothing"}).status_code == 403
    assert not FollowUp.objects.filter(what="Nothing").exists()
