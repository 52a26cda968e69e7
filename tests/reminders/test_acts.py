"""What one does about a reminder: a button at the bell or a link, and in mail a link."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from accounts.models import User
from accounts.roles import Permission, Role
from partnerships.engagement.models import FollowUp, Meeting
from partnerships.reminders import actions
from partnerships.reminders.rules import REMINDERS
from partnerships.reminders.rules.link_targets import Act
from tests.reminders.conftest import Tick
from tests.reminders.test_told import text

TUESDAY = datetime(2026, 11, 24, 8, tzinfo=UTC)
SignIn = Callable[[User], Client]
Promised = Callable[..., FollowUp]
MeetingAt = Callable[[datetime], Meeting]


@pytest.fixture
def late(promised: Promised, now: datetime) -> FollowUp:
    """A promise of ours that is late."""
    return promised(date(2026, 11, 22), made=now - timedelta(days=3))


@pytest.fixture
def maria(clock: time_machine.Traveller, coordinator: User, client_as: SignIn) -> Client:
    return client_as(coordinator)


def bell(client: Client) -> str:
    return client.get("/reminders/").content.decode()


def test_a_promise_is_done_at_the_bell_with_one_button(
    maria: Client, late: FollowUp, now: datetime
) -> None:
    actions.plan(now=now)
    done = reverse("follow_up_done", args=[late.pk])
    assert f'<form method="post" action="{done}">' in bell(maria)
    page = maria.post(done, {"kept": "yes", "next": "/reminders/"}, follow=True)
    assert page.redirect_chain == [("/reminders/", 302)]
    assert "Commitment marked kept." in page.content.decode()
    late.refresh_from_db()
    assert late.state == "done"


def test_a_meeting_is_closed_out_by_its_link(
    maria: Client, meeting_at: MeetingAt, now: datetime
) -> None:
    meeting = meeting_at(now - timedelta(days=1))
    actions.plan(now=now)
    assert f'href="/meetings/{meeting.pk}/close-out/"' in bell(maria)


def test_who_may_not_work_is_offered_no_work(
    maria: Client, late: FollowUp, coordinator: User, now: datetime
) -> None:
    actions.plan(now=now)
    User.objects.filter(pk=coordinator.pk).update(role=Role.VIEWER)
    page = bell(maria)
    assert "Overdue: Send the handout" in page
    assert "/done/" not in page


def test_in_mail_it_is_a_link_that_changes_nothing(
    late: FollowUp, tick: Tick, coordinator: User, client_as: SignIn
) -> None:
    (mail,) = tick(TUESDAY)
    address = f"http://testserver/promises/{late.pk}/done/"
    assert f"Done: {address}" in text(mail)
    html = mail.get_body(("html",))
    assert html is not None
    assert re.search(f'href="{address}"[^>]*>Done</a>', html.get_content())
    assert client_as(coordinator).get(address).status_code == 200
    late.refresh_from_db()
    assert late.state == "open"


def test_a_mail_of_its_own_leads_there_too(
    meeting_at: MeetingAt, tick: Tick, now: datetime
) -> None:
    meeting = meeting_at(now + timedelta(hours=2))
    (mail,) = tick(now + timedelta(hours=1))
    assert f"Brief: http://testserver/partners/{meeting.partnership_id}/brief/" in text(mail)
    assert f"Open in Accord: http://testserver/meetings/{meeting.pk}/" in text(mail)


@pytest.mark.parametrize("act", [r.act for r in REMINDERS.values()], ids=list(REMINDERS))
def test_every_act_has_a_page_that_may_be_opened(act: Act, leader: User, client: Client) -> None:
    """Those whose row does not exist answer 404; none refuses to be opened."""
    client.force_login(leader)
    args = [] if act.permission == Permission.PANEL else [1]
    assert client.get(reverse(act.url_name, args=args)).status_code in {200, 404}
