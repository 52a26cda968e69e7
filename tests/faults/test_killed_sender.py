"""kill -9 of the sender: nothing is lost, and no mail doubles but the one in its hand."""

import os
import random
import signal
import time
from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

from accounts.models import User
from common.processes import Child
from partnerships.outbox import actions, queries
from partnerships.outbox.lifecycle import State
from partnerships.outbox.models import Delivery
from partnerships.outbox.queries import database_now
from tests.faults.children import child, environment, until
from tests.faults.sink import YES, Sink, running_sink
from tests.outbox.letters import letter_to

pytestmark = [pytest.mark.processes, pytest.mark.django_db(transaction=True)]
SENDER = ["-m", "tests.faults.sender"]


@pytest.fixture
def sink(tmp_path: Path) -> Iterator[Sink]:
    with running_sink(tmp_path / "ledger") as server:
        yield server


@pytest.fixture
def queue(coordinator: User) -> Callable[[int], None]:
    def put(number: int) -> None:
        now = database_now()
        actions.bulk_enqueue(
            [letter_to(coordinator, key=str(n), now=now) for n in range(number)], now=now
        )

    return put


def arrived(sink: Sink, number: int) -> bool:
    return len(sink.entries()) >= number


def finish(sink: Sink, folder: Path) -> None:
    """Let one more sender do what is left."""
    log = folder / "log"
    with child(SENDER, environment(sink, folder), log) as last:
        until(lambda: last.result() is not None, seconds=60, log=log)
        assert last.result() == 0, log.read_text(errors="replace")[-3000:]


def check(sink: Sink, *, kills: int) -> Counter[str]:
    """LOST 0, DUP at most one per kill, copies alike; returns the copies per Message-ID."""
    rows = dict(Delivery.objects.values_list("message_id", "rendered_sha256"))
    copies = Counter(entry.message_id for entry in sink.entries())
    assert set(copies) == set(rows)
    assert copies.total() - len(rows) <= kills
    assert {(entry.message_id, entry.sha256) for entry in sink.entries()} == set(rows.items())
    assert set(Delivery.objects.values_list("state", flat=True)) == {State.SENT}
    return copies


def test_killed_anywhere(sink: Sink, queue: Callable[[int], None], tmp_path: Path) -> None:
    queue(80)
    sink.behavior.pause = 0.01
    clock = random.Random(20261123)  # noqa: S311  the same kills every time
    for kill in (1, 2):
        with child(SENDER, environment(sink, tmp_path), tmp_path / "log") as sender:
            until(partial(arrived, sink, 20 * kill), seconds=60, log=tmp_path / "log")
            time.sleep(clock.uniform(0, 0.05))
            os.killpg(sender.pid, signal.SIGKILL)
            sender.wait()
    finish(sink, tmp_path)
    check(sink, kills=2)


def test_killed_between_the_relays_yes_and_our_note_of_it(
    sink: Sink, queue: Callable[[int], None], tmp_path: Path
) -> None:
    queue(10)
    running: list[Child] = []

    def kill_at_the_fifth(number: int) -> str:
        if number == 4:
            os.killpg(running[0].pid, signal.SIGKILL)
        return YES

    sink.behavior.message = kill_at_the_fifth
    with child(SENDER, environment(sink, tmp_path), tmp_path / "log") as sender:
        running.append(sender)
        until(lambda: sender.result() is not None, seconds=60, log=tmp_path / "log")
    assert len(sink.entries()) == 5
    sink.behavior.message = lambda _number: YES
    finish(sink, tmp_path)
    copies = check(sink, kills=1)
    doubled = [message_id for message_id, times in copies.items() if times == 2]
    assert len(doubled) == 1
    assert Delivery.objects.get(message_id=doubled[0]).in_doubt == 1


def test_the_loop_ends_when_told_and_gives_everything_back(
    sink: Sink, queue: Callable[[int], None], tmp_path: Path
) -> None:
    log = tmp_path / "log"
    queue(3)
    with child(["manage.py", "pump", "--loop"], environment(sink, tmp_path), log) as loop:
        until(lambda: not Delivery.objects.waiting().exists(), seconds=60, log=log)
        os.kill(loop.pid, signal.SIGTERM)
        assert loop.wait() == 0, log.read_text(errors="replace")[-3000:]
    # It knows the real kinds only, so what it came to waits for a person; the rest was released.
    assert set(Delivery.objects.values_list("state", "attempts")) <= {
        (State.DEAD, 1),
        (State.RETRY, 0),
    }
    assert queries.last_tick() is not None
