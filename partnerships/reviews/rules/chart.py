"""The dumbbell chart of a result as numbers to draw: no markup, no words of its own."""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from partnerships.reviews.rules.scoring import DimensionScore, SideScore

LEFT, STEP, TOP, ROW = 190, 96, 46, 34  # pixels: the axis begins, a point, the first row, a row
NEAR = 12  # marks closer than this are drawn one above the other
RIGHT = LEFT + 4 * STEP


@dataclass(frozen=True)
class Mark:
    """One side's mean, and its spread as a line behind it where there is one."""

    x: int
    y: int
    low: int | None
    high: int | None

    @property
    def corner(self) -> tuple[int, int]:
        """The upper left corner of a square mark."""
        return (self.x - 6, self.y - 6)


@dataclass(frozen=True)
class Bar:
    """One row of the chart."""

    label: str
    y: int
    ours: Mark | None
    theirs: Mark | None
    gap: str
    is_apart: bool

    @property
    def line(self) -> tuple[int, int] | None:
        """Where the line between both marks begins and ends."""
        return (self.ours.x, self.theirs.x) if self.ours and self.theirs else None


@dataclass(frozen=True)
class Chart:
    """Everything to draw, in pixels."""

    bars: list[Bar]
    ticks: list[tuple[int, int]]
    height: int
    width: int = RIGHT + 90
    gap_x: int = RIGHT + 70


def chart_of(scores: Iterable[tuple[str, DimensionScore]]) -> Chart:
    """Lay out a chart of labeled scores, in their order."""
    bars = [_bar(label, score, TOP + place * ROW) for place, (label, score) in enumerate(scores)]
    ticks = [(value, _x(Fraction(value))) for value in range(1, 6)]
    return Chart(bars=bars, ticks=ticks, height=TOP + len(bars) * ROW)


def _bar(label: str, score: DimensionScore, y: int) -> Bar:
    ours, theirs = score.ours.mean, score.theirs.mean
    meet = ours is not None and theirs is not None and abs(_x(ours) - _x(theirs)) < NEAR
    shift = 6 if meet else 0
    return Bar(
        label=label,
        y=y,
        ours=_mark(score.ours, y - shift),
        theirs=_mark(score.theirs, y + shift),
        gap=score.gap_points,
        is_apart=score.is_apart,
    )


def _mark(side: SideScore, y: int) -> Mark | None:
    if side.mean is None:
        return None
    low = None if side.low is None else _x(side.low)
    high = None if side.high is None else _x(side.high)
    return Mark(_x(side.mean), y, low, high)


def _x(value: Fraction) -> int:
    return LEFT + round((value - 1) * STEP)
