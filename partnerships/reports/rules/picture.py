"""A chart as a picture to put into a presentation, drawn from the same numbers as on the page."""

from functools import singledispatch
from typing import Any

from django.utils.translation import get_language, gettext as _

from common.pdf import render_png
from partnerships.reports.rules.mapping import LEGEND, NetworkMap, Placed
from partnerships.reports.rules.tables import Bars, Line
from partnerships.reviews.rules.chart import Chart, Mark


def picture_of(
    chart: Bars | Line | Chart | NetworkMap, *, title: str, house: str, period: str, filters: str
) -> bytes:
    """Draw a chart with its title, whose it is and which days it is about, as PNG."""
    return render_png(
        "reports/chart.typ",
        {
            "lang": (get_language() or "en").partition("-")[0],
            "title": title,
            "house": house,
            "period": period,
            "filters": filters,
            "chart": _numbers(chart),
        },
    )


@singledispatch
def _numbers(chart: object) -> dict[str, Any]:
    """What the template draws."""
    raise NotImplementedError(type(chart))


@_numbers.register
def _bars(chart: Bars) -> dict[str, Any]:
    rows = [
        {
            "label": bar.label,
            "width": float(bar.width),
            "value": bar.cell.text,
            "note": bar.note,
            "bad": bar.tone == "bad",
        }
        for bar in chart.bars
    ]
    return {"kind": "bars", "rows": rows}


@_numbers.register
def _line(chart: Line) -> dict[str, Any]:
    return {
        "kind": "line",
        "width": chart.width,
        "height": chart.height,
        "grid": chart.grid,
        "labels": chart.labels,
        "points": [(point.x, point.y, point.text) for point in chart.points],
    }


@_numbers.register
def _sides(chart: Chart) -> dict[str, Any]:
    drawing = chart.wide
    rows = [
        {
            "label": bar.label,
            "y": bar.y,
            "gap": bar.gap,
            "bold": bar.is_apart,
            "ours": _mark(bar.ours),
            "theirs": _mark(bar.theirs),
        }
        for bar in drawing.bars
    ]
    return {
        "kind": "sides",
        "width": drawing.width,
        "height": drawing.height,
        "gap": drawing.gap_x,
        "ticks": drawing.ticks,
        "rows": rows,
        "us": _("Us"),
        "them": _("Them"),
    }


def _mark(mark: Mark | None) -> tuple[int, int] | None:
    return (mark.x, mark.y) if mark else None


@_numbers.register
def _map(chart: NetworkMap) -> dict[str, Any]:
    return {
        "kind": "map",
        "width": chart.width,
        "height": chart.height,
        "wires": [(wire.points, wire.kind) for wire in chart.wires],
        "boxes": [_box(placed) for placed in chart.boxes],
        "more": chart.more,
        "legend": [(kind, str(words)) for kind, words in LEGEND],
    }


def _box(placed: Placed) -> dict[str, Any]:
    box = placed.box
    return {
        "x": placed.x,
        "y": placed.y,
        "width": box.width,
        "height": box.height,
        "kind": box.kind,
        "lines": box.lines,
    }
