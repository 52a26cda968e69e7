"""A database of every released version is migrated, verified and opened."""

import os
import re
import sqlite3
import subprocess
import sys
import tarfile
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import psycopg2
import pytest
from django.conf import settings
from django.db import connection

from tests.upgrade.dump import DUMPS, KEYS

pytestmark = pytest.mark.processes
VERSIONS = sorted(path.name.removesuffix(".sqlite.tar.gz") for path in DUMPS.glob("*.sqlite.*"))


def manage(*arguments: str, database_url: str, var: Path) -> str:
    """Run a management command on that database and return what it printed."""
    command = subprocess.run(  # noqa: S603  our own manage.py
        [sys.executable, "manage.py", *arguments],
        cwd=settings.BASE_DIR,
        env=os.environ
        | KEYS
        | {"DATABASE_URL": database_url, "VAR_DIR": str(var), "DEBUG": "1", "LOG_LEVEL": "ERROR"},
        check=False,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert command.returncode == 0, command.stdout
    return command.stdout


def restore_sqlite(dump: str, path: Path) -> str:
    with sqlite3.connect(path) as database:
        database.executescript(dump)
    return f"sqlite:///{path}"


def restore_postgresql(dump: str, name: str) -> str:
    """Make the database `name` from a dump with COPY blocks; return its address."""
    url = os.environ["DATABASE_URL"]
    server = psycopg2.connect(url)
    server.autocommit = True
    with server.cursor() as cursor:
        cursor.execute(f'CREATE DATABASE "{name}"')
    server.close()
    url = f"{url.rpartition('/')[0]}/{name}"
    with psycopg2.connect(url) as database, database.cursor() as cursor:
        schema, *copies = re.split(r"^(?=COPY )", dump, flags=re.MULTILINE)
        cursor.execute(schema)
        database.commit()  # its own COMMITs ended the transaction in which COPY may defer keys
        for block in copies:
            head, _, rest = block.partition(" FROM stdin;\n")
            rows, _, after = rest.partition("\\.\n")
            cursor.copy_expert(f"{head} FROM STDIN", StringIO(rows))
            if after:
                cursor.execute(after)
    return url


@pytest.fixture(params=VERSIONS)
def earlier(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a database as that version left it."""
    version = request.param
    with tarfile.open(DUMPS / f"{version}.{connection.vendor}.tar.gz") as packed:
        packed.extractall(tmp_path, filter="data")
    dump = (tmp_path / "dump.sql").read_text()
    if connection.vendor == "sqlite":
        yield restore_sqlite(dump, tmp_path / "earlier.sqlite3")
        return
    name = f"upgrade_{os.getpid()}_{version}"
    yield restore_postgresql(dump, name)
    server = psycopg2.connect(os.environ["DATABASE_URL"])
    server.autocommit = True
    with server.cursor() as cursor:
        cursor.execute(f'DROP DATABASE "{name}"')
    server.close()


def test_every_earlier_version_can_be_upgraded(earlier: str, tmp_path: Path) -> None:
    manage("migrate", database_url=earlier, var=tmp_path)
    assert "Everything holds" in manage("verify", database_url=earlier, var=tmp_path)
    visit = "--command=from tests.upgrade.visit import visit; visit()"
    shell = manage("shell", "--no-imports", visit, database_url=earlier, var=tmp_path)
    assert "pages opened" in shell
