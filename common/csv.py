"""CSV that a spreadsheet may open without running what is in it."""

import csv
from collections.abc import Iterable, Sequence
from typing import Protocol

BYTE_ORDER_MARK = "\ufeff"
# First characters by which spreadsheets know a formula (ASVS 1.2.10), full-width forms included.
FORMULA_STARTS = tuple("=+-@\t\r\n\0\uff1d\uff0b\uff0d\uff20")


class TextSink(Protocol):
    """Whatever takes text: an open file, a response."""

    def write(self, text: str, /) -> object: ...


def guard(value: object) -> str:
    """Return the text of a cell, with an apostrophe before what would start a formula.

    A number starts none, even one below zero.
    """
    if isinstance(value, int | float):
        return f"{value:.10g}"
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


class GuardedWriter:
    """Writes rows with every cell quoted and guarded, after a byte order mark for Excel."""

    def __init__(self, sink: TextSink, header: Sequence[str]) -> None:
        sink.write(BYTE_ORDER_MARK)
        self._writer = csv.writer(sink, quoting=csv.QUOTE_ALL)
        self.row(header)

    def row(self, cells: Iterable[object]) -> None:
        """Write one row."""
        self._writer.writerow([guard(cell) for cell in cells])
