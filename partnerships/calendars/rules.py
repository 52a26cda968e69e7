"""Working days, and the times at which a person may be written to."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import holidays
from django.conf import settings

from common.dates import instant
from partnerships.calendars.models import DAY_ENDS, DAY_STARTS

SATURDAY = 5
DAY = timedelta(days=1)

#: No run of closed days is longer; it only keeps a search from going on for ever.
LONGEST_BREAK = 400


@lru_cache(maxsize=4)
def public_holidays(place: str) -> holidays.HolidayBase:
    """The public holidays of a country, or of a state of it: "US", "US-CA"; "" for none.

    Raises NotImplementedError when the place is not known.
    """
    country, _dash, state = place.partition("-")
    if not country:
        return holidays.HolidayBase()
    return holidays.country_holidays(country, subdiv=state or None)


@dataclass(frozen=True)
class Days:
    """The days on which our house works. `closed` are those it is closed beyond holidays."""

    closed: frozenset[date] = frozenset()

    def is_open(self, day: date) -> bool:
        """No weekend, no public holiday, not closed."""
        return (
            day.weekday() < SATURDAY
            and day not in self.closed
            and day not in public_holidays(settings.HOLIDAYS)
        )

    def after(self, day: date, number: int) -> date:
        """The day that is so many business days later."""
        for later in _days(day + DAY, DAY):
            number -= self.is_open(later)
            if number <= 0:
                return later
        return day


@dataclass(frozen=True, kw_only=True)
class Hours:
    """When a person may be written to, on their own clock: from `starts` until `ends`."""

    zone: str
    days: Days = field(default_factory=Days)
    starts: time = DAY_STARTS
    ends: time = DAY_ENDS
    every_day: bool = False

    def today(self, at: datetime) -> date:
        """The day it is there."""
        return at.astimezone(ZoneInfo(self.zone)).date()

    def allows(self, at: datetime) -> bool:
        """Whether a mail may arrive at this moment."""
        day = self.today(at)
        return self._works(day) and self._opens(day) <= at < self._closes(day)

    def morning_from(self, at: datetime) -> datetime:
        """The first moment of a working day at or after ``at``."""
        mornings = (self._opens(day) for day in self._working(self.today(at), DAY))
        return next((found for found in mornings if found >= at), at)

    def morning_of(self, day: date) -> datetime:
        """Return the start of the first working day on or after ``day``."""
        return self._opens(next(self._working(day, DAY), day))

    def morning_until(self, day: date) -> datetime:
        """The first moment of the last working day up to ``day``."""
        return self._opens(next(self._working(day, -DAY), day))

    def next_slot(self, at: datetime) -> datetime:
        """The first moment from ``at`` on at which a mail may arrive."""
        return at if self.allows(at) else self.morning_from(at)

    def last_slot(self, at: datetime) -> datetime:
        """The last moment up to ``at`` at which a mail may arrive: for what can't wait."""
        if self.allows(at):
            return at
        ends = (self._closes(day) for day in self._working(self.today(at), -DAY))
        return next((found for found in ends if found <= at), at)

    def _works(self, day: date) -> bool:
        """A day on which the person works, and which their zone did not skip."""
        works = self.every_day or self.days.is_open(day)
        return works and self.today(self._opens(day)) == day

    def _working(self, day: date, step: timedelta) -> Iterator[date]:
        return (found for found in _days(day, step) if self._works(found))

    def _opens(self, day: date) -> datetime:
        return instant(day, self.starts, self.zone)

    def _closes(self, day: date) -> datetime:
        return instant(day, self.ends, self.zone)


def _days(day: date, step: timedelta) -> Iterator[date]:
    return (day + step * number for number in range(LONGEST_BREAK))
