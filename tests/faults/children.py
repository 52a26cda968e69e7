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

ROOT = Path(__file__).resolve().parents[2]
LEASE = 2.0  # seconds, for the senders of these tests


def environment(sink: Sink, folder: Path) -> dict[str, str]:
    """Return the environment of a child; nothing of it touches the embedded installation."""
    return os.environ | {
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "DATABASE_URL": _database_url(),
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


def _database_url() -> str:
    database = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{Path(database['NAME']).resolve()}"
    password = f":{database['PASSWORD']}" if database["PASSWORD"] else ""
    where = f"{database['HOST'] or 'localhost'}:{database['PORT'] or 5432}"
    return f"postgresql://{database['USER']}{password}@{where}/{database['NAME']}"
