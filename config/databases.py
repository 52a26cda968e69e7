"""The entry for DATABASES, for each kind of database that Accord can use."""

from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, unquote

POSTGRESQL_OPTIONS = {
    "application_name",
    "connect_timeout",
    "sslcert",
    "sslkey",
    "sslmode",
    "sslrootcert",
    "target_session_attrs",
}


def sqlite(path: Path) -> dict[str, Any]:
    """SQLite that loses nothing: FULL keeps the last commits through a power loss.

    IMMEDIATE takes the write lock when a transaction begins, so that two writers wait for
    each other for up to five seconds and never fail half way.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": path,
        "OPTIONS": {
            "timeout": 5,
            "transaction_mode": "IMMEDIATE",
            "init_command": (
                "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA busy_timeout=5000;"
            ),
        },
    }


def postgresql(parts: SplitResult, options: dict[str, str]) -> dict[str, Any]:
    """PostgreSQL with kept connections: a request with a fresh one costs three times as much."""
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path[1:]),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "OPTIONS": options,
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
    }
