"""F09, F10: the broker goes, and comes back with nothing in it."""

import signal
import time
from collections.abc import Callable
from datetime import timedelta

import pytest
from celery import Celery
from django.test import Client

from accounts.models import User
from common.processes import free_port
from partnerships.outbox.actions.queue import TICK_TASK
from partnerships.outbox.lifecycle import IN_HAND, State
from partnerships.outbox.models import Delivery
from partnerships.outbox.queries import database_now
from partnerships.outbox.rules import BATCH
from partnerships.relationships.models import Partnership
from tests.faults.matrix import PUMP, Run, queue_letters, size
from tests.faults.servers import CELERY, WORKER, Broker, Pages, celery, pages
from tests.scenarios import deliverer_of, leader_of, partnership_idea, shared_lists

pytestmark = [pytest.mark.processes, pytest.mark.django_db(transaction=True)]
HOUR = timedelta(hours=1)
KINDS = ["note", "personal_link"]  # the plan adds what is still ahead of us


@pytest.fixture
def partnership(coordinator: User) -> Partnership:
    now = database_now() - timedelta(days=1)
    partnership = partnership_idea(now, coordinator)
    shared_lists(partnership, now, coordinator)
    return partnership


def ask_both(web: Pages, partnership: Partnership, by: User) -> None:
    """Send two people of theirs a link, as a coordinator does: two mails."""
    for whom in (leader_of, deliverer_of):
        contact = whom(database_now(), by, partnership.organization)
        path = f"/partners/{partnership.pk}/ask/?contact={contact.pk}"
        assert web.post(path, words="", remind="") == 302


def all_due_for_an_hour() -> None:
    notes = Delivery.objects.waiting().filter(kind="note")
    notes.update(due_at=database_now() - HOUR, not_before=database_now() - HOUR)


def strangers_get_in(web: Pages) -> None:
    """Signing in and personal links answer; their throttles count without the broker."""
    stranger = Pages(port=web.port, session="")
    assert stranger.post("/accounts/login/", login="who@example.org", password="?") == 200  # noqa: S106
    assert stranger.get("/p/abc/") == 404
    assert stranger.slowest < 5


def everything_sent(run: Run, number: int) -> None:
    sent = Delivery.objects.filter(kind__in=KINDS, state=State.SENT)
    run.until(lambda: sent.count() == number)


def test_the_broker_goes_and_comes_back_empty(
    run: Run,
    broker: Broker,
    partnership: Partnership,
    coordinator: User,
    client_as: Callable[[User], Client],
) -> None:
    """Meanwhile pages and saves work; afterwards the mail of that hour leaves at once."""
    queued = size(20, 2_000)
    with pages(run.start, client_as(coordinator), REDIS_URL=broker.url) as web:
        with celery(run.start, run.folder, broker):
            ask_both(web, partnership, coordinator)
            everything_sent(run, 2)
            broker.stop()
            time.sleep(2)  # a tick that has begun may end
            queue_letters(coordinator, queued)
            all_due_for_an_hour()
            ask_both(web, partnership, coordinator)
            assert web.get("/") == web.get(f"/partners/{partnership.pk}/") == 200
            strangers_get_in(web)
            assert web.slowest < 5
            assert Delivery.objects.waiting().filter(kind__in=KINDS).count() == queued + 2
            broker.start()
            run.faults, back = 1, time.monotonic()
            everything_sent(run, queued + 4)
            assert time.monotonic() - back < 120
        run.verdict("F09", rows=queued + 4, by="restarts", doubles=0, kinds=KINDS)
        rings_are_lost(run, broker, lambda: ask_both(web, partnership, coordinator))
        with celery(run.start, run.folder, broker):
            everything_sent(run, queued + 6)
    run.verdict("F10", rows=queued + 6, by="restarts", doubles=0, kinds=KINDS)


def rings_are_lost(run: Run, broker: Broker, ask: Callable[[], None]) -> None:
    """Let pages ring while no worker runs, and the broker lose it."""
    ask()
    assert broker.rings() > 0
    broker.stop(by=signal.SIGKILL)
    broker.start()
    run.faults += 1
    assert broker.rings() == 0


def test_a_worker_that_holds_a_ring_outlives_the_broker(
    run: Run, broker: Broker, coordinator: User
) -> None:
    """Both of its processes are at a batch, and one ring more is taken but not begun with."""
    slow, then = 3 * BATCH, 20
    in_hand = Delivery.objects.filter(state__in=IN_HAND)
    run.sink.behavior.pause = 0.2
    queue_letters(coordinator, slow)
    app = Celery(broker=broker.url, set_as_current=False)
    with app as bell, run.start(*CELERY, *WORKER, REDIS_URL=broker.url):
        for _ in range(3):
            bell.send_task(TICK_TASK)
        run.until(lambda: in_hand.count() > BATCH and broker.rings() == 0)
        broker.stop()
        run.sink.behavior.pause = 0
        everything_sent(run, slow)
        broker.start()
        queue_letters(coordinator, then, batch="then")
        bell.send_task(TICK_TASK)
        everything_sent(run, slow + then)
    run.faults = 1
    run.verdict("F09 held", rows=slow + then, by="restarts", doubles=0, kinds=KINDS)


def test_the_loop_needs_no_broker(run: Run, coordinator: User) -> None:
    nobody = f"redis://127.0.0.1:{free_port()}/0"
    with run.start(*PUMP, REDIS_URL=nobody) as loop:
        queue_letters(coordinator, 20)
        run.until_arrived(20)
        assert loop.result() is None
        everything_sent(run, 20)
    run.verdict("F09 pump", rows=20, by="faults", doubles=0)
