"""While a large file is previewed and imported, others save and sign in as ever."""

import time
from collections.abc import Callable
from functools import partial

import pytest
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.core.files.base import ContentFile
from django.db import connection
from django.test import Client
from pytest_django import Settings

from accounts.models import User
from partnerships.engagement.models import FollowUp
from partnerships.organizations.models import Organization
from partnerships.outbox.queries import database_now
from partnerships.relationships.lifecycle import Stage
from partnerships.transfer import actions
from partnerships.transfer.lifecycle import RunState
from partnerships.transfer.models import ImportRun
from tests.conftest import PASSWORD
from tests.faults.matrix import Run, size
from tests.faults.servers import Pages, pages
from tests.scenarios import partnership_ready_for_mou

pytestmark = [pytest.mark.processes, pytest.mark.django_db(transaction=True)]
SIGN_INS = 2  # in each phase; more of them would be throttled
PAUSE = 0.2  # seconds between one person's saves
PATIENCE = 5.0  # seconds; SQLite gives up waiting for its lock after as many


def go_on_meanwhile(run: ImportRun, do: Callable[[int], None]) -> int:
    """Do something again and again until an import is no longer worked at."""
    deadline, times = time.monotonic() + size(280, 3_600), 0
    while True:
        run.refresh_from_db()
        if not run.is_working():
            return times
        assert time.monotonic() < deadline, (run.rows_done, run.rows)
        if run.rows_done:
            do(times)
            times += 1
            time.sleep(PAUSE)


def test_others_save_and_sign_in_while_an_import_runs(
    run: Run,
    coordinator: User,
    leader: User,
    client_as: Callable[[User], Client],
    settings: Settings,
) -> None:
    settings.MEDIA_ROOT = run.folder / "media"
    hasher = Argon2PasswordHasher()  # that of an installation, which the served pages use
    leader.password = hasher.encode(PASSWORD, hasher.salt())
    leader.save(update_fields=["password"])
    partnership = partnership_ready_for_mou(database_now(), coordinator, stage=Stage.EXPLORING)
    before = Organization.objects.count()
    rows = size(2_000, 100_000)
    lines = (f"Elm {number},{100_000_000 + number},Cedar\n" for number in range(rows))
    imported = actions.start(
        upload=ContentFile(f"name,ein,city\n{''.join(lines)}".encode()),
        file_name="large.csv",
        format_=None,
        encoding=None,
        by=coordinator,
        now=database_now(),
    )

    def do(web: Pages, phase: str, number: int) -> None:
        assert web.save_commitment(partnership.pk, f"{phase} {number}") == 302
        assert FollowUp.objects.filter(what=f"{phase} {number}").delete()[0] == 1
        if number < SIGN_INS:
            web.signed_in(leader.email, PASSWORD)

    pump = run.start("manage.py", "pump", "--loop")
    with pages(run.start, client_as(coordinator)) as web, pump:
        saved = go_on_meanwhile(imported, partial(do, web, "Preview"))
        assert (imported.state, imported.counts) == (RunState.READY, {"new": rows})
        actions.confirm(run=imported, by=coordinator, now=database_now())
        saved += go_on_meanwhile(imported, partial(do, web, "Import"))
    assert (imported.state, imported.counts) == (RunState.DONE, {"new": rows})
    assert Organization.objects.count() == before + rows
    assert saved
    run.note(f"beside an import {connection.vendor}: {saved} saves, slowest {web.slowest:.2f} s")
    assert web.slowest < PATIENCE


def test_of_two_imports_at_once_one_is_told_to_wait_or_finds_all_there(
    run: Run, coordinator: User
) -> None:
    """Two processes bring in the same file: every organization comes once, whoever is first."""
    rows, path = 2_000, run.folder / "list.csv"
    path.write_text("name,zip\n" + "".join(f"Elm {n},04001\n" for n in range(rows)))
    command = ("manage.py", "import_organizations", str(path), "--json")
    with run.start(*command) as first, run.start(*command) as second:
        run.until(lambda: None not in (first.result(), second.result()), seconds=240)
    said = run.log.read_text()
    assert Organization.objects.filter(name__startswith="Elm ").count() == rows
    assert "Traceback" not in said
    assert 0 in (first.result(), second.result())
    assert "Another import is running" in said or f'"same": {rows}' in said
