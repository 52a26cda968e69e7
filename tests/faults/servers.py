"""Servers that these tests may stop and start again: a broker, a database, the web pages."""

import http.client
import os
import pwd
import re
import shutil
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, closing, contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from http import HTTPStatus
from http.cookies import SimpleCookie
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlencode

import redis
from django.conf import settings
from django.test import Client

from common.processes import Child, accepts, free_port, valkey_server, wait_until
from tests.faults.children import ROOT
from tools.services import START, postgresql_programs

CSRF = "c" * 32
CELERY = ["-m", "celery", "-A", "tests.faults.celery_app"]
WORKER = ["worker", "-c", "2", "--without-gossip", "--without-mingle"]

Answer = TypeVar("Answer")
Start = Callable[..., AbstractContextManager[Child]]


class Server:
    """A program on a free port that can go away and come back at the same place."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = free_port()
        self.log = folder / "server.log"
        self.starts = 0
        self._child: Child | None = None

    def argv(self) -> list[str | Path]:
        raise NotImplementedError

    def ready(self) -> bool:
        return accepts(("127.0.0.1", self.port))

    def user(self) -> int | None:
        """The account it runs as, if not ours."""
        return None

    def start(self) -> None:
        self.starts += 1
        with self.log.open("ab") as log:
            self._child = Child(self.argv(), log=log, user=self.user(), cwd=self.folder)
        assert wait_until(self.ready, self._child, seconds=START), self.log.read_text()[-2000:]

    def stop(self, by: signal.Signals = signal.SIGTERM) -> None:
        """End it; SIGKILL goes to it and to all of its own processes at once."""
        assert self._child is not None
        if by == signal.SIGKILL:
            for pid in [self._child.pid, *_children(self._child.pid)]:
                with suppress(ProcessLookupError):
                    os.kill(pid, by)
        self._child.stop(by=by)
        self._child = None

    def close(self) -> None:
        if self._child is not None:
            self.stop()


def _children(pid: int) -> list[int]:
    return [int(word) for word in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


class Broker(Server):
    """Valkey without a file: whenever it comes back it is empty."""

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    def argv(self) -> list[str | Path]:
        return [
            valkey_server(),
            *("--port", str(self.port), "--bind", "127.0.0.1"),
            *("--dir", str(self.folder), "--save", ""),
        ]

    def rings(self) -> int:
        """Return how many messages wait for a worker."""
        with closing(redis.Redis(port=self.port)) as client:
            return int(client.llen("celery"))


class Postgres(Server):
    """PostgreSQL that keeps its promises: with fsync, in a data directory of its own."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        folder.chmod(0o755)
        self._programs = postgresql_programs(folder)
        self._data = folder / "data"
        self._data.mkdir(mode=0o700)
        if (user := self.user()) is not None:
            shutil.chown(self._data, user)
        make: list[str | Path] = [self._programs / "initdb", "-D", self._data, "--no-sync"]
        make += ["-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8"]
        with self.log.open("wb") as log:
            assert Child(make, log=log, user=self.user(), cwd=folder).wait() == 0

    def user(self) -> int | None:
        return pwd.getpwnam("nobody").pw_uid if os.getuid() == 0 else None

    def ready(self) -> bool:
        said = self.log.read_text(errors="replace").count("ready to accept connections")
        return said == self.starts

    def argv(self) -> list[str | Path]:
        return [
            *(self._programs / "postgres", "-D", self._data, "-p", str(self.port)),
            *("-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories="),
        ]


@dataclass(kw_only=True)
class Pages:
    """The pages in a browser of somebody who has signed in."""

    port: int
    session: str
    seconds: list[float] = field(default_factory=list)  # that each answer took

    @property
    def slowest(self) -> float:
        return max(self.seconds, default=0.0)

    def get(self, path: str) -> int:
        """Return the status of a page."""
        return self.loaded(path).status

    def loaded(self, path: str) -> http.client.HTTPResponse:
        """Load a page; return its answer, of which the text is read."""
        return self.ask("GET", path, None)[0]

    def post(self, path: str, **data: str) -> int:
        """Send a form; return the status of the answer."""
        return self.answer(path, **data)[0]

    def answer(self, path: str, **data: str) -> tuple[int, str]:
        """Send a form; return status and text of the answer."""
        form = urlencode({"csrfmiddlewaretoken": CSRF, **data})
        response, text = self.ask("POST", path, form)
        return response.status, text

    def text(self, path: str) -> str:
        """Return the text of a page."""
        return self.ask("GET", path, None)[1]

    def signed_in(self, email: str, password: str) -> "Pages":
        """Sign in from a browser that nobody is signed in with; return its pages."""
        stranger = replace(self, session="none")
        form = {"login": email, "password": password, **stranger.form("/accounts/login/")}
        response, _text = stranger.ask("POST", "/accounts/login/", urlencode(form))
        assert response.status == HTTPStatus.FOUND
        cookies = SimpleCookie()
        for line in response.headers.get_all("Set-Cookie") or []:
            cookies.load(line)
        return replace(self, session=cookies[settings.SESSION_COOKIE_NAME].value)

    def save_commitment(self, partnership_id: int, what: str) -> int:
        """Add a commitment of ours, as its form does; return the status of the answer."""
        path = f"/partners/{partnership_id}/promises/new/"
        form = {"side": "ours", "what": what, "due_on": date.today().isoformat()}  # noqa: DTZ011 -- any near day
        return self.post(path, **form, **self.form(path))

    def form(self, path: str) -> dict[str, str]:
        """Load a page with a form; return what marks that very form."""
        found = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', self.text(path))
        assert found, path
        return {"csrfmiddlewaretoken": found[1]}

    def ask(
        self, method: str, path: str, body: str | None
    ) -> tuple[http.client.HTTPResponse, str]:
        """Send a request; return its answer, and the text of it."""
        cookies = f"{settings.SESSION_COOKIE_NAME}={self.session}; "
        headers = {
            "Cookie": cookies + f"{settings.CSRF_COOKIE_NAME}={CSRF}",
            "Content-Type": "application/x-www-form-urlencoded",
        }
        began = time.monotonic()
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)) as web:
            web.request(method, path, body, headers)
            response = web.getresponse()
            text = response.read().decode()
        self.seconds.append(time.monotonic() - began)
        return response, text


def at_once(*asks: Callable[[], Answer]) -> list[Answer]:
    """Ask several things at the same moment; return the answers in the same order."""
    barrier = threading.Barrier(len(asks))

    def ask(one: Callable[[], Answer]) -> Answer:
        barrier.wait(10)
        return one()

    with ThreadPoolExecutor(len(asks)) as threads:
        return list(threads.map(ask, asks))


@cache
def _var_with_assets() -> Path:
    """Collect what pages load beside themselves, which without DEBUG has to lie ready."""
    var = Path(settings.STATIC_ROOT).parent / "pages"
    env = os.environ | {"VAR_DIR": str(var), "DEBUG": "0"}
    collect = [sys.executable, "manage.py", "collectstatic", "--no-input", "--verbosity", "0"]
    assert Child(collect, env=env, cwd=ROOT).wait() == 0
    return var


@contextmanager
def pages(start: Start, client: Client, **env: str) -> Iterator[Pages]:
    """Serve the pages as an installation does, for the length of a block.

    With gunicorn, on the database of the tests.
    """
    port = free_port()
    argv = ["-m", "gunicorn", "config.wsgi", "--workers", "1"]
    with start(*argv, PORT=str(port), VAR_DIR=str(_var_with_assets()), DEBUG="0", **env) as web:
        assert wait_until(lambda: accepts(("127.0.0.1", port)), web, seconds=START)
        Pages(port=port, session="none").get("/livez")  # loads the code, which is no page's delay
        yield Pages(port=port, session=client.cookies[settings.SESSION_COOKIE_NAME].value)


@contextmanager
def celery(start: Start, folder: Path, broker: Broker) -> Iterator[None]:
    """Run a worker and two beats for the length of a block."""
    with beats(start, folder, broker), start(*CELERY, *WORKER, REDIS_URL=broker.url):
        yield


@contextmanager
def beats(start: Start, folder: Path, broker: Broker) -> Iterator[None]:
    """Run two beats for the length of a block."""
    one, two = [[*CELERY, "beat", "-s", str(folder / name)] for name in ("beat1", "beat2")]
    with start(*one, REDIS_URL=broker.url), start(*two, REDIS_URL=broker.url):
        yield


@contextmanager
def watcher() -> Iterator[tuple[str, list[str]]]:
    """Be somebody elsewhere who is called while all is well: the address, and the calls."""
    calls: list[str] = []

    class Watcher(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            calls.append(self.path)
            self.send_response(HTTPStatus.NO_CONTENT)
            self.end_headers()

        def log_message(self, *_args: object) -> None:
            """Stay quiet."""

    with HTTPServer(("127.0.0.1", 0), Watcher) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/ping", calls
        server.shutdown()
        thread.join()
