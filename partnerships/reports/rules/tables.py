"""Tables of figures: a page, a chart, a CSV file, a PDF and an email are all made from them."""

from dataclasses import dataclass, replace
from datetime import date

from django.utils.text import slugify
from django.utils.translation import gettext as _

from common.templatetags.lists import cell_day
from common.templatetags.ui import percent
from partnerships.reports.lifecycle import ON_A_CARD

NOTHING = "—"


@dataclass(frozen=True)
class Cell:
    """What a table says in one place: a text or a number, and the address of its rows."""

    text: str
    url: str = ""
    number: float | None = None
    tone: str = ""
    day: date | None = None

    @property
    def plain(self) -> str | float:
        """What a spreadsheet reads: days as 2026-12-03, numbers without a sign for percent."""
        if self.day:
            return self.day.isoformat()
        return self.text if self.number is None else float(f"{self.number:.10g}")


@dataclass(frozen=True)
class Table:
    """Rows of cells; the first cell of each row names it. ``more`` says that some aren't shown.

    ``brief`` are the columns that a card has room for.
    """

    title: str
    heads: list[str]
    rows: list[list[Cell]]
    empty: str = ""
    more: int = 0
    more_url: str = ""
    brief: tuple[int, ...] = ()

    @property
    def id(self) -> str:
        """What names it on a page."""
        return f"table-{slugify(self.title)}"

    @property
    def columns(self) -> list[tuple[str, bool]]:
        """Each head, and whether numbers stand below it."""
        places = range(len(self.heads))
        known = [any(row[place].number is not None for row in self.rows) for place in places]
        return list(zip(self.heads, known, strict=True))

    @property
    def lines(self) -> list[list[tuple[Cell, bool]]]:
        """Each row; its cells with whether they stand among numbers."""
        known = [is_number for _head, is_number in self.columns]
        return [list(zip(row, known, strict=True)) for row in self.rows]

    def for_card(self) -> "Table":
        """Its first rows, with the columns that a card has room for."""
        kept = self.brief or tuple(range(len(self.heads)))
        return replace(
            self,
            heads=[self.heads[column] for column in kept],
            rows=[[row[column] for column in kept] for row in self.rows[:ON_A_CARD]],
            more=self.more + max(0, len(self.rows) - ON_A_CARD),
        )


def count(number: int, url: str = "", *, bad: bool = False) -> Cell:
    """A number of rows; one that is bad is marked where there are any."""
    return Cell(str(number), url, number, "bad" if bad and number else "")


def lacking(number: int, url: str = "") -> Cell:
    """A number of rows that is bad where there are none."""
    return Cell(str(number), url, number, "" if number else "bad")


def share(part: int, whole: int, url: str = "") -> Cell:
    """Which part of the whole, in percent; a dash of nothing."""
    if not whole:
        return Cell(NOTHING)
    return Cell(percent(part, whole), url, 100 * part / whole)


def days(number: int | None) -> Cell:
    """A number of days; a dash for none."""
    return Cell(NOTHING) if number is None else Cell(str(number), number=number)


def on(day: date | None) -> Cell:
    """A day; a dash for none."""
    return Cell(cell_day(day) or NOTHING, day=day)


def part_of(part: int, whole: int) -> str:
    """Return "5 of 7"."""
    return _("%(part)d of %(whole)d") % {"part": part, "whole": whole}


@dataclass(frozen=True)
class Bar:
    """One row of a chart of bars; ``width`` is in percent of the longest, as SVG reads it."""

    cell: Cell
    label: str
    width: str
    note: str = ""
    tone: str = ""


@dataclass(frozen=True)
class Bars:
    """A chart of bars, drawn from a table."""

    bars: list[Bar]
    kind: str = "bars"


@dataclass(frozen=True)
class Point:
    """One value of a line."""

    x: int
    y: int
    text: str


@dataclass(frozen=True)
class Line:
    """A line over time, drawn from a table, in the units of the drawing."""

    points: list[Point]
    grid: list[tuple[int, str]]
    labels: list[tuple[int, str]]
    words: str
    width: int = 460
    height: int = 176
    kind: str = "line"

    @property
    def path(self) -> str:
        """The points as an SVG polyline takes them."""
        return " ".join(f"{point.x},{point.y}" for point in self.points)


def bars_of(
    table: Table, column: int, *, note: int | None = None, words: str = "%s", of: int = 1
) -> Bars:
    """Draw one column of a table; another one may stand beside it in words.

    The longest bar is the biggest number, at least ``of``.
    """
    longest = max([row[column].number or 0 for row in table.rows] + [of])
    return Bars(
        [
            Bar(
                cell=row[column],
                label=row[0].text,
                width=f"{100 * (row[column].number or 0) / longest:.2f}",
                note=words % row[note].text
                if note is not None and row[note].number is not None
                else "",
                tone=row[column].tone,
            )
            for row in table.rows
        ]
    )


LEFT, TOP, WIDE, HIGH = 72, 20, 350, 112  # where the line is drawn, in units of the drawing


def line_of(table: Table, column: int, steps: list[str]) -> Line:
    """Draw one column of a table over its rows; ``steps`` name the values from 1 on."""
    last = len(table.rows) - 1

    def x_of(place: int) -> int:
        return round(LEFT + WIDE * place / last)

    def y_of(value: float) -> int:
        return round(TOP + HIGH * (len(steps) - value) / (len(steps) - 1))

    points = [
        Point(x_of(place), y_of(number), row[column].text)
        for place, row in enumerate(table.rows)
        if (number := row[column].number) is not None
    ]
    labels = [(x_of(place), table.rows[place][0].text) for place in (0, last // 2, last)]
    words = "; ".join(f"{row[0].text}: {row[column].text}" for row in table.rows)
    grid = [(y_of(place), word) for place, word in enumerate(steps, 1)]
    return Line(points, grid, labels, words)
