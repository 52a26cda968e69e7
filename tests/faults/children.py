"""Starting our own programs on the database of the tests, with mail going to a sink."""

import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.db import connection

from common.processes import Child
from tests.faults.sink import Sink
from tests.migrated import database_url

ROOT = Path(__file__).resolve().parents[2]
LEASE = 2.0  # seconds, for the senders of these tests


def environment(sink: Sink, folder: Path) -> dict[str, str]:
    """Return the environment of a child; nothing of it touches the embedded installation."""
    return os.environ | {
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "DATABASE_URL": database_url(connection.settings_dict),
        "SECRET_KEY": settings.SECRET_KEY,
        "EMAIL_URL": f"smtp://127.0.0.1:{sink.port}",
        "MAIL_FROM": settings.MAIL_FROM,
        "MAIL_CONNECTIONS": str(settings.MAIL_CONNECTIONS),  # so many may a death double
        "MEDIA_ROOT": str(folder / "media"),
        "PYTHONPATH": str(ROOT),
    }


@contextmanager
def child(argv: list[str], env: dict[str, str], log: Path) -> Iterator[Child]:
    """Run a program for the length of a block; its output is in `log`."""
    with log.open("ab") as written:
        process = Child([sys.executable, *argv], env=env, log=written, cwd=ROOT)
        try:
            yield process
        finally:
            process.stop()


def until(true: Callable[[], bool], *, seconds: float, log: Path) -> None:
    """Wait until something holds; fails with the child's last words."""
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, log.read_text(errors="replace")[-3000:]
        time.sleep(0.02)
