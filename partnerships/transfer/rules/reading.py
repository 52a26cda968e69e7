"""From bytes to rows, whatever spreadsheet program made them; read in pieces, up to a bound."""

import codecs
import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import IO

from django.utils.translation import gettext as _

from common.errors import DomainError
from partnerships.transfer.lifecycle import Encoding

#: A file with more rows is refused before anything is written; so is one of blank lines.
MOST_ROWS = 100_000
MOST_LINES = 10 * MOST_ROWS
MOST_COLUMNS = 200

#: Characters of one row. A quote that is never closed would swallow the rest of the file.
LONGEST_ROW = 65_536

DELIMITERS = (",", ";", "\t", "|")
PIECE = 65_536  # bytes

#: The first line that Excel writes or reads to say which delimiter follows.
SEP_LINE = re.compile(r'"?sep=(.)"?\s*', re.IGNORECASE)

MARKS = {
    codecs.BOM_UTF8: Encoding.UTF_8,
    codecs.BOM_UTF16_LE: Encoding.UTF_16_LE,
    codecs.BOM_UTF16_BE: Encoding.UTF_16_BE,
}


class BadFile(DomainError):
    """The file can't be read as a whole; the message says where and what to do."""

    def __init__(self, message: str) -> None:
        super().__init__(message, field="upload")


@dataclass(frozen=True)
class Table:
    """A file: its column names in lower case, and per row its cells and the line it began on.

    Rows are read as they are asked for, once. Reading them raises BadFile for a row that is too
    long, a quote that is never closed and more rows than the limit.
    """

    columns: list[str]
    rows: Iterator[tuple[int, list[str]]]


def read_table(source: IO[bytes], encoding: Encoding) -> Table:
    """Begin to read a CSV file with any common delimiter.

    Raises BadFile for an empty file, and for too many columns or columns that occur twice.
    """
    source.seek(0)
    text = io.TextIOWrapper(source, encoding=encoding, errors="replace", newline="")
    records = _records(text)
    first = next(records, None)
    if first is None:
        raise BadFile(_("This file is empty. Choose another one."))
    columns = [" ".join(name.split()).casefold().replace(" ", "_") for name in first[1]]
    if len(columns) > MOST_COLUMNS:
        raise BadFile(
            _("The file has %(count)s columns. The limit is %(most)s. Remove the others.")
            % {"count": len(columns), "most": MOST_COLUMNS}
        )
    double = [name for name, count in Counter(columns).items() if count > 1 and name]
    if double:
        raise BadFile(
            _("The column “%(name)s” appears twice. Rename or remove one of them.")
            % {"name": double[0]}
        )
    return Table(columns=columns, rows=_bounded(records))


def encoding_of(source: IO[bytes]) -> Encoding:
    """Return how a file seems to be encoded: by its mark, by its zeros, as UTF-8 or as Windows'.

    Raises BadFile for what is no text at all, such as a workbook.
    """
    source.seek(0)
    head = source.read(PIECE)
    _refuse_other_kinds(head)
    for mark, encoding in MARKS.items():
        if head.startswith(mark):
            return encoding
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if odd > len(head) / 8 and odd > 4 * even:
        return Encoding.UTF_16_LE
    if even > len(head) / 8 and even > 4 * odd:
        return Encoding.UTF_16_BE
    return Encoding.UTF_8 if _is_utf_8(source) else Encoding.WINDOWS_1252


def _refuse_other_kinds(head: bytes) -> None:
    """Say what a file is that people bring instead of a CSV file."""
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        if any(sign in head for sign in (b"xl/", b"[Content_Types].xml", b"opendocument.spread")):
            raise _workbook()
        raise BadFile(_("This is a ZIP archive. Unpack it, then choose the CSV file inside."))
    if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        raise _workbook()
    if head.startswith(b"%PDF"):
        raise BadFile(_("This is a PDF. Ask for the list as a CSV file, then choose that file."))
    if head.startswith((b"\x1f\x8b", b"\x89PNG", b"\xff\xd8\xff", b"{\\rtf")) or (
        head.lstrip(b"\xef\xbb\xbf \r\n\t")[:1] == b"<"
    ):
        raise BadFile(_("This isn't a CSV file. Save the list as CSV, then choose that file."))


def _workbook() -> BadFile:
    return BadFile(
        _("This is an Excel workbook. Save it as CSV (File, Save As), then choose that file.")
    )


def _is_utf_8(source: IO[bytes]) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    source.seek(0)
    try:
        while piece := source.read(PIECE):
            decoder.decode(piece)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _bounded(records: Iterator[tuple[int, list[str]]]) -> Iterator[tuple[int, list[str]]]:
    """Rows that hold anything. Raises BadFile at the first one above the limit."""
    count = 0
    for lines, (line, cells) in enumerate(records):
        filled = any(cell.strip() for cell in cells)
        count += filled
        if count > MOST_ROWS or lines > MOST_LINES:
            raise BadFile(
                _("The file has more than %(most)s rows. Split it into smaller files.")
                % {"most": f"{MOST_ROWS:,}"}
            )
        if filled:
            yield line, cells


class _RowTooLong(Exception):
    """A row has more characters than the limit."""


class _Lines:
    """The lines of a text, as long as the row they belong to is not too long."""

    def __init__(self, text: io.TextIOWrapper) -> None:
        self._text = text
        self._room = LONGEST_ROW
        self._again = ""

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        line, self._again = self._again or self._text.readline(self._room + 1), ""
        if not line:
            raise StopIteration
        self._room -= len(line)
        if self._room < 0:
            raise _RowTooLong
        return line

    def give_back(self, line: str) -> None:
        """Give this line again next."""
        self._again = line
        self.begin_row()

    def begin_row(self) -> None:
        """Say that the next line belongs to another row."""
        self._room = LONGEST_ROW


def _records(text: io.TextIOWrapper) -> Iterator[tuple[int, list[str]]]:
    """Yield each record with its first line number. Raises BadFile for one never closed."""
    lines, began = _Lines(text), 1
    try:
        delimiter, skipped = _delimiter(lines)
        began += skipped
        reader = csv.reader(lines, delimiter=delimiter, strict=True)
        for cells in reader:
            lines.begin_row()
            if cells:
                yield began, cells
            began = skipped + reader.line_num + 1
    except _RowTooLong as error:
        raise BadFile(
            _(
                "The row that starts on line %(line)s has more than %(most)s "
                'characters. It may have an unclosed quote ("). Fix the row, then '
                "try again."
            )
            % {"line": began, "most": f"{LONGEST_ROW:,}"}
        ) from error
    except csv.Error as error:
        raise BadFile(
            _("A quote (\") isn't closed on or after line %(line)s. Fix it, then try again.")
            % {"line": began}
        ) from error
    finally:
        with suppress(ValueError):  # it is closed already
            text.detach()  # else the file would be closed with it


def _delimiter(lines: _Lines) -> tuple[str, int]:
    """Return what stands between the cells, and how many lines come before the header."""
    skipped = 0
    for line in lines:
        header = line.removeprefix("\ufeff")
        if said := SEP_LINE.fullmatch(header):
            lines.begin_row()
            return said[1], skipped + 1
        if header.strip():
            lines.give_back(header)
            return max(DELIMITERS, key=header.count), skipped
        lines.begin_row()
        skipped += 1
        if skipped > MOST_LINES:
            break
    return DELIMITERS[0], skipped
