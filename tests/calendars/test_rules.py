"""Working days and the times at which somebody may be written to."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings as examples, strategies as st
from pytest_django import Settings

from partnerships.calendars.rules import Days, Hours

ZONES = ("Pacific/Pago_Pago", "America/New_York", "UTC", "Asia/Kathmandu", "Pacific/Apia")
THANKSGIVING = date(2026, 11, 26)
hours = st.builds(
    Hours,
    zone=st.sampled_from(ZONES),
    starts=st.sampled_from([time(0), time(7, 30), time(8)]),
    ends=st.sampled_from([time(12), time(18), time(23, 59)]),
    every_day=st.booleans(),
)
START = datetime(2011, 12, 20, tzinfo=UTC)
moments = st.integers(min_value=0, max_value=19 * 366 * 24 * 60).map(
    lambda minutes: START + timedelta(minutes=minutes)
)


@pytest.mark.parametrize(
    ("place", "day", "is_open"),
    [
        ("US", THANKSGIVING, False),
        ("", THANKSGIVING, True),
        ("US-CA", date(2027, 3, 31), False),  # Cesar Chavez Day
        ("US", date(2027, 3, 31), True),
        ("US", date(2026, 11, 28), False),  # a Saturday
    ],
)
def test_holidays_of_a_country_and_of_a_state(
    settings: Settings, place: str, day: date, *, is_open: bool
) -> None:
    settings.HOLIDAYS = place
    assert Days().is_open(day) == is_open


def test_business_days_leave_out_what_is_closed() -> None:
    days = Days(closed=frozenset({date(2026, 11, 27)}))
    assert days.after(date(2026, 11, 25), 2) == date(2026, 12, 1)
    assert days.after(date(2026, 11, 20), 7) == date(2026, 12, 3)


@examples(deadline=None)  # the first look at a year of holidays takes its time
@given(hours=hours, at=moments)
def test_the_next_slot_is_allowed_and_no_earlier_one_is(hours: Hours, at: datetime) -> None:
    slot = hours.next_slot(at)
    assert slot >= at
    assert hours.allows(slot)
    for minutes in (1, 30, 60, 600, 1440):
        before = slot - timedelta(minutes=minutes)
        assert before < at or not hours.allows(before)


@examples(deadline=None)  # the first look at a year of holidays takes its time
@given(hours=hours, at=moments)
def test_the_last_slot_is_never_later(hours: Hours, at: datetime) -> None:
    slot = hours.last_slot(at)
    assert slot <= at
    assert hours.allows(slot) or hours.allows(slot - timedelta(minutes=1))


@examples(deadline=None)  # the first look at a year of holidays takes its time
@given(hours=hours, at=moments)
def test_mornings_begin_a_working_day(hours: Hours, at: datetime) -> None:
    morning = hours.morning_from(at)
    assert morning >= at
    assert hours.allows(morning)
    local = morning.astimezone(ZoneInfo(hours.zone))
    assert local.time() >= hours.starts


def test_a_day_that_a_zone_skipped_is_no_working_day() -> None:
    """Samoa went from Thursday, December 29 to Saturday, December 31, 2011."""
    apia = Hours(zone="Pacific/Apia")
    thursday_evening = datetime(2011, 12, 30, 5, tzinfo=UTC)
    assert apia.today(apia.next_slot(thursday_evening)) == date(2012, 1, 3)  # Jan 2 is a holiday
