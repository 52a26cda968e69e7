"""Text: what search compares, and what must not be stored."""

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given, strategies as st

from common.text import (
    clean_line,
    hide_ssn,
    normal_address,
    refuse_control_characters,
    refuse_impossible_domain,
    refuse_line_breaks,
    refuse_marks_alone,
    refuse_ssn,
    search_key,
    search_text,
    search_words,
)


@pytest.mark.parametrize(
    ("parts", "key"),
    [
        (("  José   ÁLVAREZ ",), "jose alvarez"),
        (("Straße", "e.V."), "strasse ev"),
        (("Nguyễn", "", "Office"), "nguyen office"),
        (("\ufb01ne",), "fine"),
        (("O'Hare", "O’Hare", "OʼHare", "O`Hare", "O´Hare"), "ohare ohare ohare ohare ohare"),
        (
            ("Self-Help", "Self‑Help", "Self–Help", "Self−Help"),
            "self help self help self help self help",
        ),
        (("“Good Deeds”, Inc.",), "good deeds inc"),
        (("Łódź", "Đặng", "Ørsted", "Æbelø", "Yardım"), "lodz dang orsted aebelo yardim"),
        (("Þór", "Guðrún", "Cœur", "ɓaɗa"), "thor gudrun coeur bada"),
        (("zero\u200bwidth", "so\u00adft", "\u202eabc"), "zerowidth soft abc"),
        (("می‌خواهم",), "میخواهم"),
        (("C++ & 🤝",), "c++ 🤝"),
        (("!?",), "!?"),
        (("\u200b\u3164\u2800\ufe0f",), ""),
        ((), ""),
    ],
)
def test_search_key_drops_marks_case_and_spaces(parts: tuple[str, ...], key: str) -> None:
    assert search_key(*parts) == key


@given(st.text())
def test_search_key_of_a_key_is_itself(text: str) -> None:
    assert search_key(search_key(text)) == search_key(text)


@pytest.mark.parametrize("name", ["Self-Help", "Self‑Help", "Self Help", "Selfhelp", "SELF—HELP"])
@pytest.mark.parametrize("query", ["selfhelp", "self help", "Self-Help", "self‑help & more"])
def test_a_hyphen_is_found_in_every_spelling(name: str, query: str) -> None:
    stored = search_text(name, "and more")
    assert all(word in stored for word in search_words(query))


@given(st.text())
def test_what_is_stored_is_found_by_itself(text: str) -> None:
    assert all(word in search_text(text) for word in search_words(text))


@given(
    st.text(
        alphabet=st.sampled_from(
            "aé \t'’-‑\u200b\u200c\u200d\ufe0f\u202eم👩\u0301\U0001f3f4\U000e0067\U000e007f"
        )
    )
)
def test_a_clean_line_stays_as_it_is(text: str) -> None:
    assert clean_line(clean_line(text)) == clean_line(text)


@pytest.mark.parametrize(
    ("typed", "line"),
    [
        ("zero\u200bwidth", "zerowidth"),
        ("soft\u00adhyphen", "softhyphen"),
        ("\u202egnp.exe\u202c", "gnp.exe"),
        ("\ufeffAda\u200e", "Ada"),
        ("A\u200dda", "Ada"),
        ("\u2066 \u200b \u3164", ""),
        ("می\u200cخواهم", "می\u200cخواهم"),  # Persian: a prefix that doesn't join
        ("ক্\u200dষ", "ক্\u200dষ"),  # Bengali: a half letter
        ("র\u200d্যাব", "র\u200d্যাব"),  # Bengali: the joiner stands before the virama
        ("👩\u200d👩\u200d👧", "👩\u200d👩\u200d👧"),
        ("❤\ufe0f 👨🏽\u200d⚕\ufe0f", "❤\ufe0f 👨🏽\u200d⚕\ufe0f"),
        ("葛\U000e0100", "葛\U000e0100"),
        ("a\u200d\u200cb\ufe0f\ufe0f", "ab\ufe0f"),
    ],
)
def test_a_clean_line_has_only_what_is_seen_or_needed(typed: str, line: str) -> None:
    assert clean_line(typed) == line


def test_clean_line_composes_trims_and_keeps_single_spaces() -> None:
    assert clean_line("  Jose\u0301 \t Park ") == "Jos\u00e9 Park"


@pytest.mark.parametrize(
    "text", ["SSN 123-45-6789", "123 45 6789", "123\u201145\u20136789.", "(987-65-4321)"]
)
def test_a_social_security_number_is_refused(text: str) -> None:
    with pytest.raises(ValidationError, match="Social Security"):
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


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        (" Jo@Example.ORG ", "jo@example.org"),
        ("jo@MÜLLER.example", "jo@xn--mller-kva.example"),
        ("jo@xn--mller-kva.example", "jo@xn--mller-kva.example"),
        (f"jo@{'ü' * 60}.example", f"jo@{'ü' * 60}.example"),
        ("", ""),
    ],
)
def test_an_address_is_stored_in_one_way_however_it_is_typed(typed: str, stored: str) -> None:
    assert normal_address(typed) == stored
    assert normal_address(stored) == stored


@pytest.mark.parametrize(
    "domain", ["ü" * 60 + ".example", ".".join(["ü" * 30] * 7), "ü..example", "-ü.example"]
)
def test_a_domain_that_cannot_exist_is_refused(domain: str) -> None:
    with pytest.raises(ValidationError, match="after the @"):
        refuse_impossible_domain(f"jo@{domain}")


def test_a_domain_of_any_script_may_exist() -> None:
    for domain in ("müller.example", "пример.example", "例え.example", "example.org"):
        refuse_impossible_domain(f"jo@{domain}")
