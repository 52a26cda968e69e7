"""Calendar arithmetic that people expect, and wall-clock times that exist exactly once.

Days at the edges of what Python can count, such as 9999-12-31 for "never", raise nothing here.
"""

import calendar
from datetime import MAXYEAR, MINYEAR, UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

WEEK = timedelta(days=7)


def add_months(day: date, months: int) -> date:
    """The same day of the month, ``months`` later; the month's last day where it is shorter.

    2024-02-29 + 36 months is 2027-02-28.
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if not MINYEAR <= year <= MAXYEAR:
        return date.min if months < 0 else date.max
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def add_days(day: date, days: int) -> date:
    """Return the day so many days later, or the last (or first) day there is."""
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return date.min if days < 0 else date.max


def instant(day: date, at: time, zone: str) -> datetime:
    """When a wall clock in ``zone`` shows ``at`` on ``day``, in UTC.

    A time that the clock skips (spring) is the first moment after the gap; one that it shows
    twice (autumn) is the first of the two. A day that a zone skipped is its next moment.
    """
    # A week from the edges, so that the moment can be shown in every zone.
    day = min(max(day, date.min + WEEK), date.max - WEEK)
    local = datetime.combine(day, at, tzinfo=ZoneInfo(zone))
    moment = local.astimezone(UTC)
    shown = moment.astimezone(local.tzinfo).replace(tzinfo=None)
    if shown == local.replace(tzinfo=None):
        return moment
    return _after_the_gap(local)


def _after_the_gap(local: datetime) -> datetime:
    """The first moment at which the clock of a zone shows ``local`` or later, to the minute."""
    wanted = local.replace(tzinfo=None)
    low, high = (
        local.astimezone(UTC) - timedelta(days=2),
        local.astimezone(UTC) + timedelta(days=2),
    )
    while high - low > timedelta(seconds=1):
        middle = low + (high - low) / 2
        if middle.astimezone(local.tzinfo).replace(tzinfo=None) >= wanted:
            high = middle
        else:
            low = middle
    return high.replace(second=0, microsecond=0) + timedelta(minutes=high.second >= 30)  # noqa: PLR2004 -- to the nearest minute
