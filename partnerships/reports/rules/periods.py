"""Spans of days that end today, and the ones before them."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from common.dates import add_days, add_months, instant
from partnerships.reports.lifecycle import PeriodName

DAY = timedelta(days=1)
MONTHS_IN_QUARTER = 3


@dataclass(frozen=True)
class Period:
    """Days from ``first`` to ``last``, both included, by the viewer's calendar."""

    first: date
    last: date

    @property
    def starts_at(self) -> datetime:
        """The instant at which its first day begins for the viewer."""
        return _midnight(self.first)

    @property
    def ends_at(self) -> datetime:
        """The instant at which its last day is over for the viewer."""
        return _midnight(add_days(self.last, 1))

    def __str__(self) -> str:
        first = date_format(self.first, _("M j") if self.is_in_a_year else _("M j, Y"))
        return f"{first} – {date_format(self.last, _('M j, Y'))}"  # noqa: RUF001  an en dash

    @property
    def is_in_a_year(self) -> bool:
        return self.first.year == self.last.year

    @property
    def days(self) -> tuple[date, date]:
        return (self.first, self.last)


def _midnight(day: date) -> datetime:
    return instant(day, time.min, timezone.get_current_timezone_name())


def quarter_of(day: date) -> Period:
    """The whole calendar quarter that a day lies in."""
    first = day.replace(month=(day.month - 1) // MONTHS_IN_QUARTER * MONTHS_IN_QUARTER + 1, day=1)
    return Period(first, add_months(first, MONTHS_IN_QUARTER) - DAY)


def period_of(name: str, today: date, back: int = 0) -> Period:
    """The period of that name that ends today, or one that lies so many periods ``back``."""
    firsts = {
        PeriodName.MONTH: today.replace(day=1),
        PeriodName.QUARTER: quarter_of(today).first,
        PeriodName.YEAR: today.replace(month=1, day=1),
        PeriodName.PAST_90: today - 89 * DAY,
        PeriodName.PAST_YEAR: add_months(today, -12) + DAY,
    }
    period = Period(firsts[PeriodName(name)], today)
    return period_of(name, period.first - DAY, back - 1) if back else period
