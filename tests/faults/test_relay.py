"""F04, F13-F15, F19: a mail server that drops, defers, refuses or is away; poison."""

import random
from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import pairwise

import pytest

from accounts.models import User
from partnerships.outbox.lifecycle import Reason, State
from partnerships.outbox.models import Delivery, DeliveryAttempt, RelayState
from partnerships.outbox.queries import database_now
from partnerships.outbox.rules import BREAKER_FIRST, BREAKER_LONGEST
from tests.faults.clocks import Clock
from tests.faults.matrix import PUMP, Run, queue_letters, size
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


def test_an_hour_without_the_relay(run: Run, coordinator: User) -> None:
    """Everything is due, and two loops live through the hour; it passes quicker than ours."""
    rows, pace = size(200, 100_000), size(450, 60)
    queue_letters(coordinator, rows)
    this_morning = database_now() - 12 * HOUR  # so that no wait of that hour is still ahead of us
    rest = {"due_at": this_morning, "not_before": this_morning}
    Delivery.objects.update(**rest, expires_at=this_morning + 48 * HOUR)
    run.sink.behavior.greeting = lambda: "421 4.3.2 Closed for an hour"
    clock = Clock(shows=this_morning, at=database_now(), pace=pace)
    with run.start(*PUMP, **clock.env()) as first, run.start(*PUMP, **clock.env()) as second:
        run.until_at_work(first, second)
        begun = clock.now()
        run.until(lambda: clock.now() > begun + HOUR)
        run.faults = probes_were_few(slack=timedelta(seconds=3 * pace), end=clock.now())
        assert first.result() is second.result() is None
    assert run.sink.connections == DeliveryAttempt.objects.count()
    assert not Delivery.objects.exclude(attempts=0).exists()
    run.sink.behavior.greeting = lambda: "220 Open again"
    run.finish(senders=2)
    run.verdict("F15", rows=rows, by="probes", doubles=0)
    assert RelayState.objects.get().failures == 0


def probes_were_few(*, end: datetime, slack: timedelta) -> int:
    """See that there was one in thirty seconds at most, and one in the last five minutes.

    Before there are probes each loop may meet the fault itself. Returns how many there were.
    """
    tries = list(DeliveryAttempt.objects.order_by("started").values_list("started", flat=True))
    probes = [at for at in tries if at - tries[0] >= BREAKER_FIRST]
    assert len(tries) - len(probes) <= 2
    assert min(later - sooner for sooner, later in pairwise(probes)) >= BREAKER_FIRST
    assert end - probes[-1] < BREAKER_LONGEST + slack
    return len(probes)


def test_a_mail_that_cannot_be_written(run: Run, coordinator: User) -> None:
    rows = size(100, 10_000)
    queue_letters(coordinator, rows - rows // 100)
    queue_letters(coordinator, rows // 100, kind=POISON)
    run.faults = rows // 100
    run.finish()
    run.verdict("F19", rows=rows, by="poisoned", doubles=0, dead=rows // 100)
    dead = Delivery.objects.filter(state=State.DEAD)
    assert set(dead.values_list("kind", "reason", "attempts")) == {(POISON, Reason.BUG, 1)}
