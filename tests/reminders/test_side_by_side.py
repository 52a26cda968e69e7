"""People choose while the tick works: neither waits for what the other holds for ever."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from time import sleep
from typing import Any

import pytest
from django.db import connections

from accounts.models import User
from partnerships.engagement.models import FollowUp
from partnerships.outbox import actions as outbox
from partnerships.outbox.models import Delivery
from partnerships.reminders import actions
from partnerships.reminders.lifecycle import Mode
from partnerships.reminders.models import Notice, Preference

pytestmark = pytest.mark.django_db(transaction=True)
DUE = datetime(2026, 11, 24, 8, tzinfo=UTC)


def test_a_choice_and_a_catch_up_take_notices_before_mail(
    promised: Callable[..., FollowUp],
    coordinator: User,
    now: datetime,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """PostgreSQL ends one of two that wait for each other; SQLite has one writer at a time."""
    for kind in ("promise_due", "promise_overdue"):
        Preference.objects.create(user=coordinator, kind=kind, mode=Mode.NOW)
    for day in (23, 24):
        promised(date(2026, 11, day), made=now)
    actions.plan(now=DUE - timedelta(minutes=5))
    at_once = Notice.objects.filter(mail_at=DUE).order_by("-pk")
    modes = dict.fromkeys(at_once.values_list("kind", flat=True), Mode.NONE)
    assert len(modes) == 2
    late, cancel, begun = DUE + timedelta(hours=3), outbox.cancel, threading.Event()

    def slow(**given: Any) -> int:
        begun.set()
        sleep(0.3)
        gone = cancel(**given)
        sleep(0.3)
        return gone

    monkeypatch.setattr(outbox, "cancel", slow)
    with ThreadPoolExecutor(1) as beside:
        chosen = beside.submit(
            actions.set_modes, user=coordinator, modes=modes, by=coordinator, now=late
        )
        begun.wait(5)
        actions.catch_up(now=late)
        beside.submit(connections.close_all).result()
    chosen.result()
    assert not at_once.exists()
    assert not Delivery.objects.waiting().filter(kind__in=modes, due_at=DUE).exists()
