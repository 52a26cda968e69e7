"""Whom a partnership concerns on our side, and the mornings on which they are written to."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta

from accounts.models import User
from common.dates import instant
from partnerships.relationships.models import Partnership
from partnerships.reminders.rules.occurrences import Occurrence

#: The plan looks so far ahead; a stopped scheduler costs lateness, never a reminder.
AHEAD = timedelta(days=8)

#: And so far back, to make good what fell due while nothing ran.
BACK = timedelta(days=2)

#: The hour of the recipient's day at which day-long matters are mailed.
MORNING = time(8)

REVIEW_OFFSETS = (-14, -3, 0)
MOU_OFFSETS = (-180, -90, -30, -7)
WEEK = 7


def staff_of(partnership: Partnership) -> list[User]:
    """Who hears of a partnership: its owner, or the deputy when the owner no longer signs in."""
    people = [partnership.owner, partnership.deputy]
    return [user for user in people if user is not None and user.is_active][:1]


def morning(day: date, user: User) -> datetime:
    """The hour at which day-long matters reach a person on a day."""
    return instant(day, MORNING, user.time_zone)


def end_of(day: date, user: User) -> datetime:
    """The midnight that ends a day where a person is."""
    return instant(day + timedelta(days=1), time(0), user.time_zone)


def days_between(since: datetime, until: datetime) -> tuple[date, date]:
    """The days that can lie between two instants in any zone of the world."""
    return (since - timedelta(days=1)).date(), (until + timedelta(days=1)).date()


def day_occurrences(
    days: Iterable[date], users: Iterable[User], about: date, *, useful_days: int
) -> Iterator[Occurrence]:
    """One occurrence for each morning and person; useful for so many further days."""
    people = list(users)
    for day in days:
        for user in people:
            yield Occurrence(
                recipient=user,
                due_at=morning(day, user),
                expires_at=end_of(day + timedelta(days=useful_days), user),
                anchor_at=morning(about, user),
            )
