"""How a file is read, and what a row of it must be."""

from partnerships.transfer.rules.mapping import (
    HEADERS,
    BadRow,
    Row,
    detect,
    row_of,
)
from partnerships.transfer.rules.reading import BadFile, Table, read_table

__all__ = ["HEADERS", "BadFile", "BadRow", "Row", "Table", "detect", "read_table", "row_of"]
