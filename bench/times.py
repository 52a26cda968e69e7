"""How long something takes, on the clock and on processors."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from django.db import connection

BACKEND: list[Path] = []


@dataclass
class Times:
    """How long something took each time, on the clock and on processors, in milliseconds.

    Processor time is that of this process and of its database backend. On a machine that others
    use too, it is what the page costs; the clock then mostly tells how long it had to wait.
    """

    clock: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)

    def add(self, ask: Callable[[], object]) -> None:
        """Do it once more."""
        before = processor_ms()
        self.clock.append(timed(ask))
        self.cpu.append(processor_ms() - before)

    def __str__(self) -> str:
        return f"{median(self.clock):8.1f} {median(self.cpu):8.1f}"


def watch_backend() -> None:
    """Note where Linux tells of the database backend of this connection."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (pid,) = cursor.fetchone()
    BACKEND.append(Path(f"/proc/{pid}/schedstat"))


def processor_ms() -> float:
    """Return the processor time so far; that of a database on another machine isn't known."""
    theirs = BACKEND[0]
    of_backend = int(theirs.read_text().split()[0]) / 1e6 if theirs.exists() else 0
    return time.process_time() * 1000 + of_backend


def timed(ask: Callable[[], object]) -> float:
    """Return the milliseconds that something takes."""
    began = time.perf_counter()
    ask()
    return (time.perf_counter() - began) * 1000
