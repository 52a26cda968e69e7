"""One worker of the measurement: `python -m bench.sender seconds`.

It runs the pump as the tick does, with stop watches around its parts, and prints its figures.
"""

import json
import resource
import sys
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Callable
from typing import Any

import django

django.setup()

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.utils import CursorWrapper

from partnerships.outbox import actions
from partnerships.outbox.actions import fence, leases, sending
from partnerships.outbox.emails.transports import SmtpTransport
from partnerships.reminders.actions import KINDS

#: What is timed: the parts within parts are taken off again below.
PARTS: list[tuple[Any, str, str]] = [
    (leases, "claim", "claim"),
    (sending, "settle", "settle"),
    (vars(sending)["_Sender"], "_fence", "fence"),
    (fence, "_message", "writing"),
    (SmtpTransport, "hand_over", "hand_over"),
    (CursorWrapper, "execute", "statements"),
    (BaseDatabaseWrapper, "commit", "statements"),
    (BaseDatabaseWrapper, "_commit", "statements"),
]


class StopWatch:
    """Seconds spent in each part, from all threads; and each length of some."""

    def __init__(self) -> None:
        self.spent: dict[str, float] = defaultdict(float)
        self.claims: list[float] = []
        self._own = threading.local()

    def around(self, owner: Any, name: str, part: str) -> None:
        """Let a function be timed. Within itself a part is counted once."""
        inner: Callable[..., Any] = getattr(owner, name)

        def timed(*args: Any, **named: Any) -> Any:
            if getattr(self._own, part, False):
                return inner(*args, **named)
            setattr(self._own, part, True)
            began = time.perf_counter()
            try:
                return inner(*args, **named)
            finally:
                took = time.perf_counter() - began
                setattr(self._own, part, False)
                self.spent[part] += took
                if part == "claim":
                    self.claims.append(took)

        setattr(owner, name, timed)


def main(seconds: float) -> None:
    """Pump until nothing is due or the time is over."""
    watch = StopWatch()
    for part in PARTS:
        watch.around(*part)
    began, cpu, tally = time.time(), time.process_time(), Counter[str]()
    deadline = time.monotonic() + seconds
    while (left := deadline - time.monotonic()) > 0:
        sent = actions.pump(kinds=KINDS, seconds=min(left, 60))
        tally.update(sent)
        if not sent:
            break
    figures = {
        "began": began,
        "ended": time.time(),
        "cpu": time.process_time() - cpu,
        "tally": tally,
        "spent": watch.spent,
        "claims": watch.claims,
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }
    print(json.dumps(figures))


if __name__ == "__main__":
    main(float(sys.argv[1]))
