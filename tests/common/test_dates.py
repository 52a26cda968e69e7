"""Calendar arithmetic, up to the edges of what can be counted."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from common.dates import add_days, add_months, instant


@pytest.mark.parametrize(
    ("day", "months", "result"),
    [
        (date(2024, 2, 29), 36, date(2027, 2, 28)),
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(9999, 6, 1), 12, date.max),
        (date(1, 6, 1), -12, date.min),
    ],
)
def test_months_are_added(day: date, months: int, result: date) -> None:
    assert add_months(day, months) == result


def test_days_are_added_up_to_the_last_there_is() -> None:
    assert add_days(date(2026, 12, 31), 1) == date(2027, 1, 1)
    assert add_days(date.max, 1) == date.max
    assert add_days(date.min, -1) == date.min


@pytest.mark.parametrize("day", [date.min, date(1, 1, 2), date(9999, 12, 30), date.max])
@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Etc/GMT+12", "America/New_York", "UTC"])
def test_a_stored_day_at_the_edge_is_a_moment_that_every_zone_can_show(
    day: date, zone: str
) -> None:
    moment = instant(day, time(8), zone)
    assert abs(moment.replace(tzinfo=None) - datetime.combine(day, time())) < timedelta(days=9)
    assert moment.astimezone(ZoneInfo("Pacific/Kiritimati")) == moment
    assert moment.astimezone(ZoneInfo("Etc/GMT+12")) == moment


@pytest.mark.parametrize(
    ("zone", "at", "shown"),
    [
        ("America/New_York", time(2, 30), "03:00"),  # the clock skips from 2 to 3
        ("America/New_York", time(3), "03:00"),
        ("Europe/Berlin", time(2, 30), "02:30"),
    ],
)
def test_a_time_that_a_clock_skips_is_the_first_moment_after_it(
    zone: str, at: time, shown: str
) -> None:
    moment = instant(date(2026, 3, 8), at, zone)
    assert moment.tzinfo == UTC
    assert f"{moment.astimezone(ZoneInfo(zone)):%H:%M}" == shown
