"""How a file is read, and what a row of it must be."""

from partnerships.transfer.rules.mapping import HEADERS, BadRow, Row, format_of, row_of
from partnerships.transfer.rules.reading import BadFile, Table, read_table
from partnerships.transfer.rules.seen import Seen

__all__ = [
    "HEADERS",
    "BadFile",
    "BadRow",
    "Row",
    "Seen",
    "Table",
    "format_of",
    "read_table",
    "row_of",
]
