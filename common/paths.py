"""The way something goes, step by step, as `components/_stage_path.html` shows it."""

from collections.abc import Sequence
from typing import NamedTuple

from django.utils.functional import Promise


class PathStep(NamedTuple):
    """One step of a path."""

    label: str | Promise
    is_done: bool
    is_current: bool


def path_of(labels: Sequence[str | Promise], here: int | None) -> list[PathStep]:
    """Return the steps with the one at index ``here`` current; None: not on this path."""
    return [
        PathStep(label, is_done=here is not None and place < here, is_current=place == here)
        for place, label in enumerate(labels)
    ]
