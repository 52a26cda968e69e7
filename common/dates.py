"""Calendar arithmetic that people expect: a month later is the same day, or the month's last."""

import calendar
from datetime import date


def add_months(day: date, months: int) -> date:
    """The same day of the month, ``months`` later; the month's last day where it is shorter.

    2024-02-29 + 36 months is 2027-02-28.
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
