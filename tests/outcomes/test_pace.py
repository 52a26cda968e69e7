"""How a delivery stands, compared with a slow reference that goes through the days one by one."""

from datetime import date, timedelta

import pytest
from hypothesis import example, given, strategies as st

from common.dates import add_months
from partnerships.outcomes.lifecycle import MONTHS, Pace, Per
from partnerships.outcomes.rules import CountedPeriod, expected, pace, periods

DAY = timedelta(days=1)
DAYS = st.dates(date(2023, 1, 1), date(2029, 12, 31))
YEAR = CountedPeriod(date(2026, 1, 1), date(2026, 12, 31))
REPEATED = st.sampled_from([Per.YEAR, Per.QUARTER, Per.MONTH])


def slowly(per: str, starts_on: date, today: date) -> list[CountedPeriod]:
    """Add one period after another until one has today."""
    found = []
    number = 0
    while True:
        first = add_months(starts_on, number * MONTHS[per])
        last = add_months(starts_on, (number + 1) * MONTHS[per]) - DAY
        found.append(CountedPeriod(first, last))
        if last >= today:
            return found[-2:]
        number += 1


@given(per=REPEATED, starts_on=DAYS, today=DAYS)
@example(per=Per.YEAR, starts_on=date(2024, 2, 29), today=date(2025, 2, 28))
@example(per=Per.MONTH, starts_on=date(2024, 1, 31), today=date(2024, 2, 28))
@example(per=Per.QUARTER, starts_on=date(2024, 11, 30), today=date(2025, 2, 27))
def test_periods_follow_one_another_without_a_gap(per: str, starts_on: date, today: date) -> None:
    found = periods(per, starts_on, None, today)
    assert found == slowly(per, starts_on, today)
    if len(found) > 1:
        assert found[0].last + DAY == found[1].first
    assert today < starts_on or found[-1].has(today)


@given(
    quantity=st.integers(1, 400),
    first=DAYS,
    length=st.integers(1, 400),
    ahead=st.integers(-10, 410),
)
def test_what_should_have_come_is_an_even_share_of_the_days(
    quantity: int, first: date, length: int, ahead: int
) -> None:
    period, today = CountedPeriod(first, first + (length - 1) * DAY), first + ahead * DAY
    passed = sum(1 for n in range(length) if first + n * DAY <= today)
    share = max(n for n in range(quantity + 1) if n * length <= quantity * passed)
    assert expected(quantity, period, today) == share


@given(
    per=st.sampled_from(list(Per)),
    quantity=st.integers(1, 50),
    ahead=st.integers(-10, 375),
    done=st.integers(0, 120),
    before=st.none() | st.integers(0, 60),
)
def test_more_is_never_worse(
    per: str, quantity: int, ahead: int, done: int, before: int | None
) -> None:
    better = [Pace.OVERDUE, Pace.BEHIND, Pace.NOT_STARTED, Pace.DELIVERING, Pace.ON_TRACK]
    order, today = [*better, Pace.DELIVERED], YEAR.first + ahead * DAY
    steps = [
        order.index(pace(per, quantity, YEAR, today, done=came, before=before))
        for came in (done, done + 1)
    ]
    assert steps == sorted(steps)


@pytest.mark.parametrize(
    ("per", "today", "done", "before", "stands"),
    [
        (Per.YEAR, date(2025, 12, 1), 0, None, Pace.NOT_STARTED),
        (Per.YEAR, date(2026, 7, 2), 10, None, Pace.ON_TRACK),
        (Per.YEAR, date(2026, 7, 2), 9, None, Pace.BEHIND),
        (Per.YEAR, date(2026, 1, 2), 20, 20, Pace.DELIVERED),
        (Per.YEAR, date(2026, 1, 2), 0, 19, Pace.OVERDUE),
        (Per.YEAR, date(2026, 1, 2), 1, 19, Pace.ON_TRACK),
        (Per.ONCE, date(2026, 6, 1), 0, None, Pace.NOT_STARTED),
        (Per.ONCE, date(2026, 12, 31), 19, None, Pace.DELIVERING),
        (Per.ONCE, date(2027, 1, 1), 19, None, Pace.OVERDUE),
        (Per.ONCE, date(2027, 1, 1), 20, None, Pace.DELIVERED),
    ],
)
def test_each_way_to_stand(
    per: str, today: date, done: int, before: int | None, stands: Pace
) -> None:
    assert pace(per, 20, YEAR, today, done=done, before=before) == stands
