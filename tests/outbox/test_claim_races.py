"""Several senders at once, on real threads: nobody gets a row that somebody else has."""

import threading
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
import time_machine
from django.db import OperationalError, connection
from pytest_django import Settings

from accounts.models import User
from partnerships.outbox import actions
from partnerships.outbox.actions import leases, sending
from partnerships.outbox.lifecycle import Outcome, State
from partnerships.outbox.models import Delivery, RelayState
from partnerships.outbox.queries import database_now
from partnerships.outbox.rules import BATCH, MailKind
from tests.faults.sink import Behavior, Sink, running_sink
from tests.outbox.letters import KINDS, NOTE, letter_to, plain
from tests.together import at_once

pytestmark = pytest.mark.django_db(transaction=True)
THREADS = 4


def test_every_row_is_claimed_by_one(coordinator: User, now: datetime) -> None:
    actions.bulk_enqueue(
        (letter_to(coordinator, key=str(n), now=now) for n in range(200)), now=now
    )
    claimed: list[int] = []

    def work() -> None:
        while rows := leases.claim(token=uuid4(), now=now, limit=7):
            claimed.extend(row.pk for row in rows)

    at_once(*[work] * THREADS)
    assert len(claimed) == 200
    assert set(Counter(claimed).values()) == {1}


@pytest.mark.postgresql
def test_a_claim_takes_no_more_than_it_asked_for(coordinator: User, now: datetime) -> None:
    """Even by a plan that looks for due rows again for each row it finds, as for few rows."""
    queue(coordinator, 20)
    with connection.cursor() as cursor:
        for way in ("hashjoin", "mergejoin", "hashagg", "sort", "material"):
            cursor.execute(f"SET enable_{way} = off")
    try:
        assert len(leases.claim(token=uuid4(), now=database_now(), limit=7)) == 7
    finally:
        connection.close()  # and with it what was set


def test_several_plans_make_each_row_once(coordinator: User, now: datetime) -> None:
    letters = [letter_to(coordinator, key=str(n), now=now) for n in range(300)]
    at_once(*[lambda: actions.bulk_enqueue(letters, now=now)] * THREADS)
    assert Delivery.objects.count() == 300


@pytest.fixture
def slow_sink(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Sink]:
    """A mail server that takes a moment for each message, which counts as slow here."""
    monkeypatch.setattr(sending, "SLOW", 0.01)
    with running_sink(tmp_path / "ledger", Behavior(pause=0.02)) as server:
        settings.MAIL_TRANSPORT, settings.MAIL_CONNECTIONS = "smtp", 3
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
        settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
        settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
        yield server


def queue(user: User, number: int) -> None:
    due = database_now()
    actions.bulk_enqueue((letter_to(user, key=str(n), now=due) for n in range(number)), now=due)


def test_one_pump_sends_over_as_many_connections_as_full_batches_wait(
    coordinator: User, slow_sink: Sink, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sending, "RENEW_AFTER", 0)  # every lease is renewed all the time
    slow_sink.behavior.pause = 0.06  # time enough for a second connection on a busy machine
    queue(coordinator, 2 * BATCH + 10)
    assert actions.pump(kinds=KINDS) == Counter({Outcome.ACCEPTED: 2 * BATCH + 10})
    assert slow_sink.connections == 2
    arrived = Counter(entry.message_id for entry in slow_sink.entries())
    assert (len(arrived), max(arrived.values())) == (2 * BATCH + 10, 1)
    assert set(Delivery.objects.values_list("state", "attempts")) == {(State.SENT, 1)}


def test_a_small_backlog_is_sent_without_a_thread(
    coordinator: User, slow_sink: Sink, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(threading.Thread, "start", lambda _thread: pytest.fail("a thread"))
    queue(coordinator, BATCH)
    assert actions.pump(kinds=KINDS)[Outcome.ACCEPTED] == BATCH
    assert slow_sink.connections == 1


def test_a_quick_mail_server_needs_no_thread(
    coordinator: User, slow_sink: Sink, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sending, "SLOW", 60)
    slow_sink.behavior.pause = 0
    queue(coordinator, 2 * BATCH + 1)
    assert actions.pump(kinds=KINDS)[Outcome.ACCEPTED] == 2 * BATCH + 1
    assert slow_sink.connections == 1


def test_told_to_stop_every_connection_ends_and_gives_its_rows_back(
    coordinator: User, slow_sink: Sink
) -> None:
    queue(coordinator, 3 * BATCH)
    told = lambda: len(slow_sink.messages) >= 6  # noqa: E731
    tally = actions.pump(kinds=KINDS, stopping=told)
    assert slow_sink.connections == 3
    assert tally[Outcome.ACCEPTED] == len(slow_sink.messages) < 3 * BATCH
    rest = Delivery.objects.exclude(state=State.SENT)
    assert set(rest.values_list("state", "attempts", "lease_token")) == {(State.RETRY, 0, None)}


def test_a_fault_on_one_connection_ends_the_pump_and_is_told(
    coordinator: User, slow_sink: Sink
) -> None:
    def gone(row: Delivery, _now: datetime) -> str:
        if row.dedupe_key == str(BATCH + 5):
            raise OperationalError("server closed the connection")
        return ""

    queue(coordinator, 2 * BATCH)
    with pytest.raises(OperationalError):
        actions.pump(kinds={NOTE: MailKind(why_untrue=gone, render=plain)})
    states = dict(Delivery.objects.values_list("dedupe_key", "state"))
    assert states[str(BATCH + 5)] == State.RETRY
    assert set(states.values()) <= {State.SENT, State.RETRY}


def test_a_relay_that_fails_all_connections_at_once_is_one_failure(
    coordinator: User, slow_sink: Sink
) -> None:
    slow_sink.behavior.recipient = lambda _to: (
        "250 Ok" if len(slow_sink.messages) < 6 else "421 4.3.2 Closing"
    )
    queue(coordinator, 3 * BATCH)
    assert actions.pump(kinds=KINDS)[Outcome.RELAY] > 1
    assert RelayState.objects.get().failures == 1
    rest = Delivery.objects.exclude(state=State.SENT)
    assert set(rest.values_list("attempts", "in_doubt", "lease_token")) == {(0, 0, None)}


def test_several_pumps_keep_to_the_rate_of_a_domain(
    coordinator: User, now: datetime, folder: Path, settings: Settings
) -> None:
    settings.MAIL_PER_DOMAIN_PER_MINUTE = 30
    queue(coordinator, 120)
    sent: list[int] = []
    minute = (database_now() + timedelta(minutes=1)).replace(second=30, microsecond=0)
    with time_machine.travel(minute, tick=True):
        tallies = at_once(*[lambda: actions.pump(kinds=KINDS, clock=lambda: minute)] * THREADS)
        sent += [tally["accepted"] for tally in tallies]
    assert sum(sent) == Delivery.objects.filter(state=State.SENT).count() == 30


def test_several_pumps_send_each_mail_once(coordinator: User, now: datetime, folder: Path) -> None:
    due = database_now()
    actions.bulk_enqueue(
        (letter_to(coordinator, key=str(n), now=due) for n in range(120)), now=due
    )
    tallies = at_once(*[lambda: actions.pump(kinds=KINDS)] * THREADS)
    accepted = [tally["accepted"] for tally in tallies]
    assert sum(accepted) == 120
    assert set(Delivery.objects.values_list("state", "attempts")) == {(State.SENT, 1)}
    assert len(list(folder.glob("*.eml"))) == 120
