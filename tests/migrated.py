"""A migrated database to copy, so that a test run does not migrate one of its own each time."""

import fcntl
import hashlib
import os
import secrets
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parent.parent
KEPT = ROOT / "var" / "test-databases"


def copy_migrated_sqlite(to: Path) -> None:
    """Copy the migrated database to `to`; the first process that asks for it makes it."""
    KEPT.mkdir(parents=True, exist_ok=True)
    template = KEPT / f"{_version()}.sqlite3"
    with _alone():
        if not template.exists():
            for outdated in KEPT.glob("*.sqlite3*"):
                outdated.unlink()
            draft = template.with_suffix(".draft")
            draft.unlink(missing_ok=True)
            _migrate(draft)
            draft.rename(template)
    shutil.copyfile(template, to)


def _version() -> str:
    """Return a name that changes with our migrations and with the installed packages."""
    files = [ROOT / "requirements.txt", *sorted(ROOT.glob("*/migrations/*.py"))]
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()[:16]


@contextmanager
def _alone() -> Iterator[None]:
    with (KEPT / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _migrate(path: Path) -> None:
    subprocess.run(
        [sys.executable, "manage.py", "migrate", "--verbosity=0"],
        cwd=ROOT,
        env=os.environ | {"DATABASE_URL": f"sqlite:///{path}", "SECRET_KEY": secrets.token_hex()},
        check=True,
    )
