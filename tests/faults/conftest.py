"""Servers for each run, and a place for the run's line."""

import os
from collections.abc import Callable, Iterator
from datetime import time
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from zoneinfo import TZPATH

import pytest
from django.core.management import call_command
from django.db import connection

from accounts.models import User
from accounts.roles import Role
from partnerships.calendars.models import WorkingHours
from partnerships.reminders.lifecycle import Mode
from partnerships.reminders.models import Preference
from tests.faults.matrix import Run
from tests.faults.servers import Broker, Postgres
from tests.faults.sink import Sink, running_sink
from tests.faults.table import PROPERTY
from tests.faults.zones import Zones

AT_ONCE = ["meeting_tomorrow", "promise_due", "promise_overdue", "review_due", "mou_ending"]


@pytest.fixture
def sink(tmp_path: Path) -> Iterator[Sink]:
    with running_sink(tmp_path / "ledger") as server:
        yield server


@pytest.fixture
def run(sink: Sink, tmp_path: Path, record_property: Callable[[str, object], None]) -> Run:
    return Run(sink=sink, folder=tmp_path, note=partial(record_property, PROPERTY))


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[Broker]:
    (tmp_path / "broker").mkdir()
    server = Broker(tmp_path / "broker")
    server.start()
    yield server
    server.close()


@pytest.fixture
def elsewhere(db: None) -> Iterator[Callable[..., None]]:
    """Return a function that turns this process, and what it starts, to another database.

    Afterwards it is the one of the tests again.
    """
    kept = dict(connection.settings_dict)

    def turn(**changes: object) -> None:
        connection.close()
        connection.settings_dict.update(changes)

    yield turn
    turn(**kept)


@pytest.fixture
def server(elsewhere: Callable[..., None]) -> Iterator[Postgres]:
    """A PostgreSQL of its own, with our tables and one user, that the tests may kill."""
    with TemporaryDirectory(prefix="accord-pg-") as folder:
        server = Postgres(Path(folder))
        server.start()
        elsewhere(
            HOST="127.0.0.1", PORT=server.port, NAME="postgres", USER="postgres", PASSWORD=""
        )
        call_command("migrate", verbosity=0)
        User.objects.create_user("maria@example.org", name="Maria", role=Role.COORDINATOR)
        yield server
        connection.close()
        server.close()


@pytest.fixture
def zones(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Zones:
    """Zones of our own, for the programs that a test starts."""
    zones = Zones(tmp_path / "zones")
    zones.folder.mkdir()
    monkeypatch.setenv("PYTHONTZPATH", os.pathsep.join([str(zones.folder), *TZPATH]))
    return zones


@pytest.fixture
def at_once(coordinator: User) -> User:
    """Let the coordinator hear of everything at its own minute, by day and night."""
    WorkingHours.objects.create(user=coordinator, starts=time.min, ends=time.max, every_day=True)
    for kind in AT_ONCE:
        Preference.objects.create(user=coordinator, kind=kind, mode=Mode.NOW)
    return coordinator
