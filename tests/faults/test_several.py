"""F05, F06, F18: several planners and senders at once without a fault; and without each guard."""

import os
import signal
import time
from contextlib import ExitStack

import pytest

from accounts.models import User
from partnerships.outbox.models import Delivery
from partnerships.outbox.rules import BATCH
from tests.faults.matrix import Run, queue_letters, size
from tests.faults.sink import YES

pytestmark = [pytest.mark.processes, pytest.mark.django_db(transaction=True)]


def plan_and_send(run: Run, rows: int, *options: str, planners: int) -> None:
    """Let several senders first queue the same letters, all at once, and then send them."""
    with ExitStack() as running:
        several = [
            running.enter_context(run.sender("--plan", str(rows), "--lease", "30", *options))
            for _ in range(planners)
        ]
        for sender in several:
            run.ended(sender)


def test_several_planners_plan_each_mail_once(run: Run, coordinator: User) -> None:
    rows = size(200, 5_000)
    plan_and_send(run, rows, planners=size(2, 4))
    run.verdict("F05", rows=rows, by="faults")


def test_without_the_key_each_planner_makes_its_own_mail(run: Run, coordinator: User) -> None:
    """The guard is removed by giving each row a `dedupe_key` of its own (`without.key`)."""
    plan_and_send(run, 20, "--without", "key", planners=2)
    with pytest.raises(AssertionError, match="rows 40 instead of 20; DUP 20"):
        run.verdict("F05 without key", rows=20, by="faults")


@pytest.mark.parametrize("senders", [2, 4])
def test_several_senders_send_each_mail_once(run: Run, coordinator: User, senders: int) -> None:
    rows = size(200, 10_000)
    queue_letters(coordinator, rows)
    run.finish("--lease", "30", senders=senders)
    run.verdict(f"F06 {senders} senders", rows=rows, by="faults")
    assert set(Delivery.objects.values_list("attempts", flat=True)) == {1}


def test_without_the_lease_mails_double_though_nothing_failed(run: Run, coordinator: User) -> None:
    """The guard is removed by a claim that takes what is due whoever holds it.

    (`without.lease`: neither the state nor the holder of a row is looked at.)
    """
    rows = 2 * BATCH  # enough for both to be at work, however slow the machine
    queue_letters(coordinator, rows)
    run.sink.behavior.pause = 0.1
    with run.sender("--without", "lease"), run.sender("--without", "lease"):
        run.until(
            lambda: run.sink.arrived > len({entry.message_id for entry in run.sink.entries()})
        )
    with pytest.raises(AssertionError, match=r"DUP \d+, and 0 are allowed"):
        run.verdict("F06 without lease", rows=rows, by="faults")


def test_everything_due_at_once(run: Run, coordinator: User) -> None:
    rows = size(300, 100_000)
    queue_letters(coordinator, rows)
    began = time.monotonic()
    run.finish("--lease", "30", senders=2)
    minutes = (time.monotonic() - began) / 60
    run.verdict("F18", rows=rows, by="faults")
    assert minutes < 20


def frozen_before_the_fence(run: Run, *options: str) -> None:
    """Freeze a sender with a claimed row until another has sent it, then let it go on."""
    pids: list[int] = []
    asked = iter(range(10**6))

    def freeze_the_first(_address: str) -> str:
        if next(asked) == 0:
            os.kill(pids[0], signal.SIGSTOP)
            run.faults += 1
        return YES

    run.sink.behavior.recipient = freeze_the_first
    with run.sender("--lease", "1", *options) as zombie:
        pids.append(zombie.pid)
        run.until(lambda: run.faults == 1)
        with run.sender("--lease", "1", *options) as other:
            run.until_arrived(5)
            run.ended(other)
        zombie.send(signal.SIGCONT)
        run.ended(zombie)


def test_the_fence_stops_a_zombie(run: Run, coordinator: User) -> None:
    queue_letters(coordinator, 5)
    frozen_before_the_fence(run)
    run.verdict("F07 before the fence", rows=5, by="stops", doubles=0)


def test_without_the_fence_a_zombie_doubles_unmarked(run: Run, coordinator: User) -> None:
    """The guard is removed by handing over what was claimed once (`without.fence`)."""
    queue_letters(coordinator, 5)
    frozen_before_the_fence(run, "--without", "fence")
    with pytest.raises(AssertionError, match="copies not marked in doubt"):
        run.verdict("F07 without fence", rows=5, by="stops", doubles=0)
