"""Runs the parts of `make test` and prints how long each took.

`python -m tools.parts check+faults sqlite`: each part is a make target. Parts joined by `+` run
side by side; the first prints as it goes, the others when they end. All parts run even when one
fails, and then the exit code is 1.
"""

import os
import signal
import sys
import tempfile
import time
from contextlib import ExitStack
from typing import IO

from common.processes import Child

LOOK = 0.1  # seconds between two looks at what has ended


class Part:
    """One make target while it runs, and how it ended."""

    def __init__(self, name: str, log: IO[bytes] | None) -> None:
        self.name = name
        self.seconds = 0.0
        self.code: int | None = None
        self._log = log
        self._began = time.monotonic()
        command = [os.environ.get("MAKE", "make"), "--no-print-directory", name]
        self._child = Child(command, log=log)

    def has_ended(self) -> bool:
        """Say whether it is over; if so, print its output that was kept and its time."""
        self.code = self._child.result()
        if self.code is None:
            return False
        self.seconds = time.monotonic() - self._began
        if self._log is not None:
            self._log.seek(0)
            sys.stdout.write(f"\n== {self.name}\n{self._log.read().decode(errors='replace')}")
        print(f"== {self}", flush=True)
        return True

    def stop(self) -> None:
        """End it if it still runs."""
        self._child.stop(by=signal.SIGINT)

    def __str__(self) -> str:
        minutes, seconds = divmod(round(self.seconds), 60)
        return f"{self.name:<22} {minutes:>3}:{seconds:02}  {'FAILED' if self.code else 'passed'}"


def run_together(names: list[str]) -> list[Part]:
    """Run make targets side by side until all have ended."""
    with ExitStack() as stack:
        parts: list[Part] = []
        for name in names:
            log = stack.enter_context(tempfile.TemporaryFile()) if parts else None
            print(f"== {name} starts", flush=True)
            parts.append(Part(name, log))
            stack.callback(parts[-1].stop)
        running = parts
        while running := [part for part in running if not part.has_ended()]:
            time.sleep(LOOK)
    return parts


def main() -> int:
    """Run all parts; return 1 if one of them failed."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        parts = [part for group in sys.argv[1:] for part in run_together(group.split("+"))]
    except KeyboardInterrupt:
        return 130
    print("\n" + "\n".join(map(str, parts)))
    return int(any(part.code for part in parts))


if __name__ == "__main__":
    sys.exit(main())
