"""CSV: no cell may run as a formula."""

import csv
import io

import pytest

from common.csv import GuardedWriter, guard


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+1", "-2", "@SUM(A1)", "\tx", "\rx", "\nx", "\0x", "\uff1d1", "\uff0b1", "\uff20x"],
)
def test_a_formula_gets_an_apostrophe(text: str) -> None:
    assert guard(text) == f"'{text}"


@pytest.mark.parametrize("text", ["plain", "1=1", "'quoted'", "", "a@example.org"])
def test_other_text_stays(text: str) -> None:
    assert guard(text) == text


def test_rows_are_quoted_after_a_byte_order_mark() -> None:
    sink = io.StringIO()
    writer = GuardedWriter(sink, ["name", "seats"])
    writer.row(['Bright "Path", Inc.', -3])
    writer.row([None, "-4"])
    assert sink.getvalue().startswith('\ufeff"name","seats"\r\n')
    rows = list(csv.reader(io.StringIO(sink.getvalue().removeprefix("\ufeff"))))
    assert rows[1:] == [['Bright "Path", Inc.', "-3"], ["", "'-4"]]
