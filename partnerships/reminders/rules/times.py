"""Whom a partnership concerns on our side, and the mornings on which things fall due."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from functools import reduce
from operator import or_

from django.db.models import Q

from accounts.models import User
from common.dates import add_days, instant
from partnerships.relationships.models import Partnership
from partnerships.reminders.rules.reminder import Occurrence, Span
from partnerships.reminders.rules.team import Team

#: The hour of the recipient's day at which day-long matters fall due.
MORNING = time(8)

#: When a day's morning comes, after its midnight UTC: first at UTC+14, last at UTC-12.
FIRST_MORNING, LAST_MORNING = timedelta(hours=8 - 14), timedelta(hours=8 + 12)

#: Business days after which leadership hears of what stayed undone.
ESCALATE_AFTER = (2, 7)

#: What people choose a way for when they choose about these.
ESCALATION = "escalation"

WEEK = 7

#: What happened at a moment is news for so long, unless someone deals with it before.
NEWS = timedelta(weeks=2)


def staff_of(partnership: Partnership) -> list[User]:
    """Who hears of a partnership: its owner, or the deputy when the owner no longer signs in."""
    people = [partnership.owner, partnership.deputy]
    return [user for user in people if user is not None and user.is_active][:1]


def told_of(partnership: Partnership, team: Team) -> list[User]:
    """Return who hears of a partnership; leadership when its owner and deputy are gone."""
    return staff_of(partnership) or team.leaders


def morning(day: date, user: User) -> datetime:
    """The hour at which day-long matters fall due where a person is."""
    return instant(day, MORNING, user.time_zone)


def end_of(day: date, user: User) -> datetime:
    """The midnight that ends a day where a person is."""
    return instant(add_days(day, 1), time(0), user.time_zone)


def days_between(span: Span) -> tuple[date, date]:
    """Return the first and last day whose morning lies in the span in some zone of the world."""
    first = (span.since - LAST_MORNING).date() + timedelta(days=1)
    return first, (span.until - FIRST_MORNING).date()


def day_occurrences(
    days: Iterable[date], users: Iterable[User], about: date, *, useful_days: int
) -> Iterator[Occurrence]:
    """One occurrence for each morning and person; of use for so many further days."""
    people = list(users)
    for day in days:
        for user in people:
            yield Occurrence(
                recipient=user,
                due_at=morning(day, user),
                expires_at=end_of(add_days(day, useful_days), user),
                anchor_at=morning(about, user),
                days=(about, day),
            )


def news(at: datetime | None, users: Iterable[User]) -> Iterator[Occurrence]:
    """What happened at a moment, for each person; nothing where it did not happen."""
    if at is None:
        return
    for user in users:
        yield Occurrence(recipient=user, due_at=at, expires_at=at + NEWS, anchor_at=at)


def itself(partnership: Partnership) -> Partnership:
    """The partnership of a reminder that is about a partnership."""
    return partnership


def known_by_then(occurrences: Iterable[Occurrence], made_at: datetime) -> Iterator[Occurrence]:
    """What falls due once a row is there: nothing is told of a time before it was made."""
    return (found for found in occurrences if found.due_at >= made_at)


def weekly(start: date, span: Span) -> Iterator[date]:
    """``start`` and each week after it, as far as it can lie in the span."""
    first, last = days_between(span)
    passed = max(0, (first - start).days)
    day = start + timedelta(days=-(-passed // WEEK) * WEEK)
    while day <= last:
        yield day
        day += timedelta(days=WEEK)


def on_days(column: str, first: date, last: date, offsets: Iterable[int]) -> Q:
    """Return the rows with a day that lies between two, so many days after it."""
    none = Q(pk__in=[])
    spans = (Q(**{f"{column}__range": (add_days(first, -n), add_days(last, -n))}) for n in offsets)
    return reduce(or_, spans, none)


def same_weekday(column: str, offset: int, span: Span) -> Q:
    """Return the rows with a day so far from which some weeks end in the span.

    They are few of many, and need not be read to be left out.
    """
    first, last = days_between(span)
    days = (first + timedelta(days=number - offset) for number in range((last - first).days + 1))
    return Q(**{f"{column}__iso_week_day__in": sorted({day.isoweekday() for day in days})})


def mondays(span: Span) -> Iterator[date]:
    """The first day of each week that can lie in the span."""
    first, _last = days_between(span)
    return weekly(first - timedelta(days=first.weekday()), span)


def escalations(day: date, span: Span) -> Iterator[Occurrence]:
    """Leadership hears of what was due on a day, 2 and 7 business days after it."""
    days = [span.team.days.after(day, number) for number in ESCALATE_AFTER]
    return day_occurrences(days, span.team.leaders, day, useful_days=WEEK)
