"""Zones of our own, whose clocks show what a test needs: nobody waits, or travels in time."""

import struct
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

EPOCH = datetime.fromtimestamp(0, UTC)


@dataclass(frozen=True)
class Zones:
    """A folder in which our programs look for a zone before they look where all zones are."""

    folder: Path

    def put(
        self,
        name: str,
        *,
        shows: datetime,
        at: datetime,
        jump: datetime = EPOCH,
        by: timedelta = timedelta(0),
    ) -> str:
        """Make, or make anew, a zone whose clock shows something at an instant; return its name.

        At `jump` the clock is put on `by` so much, or back.
        """
        offset = shows.replace(tzinfo=UTC) - at
        (self.folder / name).write_bytes(_written(offset, jump, offset + by))
        return name


def _written(offset: timedelta, jump: datetime, then: timedelta) -> bytes:
    """The file of a zone, as RFC 9636 has it: one change, between two offsets."""
    version, kinds = b"TZif2".ljust(20, b"\0"), (offset, then)
    nothing = struct.pack(">6l", 0, 0, 0, 0, 0, 0)
    counts = struct.pack(">6l", 0, 0, 0, 1, len(kinds), 4)
    change = struct.pack(">qB", int(jump.timestamp()), 1)
    offsets = [struct.pack(">lBB", int(kind.total_seconds()), 0, 0) for kind in kinds]
    return b"".join([version, nothing, version, counts, change, *offsets, b"OUR\0", b"\n\n"])
