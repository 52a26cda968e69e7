"""Several senders at once, on real threads: nobody gets a row that somebody else has."""

import threading
from collections import Counter
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from uuid import uuid4

import pytest
from django.db import connection

from accounts.models import User
from partnerships.outbox import actions
from partnerships.outbox.actions import leases
from partnerships.outbox.lifecycle import State
from partnerships.outbox.models import Delivery
from partnerships.outbox.queries import database_now
from tests.outbox.letters import KINDS, letter_to

pytestmark = pytest.mark.django_db(transaction=True)
THREADS = 4


def at_once(work: Callable[[], object]) -> None:
    """Run the work in several threads that begin together; a failure in one fails the test."""
    barrier, faults = threading.Barrier(THREADS), list[BaseException]()

    def run() -> None:
        try:
            barrier.wait()
            work()
        except BaseException as fault:
            faults.append(fault)
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []


def test_every_row_is_claimed_by_one(coordinator: User, now: datetime) -> None:
    actions.bulk_enqueue(
        (letter_to(coordinator, key=str(n), now=now) for n in range(200)), now=now
    )
    claimed: list[int] = []

    def work() -> None:
        while rows := leases.claim(token=uuid4(), now=now, limit=7):
            claimed.extend(row.pk for row in rows)

    at_once(work)
    assert len(claimed) == 200
    assert set(Counter(claimed).values()) == {1}


def test_several_plans_make_each_row_once(coordinator: User, now: datetime) -> None:
    letters = [letter_to(coordinator, key=str(n), now=now) for n in range(300)]
    at_once(lambda: actions.bulk_enqueue(letters, now=now))
    assert Delivery.objects.count() == 300


def test_several_pumps_send_each_mail_once(coordinator: User, now: datetime, folder: Path) -> None:
    due = database_now()
    actions.bulk_enqueue(
        (letter_to(coordinator, key=str(n), now=due) for n in range(120)), now=due
    )
    accepted: list[int] = []
    at_once(lambda: accepted.append(actions.pump(kinds=KINDS)["accepted"]))
    assert sum(accepted) == 120
    assert set(Delivery.objects.values_list("state", "attempts")) == {(State.SENT, 1)}
    assert len(list(folder.glob("*.eml"))) == 120
