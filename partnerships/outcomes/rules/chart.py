"""Both sides' figures over time as numbers to draw: no markup."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

LEFT, TOP, WIDE, HIGH, FOOT = 56, 16, 520, 160, 44  # in units of the drawing
MOST_TICKS = 4  # beside the first one
STEPS = (1, 2, 5)  # the highest line of the grid is one of these times a power of ten


@dataclass(frozen=True)
class TrendMark:
    """One figure of one side."""

    x: int
    y: int

    @property
    def corner(self) -> tuple[int, int]:
        """The upper left corner of a square mark."""
        return (self.x - 5, self.y - 5)


@dataclass(frozen=True)
class Course:
    """The marks of a side, and its strokes: one for each stretch without a gap."""

    marks: list[TrendMark]
    strokes: list[str]


@dataclass(frozen=True)
class TrendChart:
    """Everything to draw; ``words`` says the same for those who can't see it."""

    ours: Course
    theirs: Course
    ticks: list[tuple[int, str]]
    grid: list[tuple[int, str]]
    target_y: int | None
    words: str
    width: int = LEFT + WIDE + 56
    height: int = TOP + HIGH + FOOT
    left: int = LEFT
    right: int = LEFT + WIDE
    foot: int = TOP + HIGH + FOOT - 12


@dataclass(frozen=True)
class TrendPoint:
    """One step of the way: its label, and both sides' values; None where there is none."""

    label: str
    ours: Fraction | None
    theirs: Fraction | None


def trend_of(points: Sequence[TrendPoint], *, target: int | None, words: str) -> TrendChart | None:
    """Lay out a chart; None while there is nothing to draw."""
    known = [value for one in points for value in (one.ours, one.theirs) if value is not None]
    if not known:
        return None
    top = ceiling(max(*known, Fraction(target or 0), Fraction(1)))
    xs = [_x(place, len(points)) for place in range(len(points))]
    every = 1 + (len(points) - 1) // MOST_TICKS
    return TrendChart(
        ours=_course(xs, [one.ours for one in points], top),
        theirs=_course(xs, [one.theirs for one in points], top),
        ticks=[(xs[n], one.label) for n, one in enumerate(points) if n % every == 0],
        grid=[(_y(Fraction(top, 2) * n, top), _shown(Fraction(top, 2) * n)) for n in range(3)],
        target_y=_y(Fraction(target), top) if target is not None else None,
        words=words,
    )


def ceiling(highest: Fraction) -> int:
    """Return the next round number that is no less, such as 1, 2, 5, 10, 20 or 50."""
    power = 1
    while True:
        for step in STEPS:
            if step * power >= highest:
                return step * power
        power *= 10


def _course(xs: list[int], values: list[Fraction | None], top: int) -> Course:
    marks, strokes, stretch = list[TrendMark](), list[str](), list[TrendMark]()
    for x, value in zip(xs, values, strict=True):
        if value is None:
            strokes, stretch = _ended(strokes, stretch), []
            continue
        mark = TrendMark(x, _y(value, top))
        marks.append(mark)
        stretch.append(mark)
    return Course(marks, _ended(strokes, stretch))


def _ended(strokes: list[str], stretch: list[TrendMark]) -> list[str]:
    """Add the line of a stretch of marks; a single mark needs none."""
    drawn = " ".join(f"{mark.x},{mark.y}" for mark in stretch)
    return [*strokes, drawn] if len(stretch) > 1 else strokes


def _x(place: int, count: int) -> int:
    return LEFT + WIDE // 2 if count == 1 else LEFT + round(Fraction(WIDE * place, count - 1))


def _y(value: Fraction, top: int) -> int:
    return TOP + round(HIGH * (1 - value / top))


def _shown(value: Fraction) -> str:
    return f"{float(value):g}"
