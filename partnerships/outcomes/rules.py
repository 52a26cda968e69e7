"""How the delivery of an item stands, from numbers and days alone."""

from dataclasses import dataclass
from datetime import date

from common.dates import add_days, add_months
from partnerships.outcomes.lifecycle import MONTHS, Pace, Per


@dataclass(frozen=True)
class TargetPeriod:
    """From the first to the last day in which a quantity is promised."""

    first: date
    last: date

    def days(self) -> int:
        return (self.last - self.first).days + 1

    def has(self, day: date) -> bool:
        return self.first <= day <= self.last

    def begun_by(self, day: date) -> bool:
        return self.first <= day


def periods(per: str, starts_on: date, due_on: date | None, today: date) -> list[TargetPeriod]:
    """Return the present period, and before it the one that went ahead of it, if any.

    Periods run from the day counting began: a year from March 15 ends on March 14.
    """
    if per == Per.ONCE or due_on:
        return [TargetPeriod(starts_on, due_on or starts_on)]
    months = MONTHS[per]
    passed = (today.year - starts_on.year) * 12 + today.month - starts_on.month
    number = max(0, passed // months)
    if number and add_months(starts_on, number * months) > today:
        number -= 1
    return [
        TargetPeriod(
            add_months(starts_on, one * months),
            add_days(add_months(starts_on, (one + 1) * months), -1),
        )
        for one in range(max(0, number - 1), number + 1)
    ]


def expected(quantity: int, period: TargetPeriod, today: date) -> int:
    """Return how much should have come by the end of a day, at an even pace, rounded down."""
    passed = min(max((today - period.first).days + 1, 0), period.days())
    return quantity * passed // period.days()


def pace(
    per: str, quantity: int, period: TargetPeriod, today: date, *, done: int, before: int | None
) -> Pace:
    """Tell how a delivery stands.

    ``done`` came in the present period, ``before`` in the one ahead of it; None if there is none.
    """
    is_once, lacks = per == Per.ONCE, before is not None and before + done < quantity
    if lacks or (is_once and today > period.last and done < quantity):
        return Pace.OVERDUE  # or what the last period lacked has not been made up
    if done >= quantity:
        return Pace.DELIVERED
    if not done and (is_once or today < period.first):
        return Pace.NOT_STARTED
    if is_once:
        return Pace.DELIVERING
    return Pace.ON_TRACK if done >= expected(quantity, period, today) else Pace.BEHIND
