"""The dumbbell chart of a result as numbers to draw: no markup, no words of its own."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from partnerships.reviews.rules.scoring import DimensionScore, SideScore

NEAR = 12  # pixels: marks closer than this are drawn one above the other


@dataclass(frozen=True)
class Layout:
    """Where things are drawn, in pixels.

    The axis begins at ``left`` and has ``step`` to a point; the first of the rows is at ``top``,
    with its label ``above`` it.
    """

    left: int
    step: int
    top: int
    row: int
    above: int
    aside: int

    @property
    def right(self) -> int:
        return self.left + 4 * self.step

    def x(self, value: Fraction) -> int:
        return self.left + round((value - 1) * self.step)


#: On a desk labels are beside the rows; on a phone above them, so that words keep their size.
WIDE = Layout(left=190, step=96, top=46, row=34, above=0, aside=90)
NARROW = Layout(left=10, step=66, top=62, row=56, above=22, aside=56)


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
    label_y: int
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
class Drawing:
    """Everything to draw, in pixels."""

    bars: list[Bar]
    ticks: list[tuple[int, int]]
    height: int
    width: int
    gap_x: int


@dataclass(frozen=True)
class Chart:
    """The same chart for a desk and for a phone; one of them is shown."""

    wide: Drawing
    narrow: Drawing


def chart_of(scores: Iterable[tuple[str, DimensionScore]]) -> Chart:
    """Lay out a chart of labeled scores, in their order."""
    scores = list(scores)
    return Chart(wide=_drawn(scores, WIDE), narrow=_drawn(scores, NARROW))


def _drawn(scores: Sequence[tuple[str, DimensionScore]], layout: Layout) -> Drawing:
    bars = [
        _bar(label, score, layout.top + place * layout.row, layout)
        for place, (label, score) in enumerate(scores)
    ]
    return Drawing(
        bars=bars,
        ticks=[(value, layout.x(Fraction(value))) for value in range(1, 6)],
        height=layout.top + len(bars) * layout.row - layout.above,
        width=layout.right + layout.aside,
        gap_x=layout.right + layout.aside - (20 if layout is WIDE else 2),
    )


def _bar(label: str, score: DimensionScore, y: int, layout: Layout) -> Bar:
    ours, theirs = score.ours.mean, score.theirs.mean
    meet = (
        ours is not None and theirs is not None and abs(layout.x(ours) - layout.x(theirs)) < NEAR
    )
    shift = 6 if meet else 0
    return Bar(
        label=label,
        label_y=y - layout.above,
        y=y,
        ours=_mark(score.ours, y - shift, layout),
        theirs=_mark(score.theirs, y + shift, layout),
        gap=score.gap_points,
        is_apart=score.is_apart,
    )


def _mark(side: SideScore, y: int, layout: Layout) -> Mark | None:
    if side.mean is None:
        return None
    low = None if side.low is None else layout.x(side.low)
    high = None if side.high is None else layout.x(side.high)
    return Mark(layout.x(side.mean), y, low, high)
