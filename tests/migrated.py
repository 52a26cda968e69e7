"""A migrated database to copy, so that tests don't migrate one of their own each time.

The copy is made anew when a migration, a setting or an installed package changes.
"""

import fcntl
import hashlib
import os
import secrets
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from django.apps import apps
from django.db import connection, transaction

ROOT = Path(__file__).parent.parent
KEPT = ROOT / "var" / "test-databases"
MADE_BY_MIGRATIONS = {"django_content_type", "auth_permission"}
LOCK = 20_261_129  # PostgreSQL's number for the lock that makes copies wait for each other


@contextmanager
def own_database(folder: Path, worker: str) -> Iterator[None]:
    """Turn this process to a migrated database of its own; afterwards it is gone."""
    database = connection.settings_dict
    first = database["NAME"]
    if connection.vendor == "sqlite":
        _turn_to(str(folder / "accord.sqlite3"))
        copy_migrated_sqlite(Path(database["NAME"]))
        yield
        connection.close()
        return
    name = "_".join(filter(None, ["test", str(first), worker]))
    _copy_migrated_postgresql(name)
    _turn_to(name)
    yield
    _turn_to(first)
    with connection.cursor() as cursor:
        cursor.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
    connection.close()


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
            _migrate(f"sqlite:///{draft}")
            draft.rename(template)
    shutil.copyfile(template, to)


def filled_tables() -> set[str]:
    """Return the tables with rows that don't come from the migrations."""
    with connection.cursor() as cursor:
        cursor.execute(_which_are_filled())
        return {table for (table,) in cursor.fetchall()}


def empty_tables() -> None:
    """Delete every row that came after the migrations, as Django's flush would."""
    with transaction.atomic(), connection.cursor() as cursor:
        for table in filled_tables():
            cursor.execute(f'DELETE FROM "{table}"')  # noqa: S608  our own names


def database_url(database: Mapping[str, Any]) -> str:
    """Return the address of one of Django's DATABASES, for a program that is started."""
    if database["ENGINE"].endswith("sqlite3"):
        return f"sqlite:///{Path(database['NAME']).resolve()}"
    password = f":{database['PASSWORD']}" if database["PASSWORD"] else ""
    where = f"{database['HOST'] or 'localhost'}:{database['PORT'] or 5432}"
    return f"postgresql://{database['USER']}{password}@{where}/{database['NAME']}"


def _copy_migrated_postgresql(name: str) -> None:
    template = f"accord_migrated_{_version()}"
    draft = f"{template}_draft"
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [template])
        if cursor.fetchone() is None:
            cursor.execute(f'DROP DATABASE IF EXISTS "{draft}" WITH (FORCE)')
            cursor.execute(f'CREATE DATABASE "{draft}"')
            _migrate(database_url(connection.settings_dict | {"NAME": draft}))
            cursor.execute(f'ALTER DATABASE "{draft}" RENAME TO "{template}"')
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])


@cache
def _which_are_filled() -> str:
    models = apps.get_models(include_auto_created=True)
    tables = sorted({model._meta.db_table for model in models} - MADE_BY_MIGRATIONS)
    return " UNION ALL ".join(
        f"SELECT '{table}' WHERE EXISTS (SELECT 1 FROM \"{table}\")"  # noqa: S608
        for table in tables
    )


def _turn_to(name: str) -> None:
    connection.close()
    connection.settings_dict["NAME"] = name


def _version() -> str:
    """Return a name that changes with all that a migrated database is made from."""
    files = [ROOT / "requirements.txt", ROOT / "config" / "settings.py"]
    files += sorted(ROOT.glob("*/migrations/*.py"))
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()[:16]


@contextmanager
def _alone() -> Iterator[None]:
    with (KEPT / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _migrate(url: str) -> None:
    subprocess.run(
        [sys.executable, "manage.py", "migrate", "--verbosity=0"],
        cwd=ROOT,
        env=os.environ | {"DATABASE_URL": url, "SECRET_KEY": secrets.token_hex()},
        check=True,
    )
