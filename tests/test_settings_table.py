"""The README's table of variables, .env.example and the settings say the same."""

import os
import re
import runpy
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parent.parent
Settings = dict[str, Any]


class Asked(dict[str, str]):
    """An environment without any variable that remembers what it was asked for."""

    def __init__(self) -> None:
        super().__init__()
        self.names: set[str] = set()

    def get(self, key: str, default: Any = None) -> Any:
        self.names.add(key)
        return super().get(key, default)


@cache
def bare() -> tuple[Settings, set[str]]:
    """Return the settings of an installation that sets nothing, and every variable they read."""
    asked = Asked()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "environ", asked)
        found = runpy.run_path(str(ROOT / "config/settings.py"))
        runpy.run_path(str(ROOT / "gunicorn.conf.py"))
    return found, asked.names


def table() -> dict[str, str]:
    """Return the default that the README states for each row of variables."""
    section = (ROOT / "README.md").read_text().partition("## Configuration")[2].partition("\n## ")
    rows = [line.strip("| ").split(" | ") for line in section[0].splitlines() if "| `" in line]
    return {row[0].replace("`", ""): row[-1].strip() for row in rows}


def inside(path: Any) -> str:
    return str(Path(path).relative_to(ROOT))


#: row: the words of the README, and the same read from the settings of a bare installation
DEFAULTS: dict[str, tuple[str, Callable[[Settings], bool]]] = {
    "DATABASE_URL": (
        "`sqlite:///var/accord.sqlite3`",
        lambda s: inside(s["DATABASES"]["default"]["NAME"]) == "var/accord.sqlite3",
    ),
    "REDIS_URL, CELERY_BROKER_URL": (
        "a broker of its own on a socket in `var/`",
        lambda s: (
            s["EMBEDDED_BROKER"]
            and s["REDIS_URL"] == f"unix://{s['BROKER_SOCKET']}"
            and s["CELERY_BROKER_URL"] == f"redis+socket://{s['BROKER_SOCKET']}"
        ),
    ),
    "EMAIL_URL": (
        "`folder://var/mail`",
        lambda s: s["MAIL_TRANSPORT"] == "folder" and inside(s["MAIL_FOLDER"]) == "var/mail",
    ),
    "MAIL_FROM": (
        "`accord@` the host of `BASE_URL`",
        lambda s: s["MAIL_FROM"] == "accord@127.0.0.1",
    ),
    "SECRET_KEY": (
        "made and kept in `var/secret_key`",
        lambda s: s["SECRET_KEY"] == (ROOT / "var/secret_key").read_text(),
    ),
    "AUDIT_KEY": ("`SECRET_KEY`", lambda s: s["AUDIT_KEYS"] == [s["SECRET_KEY"]]),
    "BASE_URL": ("`http://127.0.0.1:8000`", lambda s: s["BASE_URL"] == "http://127.0.0.1:8000"),
    "ALLOWED_HOSTS": (
        "the host of `BASE_URL` and this machine",
        lambda s: set(s["ALLOWED_HOSTS"]) == {"127.0.0.1", "localhost", "::1"},
    ),
    "PROXIES": ("`0`", lambda s: s["PROXIES"] == 0),
    "MAIL_CONNECTIONS, MAIL_PER_DOMAIN_PER_MINUTE": (
        "`4`, `0`",
        lambda s: (s["MAIL_CONNECTIONS"], s["MAIL_PER_DOMAIN_PER_MINUTE"]) == (4, 0),
    ),
    "MAIL_WEBHOOK, MAIL_WEBHOOK_SECRET, MAIL_WEBHOOK_KEY": (
        "none",
        lambda s: s["MAIL_WEBHOOK"] == "" and not any(s["ANYMAIL"].values()),
    ),
    "METRICS_TOKEN, DEADMAN_URL": (
        "none",
        lambda s: (s["METRICS_TOKEN"], s["DEADMAN_URL"]) == ("", ""),
    ),
    "HOLIDAYS": ("`US`", lambda s: s["HOLIDAYS"] == "US"),
    "TIME_ZONE": ("`America/New_York`", lambda s: s["TIME_ZONE"] == "America/New_York"),
    "VAR_DIR, MEDIA_ROOT": (
        "`var`, `var/media`",
        lambda s: (inside(s["VAR_DIR"]), inside(s["MEDIA_ROOT"])) == ("var", "var/media"),
    ),
    "FILE_STORAGE, FILE_STORAGE_OPTIONS": (
        "files in `MEDIA_ROOT`",
        lambda s: (
            s["STORAGES"]["default"]
            == {"BACKEND": "common.storage.WholeFileStorage", "OPTIONS": {}}
        ),
    ),
    "MAX_UPLOAD_MB": ("`25`", lambda s: s["MAX_UPLOAD_MB"] == 25),
    "DEBUG": ("`0` (`make run` sets `1`)", lambda s: s["DEBUG"] is False),
    "PORT, LOG_LEVEL": ("`8000`, `INFO`", lambda s: (s["PORT"], s["LOG_LEVEL"]) == (8000, "INFO")),
}


@pytest.mark.parametrize("row", DEFAULTS)
def test_the_default_in_the_readme_is_the_default_used(row: str) -> None:
    words, holds = DEFAULTS[row]
    assert table()[row] == words
    assert holds(bare()[0])


def test_every_row_of_the_readme_has_its_default_checked() -> None:
    assert table().keys() == DEFAULTS.keys()


def test_readme_and_example_name_each_variable_that_is_read_and_no_other() -> None:
    read = bare()[1]
    in_readme = {name for row in table() for name in row.split(", ")}
    example = (ROOT / ".env.example").read_text()
    assert in_readme == read
    assert set(re.findall(r"^#?([A-Z][A-Z_]+)=", example, re.MULTILINE)) == read
