"""The call to those who watch from outside: after a tick that worked, about once a minute."""

import threading
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
import time_machine
from pytest_django import Settings

from partnerships import tasks
from partnerships.outbox.actions.sending import never
from partnerships.pipeline import actions as pipeline


class Watcher(BaseHTTPRequestHandler):
    """Answers the way its path says, and remembers who called."""

    calls: list[tuple[str, str]] = []

    def do_GET(self) -> None:
        self.calls.append((self.command, self.path))
        if self.path == "/slow":
            time.sleep(1)
        if self.path.startswith("/to-"):
            self.send_response(302)
            self.send_header("Location", PLACES[self.path])
        else:
            self.send_response(500 if self.path == "/broken" else 200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_args: object) -> None:
        """Stay quiet."""


PLACES = {
    "/to-page": "/other",
    "/to-ftp": "ftp://127.0.0.1:1/file",
    "/to-file": "file:///etc/passwd",
}


@pytest.fixture
def watcher(settings: Settings, db: None) -> Iterator[str]:
    """The address of a watcher on this machine, which the settings name."""
    Watcher.calls.clear()
    with HTTPServer(("127.0.0.1", 0), Watcher) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        settings.DEADMAN_URL = f"http://127.0.0.1:{server.server_port}/ping/1"
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def tick(at: datetime, monkeypatch: pytest.MonkeyPatch, *, skew: timedelta = timedelta()) -> None:
    """One tick, at this time by both clocks unless they differ."""
    monkeypatch.setattr(tasks, "database_now", lambda: at)
    with time_machine.travel(at + skew, tick=False):
        tasks.run_tick(never)


def test_once_a_minute(watcher: str, monkeypatch: pytest.MonkeyPatch, now: datetime) -> None:
    for seconds in (0, 3, 40, 60, 61, 120):
        tick(now + timedelta(seconds=seconds), monkeypatch)
    assert Watcher.calls == [("GET", "/ping/1")] * 3


def test_nobody_is_called_without_an_address(
    watcher: str, settings: Settings, monkeypatch: pytest.MonkeyPatch, now: datetime
) -> None:
    settings.DEADMAN_URL = ""
    tick(now, monkeypatch)
    assert Watcher.calls == []


def test_not_when_planning_failed(
    watcher: str, monkeypatch: pytest.MonkeyPatch, now: datetime
) -> None:
    def plan(*, now: datetime) -> None:
        raise KeyError(now.isoformat())

    monkeypatch.setattr(pipeline, "begin_due_work", plan)
    tick(now, monkeypatch)
    assert Watcher.calls == []


def test_not_when_the_clocks_differ(
    watcher: str, monkeypatch: pytest.MonkeyPatch, now: datetime
) -> None:
    tick(now, monkeypatch, skew=timedelta(minutes=1))
    assert Watcher.calls == []


@pytest.mark.parametrize("path", ["/broken", "/slow", "/to-ftp", "/to-file"])
def test_a_call_that_fails_is_only_noted(
    watcher: str,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
    now: datetime,
    caplog: pytest.LogCaptureFixture,
    path: str,
) -> None:
    monkeypatch.setattr(tasks, "DEADMAN_TIMEOUT", 0.2)
    settings.DEADMAN_URL = watcher + path
    tick(now, monkeypatch)
    assert [called for _method, called in Watcher.calls] == [path]
    assert "dead-man address cannot be called" in caplog.text
    assert watcher not in caplog.text


def test_nobody_there(
    watcher: str, settings: Settings, monkeypatch: pytest.MonkeyPatch, now: datetime
) -> None:
    settings.DEADMAN_URL = "http://127.0.0.1:1/"
    tick(now, monkeypatch)
    assert Watcher.calls == []


def test_another_page_of_the_web_is_followed(
    watcher: str, settings: Settings, monkeypatch: pytest.MonkeyPatch, now: datetime
) -> None:
    settings.DEADMAN_URL = f"{watcher}/to-page"
    tick(now, monkeypatch)
    assert [path for _method, path in Watcher.calls] == ["/to-page", "/other"]
