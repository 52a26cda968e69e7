"""When a person with a paper calendar would be told of promises and meetings.

Slow and obvious: it knows nothing of notices, keys, routes or plans. It looks at the clock of
the person, a quarter of an hour at a time, as they would on the wall.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from partnerships.reminders.lifecycle import Mode

KINDS = ("promise_due", "promise_overdue", "meeting_tomorrow", "meeting_soon")
BEGIN = date(2027, 3, 8)  # a Monday; New York's clocks change on the Sunday after it
TICK, HOUR, QUARTER = timedelta(hours=1), timedelta(hours=1), timedelta(minutes=15)
TICKS = 10 * 24

#: Kind, what it is about, and when it falls due; then the ticks at which it is told.
Told = dict[tuple[str, str, datetime], list[datetime]]


@dataclass(frozen=True, kw_only=True)
class Case:
    """What is random: what there is to tell, a person's clock and wishes, days off, outages.

    An outage is the tick at which it begins, and how many ticks it takes; in some of them all
    else goes on, and only our mail server is away. Things may be muted at a tick, or what is
    due of them then put off for some days.
    """

    promises: list[date]
    meetings: list[datetime]
    zone: str
    starts: time
    ends: time
    every_day: bool
    modes: dict[str, Mode]
    closed: frozenset[date]
    outages: list[tuple[int, int]]
    mail_away: list[tuple[int, int]]
    muted: dict[str, int]
    put_off: dict[str, tuple[int, int]]

    def all_ticks(self) -> list[datetime]:
        """Every hour of ten days, the first two of which are before anything is due."""
        first = datetime.combine(BEGIN - timedelta(days=2), time(0), tzinfo=UTC)
        return [first + n * TICK for n in range(TICKS)]

    def running(self) -> list[datetime]:
        """Those in which something runs."""
        return self.without(self.outages)

    def ticks(self) -> list[datetime]:
        """Those in which mail can leave."""
        return self.without(self.outages + self.mail_away)

    def without(self, outages: list[tuple[int, int]]) -> list[datetime]:
        away = {n for begin, length in outages for n in range(begin, begin + length)}
        return [at for n, at in enumerate(self.all_ticks()) if n not in away]

    def local(self, at: datetime) -> datetime:
        """What the clock on their wall shows."""
        return at.astimezone(ZoneInfo(self.zone)).replace(tzinfo=None)

    def allows(self, at: datetime) -> bool:
        """Whether they are at work."""
        local = self.local(at)
        works = self.every_day or (local.weekday() < 5 and local.date() not in self.closed)
        return works and self.starts <= local.time() < self.ends

    def opens(self, at: datetime) -> bool:
        """Whether their working day begins: the morning mail is there."""
        return self.allows(at) and self.local(at).time() == self.starts


@dataclass(frozen=True, kw_only=True)
class Thing:
    """One line of the calendar: what about, from when on, and until when it is of use.

    A meeting begins at a moment, and is told no more after it if it was put off.
    """

    kind: str
    about: str
    due: datetime
    useless: datetime
    begins: datetime | None = None

    @property
    def key(self) -> tuple[str, str, datetime]:
        return self.kind, self.about, self.due


def expected(case: Case, told: Told) -> Told:
    """When each thing is told, of what was really told.

    Here each is looked at by itself; but what is of no use any more may come along with a mail
    that leaves before it would, for something else.
    """
    things = list(calendar(case))
    leaving = {tick for thing in things for tick in told_at(case, thing, along=[])}
    wanted = {
        thing.key: told_at(
            case, thing, along=[tick for tick in told.get(thing.key, []) if tick in leaving]
        )
        for thing in things
    }
    return {key: ticks for key, ticks in wanted.items() if ticks}


# What is in the calendar


def calendar(case: Case) -> Iterator[Thing]:
    for number, day in enumerate(case.promises):
        yield from promise(case, f"promise {number}", day)
    for number, starts in enumerate(case.meetings):
        yield from meeting(case, f"meeting {number}", starts)


def promise(case: Case, about: str, day: date) -> Iterator[Thing]:
    """On its day; and when it is late each week, until the next time."""
    yield Thing(
        kind="promise_due",
        about=about,
        due=moment(case, day, time(8)),
        useless=midnight_after(case, day),
    )
    for late in (day + timedelta(days=n) for n in (1, 8)):
        yield Thing(
            kind="promise_overdue",
            about=about,
            due=moment(case, late, time(8)),
            useless=midnight_after(case, late + timedelta(days=6)),
        )


def meeting(case: Case, about: str, starts: datetime) -> Iterator[Thing]:
    """At the same time the day before, for the rest of that day; and an hour before it."""
    local = case.local(starts)
    eve = local.date() - timedelta(days=1)
    due = moment(case, eve, local.time())
    yield Thing(
        kind="meeting_tomorrow",
        about=about,
        due=due,
        useless=max(midnight_after(case, eve), due + HOUR),
        begins=starts,
    )
    yield Thing(kind="meeting_soon", about=about, due=starts - HOUR, useless=starts, begins=starts)


def moment(case: Case, day: date, at: time) -> datetime:
    """The first moment at which the clock on the wall shows a time, or a later one."""
    begin = datetime.combine(day - timedelta(days=2), time(0), tzinfo=UTC)
    return forward(begin, lambda at_: case.local(at_) >= datetime.combine(day, at))


def midnight_after(case: Case, day: date) -> datetime:
    return moment(case, day + timedelta(days=1), time(0))


def forward(at: datetime, true: Callable[[datetime], bool]) -> datetime:
    while not true(at):
        at += QUARTER
    return at


def back(at: datetime, true: Callable[[datetime], bool]) -> datetime:
    while not true(at):
        at -= QUARTER
    return at


# From when on it may be told


def slot(case: Case, thing: Thing) -> datetime:
    """From when on it may be told."""
    mode = case.modes[thing.kind]
    if mode == Mode.NOW:
        return alone(case, thing)
    day = case.local(thing.due).date()
    if mode == Mode.WEEKLY and day.weekday() > 0:
        monday = morning_from(case, day + timedelta(days=7 - day.weekday()))
        if monday < thing.useless:
            return monday
    morning = day_mail(case, thing, day)
    return morning if morning < thing.useless else alone(case, thing)


def alone(case: Case, thing: Thing) -> datetime:
    """When they are at work; if that is too late, when they last were before it falls due.

    "Soon" and "overdue" would not be true before that: these come at their own time.
    """
    at = forward(thing.due, case.allows)
    if at < thing.useless:
        return at
    if thing.kind in {"meeting_soon", "promise_overdue"}:
        return thing.due
    return back(thing.due, lambda at: case.allows(at - QUARTER))


def day_mail(case: Case, thing: Thing, day: date) -> datetime:
    """The first morning mail from its hour on, or, if that is too late, the last before.

    What is due by eight belongs to the mail of that day, at whatever hour it comes. A meeting
    of tomorrow is useless after today.
    """
    if thing.kind != "meeting_tomorrow":
        if case.local(thing.due).time() <= time(8):
            morning = morning_from(case, day)
        else:
            morning = forward(thing.due, case.opens)
        if morning < thing.useless:
            return morning
    if thing.kind == "promise_overdue":
        return thing.due
    return back(midnight_after(case, day), case.opens)


def morning_from(case: Case, day: date) -> datetime:
    return forward(moment(case, day, time(0)), case.opens)


# When it is told


def told_at(case: Case, thing: Thing, *, along: list[datetime]) -> list[datetime]:
    """Once, but for what is put off: that comes again with a morning mail."""
    if case.modes[thing.kind] == Mode.NONE:
        return []
    found = ticks_from(case, slot(case, thing), thing.useless)
    found = sorted([*found, *(tick for tick in along if thing.useless <= tick)])[:1]
    if thing.about in case.put_off:
        number, days = case.put_off[thing.about]
        at = case.all_ticks()[number]
        again = morning_from(case, case.local(at).date() + timedelta(days=days))
        if thing.due <= at < thing.useless and not is_over(thing, again):
            told_again = [
                tick for tick in ticks_from(case, again, again)[:1] if not is_over(thing, tick)
            ]
            found = [tick for tick in found if tick < at] + told_again
    if thing.about in case.muted:
        found = [tick for tick in found if tick < case.all_ticks()[case.muted[thing.about]]]
    return found


def is_over(thing: Thing, at: datetime) -> bool:
    return thing.begins is not None and thing.begins <= at


def ticks_from(case: Case, begin: datetime, useless: datetime) -> list[datetime]:
    """Those at which it may be told: what is late by then waits until they are at work.

    What would be of no use by then does not wait.
    """
    return [
        tick
        for tick in case.ticks()
        if begin <= tick < begin + HOUR
        or (begin <= tick and (case.allows(tick) or tick < useless <= forward(tick, case.allows)))
    ]
