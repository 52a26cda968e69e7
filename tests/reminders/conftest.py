"""A partnership, ways to give it things to do, and a morning in which mail leaves."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest
import time_machine
from pytest_django import Settings

from accounts.models import User
from partnerships.engagement import actions as engagement
from partnerships.engagement.models import FollowUp, Meeting
from partnerships.outbox import actions as outbox
from partnerships.relationships.lifecycle import Side
from partnerships.relationships.models import Partnership
from partnerships.reminders import actions as reminders
from partnerships.reminders.actions import planning
from partnerships.reminders.rules import REMINDERS
from tests.scenarios import partnership_idea

Tick = Callable[[datetime], list[EmailMessage]]


@pytest.fixture
def partnership(coordinator: User, now: datetime) -> Partnership:
    """One with a next step far ahead, so that silence is no news."""
    partnership = partnership_idea(now, coordinator)
    given = engagement.Promise(
        side=Side.OURS, what="Call them in spring", due_on=now.date() + timedelta(days=120)
    )
    engagement.promise(partnership=partnership, given=given, by=coordinator, now=now)
    return partnership


@pytest.fixture
def promised(
    partnership: Partnership, coordinator: User, now: datetime
) -> Callable[..., FollowUp]:
    """Return a function that writes down a promise of ours."""

    def promise(due_on: date, what: str = "Send the handout", made: datetime = now) -> FollowUp:
        given = engagement.Promise(side=Side.OURS, what=what, due_on=due_on)
        return engagement.promise(partnership=partnership, given=given, by=coordinator, now=made)

    return promise


@pytest.fixture
def meeting_at(
    partnership: Partnership, coordinator: User, now: datetime
) -> Callable[..., Meeting]:
    """Return a function that plans a meeting of the coordinator."""

    def plan(starts_at: datetime) -> Meeting:
        meeting = Meeting(
            partnership=partnership, starts_at=starts_at, time_zone="UTC", owner=coordinator
        )
        return engagement.plan_meeting(meeting=meeting, invited={}, by=coordinator, now=now)

    return plan


@pytest.fixture
def tick(settings: Settings, tmp_path: Path) -> Tick:
    """Return a function that does a minute's work at an instant, and gives the mail that left."""
    settings.MAIL_FOLDER = tmp_path / "mail"
    seen: set[str] = set()

    def run(at: datetime) -> list[EmailMessage]:
        with time_machine.travel(at, tick=False):
            reminders.plan(now=at)
            reminders.catch_up(now=at)
            outbox.pump(kinds=reminders.KINDS, clock=lambda: at)
        files = {path.name: path for path in settings.MAIL_FOLDER.glob("*.eml")}
        fresh = [files[name] for name in sorted(files.keys() - seen)]
        seen.update(files)
        return [message_from_bytes(path.read_bytes(), policy=policy.default) for path in fresh]

    return run


@pytest.fixture
def dated_kinds(monkeypatch: pytest.MonkeyPatch) -> None:
    """Plan commitments and meetings alone: to ask the other kinds too takes twice as long."""
    dated = {
        code: reminder
        for code, reminder in REMINDERS.items()
        if code.startswith(("promise_", "meeting_"))
    }
    monkeypatch.setattr(planning, "REMINDERS", dated)
