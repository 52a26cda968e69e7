"""What is on which day: meetings, reviews, ends of MOUs and commitments, for the calendar."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from itertools import chain

from django.utils import timezone

from accounts.models import User
from partnerships.engagement.models import Meeting, MeetingQuerySet
from partnerships.engagement.queries import LONGEST, Clash, clashes_in
from partnerships.overview.lifecycle import CalendarView, Layer
from partnerships.overview.queries.calendar_layers import Asked, Entry, Source, sources_of

#: So many entries stand in a day of the month and of the week, and in the agenda.
IN_MONTH, IN_WEEK, IN_AGENDA = 3, 12, 50

#: So many of a layer at most are looked at, and so many double bookings are told.
MOST_READ, MOST_CLASHES = 10_000, 10


@dataclass(frozen=True)
class Clashing:
    """Someone who is double-booked, with both meetings."""

    clash: Clash
    first: Entry
    second: Entry


@dataclass(frozen=True)
class Day:
    """One day with the first of its entries, and how many more it has."""

    on: date
    entries: list[Entry]
    more: int
    clashes: list[Clashing]


@dataclass(frozen=True)
class CalendarPage:
    """All that the calendar shows.

    ``agenda`` has the same entries as a list, from today on where today is among the days;
    ``earlier`` says how many lie before, ``goes_on`` where the list goes on.
    """

    weeks: list[list[Day]]
    agenda: list[Day]
    earlier: int
    goes_on: date | None
    clashes: list[Clashing]


#: The place of each layer in a day, and a time for what has none.
PLACE = {layer: place for place, layer in enumerate(Layer)}
ANY_TIME = datetime.min.replace(tzinfo=UTC)

#: Of an entry that is not read yet: whether it has no hour, its hour, its layer's place, its key.
Mark = tuple[bool, datetime | None, int, int]


def calendar_of(user: User, asked: Asked, now: datetime) -> CalendarPage:
    """Read a calendar in a constant number of queries, and whole rows of what it shows only."""
    sources = sources_of(user, asked, now)
    days = _days(sources)
    start = timezone.localdate(now)
    if not asked.is_grid() or not asked.first() <= start <= asked.last():
        start = asked.first()
    listed, goes_on = _first_days(days, start)
    most = IN_MONTH if asked.view == CalendarView.MONTH else IN_WEEK
    shown = {on: days.get(on, [])[:most] for week in asked.weeks() for on in week}
    found = _clashes(sources, now)
    entries = _read(sources, chain(*shown.values(), *listed.values()), found)
    busy = PLACE[Layer.MEETINGS]
    clashing = [
        Clashing(one, entries[busy, one.first], entries[busy, one.second]) for one in found
    ]

    def whole(on: date, marks: list[Mark]) -> Day:
        return Day(
            on=on,
            entries=[entries[mark[2:]] for mark in marks],
            more=len(days.get(on, [])) - len(marks),
            clashes=[one for one in clashing if one.second.on == on],
        )

    return CalendarPage(
        weeks=[[whole(on, shown[on]) for on in week] for week in asked.weeks()],
        agenda=[whole(on, marks) for on, marks in listed.items()],
        earlier=sum(len(marks) for on, marks in days.items() if on < start),
        goes_on=goes_on,
        clashes=clashing,
    )


def _days(sources: Iterable[Source]) -> dict[date, list[Mark]]:
    """The marks of each day, in the order of a day."""
    days: dict[date, list[Mark]] = defaultdict(list)
    for source in sources:
        rows = source.rows.order_by(source.when, "pk").values_list(source.when, "pk")
        for when, pk in rows[:MOST_READ]:
            timed = isinstance(when, datetime)
            on = timezone.localdate(when) if timed else when
            days[on].append((not timed, when if timed else None, PLACE[source.layer], pk))
    return {on: sorted(days[on], key=_in_a_day) for on in sorted(days)}


def _in_a_day(mark: Mark) -> tuple[bool, datetime, int, int]:
    timeless, at, place, pk = mark
    return timeless, at or ANY_TIME, place, pk


def _first_days(
    days: Mapping[date, list[Mark]], start: date
) -> tuple[dict[date, list[Mark]], date | None]:
    """As many days from a start as fill the agenda, and the day where it goes on."""
    listed: dict[date, list[Mark]] = {}
    room = IN_AGENDA
    for on, marks in days.items():
        if on >= start:
            if room <= 0:
                return listed, on
            listed[on] = marks[:IN_AGENDA]
            room -= len(marks)
    return listed, None


def _clashes(sources: list[Source], now: datetime) -> list[Clash]:
    known = next((one.rows for one in sources if one.layer == Layer.MEETINGS), None)
    if known is None:
        return []
    rows = MeetingQuerySet(model=Meeting, query=known.query)
    ahead = rows.filter(starts_at__gt=now - LONGEST)
    return [clash for clash in clashes_in(ahead) if clash.until > now][:MOST_CLASHES]


def _read(
    sources: Iterable[Source], marks: Iterable[Mark], clashes: Iterable[Clash]
) -> dict[tuple[int, int], Entry]:
    """Whole entries of what is shown, by layer and key."""
    busy = {pk for clash in clashes for pk in (clash.first, clash.second)}
    wanted = {mark[2:] for mark in marks} | {(PLACE[Layer.MEETINGS], pk) for pk in busy}
    found: dict[tuple[int, int], Entry] = {}
    for source in sources:
        place = PLACE[source.layer]
        keys = [pk for layer, pk in wanted if layer == place]
        for row in source.rows.filter(pk__in=keys).select_related(*source.related):
            entry = source.entry(row)
            is_busy = source.layer == Layer.MEETINGS and row.pk in busy
            found[place, row.pk] = replace(entry, clashes=is_busy)
    return found
