"""F04, F13-F15, F19: a mail server that drops, defers, refuses or is away; poison."""

import random
from collections.abc import Callable
from datetime import timedelta
from itertools import pairwise

import pytest
import time_machine
from pytest_django import Settings

from accounts.models import User
from partnerships.outbox import actions
from partnerships.outbox.lifecycle import Reason, State
from partnerships.outbox.models import Delivery, RelayState
from partnerships.outbox.queries import database_now
from tests.faults import quick
from tests.faults.matrix import Run, queue_letters, size
from tests.faults.quick import POISON
from tests.faults.sink import YES

pytestmark = [pytest.mark.processes, pytest.mark.django_db(transaction=True)]
HOUR = timedelta(hours=1)


def now_and_then(
    run: Run, answer: str | None, *, often: float, seed: int
) -> Callable[..., object]:
    """Return an answer that is another one with this probability, counted as a fault."""
    chance = random.Random(seed)  # noqa: S311  the same answers every time

    def answers(*_: object) -> str | None:
        if chance.random() >= often:
            return YES
        run.faults += 1
        return answer

    return answers


def test_connection_dropped_after_the_text(run: Run, coordinator: User) -> None:
    rows = size(120, 20_000)
    queue_letters(coordinator, rows)
    run.sink.behavior.message = now_and_then(run, None, often=size(5, 2) / 100, seed=4)  # type: ignore[assignment]
    run.finish(senders=size(1, 2))
    copies = run.verdict("F04", rows=rows, by="drops", doubles=run.faults)
    given_up = Delivery.objects.filter(state=State.DEAD).count()
    assert copies.total() - len(copies) == run.faults - given_up > 0


def test_three_in_ten_are_deferred(run: Run, coordinator: User) -> None:
    rows = size(120, 20_000)
    queue_letters(coordinator, rows)
    later = now_and_then(run, "451 4.7.1 Greylisted, come back", often=0.3, seed=13)
    run.sink.behavior.recipient = later  # type: ignore[assignment]
    run.finish(senders=size(1, 2))
    run.verdict("F13", rows=rows, by="deferred", doubles=0)
    assert run.faults > rows / 5


def test_one_in_ten_does_not_exist(run: Run, coordinator: User) -> None:
    rows = size(120, 20_000)
    queue_letters(coordinator, rows, contacts=True)
    gone = {f"person{n}@example.org" for n in random.Random(14).sample(range(rows), rows // 10)}  # noqa: S311
    run.sink.behavior.recipient = lambda to: "550 5.1.1 No such user" if to in gone else YES
    run.faults = len(gone)
    run.finish(senders=size(1, 2))
    run.verdict("F14", rows=rows, by="refused", doubles=0, dead=len(gone))
    dead = Delivery.objects.filter(state=State.DEAD, reason=Reason.ADDRESS)
    assert set(dead.values_list("address_norm", flat=True)) == gone


def test_an_hour_without_the_relay(
    run: Run, coordinator: User, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With everything due, each glance of the pump for an hour; both clocks show that hour."""
    rows = size(200, 100_000)
    queue_letters(coordinator, rows)
    begun = database_now() - HOUR - timedelta(minutes=10)
    Delivery.objects.update(due_at=begun, not_before=begun, expires_at=begun + 48 * HOUR)
    settings.MAIL_TRANSPORT, settings.EMAIL_HOST = "smtp", "127.0.0.1"
    settings.EMAIL_PORT = run.sink.port
    run.sink.behavior.greeting = lambda: "421 4.3.2 Closed for an hour"
    probes = list[float]()
    for second in range(0, 3600, size(10, 3)):
        before = run.sink.connections
        at = begun + timedelta(seconds=second)
        with time_machine.travel(at, tick=False):
            actions.pump(kinds=quick.KINDS, clock=lambda: at)  # noqa: B023
        probes += [second] * (run.sink.connections - before)
    run.faults = len(probes)
    assert min(later - sooner for sooner, later in pairwise(probes)) >= 30
    assert probes[-1] >= 3300  # five minutes at most after the relay is back
    assert not Delivery.objects.exclude(attempts=0).exists()
    run.sink.behavior.greeting = lambda: "220 Open again"
    monkeypatch.undo()
    run.finish(senders=2)
    run.verdict("F15", rows=rows, by="probes", doubles=0)
    assert RelayState.objects.get().failures == 0


def test_a_mail_that_cannot_be_written(run: Run, coordinator: User) -> None:
    rows = size(100, 10_000)
    queue_letters(coordinator, rows - rows // 100)
    queue_letters(coordinator, rows // 100, kind=POISON)
    run.faults = rows // 100
    run.finish()
    run.verdict("F19", rows=rows, by="poisoned", doubles=0, dead=rows // 100)
    dead = Delivery.objects.filter(state=State.DEAD)
    assert set(dead.values_list("kind", "reason", "attempts")) == {(POISON, Reason.BUG, 1)}
