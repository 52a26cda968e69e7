"""The arithmetic and the words of an agreement."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, strategies as st

from partnerships.agreements import rules

DAY = timedelta(days=1)
START = date(2026, 1, 1)


@pytest.mark.parametrize(
    ("starts", "months", "last"),
    [
        (date(2024, 2, 29), 36, date(2027, 2, 28)),
        (date(2026, 1, 1), 12, date(2026, 12, 31)),
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2026, 3, 31), 1, date(2026, 4, 30)),
        (date(2024, 2, 29), 48, date(2028, 2, 28)),
        (date(2026, 12, 15), 3, date(2027, 3, 14)),
    ],
)
def test_a_term_ends_the_day_before_its_anniversary(starts: date, months: int, last: date) -> None:
    assert rules.last_day_of(starts, months) == last


@given(
    total=st.decimals(0, 10_000_000, places=2),
    shares=st.lists(st.decimals(0, 100, places=4), min_size=1, max_size=12),
)
def test_shares_add_up_to_the_cent(total: Decimal, shares: list[Decimal]) -> None:
    parts = rules.allocate(total, shares)
    whole = sum(shares)
    if not whole:
        assert set(parts) == {Decimal(0)}
        return
    assert sum(parts) == total
    for part, share in zip(parts, shares, strict=True):
        assert abs(part - total * share / whole) < Decimal("0.010001")


def test_three_equal_parts_of_a_hundred_dollars() -> None:
    third = Decimal("33.3333")
    assert rules.allocate(Decimal("100.00"), [third] * 3) == [
        Decimal("33.34"),
        Decimal("33.33"),
        Decimal("33.33"),
    ]


days = st.integers(0, 60)
terms = st.lists(st.tuples(days, st.none() | st.integers(0, 25)), max_size=5)


@given(terms=terms, until=days)
def test_uncovered_days_are_those_that_counting_finds(
    terms: list[tuple[int, int | None]], until: int
) -> None:
    spans = [
        (START + first * DAY, None if length is None else START + (first + length) * DAY)
        for first, length in terms
    ]
    end = START + until * DAY
    gaps = rules.uncovered(spans, end)
    found = {first + n * DAY for first, last in gaps for n in range((last - first).days + 1)}
    begun = min((first for first, _last in spans), default=None)
    counted = set()
    for n in range(until + 1):
        day = START + n * DAY
        covered = any(f <= day and (last is None or day <= last) for f, last in spans)
        if begun and day >= begun and not covered:
            counted.add(day)
    assert found == counted


@pytest.mark.parametrize(
    ("changed", "forced"),
    [
        ({}, False),
        ({"parties": True}, True),
        ({"signing_official": True}, True),
        ({"contribution_percent": Decimal("9.99")}, False),
        ({"contribution_percent": Decimal(10)}, True),
        ({"contribution_percent": Decimal(-10)}, True),
    ],
)
def test_large_changes_need_all_signatures(changed: dict[str, Any], *, forced: bool) -> None:
    nothing = {"parties": False, "signing_official": False, "contribution_percent": None}
    assert rules.forced_substantial(**{**nothing, **changed}, substantial_from=10) == forced


def test_a_text_becomes_simple_html_and_nothing_else() -> None:
    html = rules.to_html(
        "## Why\n\nWe **both** gain.\n\n- one\n- two\n\n<script>alert(1)</script>"
    )
    assert "<h4>Why</h4>" in html
    assert "<strong>both</strong>" in html
    assert "<li>one</li>" in html
    assert "<script" not in html
    assert "&lt;script&gt;" in html
    assert "<a" not in rules.to_html("[here](javascript:alert(1)) https://example.org")


def test_a_text_becomes_blocks_for_paper() -> None:
    blocks = rules.blocks_of(
        "#### Who\n\nWe and **you**.\n\n1. first\n2. second\n\n- a\n  - b\n## So"
    )
    assert [(block["kind"], block["level"]) for block in blocks] == [
        ("heading", 1),
        ("paragraph", 0),
        ("paragraph", 0),
        ("bullet", 1),
        ("bullet", 2),
        ("heading", 1),
    ]
    assert blocks[1]["runs"][1] == {"text": "you", "bold": True}
    assert blocks[2]["runs"] == [{"text": "1. first\n2. second", "bold": False}]


@given(st.text(max_size=60))
def test_words_from_a_record_never_become_marks(words: str) -> None:
    blocks = rules.blocks_of(rules.plain(words))
    assert all(block["kind"] == "paragraph" for block in blocks)
    assert not any(run["bold"] for block in blocks for run in block["runs"])
    said = " ".join(run["text"] for block in blocks for run in block["runs"])
    assert said.split() == words.split()


@given(st.text(alphabet="ab *\\-#_1.\n", max_size=40))
def test_bold_headings_and_items_are_all_that_typing_makes(typed: str) -> None:
    blocks = rules.blocks_of(rules.literal(typed))
    said = "".join(run["text"] for block in blocks for run in block["runs"])
    unmarked = str.maketrans("", "", " \n*-#")
    assert said.translate(unmarked) == typed.translate(unmarked)
    html = rules.to_html(rules.literal(typed))
    assert html.count("<ul>") == html.count("</ul>")
    assert html.count("<li>") == html.count("</li>")


@pytest.mark.parametrize("piece", ["**a ", "**", "\\", "- ", "## ", " ", "a\n", "**a** ", "* "])
def test_a_long_text_of_one_kind_of_mark_takes_no_longer(piece: str) -> None:
    """Parsing is linear: no mark looks back or ahead for others."""
    long = piece * (40_000 // len(piece))
    assert rules.blocks_of(long) is not None
    assert rules.to_html(long) is not None


@given(st.text(max_size=60), st.text(max_size=60))
def test_differences_tell_both_texts(before: str, after: str) -> None:
    found = rules.word_differences(before, after)
    old = "".join(d.words for d in found if d.kind != "new")
    new = "".join(d.words for d in found if d.kind != "gone")
    assert old.split() == before.split()
    assert new.split() == after.split()


def test_only_changed_words_are_shown_in_a_long_text() -> None:
    before = "We meet monthly. " * 7_000
    after = before.replace("monthly", "weekly", 1)
    changed = [d for d in rules.word_differences(before, after) if d.kind != "same"]
    assert changed == [("gone", "monthly. "), ("new", "weekly. ")]


def test_a_text_rewritten_beyond_bounds_is_told_whole() -> None:
    before, after = (" ".join(f"{word}{place}" for place in range(20_000)) for word in "ab")
    found = rules.word_differences(before, after)
    assert [d.kind for d in found] == ["long", "gone", "new"]
    assert [d.words for d in found[1:]] == [before, after]


def test_a_changed_line_does_not_hide_another_one_that_is_too_long() -> None:
    before, after = (" ".join(f"{word}{place}" for place in range(20_000)) for word in "ab")
    found = rules.word_differences(f"One.\nSame.\n{before}", f"Two.\nSame.\n{after}")
    assert [d.kind for d in found] == ["gone", "new", "same", "long", "gone", "new"]
