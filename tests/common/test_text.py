"""Text: what search compares, and what must not be stored."""

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from common.text import (
    clean_line,
    hide_ssn,
    refuse_control_characters,
    refuse_line_breaks,
    refuse_marks_alone,
    refuse_ssn,
    search_key,
)


@pytest.mark.parametrize(
    ("parts", "key"),
    [
        (("  José   ÁLVAREZ ",), "jose alvarez"),
        (("Straße", "e.V."), "strasse e.v."),
        (("Nguyễn", "", "Office"), "nguyen office"),
        (("\ufb01ne",), "fine"),
        ((), ""),
    ],
)
def test_search_key_drops_marks_case_and_spaces(parts: tuple[str, ...], key: str) -> None:
    assert search_key(*parts) == key


@given(st.text())
def test_search_key_of_a_key_is_itself(text: str) -> None:
    assert search_key(search_key(text)) == search_key(text)


def test_clean_line_composes_trims_and_keeps_single_spaces() -> None:
    assert clean_line("  Jose\u0301 \t Park ") == "Jos\u00e9 Park"


@pytest.mark.parametrize(
    "text", ["SSN 123-45-6789", "123 45 6789", "123\u201145\u20136789.", "(987-65-4321)"]
)
def test_a_social_security_number_is_refused(text: str) -> None:
    with pytest.raises(ValidationError, match="social security"):
        refuse_ssn(text)


@pytest.mark.parametrize(
    "text", ["EIN 12-3456789", "(415) 555-0123", "415-555-0123", "94612-1234", "A123-45-67890"]
)
def test_other_numbers_pass(text: str) -> None:
    refuse_ssn(text)


@pytest.mark.parametrize("text", ["a\0b", "a\x1bb", "\ud800", "\x7f"])
def test_control_characters_and_lone_surrogates_are_refused(text: str) -> None:
    with pytest.raises(ValidationError):
        refuse_control_characters(text)


@pytest.mark.parametrize("text", ["two\nlines", "tab\tbed", "rtl \u202e", "zero\u200bwidth", "🤝"])
def test_text_that_merely_looks_odd_is_kept(text: str) -> None:
    refuse_control_characters(text)


@pytest.mark.parametrize("text", ["a\r\nBcc: b", "a\nb", "a\rb", "a\u2028b", "a\x85b"])
def test_line_breaks_are_refused_where_one_line_is_meant(text: str) -> None:
    with pytest.raises(ValidationError, match="one line"):
        refuse_line_breaks(text)


def test_accents_alone_are_no_name() -> None:
    with pytest.raises(ValidationError, match="letters or numbers"):
        refuse_marks_alone("\u0301\u0301")
    refuse_marks_alone("É")
    refuse_marks_alone("")


def test_what_is_shown_has_no_social_security_number() -> None:
    assert hide_ssn("EIN 123-45-6789, late") == "EIN …, late"
    assert hide_ssn("12-3456789") == "12-3456789"
