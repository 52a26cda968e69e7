"""Several at once on real threads, each with its own connection to the database."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any

import pytest
from django.db import connection

#: How long one waits for the others. On SQLite, who writes keeps the others from coming.
PATIENCE = 1.0


def at_once(*works: Callable[[], Any]) -> list[Any]:
    """Do all of it at the same time and return what each gave; raises what one of them raised."""
    start = threading.Barrier(len(works))

    def run(work: Callable[[], Any]) -> Any:
        try:
            start.wait()
            return work()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(works)) as threads:
        return [job.result() for job in [threads.submit(run, work) for work in works]]


class Rendezvous:
    """A place where two wait for each other, so that neither is ahead of the other."""

    def __init__(self) -> None:
        self._barrier = threading.Barrier(2)

    def wait(self) -> None:
        """Return once both are here, or after `PATIENCE`; from then on nobody waits."""
        with suppress(threading.BrokenBarrierError):
            self._barrier.wait(PATIENCE)

    def before(self, patch: pytest.MonkeyPatch, module: object, name: str) -> None:
        """Let both meet whenever they are about to call a function."""
        called = getattr(module, name)

        def meet_first(*args: Any, **given: Any) -> Any:
            self.wait()
            return called(*args, **given)

        patch.setattr(module, name, meet_first)
