"""Events as calendar programs read them (iCalendar, RFC 5545 and 5546)."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR, UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from icalendar import (
    Calendar,
    Component,
    Event,
    Timezone,
    TimezoneDaylight,
    TimezoneStandard,
    vCalAddress,
    vRecur,
)

PRODUCT = "-//Accord//Accord//EN"

#: How often a program that follows a calendar should look again.
REFRESH = timedelta(hours=1)

SECOND = timedelta(seconds=1)


@dataclass(frozen=True)
class Mailbox:
    """Someone with an email address."""

    name: str
    email: str


@dataclass(frozen=True)
class Attendee(Mailbox):
    """Someone who is asked to come; ``answer`` is a PARTSTAT such as "accepted"."""

    answer: str = "needs-action"


@dataclass(frozen=True, kw_only=True)
class CalendarEvent:
    """One event. Programs know it again by ``uid``, and the newest of two by ``sequence``.

    ``stamp`` is when this revision was made, so that the same revision is the same text. With a
    ``rule`` (RFC 5545, 3.3.10) it comes again ``until``, but not on what is ``skipped``; one that
    differs is an event with the same ``uid`` that takes the place of another, ``instead_of``.
    """

    uid: str
    sequence: int
    stamp: datetime
    starts_at: datetime
    minutes: int
    zone: str
    title: str
    organizer: Mailbox
    place: str = ""
    text: str = ""
    url: str = ""
    attendees: Sequence[Attendee] = ()
    rule: str = ""
    until: datetime | None = None
    skipped: Sequence[datetime] = ()
    instead_of: datetime | None = None


def published(events: Iterable[CalendarEvent], *, name: str = "") -> str:
    """Write events for whoever keeps or follows them; ``name`` is that of a calendar to follow."""
    calendar = _calendar("PUBLISH")
    if name:
        calendar.calendar_name = name
        calendar.refresh_interval = REFRESH
        calendar.add("x-published-ttl", REFRESH)
    return _written(calendar, [(event, "CONFIRMED") for event in events])


def request_for(*events: CalendarEvent) -> str:
    """Ask its attendees to come, or tell them what has changed; several if it comes again."""
    return _written(_calendar("REQUEST"), [(event, "CONFIRMED") for event in events])


def cancellation_of(event: CalendarEvent) -> str:
    """Tell its attendees that it is off, or that they aren't expected anymore."""
    return _written(_calendar("CANCEL"), [(event, "CANCELLED")])


def _calendar(method: str) -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", method)
    return calendar


def _written(calendar: Calendar, events: Sequence[tuple[CalendarEvent, str]]) -> str:
    """Add the events with the rules of their time zones, which stand before them."""
    years: dict[str, set[int]] = {}
    for event, _status in events:
        of = years.setdefault(event.zone, set())
        of |= {event.starts_at.year, (event.until or event.starts_at).year}
    for zone, found in sorted(years.items()):
        if zone != "UTC":
            calendar.add_component(_rules_of(zone, min(found) - 1, max(found) + 2))
    for event, status in events:
        calendar.add_component(_component(event, status))
    return str(calendar.to_ical(), "utf-8")


@lru_cache(maxsize=64)
def _rules_of(name: str, first: int, last: int) -> Timezone:
    """When the clocks of a zone change from one year to another; it takes a while to find out.

    The library's own has clocks change an hour late in spring.
    """
    rules, zone = Timezone(), ZoneInfo(name)
    rules.add("tzid", name)
    start = datetime(max(first, MINYEAR + 1), 1, 1, tzinfo=UTC)
    end = datetime(min(last, MAXYEAR), 1, 1, tzinfo=UTC)
    rules.add_component(_offset_from(start, zone, before=start))
    for at in _changes(zone, start, end):
        rules.add_component(_offset_from(at, zone, before=at - SECOND))
    return rules


def _changes(zone: ZoneInfo, start: datetime, end: datetime) -> Iterator[datetime]:
    """The moments at which the clocks of a zone are put forward or back."""
    day = start
    while day < end:
        low, high = day, day + timedelta(days=1)
        if _offset(low, zone) != _offset(high, zone):
            while high - low > SECOND:
                middle = low + (high - low) // 2
                middle = middle.replace(microsecond=0)
                same = _offset(middle, zone) == _offset(day, zone)
                low, high = (middle, high) if same else (low, middle)
            yield high
        day += timedelta(days=1)


def _offset(at: datetime, zone: ZoneInfo) -> timedelta:
    return at.astimezone(zone).utcoffset() or timedelta()


def _offset_from(at: datetime, zone: ZoneInfo, *, before: datetime) -> Component:
    """What the clocks show from a moment on; that is told as they would have shown it before."""
    local, was = at.astimezone(zone), _offset(before, zone)
    rule = TimezoneDaylight() if local.dst() else TimezoneStandard()
    rule.add("dtstart", (at + was).replace(tzinfo=None))
    rule.add("tzoffsetfrom", was)
    rule.add("tzoffsetto", _offset(at, zone))
    rule.add("tzname", local.tzname())
    return rule


def _component(event: CalendarEvent, status: str) -> Event:
    row = Event()
    row.add("uid", event.uid)
    row.add("sequence", event.sequence)
    row.add("dtstamp", event.stamp)
    row.add("last-modified", event.stamp)
    row.add("dtstart", _on_the_clock(event.starts_at, event.zone))
    ends_at = event.starts_at + timedelta(minutes=event.minutes)
    row.add("dtend", _on_the_clock(ends_at, event.zone))
    if event.rule:
        row.add("rrule", vRecur.from_ical(event.rule))
    if event.skipped:
        row.add("exdate", [_on_the_clock(at, event.zone) for at in event.skipped])
    if event.instead_of:
        row.add("recurrence-id", _on_the_clock(event.instead_of, event.zone))
    row.add("summary", event.title)
    row.add("status", status)
    for name, text in (("location", event.place), ("description", event.text)):
        if text:
            row.add(name, text)
    if event.url:
        row.add("url", event.url)
    row.add("organizer", _address(event.organizer))
    for one in event.attendees:
        row.add("attendee", _asked(one))
    return row


def _on_the_clock(at: datetime, zone: str) -> datetime:
    """An instant as a clock there shows it; in UTC where the clock shows it a second time."""
    local = at.astimezone(ZoneInfo(zone))
    return at if local.fold else local


def _address(who: Mailbox) -> vCalAddress:
    address = vCalAddress(f"mailto:{who.email}")
    address.params["CN"] = who.name.replace('"', "'")
    return address


def _asked(who: Attendee) -> vCalAddress:
    address = _address(who)
    address.params["CUTYPE"] = "INDIVIDUAL"
    address.params["ROLE"] = "REQ-PARTICIPANT"
    address.params["PARTSTAT"] = who.answer.upper()
    address.params["RSVP"] = "FALSE"  # they answer by their link
    return address
