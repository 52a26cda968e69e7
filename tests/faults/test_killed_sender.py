"""F01-F03, F07, F08: senders that are killed, frozen or told to stop while they work."""

import os
import random
import signal
import time
from collections.abc import Callable
from contextlib import ExitStack

import pytest

from accounts.models import User
from common.processes import Child
from partnerships.outbox import queries
from partnerships.outbox.lifecycle import State
from partnerships.outbox.models import Delivery
from tests.faults.matrix import LONG, PUMP, Run, connections, queue_letters, size
from tests.faults.sink import YES

pytestmark = [pytest.mark.processes, pytest.mark.django_db(transaction=True)]


def killing(run: Run, running: list[Child], *, at: int) -> Callable[..., str]:
    """Return an answer that kills the first of the running senders when it is asked so often."""
    asked = iter(range(10**9))

    def answer(*_: object) -> str:
        if next(asked) == at:
            os.killpg(running[0].pid, signal.SIGKILL)
            run.faults += 1
        return YES

    return answer


def until_killed(run: Run, running: list[Child]) -> None:
    with run.sender() as sender:
        running.append(sender)
        run.until(lambda: sender.result() is not None)
    assert sender.result() == -signal.SIGKILL


def test_killed_before_the_relay_has_accepted(run: Run, coordinator: User) -> None:
    queue_letters(coordinator, 10)
    running: list[Child] = []
    run.sink.behavior.recipient = killing(run, running, at=4)
    until_killed(run, running)
    run.sink.behavior.recipient = lambda _address: YES
    run.finish()
    run.verdict("F01", rows=10, doubles=connections() - 1)


def test_killed_anywhere(run: Run, coordinator: User) -> None:
    """At seeded moments while it works, each replaced at once; in the long form beside another."""
    rows, kills = size(80, 100_000), size(2, 100)
    queue_letters(coordinator, rows)
    run.sink.behavior.pause = 0.004 if LONG else 0.01
    clock = random.Random(20261123)  # noqa: S311  the same kills every time
    with ExitStack() as others:
        if LONG:
            others.enter_context(run.sender())
        for _kill in range(kills):
            with run.sender() as sender:
                run.until_at_work(sender)
                time.sleep(clock.uniform(0, 1.2 if LONG else 0.2))
                run.kill(sender)
    run.finish(senders=size(1, 2))
    run.verdict("F02", rows=rows)


def test_killed_between_the_relays_yes_and_our_note_of_it(run: Run, coordinator: User) -> None:
    queue_letters(coordinator, 10)
    running: list[Child] = []
    run.sink.behavior.message = killing(run, running, at=4)
    until_killed(run, running)
    assert run.sink.arrived == 5
    run.sink.behavior.message = lambda _number: YES
    run.finish()
    copies = run.verdict("F03", rows=10)
    doubled = [message_id for message_id, times in copies.items() if times == 2]
    assert 1 <= len(doubled) <= connections()
    assert set(
        Delivery.objects.filter(message_id__in=doubled).values_list("in_doubt", flat=True)
    ) == {1}


def test_frozen_for_longer_than_its_lease(run: Run, coordinator: User) -> None:
    """SIGSTOP until another sender has its rows; after SIGCONT it still believes it has them."""
    rows, stops = size(60, 5_000), size(2, 30)
    queue_letters(coordinator, rows)
    run.sink.behavior.pause = 0.02
    clock = random.Random(7)  # noqa: S311  the same stops every time
    with run.sender("--lease", "1") as zombie, run.sender("--lease", "1") as other:
        for stop in range(1, stops + 1):
            run.until_arrived(rows * stop // (stops + 2))
            time.sleep(clock.uniform(0, 0.05))
            zombie.send(signal.SIGSTOP)
            run.faults += 1
            time.sleep(1.3)
            zombie.send(signal.SIGCONT)
        run.ended(other)
        run.ended(zombie)
    run.verdict("F07", rows=rows, by="stops")


def test_a_deploy_doubles_nothing(run: Run, coordinator: User) -> None:
    """SIGTERM again and again: the loop ends well each time, and gives back what it holds."""
    rows, deploys = size(40, 5_000), size(2, 100)
    queue_letters(coordinator, rows)
    run.sink.behavior.pause = 0.03
    for deploy in range(1, deploys + 1):
        with run.start(*PUMP) as loop:
            run.until_arrived(rows * deploy // (deploys + 1))
            loop.send(signal.SIGTERM)
            run.faults += 1
            run.ended(loop)
        in_hand = Delivery.objects.filter(state__in=[State.CLAIMED, State.HANDING])
        assert not in_hand.exists()
    run.finish()
    run.verdict("F08", rows=rows, by="SIGTERM", doubles=0)
    assert set(Delivery.objects.values_list("attempts", "in_doubt")) == {(1, 0)}
    assert queries.last_tick() is not None
