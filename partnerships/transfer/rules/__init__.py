"""How a file is read, and what a row of it must be."""

from partnerships.transfer.rules.mapping import (
    HEADERS,
    BadRow,
    Row,
    format_of,
    row_of,
    tags_of,
)
from partnerships.transfer.rules.reading import BadFile, Table, encoding_of, read_table
from partnerships.transfer.rules.seen import Seen

__all__ = [
    "HEADERS",
    "BadFile",
    "BadRow",
    "Row",
    "Seen",
    "Table",
    "encoding_of",
    "format_of",
    "read_table",
    "row_of",
    "tags_of",
]
