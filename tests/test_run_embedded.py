"""`make run` starts every part, answers, and leaves no process behind."""

import http.client
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import pytest
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.db import connection
from django.utils import timezone

from accounts.models import User
from common.processes import free_port
from partnerships.relationships.models import Partnership
from tests.conftest import PASSWORD
from tests.faults.conftest import elsewhere as elsewhere
from tests.faults.servers import Pages
from tests.faults.table import PROPERTY
from tests.migrated import copy_migrated_sqlite
from tests.scenarios import partnership_idea

pytestmark = [pytest.mark.processes, pytest.mark.sqlite]

ROOT = Path(__file__).parent.parent
NOT_FROM_HERE = {"DATABASE_URL", "REDIS_URL", "CELERY_BROKER_URL", "BASE_URL"}
PATIENCE = 60  # seconds


@pytest.fixture
def port() -> int:
    return free_port()


#: The broker's program can't be run, as on a machine for which it was not made.
WITHOUT_BROKER = """
import sys
from common import processes
processes.valkey_server = lambda: "/bin/false"
from django.core.management import execute_from_command_line
execute_from_command_line(sys.argv)
"""


@pytest.fixture
def start(tmp_path: Path, port: int) -> Iterator[Callable[..., subprocess.Popen[str]]]:
    """Return a function that starts the supervisor with all it keeps in a folder of its own."""
    copy_migrated_sqlite(tmp_path / "accord.sqlite3")
    env = {name: value for name, value in os.environ.items() if name not in NOT_FROM_HERE}
    env |= {
        "VAR_DIR": str(tmp_path),
        "PORT": str(port),
        "DEBUG": "1",
        "PYTHONUNBUFFERED": "1",
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "PYTHONPATH": str(ROOT),
    }
    with ExitStack() as started:

        def begin(*program: str) -> subprocess.Popen[str]:
            argv = [sys.executable, *(program or ["manage.py"]), "run_embedded", "--no-demo"]
            process = subprocess.Popen(  # noqa: S603
                argv,
                cwd=ROOT,
                env=env,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
            )
            started.enter_context(process)
            started.callback(process.kill)
            return process

        yield begin


def said_until(process: subprocess.Popen[str], words: str) -> str:
    """What it says up to a line with these words; fails if it ends before that."""
    seen = []
    for line in process.stdout or []:
        seen.append(line)
        if words in line:
            return "".join(seen)
    pytest.fail("".join(seen))


@pytest.fixture
def running(start: Callable[..., subprocess.Popen[str]]) -> subprocess.Popen[str]:
    """The supervisor, up and answering."""
    process = start()
    said_until(process, "Accord is ready")
    return process


def answers(port: int) -> bool:
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)) as connection:
        try:
            connection.request("GET", "/livez")
            return connection.getresponse().status == 200
        except OSError:
            return False


def wait_until(true: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not true() and time.monotonic() < deadline:
        time.sleep(0.1)
    assert true()


def children_of(process: subprocess.Popen[str]) -> list[int]:
    listed = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text()
    return [int(pid) for pid in listed.split()]


def program(pid: int) -> str:
    return Path(f"/proc/{pid}/cmdline").read_text()


def alive(pids: list[int]) -> list[int]:
    return [pid for pid in pids if Path(f"/proc/{pid}").exists()]


def test_all_parts_run_and_ctrl_c_stops_them(
    running: subprocess.Popen[str], port: int, tmp_path: Path
) -> None:
    parts = children_of(running)
    assert answers(port)
    assert len(parts) == 4  # broker, worker, web, beat
    assert (tmp_path / "broker.sock").is_socket() or len(str(tmp_path)) > 80

    running.send_signal(signal.SIGINT)

    assert running.wait(PATIENCE) == 0
    assert alive(parts) == []


def test_nothing_outlives_a_killed_supervisor(running: subprocess.Popen[str]) -> None:
    parts = children_of(running)

    running.kill()

    wait_until(lambda: alive(parts) == [])


def test_parts_that_are_killed_are_started_again(
    running: subprocess.Popen[str], port: int
) -> None:
    before = children_of(running)

    for part in before:
        os.kill(part, signal.SIGKILL)

    for _part in before:
        said_until(running, "was ended by SIGKILL. It is started again in 1 s.")
    wait_until(lambda: len(children_of(running)) == 4 and answers(port))
    assert not set(before) & set(children_of(running))
    running.send_signal(signal.SIGINT)
    assert running.wait(PATIENCE) == 0


@pytest.fixture
def partnership(
    start: Callable[..., subprocess.Popen[str]],
    elsewhere: Callable[..., None],
    coordinator: User,
    tmp_path: Path,
) -> Partnership:
    """A partnership of Maria, who can sign in, in the database that the supervisor uses."""
    elsewhere(NAME=str(tmp_path / "accord.sqlite3"))
    hasher = Argon2PasswordHasher()  # that of an installation, which the served pages use
    coordinator.password = hasher.encode(PASSWORD, hasher.salt())
    coordinator.save(force_insert=True)
    partnership = partnership_idea(timezone.now(), coordinator)
    connection.close()
    return partnership


@pytest.mark.django_db(transaction=True)
def test_damaged_files_of_the_broker_and_of_beat_do_not_matter(
    start: Callable[..., subprocess.Popen[str]],
    port: int,
    tmp_path: Path,
    partnership: Partnership,
    coordinator: User,
    record_property: Callable[[str, object], None],
) -> None:
    """Those that earlier versions left, and a folder where the socket is to be.

    People sign in and save as ever, also after the broker was killed and its files damaged anew.
    """
    (tmp_path / "appendonlydir").mkdir()
    for name in ("dump.rdb", "beat-schedule", "appendonlydir/appendonly.aof.manifest"):
        (tmp_path / name).write_bytes(b"REDIS0011\xfa\x00garbage")
    (tmp_path / "broker.sock" / "not-empty").mkdir(parents=True)

    running = start()

    said_until(running, "Accord is ready")
    assert answers(port)
    assert len(children_of(running)) == 4
    assert [path.is_dir() for path in tmp_path.glob("broker.sock.moved-*")] == [True]
    pages = Pages(port=port, session="none")
    pages.get("/livez")
    web = pages.signed_in(coordinator.email, PASSWORD)
    assert web.save_commitment(partnership.pk, "Brochure") == 302
    (tmp_path / "dump.rdb").write_bytes(b"garbage")
    os.kill(next(pid for pid in children_of(running) if "valkey" in program(pid)), signal.SIGKILL)
    assert web.save_commitment(partnership.pk, "Handout") == 302
    pages.signed_in(coordinator.email, PASSWORD)
    said_until(running, "was ended by SIGKILL. It is started again in 1 s.")
    assert web.save_commitment(partnership.pk, "Poster") == 302
    record_property(
        PROPERTY, f"{'damaged broker':<22} sqlite     slowest save or sign-in {web.slowest:.2f} s"
    )
    assert web.slowest < 5


def test_without_a_broker_the_pump_does_its_work(
    start: Callable[..., subprocess.Popen[str]], port: int
) -> None:
    running = start("-c", WITHOUT_BROKER)

    said = said_until(running, "Accord is ready")

    assert "The broker did not start" in said
    assert "Accord starts without it; mail goes out all the same." in said
    assert answers(port)
    assert len(children_of(running)) == 2  # web and pump


def test_a_folder_that_cannot_be_written_is_said_in_plain_words(
    start: Callable[..., subprocess.Popen[str]], tmp_path: Path
) -> None:
    (tmp_path / "run.lock").mkdir()
    running = start()
    said = said_until(running, "can't be written to")
    assert running.wait(PATIENCE) == 1
    assert "Traceback" not in said
