"""What changed between two texts: by line first, then by word within the lines that changed."""

import re
from collections.abc import Iterator
from itertools import groupby, takewhile
from operator import attrgetter, eq
from typing import NamedTuple

from rapidfuzz.distance import LCSseq

#: Pairs of lines or words compared at most (3,000 by 3,000), which takes about 20 ms.
MOST_PAIRS = 9_000_000


class Difference(NamedTuple):
    """A run of words: "same", "gone", "new", or "long" (followed by all of both texts)."""

    kind: str
    words: str


def word_differences(before: str, after: str) -> list[Difference]:
    """Return what changed between two texts, word by word, as people read it.

    Takes bounded time: where too many words changed to compare them all, a Difference "long"
    says so and the old and the new words follow as a whole.
    """
    found = _differences(before, after)
    return [
        Difference(kind, "".join(run.words for run in runs))
        for kind, runs in groupby(found, key=attrgetter("kind"))
    ]


def _differences(before: str, after: str) -> Iterator[Difference]:
    for old, new, same in _pieces(
        before.splitlines(keepends=True), after.splitlines(keepends=True)
    ):
        for gone, come, kept in _pieces(_words(old), _words(new)):
            if len(gone) * len(come) > MOST_PAIRS:
                yield Difference("long", "")
            for kind, words in (("gone", gone), ("new", come), ("same", kept)):
                if words:
                    yield Difference(kind, "".join(words))
        if same:
            yield Difference("same", "".join(same))


def _words(lines: list[str]) -> list[str]:
    return re.findall(r"\s*\S+\s*|\s+", "".join(lines))


def _pieces(old: list[str], new: list[str]) -> Iterator[tuple[list[str], list[str], list[str]]]:
    """Yield what one list has instead of the other, and what both have after it, in order."""
    start = _shared(old, new)
    tail = _shared(old[start:][::-1], new[start:][::-1])
    a, b = old[start : len(old) - tail], new[start : len(new) - tail]
    yield [], [], old[:start]
    if len(a) * len(b) > MOST_PAIRS:
        yield a, b, old[len(old) - tail :]
        return
    i = j = 0
    for match in LCSseq.editops(a, b).as_matching_blocks():
        yield a[i : match.a], b[j : match.b], a[match.a : match.a + match.size]
        i, j = match.a + match.size, match.b + match.size
    yield [], [], old[len(old) - tail :]


def _shared(old: list[str], new: list[str]) -> int:
    """Return how many entries two lists share from their start."""
    return sum(takewhile(bool, map(eq, old, new)))
