"""How the delivery of an item stands, from numbers and days alone."""

from datetime import date

from partnerships.outcomes.lifecycle import MONTHS, Pace, Per
from partnerships.outcomes.rules.periods import CountedPeriod, number_of, numbered


def periods(per: str, starts_on: date, due_on: date | None, today: date) -> list[CountedPeriod]:
    """Return the present period, and before it the one that went ahead of it, if any."""
    if per == Per.ONCE or due_on:
        return [CountedPeriod(starts_on, due_on or starts_on)]
    number = number_of(MONTHS[per], starts_on, today)
    return [numbered(MONTHS[per], starts_on, one) for one in range(max(0, number - 1), number + 1)]


def expected(quantity: int, period: CountedPeriod, today: date) -> int:
    """Return how much should have come by the end of a day, at an even pace, rounded down."""
    passed = min(max((today - period.first).days + 1, 0), period.days())
    return quantity * passed // period.days()


def pace(
    per: str, quantity: int, period: CountedPeriod, today: date, *, done: int, before: int | None
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
