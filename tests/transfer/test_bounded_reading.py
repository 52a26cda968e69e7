"""A file that is too long is refused at the first row too many, in little memory."""

import io
import tracemalloc
from datetime import UTC, datetime

import pytest
from django.core.files.base import File

from partnerships.transfer import actions
from partnerships.transfer.lifecycle import Encoding
from partnerships.transfer.models import ImportRun
from partnerships.transfer.rules import BadFile
from partnerships.transfer.rules.reading import MOST_ROWS, PIECE

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)
SIZE = 25 * 1024 * 1024
LITTLE = 8 * 1024 * 1024  # bytes


class Made(io.RawIOBase):
    """A file of one line again and again, which isn't kept anywhere; notes what was read."""

    def __init__(self, header: bytes, line: bytes) -> None:
        self.header, self.line, self.at, self.read_up_to = header, line, 0, 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, at: int, whence: int = io.SEEK_SET) -> int:
        self.at = at + {io.SEEK_SET: 0, io.SEEK_CUR: self.at, io.SEEK_END: SIZE}[whence]
        return self.at

    def tell(self) -> int:
        return self.at

    def readinto(self, into: bytearray | memoryview) -> int:  # type: ignore[override]
        count = min(len(into), SIZE - self.at)
        phase = (self.at - len(self.header)) % len(self.line)
        text = self.header[self.at :] if self.at < len(self.header) else b""
        body = self.line[phase if not text else 0 :] + self.line * (count // len(self.line) + 1)
        into[:count] = (text + body)[:count]
        self.at += count
        self.read_up_to = max(self.read_up_to, self.at)
        return count


def made(header: bytes) -> tuple[Made, File[bytes]]:
    raw = Made(header, b"a\n")
    return raw, File(io.BufferedReader(raw), name="a.csv")


@pytest.mark.parametrize(
    ("header", "words"), [(b"a\n", "name"), (b"name\n", f"more than {MOST_ROWS:,} rows")]
)
def test_25_megabytes_of_short_lines_are_refused_where_the_limit_is(
    header: bytes, words: str
) -> None:
    raw, upload = made(header)
    tracemalloc.start()
    try:
        with pytest.raises(BadFile, match=words):
            actions.import_file(
                upload=upload,
                file_name="a.csv",
                format_=None,
                encoding=Encoding.UTF_8,
                by=None,
                clock=lambda: NOW,
                dry_run=False,
            )
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert raw.read_up_to <= len(header) + 2 * MOST_ROWS + 2 * PIECE
    assert peak < LITTLE
    assert not ImportRun.objects.exists()


def test_guessing_the_encoding_of_such_a_file_keeps_none_of_it() -> None:
    _raw, upload = made(b"a\n")
    tracemalloc.start()
    try:
        with pytest.raises(BadFile, match="name"):
            actions.start(
                upload=upload, file_name="a.csv", format_=None, encoding=None, by=None, now=NOW
            )
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < LITTLE
