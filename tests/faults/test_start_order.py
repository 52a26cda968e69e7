"""F28: after a reboot everything starts in any order, and nothing of the mail is lost."""

import random
from collections.abc import Callable
from contextlib import ExitStack
from functools import partial
from itertools import permutations
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from accounts.models import User
from common.processes import Child
from partnerships.outbox.models import Heartbeat
from partnerships.outbox.queries import TICK
from tests.faults.matrix import LONG, PUMP, Run, nothing_left, queue_letters, size
from tests.faults.servers import Broker, Postgres, celery, pages

pytestmark = [pytest.mark.processes, pytest.mark.django_db(transaction=True)]
SERVICES = ["database", "broker", "pump", "web", "celery"]
WORST = [
    ("pump", "web", "celery", "broker", "database"),
    ("web", "database", "celery", "pump", "broker"),
]


def orders() -> list[tuple[str, ...]]:
    """The orders of this run; at first those in which most is not there when it is wanted."""
    every = [order for order in permutations(SERVICES) if order not in WORST]
    more = random.Random(28).sample(every, 10)  # noqa: S311  the same orders every time
    return [*WORST, *(more if LONG else [])]


@pytest.mark.postgresql
def test_everything_starts_in_any_order(
    run: Run, server: Postgres, broker: Broker, client_as: Callable[[User], Client]
) -> None:
    """Pages, loop and worker each do their work in the end, and nobody had to help them."""
    user, rows = User.objects.get(), size(60, 500)
    client = client_as(user)
    for order in orders():
        queue_letters(user, rows, batch="-".join(order))
        connection.close()
        server.stop()
        broker.stop()
        with ExitStack() as running:
            starts: dict[str, Callable[[], Any]] = {
                "database": server.start,
                "broker": broker.start,
                "pump": partial(running.enter_context, run.start(*PUMP)),
                "web": partial(
                    running.enter_context, pages(run.start, client, REDIS_URL=broker.url)
                ),
                "celery": partial(running.enter_context, celery(run.start, run.folder, broker)),
            }
            started = {name: starts[name]() for name in order}
            run.until(nothing_left)
            assert started["web"].get("/") == 200
            both_tick(run, started["pump"])
        run.faults += 1
    run.verdict("F28 orders", rows=rows * run.faults, by="orders", doubles=0)


def both_tick(run: Run, pump: Child) -> None:
    """Wait until the loop has had a tick, and after it a worker."""
    ticks = Heartbeat.objects.filter(name=TICK)
    run.until(ticks.filter(pid=pump.pid).exists)
    run.until(ticks.exclude(pid=pump.pid).exists)
    assert pump.result() is None
