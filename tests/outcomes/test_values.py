"""Figures, rates, loops, cohorts and periods against a slow reference."""

from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given, strategies as st

from common.dates import add_months
from partnerships.outcomes.lifecycle import MONTHS, Comparison, Rhythm, Unit
from partnerships.outcomes.rules import (
    Value,
    comparison_of,
    counting,
    is_small,
    newest_over,
    number_of,
    numbered,
    percent,
    period_at,
    total,
)
from partnerships.outcomes.rules.chart import HIGH, TOP, TrendPoint, ceiling, trend_of
from partnerships.outcomes.rules.loop import Loop

DAYS = st.dates(date(2019, 1, 1), date(2029, 12, 31))
LEAP = date(2024, 2, 29)
NUMBERS = st.integers(0, 1_000_000)


def slow_period(months: int, starts_on: date, day: date) -> tuple[date, date]:
    """Walk from the first period on, one after the other."""
    number = 0
    while add_months(starts_on, (number + 1) * months) <= day:
        number += 1
    first = add_months(starts_on, number * months)
    return first, add_months(starts_on, (number + 1) * months) - timedelta(days=1)


@given(DAYS, DAYS, st.sampled_from(sorted(MONTHS)))
def test_a_day_lies_in_the_period_that_a_slow_walk_finds(
    starts_on: date, day: date, per: str
) -> None:
    months = MONTHS[per]
    found = numbered(months, starts_on, number_of(months, starts_on, day))
    assert (found.first, found.last) == slow_period(months, starts_on, day)
    assert period_at(months, starts_on, found.first) == found
    if day >= starts_on:
        assert found.has(day)


@given(DAYS, DAYS, st.sampled_from(list(Rhythm)), st.integers(1, 40))
def test_the_newest_periods_that_are_over_follow_each_other_up_to_today(
    starts_on: date, today: date, per: Rhythm, most: int
) -> None:
    months = MONTHS[per]
    found = newest_over(months, starts_on, today, most)
    assert len(found) <= most
    for one, other in pairwise(found):
        assert other.first == one.last + timedelta(days=1)
    assert all(one.last < today and one.first >= starts_on for one in found)
    if found:
        assert numbered(months, found[-1].first, 1).last >= today or starts_on.day > 28


def test_leap_days_and_month_ends() -> None:
    assert numbered(12, LEAP, 1).first == date(2025, 2, 28)
    assert numbered(12, LEAP, 0).last == date(2025, 2, 27)
    assert numbered(1, date(2026, 1, 31), 1).first == date(2026, 2, 28)
    assert numbered(1, date(2026, 1, 31), 1).last == date(2026, 3, 30)
    assert period_at(3, date(2026, 1, 1), date(2026, 4, 2)) is None


@given(st.integers(0, 5_000), st.integers(1, 5_000))
def test_a_percent_is_rounded_a_half_up_at_one_decimal(number: int, whole: int) -> None:
    text = percent(Fraction(number, whole))
    tenths = (2 * 1000 * number + whole) // (2 * whole)  # floor of 1000 n / w + 1/2
    assert Fraction(text) == Fraction(tenths, 10)
    assert not text.endswith(".0")


@given(st.lists(st.tuples(NUMBERS, NUMBERS), max_size=8))
def test_rates_together_are_all_of_all_and_not_a_mean(pairs: list[tuple[int, int]]) -> None:
    values = [Value(min(pair), max(pair)) for pair in pairs]
    found = total(values, Unit.RATE)
    if not values:
        assert found is None
        return
    assert found is not None
    assert (found.number, found.out_of) == (
        sum(min(pair) for pair in pairs),
        sum(max(pair) for pair in pairs),
    )
    assert total(values, Unit.DOLLARS) is None
    counts = [Value(min(pair)) for pair in pairs]
    assert total(counts, Unit.COUNT) == Value(sum(min(pair) for pair in pairs))


MAYBE = st.none() | NUMBERS.map(Value)


@given(MAYBE, MAYBE, MAYBE)
def test_what_counts_is_settled_or_the_lower(
    ours: Value | None, theirs: Value | None, settled: Value | None
) -> None:
    found = counting(ours, theirs, settled, Unit.COUNT)
    there = [one.number for one in (ours, theirs) if one]
    if settled:
        assert found == settled
    elif there:
        assert found == Value(min(there))
    else:
        assert found is None


@given(
    ours=MAYBE,
    theirs=MAYBE,
    settled=st.booleans(),
    by=st.sampled_from([{"ours"}, {"theirs"}, {"ours", "theirs"}]),
)
def test_how_two_figures_compare(
    ours: Value | None, theirs: Value | None, *, settled: bool, by: set[str]
) -> None:
    found = comparison_of(ours, theirs, by=by, is_settled=settled)
    missing = {
        side for side, value in (("ours", ours), ("theirs", theirs)) if side in by and not value
    }
    if missing == by:
        assert found == Comparison.MISSING
    elif missing:
        assert found.value == f"{missing.pop()}_missing"
    elif len(by) == 1:
        assert found == Comparison.REPORTED
    elif ours == theirs:
        assert found == Comparison.SAME
    else:
        assert found == (Comparison.SETTLED if settled else Comparison.DIFFERS)


@pytest.mark.parametrize(
    ("value", "unit", "small"),
    [
        (Value(4), Unit.COUNT, True),
        (Value(0), Unit.COUNT, True),
        (Value(5), Unit.COUNT, False),
        (Value(4, 40), Unit.RATE, True),
        (Value(5, 40), Unit.RATE, False),
        (Value(2, 4), Unit.RATE, True),
        (Value(3, 4), Unit.DOLLARS, True),
        (Value(3, 5), Unit.DOLLARS, False),
    ],
)
def test_what_is_small(value: Value, unit: Unit, small: object) -> None:
    assert is_small(value, unit, counts_people=True) is small
    assert not is_small(value, unit, counts_people=False)


@given(st.none() | NUMBERS, st.none() | NUMBERS, NUMBERS, NUMBERS, st.integers(-40, 400))
def test_the_loop_of_a_month(
    sent: int | None, received: int | None, accepted: int, declined: int, days: int
) -> None:
    last = date(2026, 2, 28)
    loop = Loop(sent, received, accepted, declined, 0, last)
    today = last + timedelta(days=days)
    made = sent if sent is not None else received or 0
    open_ones = [n for n in range(3) if made - accepted - declined > n]  # the first three, if any
    assert (loop.unanswered() > 2, loop.unanswered() > 0) == (len(open_ones) == 3, bool(open_ones))
    assert loop.unanswered() >= 0
    assert loop.is_late(today) == (loop.unanswered() > 0 and days >= 14)


def test_the_loop_reads_as_people_say_it() -> None:
    loop = Loop(9, 9, 6, 1, 5, date(2026, 2, 28))
    assert loop.words(date(2026, 3, 14)) == (
        "9 sent, 6 accepted, 1 not accepted, 2 unanswered for 14 days"
    )
    assert Loop(9, None, 9, 0, 0, date(2026, 2, 28)).words(date(2026, 3, 14)) == (
        "9 sent, 9 accepted"
    )


POINTS = st.lists(st.tuples(st.none() | NUMBERS, st.none() | NUMBERS), min_size=1, max_size=24)


@given(POINTS, st.none() | NUMBERS)
def test_a_chart_stays_in_its_frame_and_higher_is_never_drawn_lower(
    numbers: list[tuple[int | None, int | None]], target: int | None
) -> None:
    points = [
        TrendPoint(str(n), *(None if one is None else Fraction(one) for one in pair))
        for n, pair in enumerate(numbers)
    ]
    chart = trend_of(points, target=target, words="")
    if all(one is None for pair in numbers for one in pair):
        assert chart is None
        return
    assert chart is not None
    marks = [*chart.ours.marks, *chart.theirs.marks]
    values = [one for side in (0, 1) for pair in numbers if (one := pair[side]) is not None]
    assert len(marks) == len(values)
    drawn = sorted(zip(values, (mark.y for mark in marks), strict=True), key=lambda one: one[0])
    heights = [y for _value, y in drawn]
    assert heights == sorted(heights, reverse=True)
    assert all(TOP <= y <= TOP + HIGH for y in heights)
    assert all(chart.left <= mark.x <= chart.right for mark in marks)


@given(st.integers(1, 10**7))
def test_the_highest_line_is_the_next_round_number(highest: int) -> None:
    top = ceiling(Fraction(highest))
    assert highest <= top < 2.5 * highest + 1
    assert str(top).rstrip("0") in {"1", "2", "5"}
