"""A thing goes another way while a sender has its mail in hand: it is told in one of them."""

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.db import connection

from accounts.models import User
from partnerships.engagement.models import FollowUp
from partnerships.outbox import actions as outbox
from partnerships.outbox.lifecycle import State
from partnerships.outbox.models import Delivery
from partnerships.outbox.rules import Content
from partnerships.reminders import actions
from partnerships.reminders.actions import catching_up
from partnerships.reminders.lifecycle import Mode
from partnerships.reminders.models import Notice, Preference
from partnerships.reminders.rules import Team

pytestmark = pytest.mark.django_db(transaction=True)
DUE = datetime(2026, 11, 24, 8, tzinfo=UTC)
LATE = DUE + timedelta(hours=3)
TOGETHER = 0.5  # seconds for which both may be at work, if the database lets them


@pytest.fixture(autouse=True)
def late_promises(coordinator: User, promised: Callable[..., FollowUp]) -> None:
    """Four that are late, each with a mail of its own."""
    Preference.objects.create(user=coordinator, kind="promise_due", mode=Mode.NOW)
    for number in range(4):
        promised(date(2026, 11, 24), f"Promise {number}")
    actions.plan(now=DUE - timedelta(minutes=5))


def beside(work: Callable[[], object]) -> threading.Thread:
    """Begin to do something on a connection of its own."""

    def run() -> None:
        try:
            work()
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    return thread


def pump(in_hand: Callable[[], None]) -> None:
    """Send; call `in_hand` when a mail has passed its questions and is not yet taken."""
    kind = actions.KINDS["promise_due"]

    def render(delivery: Delivery) -> Content:
        in_hand()
        return kind.render(delivery)

    kinds = {**actions.KINDS, "promise_due": replace(kind, render=render)}
    outbox.pump(kinds=kinds, clock=lambda: LATE)


def each_is_told_once() -> bool:
    """Whether every notice that a mail has carried is with that mail, and with no other."""
    notices = Notice.objects.filter(kind="promise_due", due_at=DUE)
    sent = set(Delivery.objects.filter(state=State.SENT).values_list("dedupe_key", flat=True))
    assert notices.count() == 4
    return all(
        (notice.key in sent) == (notice.is_alone() and notice.mailed_at is not None)
        for notice in notices
    )


@time_machine.travel(LATE, tick=False)
def test_caught_up_while_in_hand(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fails without the lock that the last look takes."""
    found, in_hand = threading.Event(), threading.Event()

    def team_after_a_while(now: datetime) -> Team:
        found.set()
        in_hand.wait(TOGETHER)
        return Team(now)

    def let_it_collapse() -> None:
        in_hand.set()
        catching.join(TOGETHER)

    monkeypatch.setattr(catching_up, "Team", team_after_a_while)
    catching = beside(lambda: actions.catch_up(now=LATE))
    assert found.wait(10)
    pump(let_it_collapse)
    catching.join()
    assert each_is_told_once()


@time_machine.travel(LATE, tick=False)
def test_planned_anew_while_in_hand() -> None:
    """Fails with a plan that writes over what was mailed since it read it."""
    Preference.objects.update(mode=Mode.DIGEST)
    plans: list[threading.Thread] = []

    def plan() -> None:
        plans.append(beside(lambda: actions.plan(now=LATE)))
        plans[-1].join(TOGETHER)

    pump(plan)
    for planning in plans:
        planning.join()
    assert plans
    assert each_is_told_once()
