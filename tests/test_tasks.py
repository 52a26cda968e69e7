"""The tick: planned, sent, sealed, and told to stop in a decent way."""

import signal
from collections import Counter
from datetime import datetime, timedelta
from io import StringIO
from pathlib import Path
from types import ModuleType

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, InterfaceError, OperationalError, connection
from django.db.models import F
from pytest_django import Settings

from accounts.models import User
from audit import actions as audit
from audit.queries import chain_head, unsealed
from partnerships import tasks
from partnerships.agreements import actions as agreements
from partnerships.links import actions as links
from partnerships.management.commands import pump
from partnerships.outbox import actions as outbox, queries
from partnerships.outbox.actions.sending import never
from partnerships.outbox.lifecycle import Fault, Part
from partnerships.outbox.models import Heartbeat
from partnerships.outbox.rules import SILENCE
from partnerships.pipeline import actions as pipeline
from partnerships.reminders import actions as reminders
from partnerships.reminders.actions import planning
from partnerships.reports import actions as reports
from tests.outbox.letters import KINDS, letter_to

DRIVER = connection.Database  # type: ignore[attr-defined]


@pytest.fixture
def waiting(
    coordinator: User, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Path:
    """A mail that is due, and the folder it will lie in."""
    settings.MAIL_FOLDER = tmp_path
    monkeypatch.setattr(reminders, "KINDS", KINDS)
    now = queries.database_now()
    outbox.bulk_enqueue([letter_to(coordinator, key="a", now=now)], now=now)
    return tmp_path


def test_one_tick(waiting: Path, coordinator: User, now: datetime) -> None:
    audit.record("user.looked", by=None, at=now, subject=coordinator)
    assert tasks.run_tick(never).tally["accepted"] == 1
    assert len(list(waiting.glob("*.eml"))) == 1
    assert not unsealed().exists()
    assert queries.outage(queries.database_now()) is None


def test_by_celery(waiting: Path) -> None:
    tasks.tick.apply(throw=True)
    assert len(list(waiting.glob("*.eml"))) == 1


def test_by_command(waiting: Path) -> None:
    said = StringIO()
    call_command("pump", stdout=said)
    assert said.getvalue() == "Mail: accepted 1\n"


@pytest.mark.parametrize("error", [KeyError, IntegrityError, OperationalError])
@pytest.mark.parametrize(
    ("part", "fault"), [("plan_due", Fault.PLANNING), ("catch_up", Fault.CATCHING_UP)]
)
def test_a_fault_before_sending_keeps_no_mail_back_and_is_seen(
    waiting: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    part: str,
    fault: Fault,
    error: type[Exception],
) -> None:
    def broken(*, now: datetime) -> int:
        raise error(now.isoformat())

    monkeypatch.setattr(reminders, part, broken)
    tasks.run_tick(never)
    assert len(list(waiting.glob("*.eml"))) == 1
    assert str(fault.label) in caplog.text
    found = queries.outage(queries.database_now())
    assert found
    assert found.faults == [fault]
    assert Heartbeat.objects.get(name=fault).detail == error.__name__


def test_a_fault_in_sending_is_seen_and_the_log_is_sealed(
    waiting: Path, coordinator: User, monkeypatch: pytest.MonkeyPatch, now: datetime
) -> None:
    def broken(**_given: object) -> Counter[str]:
        raise KeyError

    audit.record("user.looked", by=None, at=now, subject=coordinator)
    monkeypatch.setattr(outbox, "pump", broken)
    assert not tasks.run_tick(never).tally
    assert not unsealed().exists()
    assert queries.health().tick == queries.FAILING


def test_the_head_of_the_log_is_printed_once_a_day(
    waiting: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO", logger="partnerships.tasks")
    for _minute in range(3):
        tasks.run_tick(never)
    assert caplog.messages.count(f"Head of the log, to keep: {chain_head()}") == 1
    Heartbeat.objects.filter(name="head").update(at=F("at") - timedelta(days=1))
    tasks.run_tick(never)
    printed = [line for line in caplog.messages if line.startswith("Head of the log")]
    assert len(printed) == 2


@pytest.mark.parametrize(
    ("slice_", "part", "fault"),
    [(audit, "seal", Fault.SEALING), (agreements, "finish_signed", Fault.FINISHING)],
)
def test_a_fault_after_sending_is_seen_and_keeps_nobody_from_being_told(
    waiting: Path,
    monkeypatch: pytest.MonkeyPatch,
    slice_: ModuleType,
    part: str,
    fault: Fault,
) -> None:
    def broken(*, now: datetime) -> int:
        raise KeyError(now.isoformat())

    monkeypatch.setattr(slice_, part, broken)
    assert tasks.run_tick(never) == ({"accepted": 1}, [fault])
    found = queries.outage(queries.database_now())
    assert found
    assert found.faults == [fault]


def test_no_final_copy_tells_of_what_is_not_sealed(
    waiting: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    finished: list[datetime] = []
    monkeypatch.setattr(audit, "seal", lambda *, now: [][now.year])
    monkeypatch.setattr(agreements, "finish_signed", lambda *, now: finished.append(now))
    tasks.run_tick(never)
    assert finished == []


def test_a_fault_in_one_plan_keeps_no_other_plan_back(
    waiting: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*, now: datetime) -> int:
        raise KeyError(now.isoformat())

    planned: list[datetime] = []
    monkeypatch.setattr(pipeline, "begin_due_work", broken)
    monkeypatch.setattr(reports, "plan_portfolio_mail", broken)
    monkeypatch.setattr(reminders, "plan_due", lambda *, now: planned.append(now))
    assert tasks.run_tick(never).faults == [Fault.PLANNING]
    assert len(planned) == 1


def test_a_fault_with_partners_reminders_lets_no_mail_of_ours_leave_at_night(
    waiting: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*, now: datetime) -> int:
        raise KeyError(now.isoformat())

    caught_up: list[datetime] = []
    monkeypatch.setattr(links, "hold_reminders", broken)
    monkeypatch.setattr(reminders, "catch_up", lambda *, now: caught_up.append(now))
    assert tasks.run_tick(never).faults == [Fault.CATCHING_UP]
    assert len(caught_up) == 1


def test_once_it_sends_what_it_can_and_ends_badly_after_a_fault(
    waiting: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So whoever reads the mail of a timetable such as cron is told."""

    def broken(*, now: datetime) -> int:
        raise KeyError(now.isoformat())

    monkeypatch.setattr(reminders, "plan_due", broken)
    said = StringIO()
    with pytest.raises(CommandError, match="Reminders couldn't be planned") as ended:
        call_command("pump", stdout=said)
    assert ended.value.returncode == 1
    assert said.getvalue() == "Mail: accepted 1\n"


def test_once_it_ends_badly_where_no_mail_may_leave(
    waiting: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tasks, "clocks_differ", lambda _now: True)
    with pytest.raises(CommandError, match="A server clock is wrong"):
        call_command("pump", stdout=StringIO())


def test_a_fault_that_another_tick_does_not_meet_is_seen_for_three_minutes(
    waiting: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A tick that somebody rings for plans nothing if the last plan was a moment ago."""

    def broken(*_args: object, **_given: object) -> int:
        raise KeyError

    with monkeypatch.context() as once:
        once.setattr(planning, "plan", broken)
        tasks.run_tick(never)
    tasks.run_tick(never)
    now = queries.database_now()
    assert queries.outage(now)
    for part in (Part.TICK, Part.PUMP):
        outbox.beat(name=part, now=now + SILENCE)
    assert not queries.outage(now + SILENCE + timedelta(seconds=1))


@pytest.mark.parametrize("gone", [OperationalError, InterfaceError])
def test_without_a_database_the_tick_fails(
    waiting: Path, monkeypatch: pytest.MonkeyPatch, gone: type[Exception]
) -> None:
    def away(**_given: object) -> int:
        monkeypatch.setattr(outbox, "beat", away)
        raise gone("server closed the connection")

    monkeypatch.setattr(reminders, "plan_due", away)
    with pytest.raises(gone):
        tasks.run_tick(never)


@pytest.mark.parametrize("error", [InterfaceError, DRIVER.OperationalError, KeyError])
def test_the_loop_outlives_a_cut_connection_and_a_fault_of_ours(
    monkeypatch: pytest.MonkeyPatch, error: type[Exception]
) -> None:
    tries = []

    def tick(stopping: object) -> tasks.Ticked:
        tries.append(stopping)
        if len(tries) == 1:
            raise error("connection already closed")
        signal.raise_signal(signal.SIGTERM)
        return tasks.Ticked(Counter(), [])

    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    monkeypatch.setattr(tasks, "run_tick", tick)
    monkeypatch.setattr(pump, "PERIOD", 0.0)
    monkeypatch.setattr(pump, "GLANCE", 0.0)
    monkeypatch.setattr(pump, "close_old_connections", lambda: None)
    try:
        call_command("pump", loop=True)
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
    assert len(tries) == 2


def test_sigterm_is_asked_about_first_and_obeyed_in_the_end() -> None:
    obeyed: list[int] = []
    before = signal.signal(signal.SIGTERM, lambda number, _frame: obeyed.append(number))
    try:
        with tasks.stopped_by_sigterm() as stopping:
            assert not stopping()
            signal.raise_signal(signal.SIGTERM)
            assert stopping()
            assert obeyed == []
        assert obeyed == [signal.SIGTERM]
    finally:
        signal.signal(signal.SIGTERM, before)
