"""Periods of some months, counted from a day: a year from March 15 ends on March 14."""

from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format

from common.dates import add_days, add_months


@dataclass(frozen=True)
class CountedPeriod:
    """From the first to the last day in which something is counted."""

    first: date
    last: date

    def days(self) -> int:
        return (self.last - self.first).days + 1

    def has(self, day: date) -> bool:
        return self.first <= day <= self.last

    def begun_by(self, day: date) -> bool:
        return self.first <= day

    def is_over(self, today: date) -> bool:
        return self.last < today

    def __str__(self) -> str:
        first = "M j" if self.first.year == self.last.year else "M j, Y"
        return f"{date_format(self.first, first)} – {date_format(self.last, 'M j, Y')}"  # noqa: RUF001  an en dash


def number_of(months: int, starts_on: date, day: date) -> int:
    """Return in which period a day lies, the first being 0; 0 also before it."""
    passed = (day.year - starts_on.year) * 12 + day.month - starts_on.month
    number = max(0, passed // months)
    if number and add_months(starts_on, number * months) > day:
        number -= 1
    return number


def numbered(months: int, starts_on: date, number: int) -> CountedPeriod:
    """Return a period by its number."""
    return CountedPeriod(
        add_months(starts_on, number * months),
        add_days(add_months(starts_on, (number + 1) * months), -1),
    )


def period_at(months: int, starts_on: date, first: date) -> CountedPeriod | None:
    """Return the period that begins on a day; None if none does."""
    found = numbered(months, starts_on, number_of(months, starts_on, first))
    return found if found.first == first else None


def newest_over(months: int, starts_on: date, today: date, most: int) -> list[CountedPeriod]:
    """Return the last periods that are over, oldest first, and so many at most."""
    number = number_of(months, starts_on, today)  # this one isn't over
    found = [numbered(months, starts_on, one) for one in range(max(0, number - most), number)]
    return [one for one in found if one.is_over(today)]
