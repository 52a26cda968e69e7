"""How long an agreement lasts, what it leaves uncovered, and when all have to sign a change."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from common.dates import add_days, add_months


def last_day_of(starts: date, months: int) -> date:
    """The last day of a term of so many months: the day before its anniversary.

    Where the month has no such day, its last one: 2024-02-29 and 36 months give 2027-02-28, as
    the anniversary would be March 1. 2026-01-01 and 12 months give 2026-12-31.
    """
    same_day = add_months(starts, months)
    return same_day if same_day.day < starts.day else add_days(same_day, -1)


def uncovered(terms: Iterable[tuple[date, date | None]], until: date) -> list[tuple[date, date]]:
    """The days between the first term's start and ``until`` that no term covers.

    Terms are first and last day, both included, None for no end; gaps come the same way.
    """
    gaps: list[tuple[date, date]] = []
    next_open: date | None = None
    for first, last in sorted(terms, key=lambda term: term[0]):
        if first > until:
            break
        if next_open and first > next_open:
            gaps.append((next_open, add_days(first, -1)))
        if last is None or last >= until:
            return gaps
        next_open = max(next_open or first, add_days(last, 1))
    if next_open:
        gaps.append((next_open, until))
    return gaps


def forced_substantial(
    *,
    parties: bool,
    signing_official: bool,
    contribution_percent: Decimal | None,
    substantial_from: int,
) -> bool:
    """Whether a change is too large to be only noted, so that all sign it (M5).

    It is when parties or the signing official change, or a contribution changes by the percent
    that the type names, up or down.
    """
    change = abs(contribution_percent or Decimal(0))
    return parties or signing_official or (change > 0 and change >= substantial_from)
