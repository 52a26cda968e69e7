"""One kind of reminder that can't be computed keeps no other from being planned and mailed."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.test import Client
from pytest_django import Settings

from accounts.models import User
from partnerships import tasks
from partnerships.engagement.models import FollowUp, Meeting
from partnerships.outbox import queries
from partnerships.outbox.actions.sending import never
from partnerships.outbox.lifecycle import Fault
from partnerships.outbox.models import Delivery, Heartbeat
from partnerships.reminders import actions as reminders
from partnerships.reminders.actions import KindsNotPlanned, plan
from partnerships.reminders.actions.planning import FULL
from partnerships.reminders.models import Notice
from partnerships.reminders.rules import REMINDERS

MORNING = datetime(2026, 11, 24, 8, 1, tzinfo=UTC)


@pytest.fixture
def both(
    promised: Callable[..., FollowUp], meeting_at: Callable[..., Meeting], now: datetime
) -> None:
    """A commitment that is due on the day before a meeting."""
    meeting_at(now + timedelta(days=2))
    promised(now.date() + timedelta(days=1))


def text_of(mail: EmailMessage) -> str:
    body = mail.get_body(("plain",))
    assert body
    return str(body.get_content())


def break_kind(patch: pytest.MonkeyPatch, code: str) -> None:
    def broken(_row: Any, _span: Any) -> Iterator[Any]:
        raise KeyError("What an email says")

    patch.setitem(REMINDERS, code, replace(REMINDERS[code], occurrences=broken))


@pytest.mark.usefixtures("both")
def test_the_other_kinds_are_planned(monkeypatch: pytest.MonkeyPatch, now: datetime) -> None:
    break_kind(monkeypatch, "meeting_tomorrow")
    with pytest.raises(KindsNotPlanned, match=r"^meeting_tomorrow: KeyError$"):
        plan(now=now)
    assert not Notice.objects.filter(kind="meeting_tomorrow").exists()
    assert Notice.objects.filter(kind="promise_due").exists()
    assert Delivery.objects.exists()


@pytest.mark.usefixtures("both")
def test_the_full_plan_comes_no_more_often_for_it(
    monkeypatch: pytest.MonkeyPatch, now: datetime
) -> None:
    break_kind(monkeypatch, "meeting_tomorrow")
    with pytest.raises(KindsNotPlanned):
        reminders.plan_due(now=now)
    assert Heartbeat.objects.get(name=FULL).detail == "1 s"


@pytest.mark.usefixtures("both")
def test_what_was_planned_of_it_before_stays(
    monkeypatch: pytest.MonkeyPatch, now: datetime
) -> None:
    plan(now=now)
    break_kind(monkeypatch, "meeting_tomorrow")
    with pytest.raises(KindsNotPlanned):
        plan(now=now)
    assert Notice.objects.open().filter(kind="meeting_tomorrow").exists()


@pytest.mark.usefixtures("both")
def test_what_was_snoozed_of_other_kinds_comes_again(
    monkeypatch: pytest.MonkeyPatch, now: datetime
) -> None:
    plan(now=now)
    Notice.objects.update(snoozed_until=now + timedelta(days=1), digest=None, mail_at=None)
    break_kind(monkeypatch, "meeting_tomorrow")
    with pytest.raises(KindsNotPlanned):
        plan(now=now)
    assert Notice.objects.get(kind="promise_due").mail_at


@pytest.mark.usefixtures("both")
def test_the_health_page_names_the_kind(
    client: Client,
    administrator: User,
    monkeypatch: pytest.MonkeyPatch,
    settings: Settings,
    tmp_path: Path,
) -> None:
    settings.MAIL_FOLDER = tmp_path
    break_kind(monkeypatch, "meeting_tomorrow")
    assert tasks.run_tick(never).faults == [Fault.PLANNING]
    assert queries.health().tick == queries.FAILING
    assert Heartbeat.objects.get(name=Fault.PLANNING).detail == "meeting_tomorrow: KeyError"
    client.force_login(administrator)
    assert "meeting_tomorrow: KeyError" in client.get("/mail/health/").content.decode()


@pytest.mark.usefixtures("both")
def test_the_morning_email_leaves_without_it(
    client: Client,
    coordinator: User,
    monkeypatch: pytest.MonkeyPatch,
    tick: Callable[[datetime], list[EmailMessage]],
    now: datetime,
) -> None:
    """The kind stays for a later email, and the list of notifications still opens."""
    plan(now=now)
    with monkeypatch.context() as patch:
        break_kind(patch, "meeting_tomorrow")
        patch.setattr(reminders, "plan", lambda *, now: now)  # it is tested above
        (mail,) = tick(MORNING)
        assert "Send the handout" in text_of(mail)
        assert "meeting" not in text_of(mail)
        with time_machine.travel(MORNING, tick=False):
            client.force_login(coordinator)
            assert "Send the handout" in client.get("/reminders/").content.decode()
    assert tick(MORNING + timedelta(hours=1)) == []
    assert "meeting" in " ".join(text_of(one) for one in tick(MORNING + timedelta(days=1)))
