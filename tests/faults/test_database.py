"""F11, F12, F28: the database restarts, drops its connections, dies with everything else."""

import random
import shutil
import signal
import sqlite3
import time
from collections.abc import Callable
from contextlib import ExitStack, closing
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client

from accounts.models import User
from common.error_pages import RETRY_AFTER
from partnerships.outbox.models import Delivery
from tests.faults.matrix import PUMP, Run, connections, nothing_left, queue_letters, size
from tests.faults.servers import Pages, Postgres, pages

pytestmark = [pytest.mark.processes, pytest.mark.django_db(transaction=True)]
CUT = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid()
"""


def restart(run: Run, server: Postgres, web: Pages, *, by: signal.Signals) -> None:
    """Stop the server without a word to anybody who is connected, and start it again.

    Meanwhile a page says when to come back, and soon after it is there again.
    """
    connection.close()
    server.stop(by=by)
    away = web.loaded("/")
    assert (away.status, away.getheader("Retry-After")) == (503, str(RETRY_AFTER))
    server.start()
    run.faults += 1
    back = time.monotonic()
    run.until(lambda: web.get("/") == 200, seconds=10)
    assert time.monotonic() - back < 10


@pytest.mark.postgresql
def test_the_server_restarts_then_everything_dies(
    run: Run, server: Postgres, client_as: Callable[[User], Client]
) -> None:
    """Three times under two loops and the pages; then kill -9 of loops and server at once."""
    rows, restarts = size(150, 20_000), 3
    user = User.objects.get()
    queue_letters(user, rows)
    run.sink.behavior.pause = 0.02
    with ExitStack() as running:
        web = running.enter_context(pages(run.start, client_as(user)))
        loops = [running.enter_context(run.start(*PUMP)) for _ in range(2)]
        for number in range(1, restarts + 1):
            run.until_arrived(rows * number // (restarts + 1))
            restart(run, server, web, by=signal.SIGQUIT)
        run.until(nothing_left)
        assert [loop.result() for loop in loops] == [None, None]
        run.verdict("F11", rows=rows, by="restarts", doubles=2 * restarts * connections())
        queue_letters(user, rows, batch="again")
        run.until_arrived(run.sink.arrived + rows // 2)
        connection.close()
        for loop in loops:
            run.kill(loop)
        server.stop(by=signal.SIGKILL)
    with run.start(*PUMP) as loop:  # before there is a database
        time.sleep(2)
        server.start()
        run.until(nothing_left)
        assert loop.result() is None
    doubles = 2 * (restarts + 1) * connections()
    run.verdict("F28", rows=2 * rows, by="restarts", doubles=doubles)


@pytest.mark.postgresql
def test_every_connection_is_cut_again_and_again(
    run: Run, coordinator: User, client_as: Callable[[User], Client]
) -> None:
    rows, cuts = size(120, 20_000), size(3, 60)
    queue_letters(coordinator, rows)
    run.sink.behavior.pause = 0.02
    with (
        pages(run.start, client_as(coordinator)) as web,
        run.start(*PUMP) as first,
        run.start(*PUMP) as second,
    ):
        for number in range(1, cuts + 1):
            run.until_arrived(rows * number // (cuts + 1))
            assert web.get("/") == 200
            with connection.cursor() as cursor:
                cursor.execute(CUT)
            run.faults += 1
            assert web.get("/") == 200
        run.until(nothing_left)
        assert [first.result(), second.result()] == [None, None], run.log.read_text()[-3000:]
    run.verdict("F12", rows=rows, by="cuts", doubles=2 * cuts * connections())


@pytest.mark.sqlite
def test_the_power_fails_while_it_writes(
    run: Run, coordinator: User, elsewhere: Callable[..., None]
) -> None:
    """What a sender had written when it froze, database and log, is all that is left."""
    rows, failures = size(100, 5_000), size(2, 30)
    queue_letters(coordinator, rows)
    run.sink.behavior.pause = 0.01
    clock = random.Random(28)  # noqa: S311  the same moments every time
    for number in range(1, failures + 1):
        with run.sender() as sender:
            run.until_arrived(rows * number // (failures + 1))
            time.sleep(clock.uniform(0, 0.03))
            sender.send(signal.SIGSTOP)
            left = copied(Path(connection.settings_dict["NAME"]), run.folder / f"after-{number}")
            run.kill(sender)
        with closing(sqlite3.connect(left)) as opened:
            assert opened.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        elsewhere(NAME=left)
        assert Delivery.objects.count() == rows
    run.finish()
    run.verdict("F28", rows=rows)


def copied(database: Path, name: Path) -> Path:
    """Copy a database and its write-ahead log as they lie there."""
    shutil.copy(database, name)
    wal = Path(f"{database}-wal")
    if wal.exists():
        shutil.copy(wal, f"{name}-wal")
    return name
