"""A real worker, a real beat and a real Redis: mail arrives, rung for or not."""

import os
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import transaction

from accounts.models import User
from partnerships.engagement import actions as engagement
from partnerships.engagement.models import Meeting
from partnerships.outbox import actions, queries
from partnerships.outbox.lifecycle import State
from partnerships.outbox.models import Delivery
from partnerships.relationships.lifecycle import Side
from partnerships.reviews import actions as reviews
from tests.faults.children import child, environment, until
from tests.faults.sink import Sink, running_sink
from tests.outbox.letters import letter_to
from tests.scenarios import partnership_idea

pytestmark = [
    pytest.mark.processes,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif("REDIS_URL" not in os.environ, reason="runs with make databases"),
]
CELERY = ["-m", "celery", "-A", "tests.faults.celery_app"]


@pytest.fixture
def sink(tmp_path: Path) -> Iterator[Sink]:
    with running_sink(tmp_path / "ledger") as server:
        yield server


def put(user: User, key: str, *, seconds: float) -> Delivery:
    """Queue a letter in a transaction of its own, as a page would; it is due in `seconds`."""
    now = queries.database_now()
    letter = letter_to(user, key=key, now=now, not_before=now + timedelta(seconds=seconds))
    with transaction.atomic():
        actions.bulk_enqueue([letter], now=now)
    return Delivery.objects.get(dedupe_key=key)


def test_a_commit_rings_the_worker_and_beat_finds_the_rest(
    sink: Sink, coordinator: User, tmp_path: Path
) -> None:
    log = tmp_path / "log"
    env = environment(sink, tmp_path)
    worker = [*CELERY, "worker", "-c", "2", "--without-gossip", "--without-mingle"]
    beat = [*CELERY, "beat", "-s", str(tmp_path / "schedule")]
    with ExitStack() as running:
        running.enter_context(child(worker, env, log))
        rung_for = put(coordinator, "now", seconds=0)
        until(lambda: len(sink.entries()) == 1, seconds=30, log=log)
        later = put(coordinator, "later", seconds=2)
        running.enter_context(child(beat, env, log))
        until(lambda: len(sink.entries()) == 2, seconds=60, log=log)
        until(lambda: not Delivery.objects.exclude(state=State.SENT).exists(), seconds=10, log=log)
    assert [entry.message_id for entry in sink.entries()] == [
        rung_for.message_id,
        later.message_id,
    ]
    assert queries.health().parts() == {"database": "ok", "broker": "ok", "tick": "ok"}


def test_meetings_promises_and_reviews_are_found_and_mailed(
    sink: Sink, coordinator: User, tmp_path: Path
) -> None:
    """Nothing is queued by hand: the tick finds what is due, and the mail server gets it."""
    now = queries.database_now()
    long_ago = now - timedelta(days=10)
    partnership = partnership_idea(long_ago, coordinator)
    meeting = Meeting(
        partnership=partnership,
        starts_at=now + timedelta(hours=3),
        time_zone="UTC",
        owner=coordinator,
    )
    engagement.plan_meeting(meeting=meeting, invited={}, by=coordinator, now=long_ago)
    yesterday = now.date() - timedelta(days=1)
    given = engagement.Promise(
        side=Side.OURS, what="Send the handout", due_on=yesterday - timedelta(days=1)
    )
    engagement.promise(partnership=partnership, given=given, by=coordinator, now=long_ago)
    reviews.plan_review(partnership=partnership, due_on=yesterday, by=coordinator, now=long_ago)
    log, env = tmp_path / "log", environment(sink, tmp_path)
    worker = [*CELERY, "worker", "-c", "1", "--without-gossip", "--without-mingle"]
    beat = [*CELERY, "beat", "-s", str(tmp_path / "schedule")]

    def sent() -> set[str]:
        return set(Delivery.objects.filter(state=State.SENT).values_list("kind", flat=True))

    with ExitStack() as running:
        running.enter_context(child(worker, env, log))
        running.enter_context(child(beat, env, log))
        until(
            lambda: sent() == {"meeting_tomorrow", "promise_overdue", "review_due"},
            seconds=60,
            log=log,
        )
        until(
            lambda: len(sink.entries()) == Delivery.objects.filter(state=State.SENT).count(),
            seconds=20,
            log=log,
        )
    assert {entry.to for entry in sink.entries()} == {coordinator.email}
    assert len({entry.message_id for entry in sink.entries()}) == len(sink.entries())
