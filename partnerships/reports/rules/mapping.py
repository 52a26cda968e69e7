"""A map of people and organizations: where each is drawn, in pixels. Layout by Graphviz."""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from textwrap import wrap
from threading import Lock

import pygraphviz
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

#: What each kind of box and of line stands for.
LEGEND = (
    ("organization", _("Organization")),
    ("ours", _("One of us")),
    ("theirs", _("One of them")),
    ("fresh", _("Talked in the past 6 months")),
    ("old", _("Talked before that")),
    ("silent", _("A job or a seat only")),
)

Point = tuple[float, float]

#: Letters in a line of a box; a word that is longer has a line of its own.
LETTERS = 24
#: Pixels: a letter, a line, and the room around the text of a box.
LETTER, BOLD_LETTER, LINE, BESIDE, ABOVE = 6.6, 7.2, 15, 20, 12
#: Pixels around the drawing, and between two boxes.
MARGIN, APART = 8, 7

#: What is asked of Graphviz: no box on another, curves around boxes, and always the same.
ASKED = {
    "overlap": "vpsc",
    "sep": f"+{APART}",
    "splines": "true",
    "esep": "+3",
    "start": "7",
}

LENGTH = "1.7"  # inches between the middles of two boxes, where there is room

POINTS = 72  # of an inch, in which Graphviz takes sizes

#: Graphviz keeps state of its own and may be asked by one thread at a time.
GRAPHVIZ = Lock()


@dataclass(frozen=True)
class Box:
    """Someone or something on the map: ``kind`` tells how it is drawn."""

    name: str
    kind: str
    url: str = ""

    @property
    def lines(self) -> list[str]:
        """The name, in lines short enough."""
        return wrap(self.name, LETTERS, break_long_words=False) or [""]

    @property
    def width(self) -> int:
        letter = BOLD_LETTER if self.kind == "organization" else LETTER
        return round(max(map(len, self.lines)) * letter) + BESIDE

    @property
    def height(self) -> int:
        return len(self.lines) * LINE + ABOVE


@dataclass(frozen=True)
class Placed:
    """A box with its upper left corner."""

    box: Box
    x: int
    y: int

    @property
    def middle(self) -> tuple[int, int]:
        return (self.x + self.box.width // 2, self.y + self.box.height // 2)

    @property
    def rows(self) -> list[tuple[int, str]]:
        """Each line of the name with the height at which it stands."""
        top = self.y + ABOVE // 2 + LINE - 4
        return [(top + number * LINE, text) for number, text in enumerate(self.box.lines)]


@dataclass(frozen=True)
class Wire:
    """A line from box to box, around the others; ``kind`` tells how it is drawn.

    ``points`` are those of a cubic curve: where it begins, then three for each piece.
    """

    points: list[Point]
    kind: str

    @property
    def path(self) -> str:
        """The curve as an SVG path."""
        begin, *rest = (f"{x:.0f},{y:.0f}" for x, y in self.points)
        return f"M{begin}C{' '.join(rest)}"


@dataclass(frozen=True)
class NetworkMap:
    """Everything to draw. ``words`` say it in short, ``more`` what isn't shown."""

    boxes: list[Placed]
    wires: list[Wire]
    width: int
    height: int
    words: str
    more: str = ""
    kind: str = "map"

    @property
    def legend(self) -> Iterable[tuple[str, str | Promise]]:
        """What each kind of box and of line stands for."""
        return LEGEND


def map_of(
    boxes: Mapping[Hashable, Box],
    wires: Iterable[tuple[Hashable, Hashable, str]],
    *,
    words: str,
    more: str = "",
) -> NetworkMap:
    """Lay boxes out so that none covers another; the same input gives the same map."""
    drawn = list(wires)
    laid = _laid_out(list(boxes.values()), _numbered(boxes, drawn))
    placed = [
        Placed(box, round(x - box.width / 2), round(y - box.height / 2))
        for box, (x, y) in zip(boxes.values(), laid.middles, strict=True)
    ]
    kinds = (kind for _one, _other, kind in drawn)
    lines = [Wire(points, kind) for points, kind in zip(laid.curves, kinds, strict=True)]
    return NetworkMap(placed, lines, laid.width, laid.height, words, more)


def _numbered(
    boxes: Iterable[Hashable], wires: Iterable[tuple[Hashable, Hashable, str]]
) -> list[tuple[int, int]]:
    numbers = {key: number for number, key in enumerate(boxes)}
    return [(numbers[one], numbers[other]) for one, other, _kind in wires]


@dataclass(frozen=True)
class Laid:
    """Where Graphviz puts the middles of boxes and the curves between them."""

    middles: list[Point]
    curves: list[list[Point]]
    width: int
    height: int


def _laid_out(boxes: Sequence[Box], wires: Sequence[tuple[int, int]]) -> Laid:
    """Ask Graphviz. It gets numbers alone: what people typed never reaches it."""
    with GRAPHVIZ:
        graph = pygraphviz.AGraph(strict=True, **ASKED)
        graph.edge_attr["len"] = LENGTH
        for number, box in enumerate(boxes):
            size = {"width": box.width / POINTS, "height": box.height / POINTS}
            graph.add_node(number, shape="box", fixedsize="true", label="", **size)
        for one, other in wires:
            graph.add_edge(one, other)
        graph.layout(prog="neato")
        left, low, right, high = (float(one) for one in graph.graph_attr["bb"].split(","))
        middles = [graph.get_node(number).attr["pos"] for number in range(len(boxes))]
        curves = [graph.get_edge(one, other).attr["pos"] for one, other in wires]
        graph.close()

    def point(text: str) -> Point:
        x, y = text.split(",")
        return (float(x) - left + MARGIN, high - float(y) + MARGIN)

    return Laid(
        [point(text) for text in middles],
        [[point(text) for text in curve.split()] for curve in curves],
        round(right - left) + 2 * MARGIN,
        round(high - low) + 2 * MARGIN,
    )
