"""One run of the fault matrix: what was queued, what was done to it, what the ledger says.

`FAULTS=long` in the environment (`make test-faults`) makes the runs long; it is read here only.
"""

import os
import signal
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection

from accounts.models import User
from common.processes import Child
from partnerships.outbox import actions
from partnerships.outbox.lifecycle import IN_HAND, WAITING, Reason, State
from partnerships.outbox.models import Delivery, Heartbeat
from partnerships.outbox.queries import database_now, last_tick
from partnerships.outbox.rules import Recipient
from tests.faults.children import child, environment, until
from tests.faults.sink import Entry, Sink
from tests.outbox.letters import letter_to

LONG = os.environ.get("FAULTS") == "long"
PATIENCE = 3600.0 if LONG else 90.0  # seconds until a run that hangs has failed
CHUNK = 500
SENDER = ["-m", "tests.faults.sender"]
PUMP = ["-m", "tests.faults.pump", "--loop"]
COLUMNS = ("message_id", "state", "reason", "rendered_sha256", "in_doubt", "due_at")
EARLY = 0.05  # seconds; both clocks are this machine's, and SQLite's counts milliseconds


def size(short: int, long: int) -> int:
    """Return how many there are in this run."""
    return long if LONG else short


def connections() -> int:
    """Return how many mails one sender may have in its hands: its death can double so many."""
    return int(getattr(settings, "MAIL_CONNECTIONS", 1))


def queue_letters(
    user: User, number: int, *, contacts: bool = False, kind: str = "note", batch: str = ""
) -> None:
    """Queue so many letters to a user, or to as many people of partners, due now."""
    now = database_now()
    for first in range(0, number, CHUNK):
        letters = [
            letter_to(
                user,
                key=f"{kind}:{batch}{n}",
                now=now,
                kind=kind,
                **({"recipient": _contact(n)} if contacts else {}),
            )
            for n in range(first, min(first + CHUNK, number))
        ]
        actions.bulk_enqueue(letters, now=now)


def _contact(number: int) -> Recipient:
    return Recipient(
        kind="contact",
        id=number,
        address=f"person{number}@example.org",
        name=f"Person {number}",
        tz="UTC",
    )


def nothing_left() -> bool:
    """Say whether no mail waits and nobody holds any."""
    return not Delivery.objects.filter(state__in=[*WAITING, *IN_HAND]).exists()


@dataclass
class Run:
    """Processes on one sink, and the count of what was done to them."""

    sink: Sink
    folder: Path
    note: Callable[[str], None]
    faults: int = 0
    began: float = field(default_factory=time.monotonic)

    @property
    def log(self) -> Path:
        return self.folder / "log"

    @contextmanager
    def start(self, *argv: str, **env: str) -> Iterator[Child]:
        """Run one of our programs for the length of a block."""
        with child(list(argv), environment(self.sink, self.folder) | env, self.log) as process:
            yield process

    @contextmanager
    def sender(self, *options: str, **env: str) -> Iterator[Child]:
        """Run a sender with a short lease for the length of a block."""
        with self.start(*SENDER, *options, **env) as process:
            yield process

    def until(self, true: Callable[[], bool], *, seconds: float = PATIENCE) -> None:
        """Wait until something holds."""
        until(true, seconds=seconds, log=self.log)

    def until_arrived(self, number: int) -> None:
        """Wait until so many mails stand in the ledger."""
        self.until(lambda: self.sink.arrived >= number)

    def until_ticked(self, times: int = 2) -> None:
        """Wait for so many ticks more: with two of them, one came to its end since."""
        for _ in range(times):
            before = last_tick()
            self.until(lambda: last_tick() != before)  # noqa: B023

    def until_at_work(self, *senders: Child) -> None:
        """Wait until each of several senders has looked for mail."""
        for sender in senders:
            self.until(Heartbeat.objects.filter(name="pump", pid=sender.pid).exists)

    def mail(self, kind: str) -> list[Entry]:
        """Return the mails of a kind that arrived."""
        rows = Delivery.objects.filter(kind=kind)
        ids = set(rows.values_list("message_id", flat=True))
        return [entry for entry in self.sink.entries() if entry.message_id in ids]

    def one_mail(self, kind: str) -> Entry:
        """Wait for a mail of a kind; return it, if no other follows."""
        self.until(lambda: bool(self.mail(kind)))
        self.until_ticked()
        (entry,) = self.mail(kind)
        return entry

    def ended(self, process: Child) -> None:
        """Wait until a program has come to its end by itself, and well."""
        self.until(lambda: process.result() is not None)
        assert process.result() == 0, self.log.read_text(errors="replace")[-3000:]

    def kill(self, process: Child) -> None:
        """Kill -9, counted."""
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        self.faults += 1

    def finish(self, *options: str, senders: int = 1) -> None:
        """Let so many senders do what is left."""
        if senders == 0:
            return
        with self.sender(*options) as last:
            self.finish(*options, senders=senders - 1)
            self.ended(last)

    def verdict(
        self,
        code: str,
        *,
        rows: int,
        by: str = "kills",
        doubles: int | None = None,
        dead: int = 0,
        kinds: Sequence[str] = (),
    ) -> Counter[str]:
        """Print the line of this run and fail unless all that is promised holds.

        `doubles` is how many extra copies the faults may have cost: by default one each and
        connection. `dead` of the rows had to be refused by the mail server. With `kinds`, mails of
        other kinds are left out. Returns the copies per Message-ID.
        """
        others = Delivery.objects.exclude(kind__in=kinds) if kinds else Delivery.objects.none()
        left_out = set(others.values_list("message_id", flat=True))
        entries = [entry for entry in self.sink.entries() if entry.message_id not in left_out]
        table = list(Delivery.objects.exclude(message_id__in=left_out).values(*COLUMNS))
        found = _Found(entries, {str(row["message_id"]): row for row in table})
        extra = found.copies.total() - min(len(found.copies), rows)
        doubtful = sum(1 for row in table if row["in_doubt"])
        figures = (
            f"{code:<22} {connection.vendor:<10} rows {len(table):>6}  {by} {self.faults:>4}"
            f"  LOST {found.lost(rows)}  DUP {extra}  max copies"
            f" {max(found.copies.values(), default=0)}  in doubt {doubtful}"
            f"  {time.monotonic() - self.began:.1f} s"
        )
        self.note(figures)
        may_double = self.faults * connections() if doubles is None else doubles
        wrong = found.wrong(rows, dead)
        if extra > may_double:
            wrong.append(f"DUP {extra}, and {may_double} are allowed")
        assert not wrong, f"{figures}: {'; '.join(wrong)}"
        return found.copies


class _Found:
    """The ledger beside the table."""

    def __init__(self, entries: list[Entry], rows: dict[str, dict[str, Any]]) -> None:
        self.entries = entries
        self.rows = rows
        self.copies = Counter(entry.message_id for entry in entries)

    def lost(self, wanted: int) -> int:
        """Count mails said to be sent that never came, and those that were never queued."""
        sent = {key for key, row in self.rows.items() if row["state"] == State.SENT}
        return len(sent - set(self.copies)) + max(0, wanted - len(self.rows))

    def wrong(self, wanted: int, dead: int) -> list[str]:
        """Tell in words what does not hold."""
        states = Counter(str(row["state"]) for row in self.rows.values())
        dead_now = sum(
            row["state"] == State.DEAD and row["reason"] != Reason.IN_DOUBT
            for row in self.rows.values()
        )
        doubled = {key for key, times in self.copies.items() if times > 1}
        checks = {
            f"LOST {self.lost(wanted)}": self.lost(wanted) > 0,
            f"rows {len(self.rows)} instead of {wanted}": len(self.rows) != wanted,
            f"still waiting or in hand: {dict(states)}": bool(set(states) & {*WAITING, *IN_HAND}),
            f"dead {dead_now} instead of {dead}": dead_now != dead,
            "copies that are not alike": any(map(self._is_other, self.entries)),
            "early": any(map(self._is_early, self.entries)),
            "untrue or refused mail arrived": any(map(self._is_unwanted, self.copies)),
            "copies not marked in doubt": any(not self.rows[key]["in_doubt"] for key in doubled),
        }
        return [words for words, is_wrong in checks.items() if is_wrong]

    def _is_other(self, entry: Entry) -> bool:
        row = self.rows.get(entry.message_id)
        return row is None or row["rendered_sha256"] != entry.sha256

    def _is_early(self, entry: Entry) -> bool:
        due_at: datetime = self.rows[entry.message_id]["due_at"]
        return entry.at < due_at.timestamp() - EARLY

    def _is_unwanted(self, message_id: str) -> bool:
        row = self.rows[message_id]
        return bool(row["state"] != State.SENT and row["reason"] != Reason.IN_DOUBT)
