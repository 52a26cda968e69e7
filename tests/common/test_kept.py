"""A child that ends is started again, after a pause that grows while it keeps ending."""

import sys
import time
from collections.abc import Iterator

import pytest

from common.processes import LONGEST_PAUSE, STEADY, Child, Kept

ENDS = [sys.executable, "-S", "-c", "raise SystemExit(3)"]


@pytest.fixture
def kept() -> Iterator[Kept]:
    found = Kept("worker", lambda: Child(ENDS))
    found.child.wait()
    yield found
    found.stop()


def pauses(kept: Kept, number: int, lives: float = 0.0) -> list[str]:
    """What it says, at each of its ends; ``lives`` is for how long it runs each time."""
    now, said = time.monotonic() + lives, list[str]()
    while len(said) < number:
        if news := kept.look(now):
            said.append(news.rpartition(" in ")[2])
            now += float(said[-1].split()[0])
            assert kept.look(now) == ""  # it is started again
            kept.child.wait()
            now += lives
    return said


def test_the_pause_doubles_up_to_a_minute(kept: Kept) -> None:
    assert pauses(kept, 8) == ["1 s.", "2 s.", "4 s.", "8 s.", "16 s.", "32 s.", "60 s.", "60 s."]


def test_one_that_ran_well_is_started_again_soon(kept: Kept) -> None:
    assert pauses(kept, 3, lives=STEADY + 1) == ["1 s."] * 3


def test_it_says_once_that_it_ended(kept: Kept) -> None:
    now = time.monotonic()
    assert kept.look(now) == "The worker process ended with 3. It is started again in 1 s."
    assert kept.look(now + 0.5) == ""


def test_one_that_cannot_be_started_is_tried_again() -> None:
    refusals = [OSError(12, "Cannot allocate memory")]

    def start() -> Child:
        if started and refusals:
            raise refusals.pop()
        started.append(Child(ENDS))
        return started[-1]

    started: list[Child] = []
    kept, now = Kept("worker", start), time.monotonic()
    started[0].wait()
    kept.look(now)
    said = kept.look(now + 1)
    assert said.startswith("The worker process can't be started (Cannot allocate memory)")
    assert kept.look(now + LONGEST_PAUSE) == ""
    assert started[1].wait() == 3
