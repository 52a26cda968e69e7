"""F16, F17: a mail server that falls silent in the middle, or is slow."""

import statistics
import time
from collections.abc import Callable
from contextlib import ExitStack

import pytest
from django.db import connection
from django.test import Client

from accounts.models import User
from partnerships.outbox.emails.transports import (
    ANSWER_SECONDS,
    COMMAND_SECONDS,
    CONNECT_SECONDS,
)
from partnerships.outbox.lifecycle import Phase
from partnerships.outbox.models import Delivery, DeliveryAttempt
from partnerships.outbox.rules import BATCH
from tests.faults.matrix import LONG, PUMP, Run, nothing_left, queue_letters, size
from tests.faults.servers import Pages, pages
from tests.faults.sink import Entry

pytestmark = [pytest.mark.processes, pytest.mark.django_db(transaction=True)]
FOR_GOOD = 600.0  # seconds, longer than anybody waits
HURRY = 2.0  # seconds of patience at each step in the short form
#: A step of SMTP: what a try that ends there is called, and its timeout; QUIT ends no try.
STEPS = {
    "QUIT": None,
    "HELO": (Phase.CONNECT, CONNECT_SECONDS),
    "EHLO": (Phase.CONNECT, CONNECT_SECONDS),
    "MAIL": (Phase.SENDER, COMMAND_SECONDS),
    "RCPT": (Phase.RECIPIENT, COMMAND_SECONDS),
    "DATA": (Phase.DATA, COMMAND_SECONDS),
    "DOT": (Phase.ANSWER, ANSWER_SECONDS),
}


def silent_once(run: Run, verb: str) -> list[float]:
    """Let the mail server fall silent the next time a step is reached; returns when, in time."""
    began: list[float] = []

    def stall(reached: str) -> float:
        if reached != verb or began:
            return 0.0
        began.append(time.time())
        return FOR_GOOD

    run.sink.behavior.stall = stall
    return began


def test_the_relay_falls_silent(run: Run, coordinator: User) -> None:
    """At each step once, to one of two loops; its try ends in time, and the other sends on."""
    rows = BATCH + 10
    loop = [*PUMP, "--lease", "120", *(() if LONG else ("--patience", str(HURRY)))]
    with run.start(*loop) as first, run.start(*loop) as second:
        run.until_at_work(first, second)
        for verb, try_ended in STEPS.items():
            silence = silent_once(run, verb)
            queue_letters(coordinator, rows, batch=verb)
            run.until(nothing_left)
            run.until(lambda: bool(silence))  # noqa: B023
            run.faults += 1
            if try_ended:
                ended_in_time(run, silence[0], *try_ended)
            # A tick that goes on over its connection would not come to the next step again.
            run.until(lambda: run.sink.open == run.faults)
        run.until_at_work(first, second)
        assert first.result() is second.result() is None
    run.verdict("F16", rows=rows * len(STEPS), by="stalls", doubles=1)


def ended_in_time(run: Run, began: float, phase: Phase, timeout: int) -> None:
    """See that one try ended when its time was over, and that mail arrived meanwhile."""
    patience = timeout if LONG else HURRY
    cut = DeliveryAttempt.objects.latest("id")
    ended = cut.ended.timestamp()
    assert (cut.phase, "timed out" in cut.text) == (phase, True)
    assert patience * 0.9 < ended - began < patience + 30
    meanwhile = [entry for entry in run.sink.entries() if began < entry.at < ended]
    assert meanwhile, f"{phase}: {run.log.read_text()[-3000:]}"


def test_a_slow_relay_loses_no_lease(
    run: Run, coordinator: User, client_as: Callable[[User], Client]
) -> None:
    """Loops with four connections each, at batches that take longer than their lease.

    What waits is never taken over from somebody who is at it, and the pages stay quick. At two
    seconds a mail four connections send 120 a minute: four loops need 21 minutes for 10,000.
    """
    rows, number = size(400, 10_000), size(2, 4)
    run.sink.behavior.pause = 2.0 if LONG else 0.1
    loop = [*PUMP, "--lease", "20" if LONG else "3"]
    with ExitStack() as running:
        web = running.enter_context(pages(run.start, client_as(coordinator)))
        starts = [run.start(*loop, MAIL_CONNECTIONS="4") for _ in range(number)]
        run.until_at_work(*[running.enter_context(start) for start in starts])
        queue_letters(coordinator, rows)
        run.until(lambda: loaded(web) and nothing_left())
    run.verdict("F17", rows=rows, by="faults", doubles=0)
    assert set(Delivery.objects.values_list("attempts", "in_doubt")) == {(1, 0)}
    rate = mails_a_minute(run.sink.entries()[: rows // 2])  # later, few wait for many
    quick = statistics.quantiles(web.seconds, n=20, method="inclusive")[-1]
    run.note(
        f"{'F17 pages':<22} {connection.vendor:<10} loaded {len(web.seconds):>4}"
        f"  p95 {quick:.3f} s  slowest {web.slowest:.3f} s  {rate:.0f} mails a minute"
    )
    if LONG:
        assert rate > number * 100
        assert quick < 1
        assert web.slowest < 10


def mails_a_minute(arrived: list[Entry]) -> float:
    return 60 * len(arrived) / (arrived[-1].at - arrived[0].at)


def loaded(web: Pages) -> bool:
    """Load a page, as somebody would who clicks twice a second."""
    assert web.get("/") == 200
    time.sleep(0.5)
    return True
