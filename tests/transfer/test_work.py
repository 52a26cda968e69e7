"""Working at imports: one at a time, in short batches, and again after a kill."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction

from accounts.models import User
from audit.models import Event
from partnerships import tasks
from partnerships.organizations.models import Organization
from partnerships.transfer import actions
from partnerships.transfer.actions import reading, working
from partnerships.transfer.actions.writing import create
from partnerships.transfer.lifecycle import RunState
from partnerships.transfer.models import ImportRun
from partnerships.transfer.queries import known_organizations
from tests.refusals import refused

pytestmark = pytest.mark.django_db(transaction=True)
NOW = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)
ROWS = 650
CONTENT = "name,zip\n" + "".join(f"Elm {number},04001\n" for number in range(ROWS))


class Killed(BaseException):
    """Ends a process wherever it is."""


def started(by: User | None, content: str = CONTENT) -> ImportRun:
    return actions.start(
        upload=ContentFile(content.encode()),
        file_name="x.csv",
        format_=None,
        encoding=None,
        by=by,
        now=NOW,
    )


def at_work(run: ImportRun | None = None, *, now: datetime = NOW, batches: int = 99) -> bool:
    left = iter(range(batches - 1))
    return actions.work(
        run=run,
        clock=lambda: now,
        stopping=lambda: False,
        enough=lambda: next(left, None) is None,
    )


def confirmed(by: User) -> ImportRun:
    run = started(by)
    at_work(run)
    run.refresh_from_db()
    return actions.confirm(run=run, by=by, now=NOW)


def test_a_preview_holds_no_lock_and_an_import_only_a_batch_at_a_time(
    coordinator: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    sizes: list[tuple[bool, int]] = []

    def note(rows: list[Any], *, lock: bool = False) -> Any:
        sizes.append((connection.in_atomic_block, len(rows)))
        return known_organizations(rows, lock=lock)

    monkeypatch.setattr(reading, "known_organizations", note)
    run = confirmed(coordinator)
    assert sizes == [(False, 200), (False, 200), (False, 200), (False, 50)]
    sizes.clear()
    at_work(run)
    assert sizes == [(True, 200), (True, 200), (True, 200), (True, 50)]


def test_work_that_stops_goes_on_where_it_was(coordinator: User) -> None:
    run = started(coordinator)
    assert at_work(run, batches=1)
    run.refresh_from_db()
    assert (run.state, run.rows_done, run.token) == (RunState.CHECKING, 200, None)
    assert not at_work()
    run.refresh_from_db()
    assert (run.state, run.counts) == (RunState.READY, {"new": ROWS})
    actions.confirm(run=run, by=coordinator, now=NOW)
    while at_work(batches=1):
        pass
    run.refresh_from_db()
    assert (run.state, run.counts, run.rows_written) == (RunState.DONE, {"new": ROWS}, ROWS)
    assert Organization.objects.count() == ROWS
    assert Event.objects.filter(verb="organizations.imported").count() == 1


def test_whoever_is_told_to_stop_does_not_read_finished_batches_again_first(
    coordinator: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = started(coordinator)
    at_work(run, batches=2)
    decided: list[int] = []

    def note(rows: list[Any], *, lock: bool = False) -> Any:
        decided.append(len(rows))
        return known_organizations(rows, lock=lock)

    monkeypatch.setattr(reading, "known_organizations", note)
    assert actions.work(run=run, clock=lambda: NOW, stopping=lambda: True)
    run.refresh_from_db()
    assert (decided, run.rows_done, run.token) == ([], 400, None)
    assert not at_work()


def test_a_turn_that_is_over_after_reading_again_adds_a_quarter_to_it(
    coordinator: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "BATCH", 10)
    run = started(coordinator)
    at_work(run, batches=20)
    actions.work(run=run, clock=lambda: NOW, stopping=lambda: False, enough=lambda: True)
    run.refresh_from_db()
    assert run.rows_done == 250


def test_a_killed_import_is_taken_up_after_its_lease_and_doubles_nothing(
    coordinator: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = confirmed(coordinator)
    calls = iter(range(2))

    def create_until_killed(*args: Any) -> None:
        create(*args)
        if next(calls, None) is None:
            raise Killed

    monkeypatch.setattr(working, "create", create_until_killed)
    with pytest.raises(Killed):
        at_work(run)
    monkeypatch.setattr(working, "create", create)
    run.refresh_from_db()
    assert (run.rows_done, Organization.objects.count()) == (400, 400)
    at_work(now=NOW + timedelta(seconds=30))
    assert Organization.objects.count() == 400
    at_work(now=NOW + timedelta(seconds=61))
    run.refresh_from_db()
    assert (run.state, run.counts) == (RunState.DONE, {"new": ROWS})
    assert Organization.objects.count() == ROWS


def test_who_was_taken_over_writes_nothing_more(coordinator: User) -> None:
    run = confirmed(coordinator)
    slow = working.claim(run, now=NOW)
    assert slow is not None
    at_work(now=NOW + timedelta(seconds=61))
    written = Organization.objects.count()
    working.proceed(slow, clock=lambda: NOW, stopping=lambda: False)
    assert Organization.objects.count() == written == ROWS
    assert Event.objects.filter(verb="organizations.imported").count() == 1


def test_one_import_is_worked_at_at_a_time(coordinator: User) -> None:
    first, second = started(coordinator), started(coordinator, CONTENT + "Oak,04001\n")
    held = working.claim(first, now=NOW)
    assert held is not None
    assert working.claim(second, now=NOW) is None
    assert not at_work(second)
    with pytest.raises(IntegrityError), transaction.atomic():
        ImportRun.objects.filter(pk=second.pk).update(
            token=held.token, leased_until=held.leased_until
        )
    with refused("busy", match="Another import is running"):
        actions.import_file(
            upload=ContentFile(CONTENT.encode()),
            file_name="x.csv",
            format_=None,
            by=None,
            clock=lambda: NOW,
            dry_run=False,
        )
    assert ImportRun.objects.count() == 2


def test_a_batch_that_somebody_got_in_the_way_of_is_tried_again(
    coordinator: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = confirmed(coordinator)
    faults = iter([IntegrityError("first")])

    def create_at_last(*args: Any) -> None:
        create(*args)
        for fault in faults:
            raise fault

    monkeypatch.setattr(working, "create", create_at_last)
    at_work(run)
    run.refresh_from_db()
    assert (run.state, run.counts) == (RunState.DONE, {"new": ROWS})
    assert Organization.objects.count() == ROWS


@pytest.mark.parametrize(
    "ring",
    [tasks.tick, lambda: call_command("pump", stdout=StringIO())],
    ids=["worker", "pump"],
)
def test_a_worker_and_the_pump_go_on_with_what_waits(
    coordinator: User, ring: Callable[[], object]
) -> None:
    run = started(coordinator)
    ring()
    run.refresh_from_db()
    assert run.state == RunState.READY
    actions.confirm(run=run, by=coordinator, now=NOW)
    ring()
    run.refresh_from_db()
    assert run.state == RunState.DONE
    assert Organization.objects.count() == ROWS
