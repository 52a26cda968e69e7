"""From bytes to rows, whatever spreadsheet program made them."""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from common.errors import DomainError

#: A file with more rows is refused before anything is written.
MOST_ROWS = 100_000

#: No cell is longer; a quote that is never closed would swallow the rest of the file.
LONGEST_CELL = 65_536

DELIMITERS = (",", ";", "\t")


class BadFile(DomainError):
    """The file can't be read as a whole; the message says where and what to do."""

    def __init__(self, message: str) -> None:
        super().__init__(message, field="upload")


@dataclass(frozen=True)
class Table:
    """A file: its column names in lower case, and per row its cells and the line it began on."""

    columns: list[str]
    rows: list[tuple[int, list[str]]]


def read_table(content: bytes) -> Table:
    """Read a CSV file in any common encoding and with any common delimiter.

    Raises BadFile for an empty file, for columns that occur twice, for a quote that is never
    closed and for more than 100,000 rows.
    """
    lines = _lines(_decoded(content))
    first = next(lines, None)
    if first is None:
        raise BadFile(_("The file is empty. Choose another one."))
    columns = [" ".join(name.split()).casefold().replace(" ", "_") for name in first[1]]
    double = [name for name, count in Counter(columns).items() if count > 1 and name]
    if double:
        raise BadFile(
            _("The column “%(name)s” occurs twice. Rename or remove one of them.")
            % {"name": double[0]}
        )
    rows = [(line, cells) for line, cells in lines if any(cell.strip() for cell in cells)]
    if len(rows) > MOST_ROWS:
        raise BadFile(
            _("The file has %(count)s rows; up to %(most)s can be read at once. Split it.")
            % {"count": len(rows), "most": MOST_ROWS}
        )
    return Table(columns=columns, rows=rows)


def _decoded(content: bytes) -> str:
    """UTF-8 or UTF-16 by their marks, else UTF-8, else what Windows programs write."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def _lines(text: str) -> Iterator[tuple[int, list[str]]]:
    """Each record with the line it began on. Raises BadFile for a broken quote."""
    header = re.split(r"[\r\n]", text.lstrip("\r\n"), maxsplit=1)[0]
    delimiter = max(DELIMITERS, key=header.count)
    csv.field_size_limit(LONGEST_CELL)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    began = 1
    try:
        for cells in reader:
            if cells:
                yield began, cells
            began = reader.line_num + 1
    except csv.Error as error:
        raise BadFile(
            _('In line %(line)s or after it a quote (") is not closed. Mend it, then try again.')
            % {"line": began}
        ) from error
