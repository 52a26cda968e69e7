"""What every test may ask for: people, their clients, a fixed day, and a closed network."""

import os
import shutil
import socket
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.test import Client, TransactionTestCase
from django.utils import timezone
from pytest_django.plugin import DjangoDbBlocker

from accounts.models import User
from accounts.roles import Role
from tests.migrated import empty_tables, own_database

pytest_plugins = ["tests.databases", "tests.faults.table"]
PASSWORD = "seven green lanterns"  # noqa: S105  what every person below signs in with
#: PostgreSQL never gives a number twice, and what is remembered holds for the same people only.
IDS: dict[str, int] = {}
EMAIL_BACKEND = settings.EMAIL_BACKEND
SCRATCH = Path(tempfile.mkdtemp(prefix="accord-tests-"))


def pytest_configure() -> None:
    """Turn the settings of this process to its own scratch folder."""
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    settings.STORAGES = {
        "default": {"BACKEND": "common.storage.WholeFileStorage"},
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.STATIC_ROOT = SCRATCH / "static"
    settings.STATIC_ROOT.mkdir()
    settings.MEDIA_ROOT = SCRATCH / "media"
    settings.MAIL_TRANSPORT = "folder"
    settings.MAIL_FOLDER = SCRATCH / "mail"
    settings.MAIL_FROM, settings.MAIL_DOMAIN = "accord@accord.test", "accord.test"
    settings.MAIL_CONNECTIONS = 1  # threads would not see what a test's transaction holds
    settings.BASE_URL = "http://testserver"
    settings.TIME_ZONE = os.environ["TIME_ZONE"] = os.environ["TZ"] = "UTC"
    time.tzset()
    timezone.get_default_timezone.cache_clear()  # type: ignore[attr-defined]


def pytest_unconfigure() -> None:
    """Leave nothing behind."""
    shutil.rmtree(SCRATCH, ignore_errors=True)


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[None]:
    """A migrated database for this process alone.

    SQLite stays a file with the options of production, because in memory it would neither
    wait for a lock nor be seen by a second process.
    """
    with ExitStack() as stack:
        with django_db_blocker.unblock():
            stack.enter_context(own_database(SCRATCH, os.environ.get("PYTEST_XDIST_WORKER", "")))
        yield
        with django_db_blocker.unblock():
            stack.close()


@pytest.fixture(scope="session", autouse=True)
def quick_flush() -> Iterator[None]:
    """Empty only the tables that have rows after a test with transactions of its own."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda _case: empty_tables())
        yield


@pytest.fixture(scope="session", autouse=True)
def closed_network() -> Iterator[None]:
    """Let tests talk to this machine only."""
    connect = socket.socket.connect

    def connect_here(self: socket.socket, address: Any) -> None:
        if self.family in {socket.AF_INET, socket.AF_INET6}:
            host = str(address[0])
            if host not in {"localhost", "::1"} and not host.startswith("127."):
                self.close()
                raise AssertionError(f"A test tried to reach {host} over the network.")
        connect(self, address)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", connect_here)
        yield


@pytest.fixture(scope="session", autouse=True)
def email_through_the_outbox(django_test_environment: None) -> None:
    """Undo what Django's test runner does to email: the product's own backend is tested."""
    settings.EMAIL_BACKEND = EMAIL_BACKEND


@pytest.fixture(autouse=True)
def clean_process() -> Iterator[None]:
    """Forget what the test before left in the cache, and its viewer's time zone."""
    cache.clear()
    yield
    timezone.deactivate()


@pytest.fixture
def now() -> datetime:
    """The instant that tests hand to actions: a Monday, 15:00 UTC."""
    return datetime(2026, 11, 23, 15, 0, tzinfo=UTC)


@pytest.fixture
def today(now: datetime) -> date:
    """The day of `now`."""
    return now.date()


@pytest.fixture
def clock(now: datetime) -> Iterator[time_machine.Traveller]:
    """Hold the machine's clock at `now`; `clock.shift(60)` moves it on by a minute."""
    with time_machine.travel(now, tick=False) as coordinates:
        yield coordinates


def _person(name: str, role: Role) -> User:
    email = f"{name.partition(' ')[0].lower()}@example.org"
    known = IDS.get(email) if connection.vendor == "postgresql" else None
    if known is not None and User.objects.filter(pk=known).exists():
        known = None
    user: User = User.objects.create_user(email, name=name, role=role, password=PASSWORD, pk=known)
    IDS.setdefault(email, user.pk)
    return user


@pytest.fixture
def coordinator(db: None) -> User:
    """Maria does the daily work."""
    return _person("Maria Alvarez", Role.COORDINATOR)


@pytest.fixture
def leader(db: None) -> User:
    """Dana leads the network and reads the panel."""
    return _person("Dana Whitfield", Role.LEADERSHIP)


@pytest.fixture
def administrator(db: None) -> User:
    """Ravi looks after users and settings."""
    return _person("Ravi Menon", Role.ADMINISTRATOR)


@pytest.fixture
def viewer(db: None) -> User:
    """Vera reads and changes nothing."""
    return _person("Vera Lindqvist", Role.VIEWER)


@pytest.fixture
def client_as() -> Callable[[User], Client]:
    """Return a function that gives a signed-in client for a person."""

    def sign_in(user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return sign_in
