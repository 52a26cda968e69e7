"""Doing the work of an import: in short batches, one import at a time, whoever does it."""

import logging
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import IO
from uuid import uuid4

from django.core.files.storage import default_storage
from django.db import IntegrityError, InterfaceError, OperationalError, connection, transaction
from django.utils.translation import gettext as _, gettext_lazy

from common.errors import DomainError
from common.storage import sha256_of
from partnerships.transfer.actions.reading import (
    Batch,
    BatchDecision,
    FileReading,
    content_of,
    survey,
)
from partnerships.transfer.actions.runs import FOLDER, finish
from partnerships.transfer.actions.writing import create, update
from partnerships.transfer.lifecycle import Encoding, Format, Problem, RunState
from partnerships.transfer.models import ImportRun

log = logging.getLogger(__name__)

#: How long a process has an import in hand without a sign of life.
LEASE = timedelta(seconds=60)

#: Problems kept for the page; the command names all.
MOST_PROBLEMS = 200

#: Tries of a batch that someone else got in the way of.
TRIES = 5

#: Seconds between two batches on SQLite, where whoever waits to write looks every 0.1 s whether
#: it may (sqlite3_busy_timeout), and would miss a gap that is shorter.
GAP = 0.12

#: How far a run is. Its token is not among them: it may be another process's by now.
PROGRESS = ["rows_done", "rows_written", "counts", "problems"]

OVERTAKEN = gettext_lazy("Someone else kept adding the same organizations. Import the file again.")

Clock = Callable[[], datetime]
Ask = Callable[[], bool]


class TakenOver(Exception):
    """Another process has the import in hand now."""


def work(
    *, clock: Clock, stopping: Ask, enough: Ask | None = None, run: ImportRun | None = None
) -> bool:
    """Work at an import until it is done or `stopping()`, and return whether work remains.

    What an earlier process did is read again first. ``enough`` ends a turn only once it has
    added a quarter to that, so that an import that takes longer to read than a turn lasts ends.
    Without ``run`` it is the oldest one that waits; while another process works at one, nothing
    is done. A killed process's import is taken up again
    after a minute, where its last batch ended.
    """
    claimed = claim(run, now=clock())
    if claimed is None:
        return False
    proceed(claimed, clock=clock, stopping=stopping, enough=enough)
    return claimed.is_working() or ImportRun.objects.waiting(clock()).exists()


def claim(run: ImportRun | None, *, now: datetime) -> ImportRun | None:
    """Take an import in hand, unless another one is; the database lets one process pass."""
    lapsed = ImportRun.objects.filter(leased_until__lte=now)
    if lapsed.exists():  # looking costs no lock
        lapsed.update(token=None, leased_until=None)
    waiting = ImportRun.objects.waiting(now)
    found = (waiting.filter(pk=run.pk) if run else waiting).first()
    if found is None:
        return None
    found.token, found.leased_until = uuid4(), now + LEASE
    try:
        with transaction.atomic():
            free = ImportRun.objects.waiting(now).filter(pk=found.pk).order_by()
            if not free.update(token=found.token, leased_until=found.leased_until):
                return None
    except IntegrityError:
        return None
    return found


def proceed(
    run: ImportRun,
    *,
    clock: Clock,
    stopping: Ask,
    enough: Ask | None = None,
    problems: list[Problem] | None = None,
) -> None:
    """Work at a claimed import; what ends it is written down for people to read."""
    state, failure = RunState.FAILED, ""
    try:
        with _file(run) as source:
            asked = (stopping, enough or stopping)
            if not _proceed(run, source, clock=clock, asked=asked, problems=problems):
                ImportRun.objects.filter(pk=run.pk, token=run.token).update(
                    token=None, leased_until=None
                )
                return
        state = RunState.READY if run.state == RunState.CHECKING else RunState.DONE
    except TakenOver:
        return
    except DomainError as error:
        failure = str(error)
    except (InterfaceError, OperationalError):
        raise  # the database is away; the import goes on once it is back
    except Exception:
        log.exception("Import %s stopped", run.pk)
        failure = _("Something went wrong. Ask your administrator to look at the log.")
    finish(run=run, state=state, failure=failure, now=clock())


def _proceed(
    run: ImportRun,
    source: IO[bytes],
    *,
    clock: Clock,
    asked: tuple[Ask, Ask],
    problems: list[Problem] | None,
) -> bool:
    """Go through the file; False when there was no time for all of it."""
    stopping, enough = asked
    layout = survey(source, Format(run.format), Encoding(run.encoding))
    _hold(run, now=clock(), rows=layout.rows, sample=layout.sample)
    _hold(run, now=clock(), ignored_columns=layout.ignored_columns)
    reading, behind = FileReading(source, layout), run.rows_done
    # Reading again takes longer each time, so what a turn adds grows with it.
    goal = run.rows_done + run.rows_done // 4
    for batch in reading.batches():
        if behind > 0:  # done before a stop; read again, since later lines may depend on it
            behind -= batch.size
            if stopping():
                return False
            reading.keep(reading.decide(batch))
            _hold(run, now=clock())
            continue
        decision = _carry_out(run, reading, batch, now=clock())
        reading.keep(decision)
        if problems is not None:
            problems += decision.problems()
        over = enough() and run.rows_done >= goal
        if run.rows_done < run.rows:
            if stopping() or over:
                return False
            _let_others_write(run)
    return True


def _let_others_write(run: ImportRun) -> None:
    if run.state == RunState.IMPORTING and connection.vendor == "sqlite":
        time.sleep(GAP)


def _carry_out(
    run: ImportRun, reading: FileReading, batch: Batch, *, now: datetime
) -> BatchDecision:
    """Decide about a batch, write it if that was asked for, and note how far it is."""
    if run.state == RunState.CHECKING:
        decision = reading.decide(batch)
        _note(run, batch, decision, now=now)
        return decision
    for tries in range(1, TRIES + 1):
        try:
            with transaction.atomic():
                _hold(run, now=now)
                decision = reading.decide(batch, lock=True)
                create(decision.new, reading.format)
                update(decision.changed)
                _note(run, batch, decision, now=now)
        except (IntegrityError, OperationalError) as error:
            run.refresh_from_db(fields=PROGRESS)
            if tries == TRIES and isinstance(error, IntegrityError):
                raise DomainError(OVERTAKEN, code="overtaken") from error
            if tries == TRIES:
                raise
            log.warning("Import %s: a batch is tried again", run.pk)
        else:
            return decision
    raise AssertionError


def _note(run: ImportRun, batch: Batch, decision: BatchDecision, *, now: datetime) -> None:
    """Add up what came of a batch."""
    room = MOST_PROBLEMS - len(run.problems)
    written = len(decision.new) + len(decision.changed)
    run_written = run.rows_written + (written if run.state == RunState.IMPORTING else 0)
    _hold(
        run,
        now=now,
        rows_done=run.rows_done + batch.size,
        rows_written=run_written,
        counts=dict(Counter(run.counts) + decision.counts()),
        problems=run.problems + [asdict(problem) for problem in decision.problems()[:room]],
    )


@contextmanager
def _file(run: ImportRun) -> Iterator[IO[bytes]]:
    """Open the file of an import. Raises `file_gone` unless it is as it was."""
    try:
        with default_storage.open(f"{FOLDER}/{run.sha256}") as kept:
            if sha256_of(kept.chunks()) != run.sha256:
                raise DomainError(_("That file has changed. Choose it again."), code="file_gone")
            yield content_of(kept)
    except FileNotFoundError as error:
        raise DomainError(
            _("That file is no longer available. Choose it again."), code="file_gone"
        ) from error


def _hold(run: ImportRun, *, now: datetime, **fields: object) -> None:
    """Write how far the import is, and keep it in hand. Raises TakenOver."""
    held = ImportRun.objects.filter(pk=run.pk, token=run.token)
    if not held.update(leased_until=now + LEASE, **fields):
        raise TakenOver
    for name, value in fields.items():
        setattr(run, name, value)
