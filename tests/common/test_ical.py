"""Calendar files, read by another library and by the rules they carry themselves."""

from datetime import UTC, datetime, timedelta
from io import StringIO
from typing import Any
from zoneinfo import ZoneInfo

import icalendar
import pytest
from dateutil.tz import tzical

from common.ical import (
    Attendee,
    CalendarEvent,
    Mailbox,
    cancellation_of,
    published,
    request_for,
)

#: From -11 to +14, with and without summer time, also by half an hour, and in the south.
ZONES = [
    "Pacific/Pago_Pago",
    "America/New_York",
    "America/St_Johns",
    "UTC",
    "Europe/Dublin",
    "Asia/Kathmandu",
    "Australia/Lord_Howe",
    "Pacific/Chatham",
    "Pacific/Kiritimati",
]


def event(**values: Any) -> CalendarEvent:
    given = {
        "uid": "one",
        "sequence": 0,
        "stamp": datetime(2026, 11, 23, 15, tzinfo=UTC),
        "starts_at": datetime(2026, 12, 1, 15, tzinfo=UTC),
        "minutes": 60,
        "zone": "America/New_York",
        "title": "Discovery",
        "organizer": Mailbox("Harbor", "accord@example.org"),
    }
    return CalendarEvent(**{**given, **values})


def read(text: str) -> icalendar.Calendar:
    calendar = icalendar.Calendar.from_ical(text)
    assert isinstance(calendar, icalendar.Calendar)
    return calendar


def moments(zone: str) -> list[datetime]:
    """Every other day of a year, the hours around each change of the clock, and a leap day."""
    hours = [datetime(2026, 1, 1, tzinfo=UTC) + timedelta(hours=at) for at in range(8760)]
    offsets = [at.astimezone(ZoneInfo(zone)).utcoffset() for at in hours]
    changes = [at for at in range(1, 8760) if offsets[at] != offsets[at - 1]]
    near = {hour for at in changes for hour in range(at - 3, at + 3)}
    found = [at for number, at in enumerate(hours) if number % 50 == 0 or number in near]
    return [*found, datetime(2028, 2, 29, 12, tzinfo=UTC)]


def span(found: icalendar.Event) -> tuple[datetime, datetime]:
    """From when until when it is, in UTC."""
    start, end = found.start, found.end
    assert isinstance(start, datetime)
    assert isinstance(end, datetime)
    return start.astimezone(UTC), end.astimezone(UTC)


@pytest.mark.parametrize("zone", ZONES)
def test_each_moment_of_a_year_is_the_same_by_the_rules_in_the_file(zone: str) -> None:
    """As another library reads the rules, under a name that can be looked up nowhere else."""
    wanted, ours = moments(zone), f"Ours/{zone}"
    text = published([event(starts_at=at, zone=zone) for at in wanted])
    rules = text[: text.index("BEGIN:VEVENT")].replace(f"TZID:{zone}", f"TZID:{ours}")
    known = UTC if zone == "UTC" else tzical(StringIO(rules + "END:VCALENDAR")).get(ours)
    for at, found in zip(wanted, read(text).events, strict=True):
        for name, moment in (("DTSTART", at), ("DTEND", at + timedelta(hours=1))):
            value = found[name]
            assert isinstance(value, icalendar.vDDDTypes)
            written = value.dt
            assert isinstance(written, datetime)
            if "TZID" in value.params:
                written = written.replace(tzinfo=known)
            assert written.astimezone(UTC) == moment


def test_an_hour_that_a_clock_shows_twice_stays_the_one_it_is() -> None:
    second = datetime(2026, 11, 1, 6, 30, tzinfo=UTC)  # 1:30 a.m. again in New York
    (found,) = read(published([event(starts_at=second)])).events
    assert span(found)[0] == second
    first = second - timedelta(hours=1)
    (found,) = read(published([event(starts_at=first)])).events
    assert span(found) == (first, second)


def test_a_request_asks_everyone_and_a_cancellation_is_newer() -> None:
    people = [Attendee('Jo "JJ" Ortiz, Sr.', "jo@example.org", "accepted")]
    asks = read(request_for(event(attendees=people)))
    off = read(cancellation_of(event(attendees=people, sequence=1)))
    assert (asks["METHOD"], off["METHOD"]) == ("REQUEST", "CANCEL")
    (first,), (last,) = asks.events, off.events
    assert (first["UID"], last["SEQUENCE"], last["STATUS"]) == (last["UID"], 1, "CANCELLED")
    assert first["ATTENDEE"] == "mailto:jo@example.org"
    assert first["ATTENDEE"].params["PARTSTAT"] == "ACCEPTED"
    assert first["ATTENDEE"].params["CN"] == "Jo 'JJ' Ortiz, Sr."
    assert first["ORGANIZER"] == "mailto:accord@example.org"


def test_text_of_any_kind_arrives_whole_in_lines_that_programs_read() -> None:
    words = "Grüße; 中文, a\\b: 😀\nBEGIN:VEVENT\nX" + "é" * 200
    text = published([event(title=words, text=words, place=words)], name="Müller")
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    (found,) = read(text).events
    assert {found[name] for name in ("SUMMARY", "DESCRIPTION", "LOCATION")} == {words}


def test_the_same_revision_is_the_same_text() -> None:
    assert published([event()]) == published([event()])
    assert published([event()]) != published([event(sequence=1)])


@pytest.mark.parametrize("year", [1, 9999])
def test_years_at_the_edge_of_the_calendar_can_be_written(year: int) -> None:
    at = datetime(year, 6, 1, tzinfo=UTC)
    (found,) = read(published([event(starts_at=at, zone="Europe/Berlin")])).events
    assert span(found)[0] == at
