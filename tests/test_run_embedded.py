"""`make run` starts every part, answers, and leaves no process behind."""

import http.client
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from common.processes import free_port

pytestmark = pytest.mark.processes

ROOT = Path(__file__).parent.parent
NOT_FROM_HERE = {"DATABASE_URL", "REDIS_URL", "CELERY_BROKER_URL", "BASE_URL"}
PATIENCE = 60  # seconds


@pytest.fixture
def port() -> int:
    return free_port()


@pytest.fixture
def running(tmp_path: Path, port: int) -> Iterator[subprocess.Popen[str]]:
    """The supervisor, up and answering, with all it keeps in a folder of its own."""
    env = {name: value for name, value in os.environ.items() if name not in NOT_FROM_HERE}
    env |= {"VAR_DIR": str(tmp_path), "PORT": str(port), "DEBUG": "1", "PYTHONUNBUFFERED": "1"}
    argv = [sys.executable, "manage.py", "run_embedded", "--no-demo"]
    with subprocess.Popen(  # noqa: S603
        argv, cwd=ROOT, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as process:
        seen = []
        for line in process.stdout or []:
            seen.append(line)
            if "Accord is ready" in line:
                break
        else:
            pytest.fail("".join(seen))
        yield process
        process.kill()


def children_of(process: subprocess.Popen[str]) -> list[int]:
    listed = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text()
    return [int(pid) for pid in listed.split()]


def alive(pids: list[int]) -> list[int]:
    return [pid for pid in pids if Path(f"/proc/{pid}").exists()]


def wait_for_the_end_of(pids: list[int]) -> None:
    deadline = time.monotonic() + PATIENCE
    while alive(pids) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert alive(pids) == []


def test_all_parts_run_and_ctrl_c_stops_them(
    running: subprocess.Popen[str], port: int, tmp_path: Path
) -> None:
    parts = children_of(running)
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)) as connection:
        connection.request("GET", "/livez")
        assert connection.getresponse().read()
    assert len(parts) == 4  # broker, worker, web, beat
    assert (tmp_path / "broker.sock").is_socket() or len(str(tmp_path)) > 80

    running.send_signal(signal.SIGINT)

    assert running.wait(PATIENCE) == 0
    assert alive(parts) == []


def test_nothing_outlives_a_killed_supervisor(running: subprocess.Popen[str]) -> None:
    parts = children_of(running)

    running.kill()

    wait_for_the_end_of(parts)


def test_all_stop_when_one_part_ends(running: subprocess.Popen[str]) -> None:
    parts = children_of(running)

    os.kill(parts[0], signal.SIGKILL)

    assert running.wait(PATIENCE) == 1
    assert alive(parts) == []
