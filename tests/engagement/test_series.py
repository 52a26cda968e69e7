"""Meetings that come again: planned by a rule, changed one by one or from one on (E2)."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import icalendar
import pytest
import recurring_ical_events
import time_machine
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from accounts.models import User
from common.dates import instant
from partnerships.engagement import actions as engagement
from partnerships.engagement.emails import letter_of
from partnerships.engagement.lifecycle import MOST_PLANNED, MeetingState, Repeats
from partnerships.engagement.models import Invitation, Meeting, Participant
from partnerships.engagement.rules import days_of, rule_of
from partnerships.links.rules import token_of
from partnerships.organizations.models import Contact
from partnerships.outbox import actions as outbox
from partnerships.outbox.models import Delivery
from partnerships.relationships.lifecycle import Side
from partnerships.relationships.models import Partnership
from tests.refusals import refused

SignIn = Callable[[User], Client]
Series = Callable[..., list[Meeting]]
pytestmark = pytest.mark.usefixtures("clock")
ZONES = ["Pacific/Pago_Pago", "America/New_York", "Europe/London", "Australia/Lord_Howe"]
ZONES += ["Pacific/Kiritimati", "UTC"]


@pytest.fixture
def series(
    partnership: Partnership, jo: Contact, sam: Contact, coordinator: User, now: datetime
) -> Series:
    """Plan a series of Sam and Jo; return its meetings."""

    def planned(rule: str, first: date, zone: str = "America/New_York") -> list[Meeting]:
        meeting = Meeting(
            partnership=partnership,
            starts_at=instant(first, time(10), zone),
            time_zone=zone,
            owner=coordinator,
            place="12 Elm Street",
        )
        people = {Side.OURS: [sam], Side.THEIRS: [jo]}
        engagement.plan_meeting(
            meeting=meeting, invited=people, rule=rule, by=coordinator, now=now
        )
        return list(Meeting.objects.order_by("starts_at"))

    return planned


def invite(meeting: Meeting, *people: Contact, by: User, now: datetime) -> Invitation:
    return engagement.send_invitations(
        meeting=meeting, contacts=people, words="", whole=True, by=by, now=now
    )[0]


def calendar_of(invitation: Invitation) -> icalendar.Calendar:
    """What the calendar of its person gets now."""
    fresh = Invitation.objects.get(pk=invitation.pk)
    part = letter_of(fresh, address="x", now=fresh.sent_at).calendar
    assert part
    calendar = icalendar.Calendar.from_ical(part.text)
    assert isinstance(calendar, icalendar.Calendar)
    return calendar


def expanded(calendar: icalendar.Calendar) -> list[tuple[datetime, datetime, str]]:
    """Each meeting, as an independent reader of calendar files has it."""
    found = recurring_ical_events.of(calendar).between((2026, 1, 1), (2031, 1, 1))
    return sorted(
        (
            one["DTSTART"].dt.astimezone(UTC),
            one["DTEND"].dt.astimezone(UTC),
            str(one["LOCATION"]),
        )
        for one in found
    )


def stored(contact: Contact) -> list[tuple[datetime, datetime, str]]:
    """Each meeting someone is to come to, as we have it."""
    rows = Meeting.objects.planned().filter(participants__contact=contact)
    return sorted((one.starts_at, one.ends_at(), one.place) for one in rows)


@pytest.mark.parametrize("zone", ZONES)
def test_another_library_reads_a_series_with_exceptions_as_it_is(
    series: Series, jo: Contact, coordinator: User, now: datetime, zone: str
) -> None:
    """Over both changes of the clock and the leap day, one moved and one canceled."""
    rows = series("FREQ=WEEKLY;COUNT=40", date(2027, 10, 5), zone)
    local = {one.wall_clock().time() for one in rows}
    assert local == {time(10)}
    moved, off = rows[7], rows[20]
    later = moved.starts_at + timedelta(days=1, hours=2)
    engagement.move_meeting(
        meeting=moved, starts_at=later, seen_version=1, by=coordinator, now=now
    )
    engagement.cancel_meeting(meeting=off, reason="Snow", by=coordinator, now=now)
    calendar = calendar_of(invite(rows[0], jo, by=coordinator, now=now))
    assert expanded(calendar) == stored(jo)
    assert len(stored(jo)) == 39
    assert rows[0].series
    assert {str(event["UID"]) for event in calendar.events} == {str(rows[0].series.uid)}
    assert [event.get("RECURRENCE-ID") is None for event in calendar.events] == [True, False]


def test_a_series_on_leap_days_weekday_stays_there(
    series: Series, jo: Contact, coordinator: User, now: datetime
) -> None:
    rows = series(rule_of(Repeats.WEEKDAY, date(2028, 2, 29), 6), date(2028, 2, 29))
    assert [f"{one.wall_clock():%Y-%m-%d}" for one in rows] == [
        *("2028-02-29", "2028-03-28", "2028-04-25", "2028-05-30", "2028-06-27", "2028-07-25"),
    ]
    calendar = calendar_of(invite(rows[0], jo, by=coordinator, now=now))
    assert expanded(calendar) == stored(jo)


@pytest.mark.parametrize(
    ("repeats", "days"),
    [
        (Repeats.WEEKLY, ["2027-01-30", "2027-02-06", "2027-02-13"]),
        (Repeats.BIWEEKLY, ["2027-01-30", "2027-02-13", "2027-02-27"]),
        (Repeats.MONTHLY, ["2027-01-30", "2027-03-30", "2027-04-30"]),
        (Repeats.WEEKDAY, ["2027-01-30", "2027-02-27", "2027-03-27"]),
    ],
)
def test_each_rule_has_its_days(repeats: Repeats, days: list[str]) -> None:
    first = date(2027, 1, 30)
    assert [day.isoformat() for day in days_of(rule_of(repeats, first, 3), first)] == days


def test_a_change_reaches_one_meeting_or_all_that_follow(
    series: Series, jo: Contact, sam: Contact, coordinator: User, now: datetime
) -> None:
    rows = series("FREQ=WEEKLY;COUNT=5", date(2027, 3, 2))
    invitation, people = (
        invite(rows[0], jo, by=coordinator, now=now),
        {
            Side.OURS: [sam],
            Side.THEIRS: [jo],
        },
    )
    only, since = rows[1], rows[2]
    only.place = "Room 1"
    engagement.edit_meeting(meeting=only, invited=people, seen_version=1, by=coordinator, now=now)
    since.place = "Room 2"
    since.starts_at += timedelta(days=1)
    engagement.edit_following(
        meeting=since, invited=people, seen_version=1, by=coordinator, now=now
    )
    found = list(Meeting.objects.order_by("recurs_at"))
    assert [one.place for one in found] == ["12 Elm Street", "Room 1", *["Room 2"] * 3]
    assert [f"{one.wall_clock():%a %H}" for one in found] == [*["Tue 10"] * 2, *["Wed 10"] * 3]
    assert expanded(calendar_of(invitation)) == stored(jo)
    engagement.move_following(
        meeting=found[3],
        starts_at=found[3].starts_at + timedelta(hours=2),
        seen_version=found[3].version,
        by=coordinator,
        now=now,
    )
    assert [f"{one.wall_clock():%a %H}" for one in Meeting.objects.order_by("recurs_at")] == [
        *("Tue 10", "Tue 10", "Wed 10", "Wed 12", "Wed 12")
    ]
    assert expanded(calendar_of(invitation)) == stored(jo)
    engagement.cancel_following(meeting=found[1], reason="Snow", by=coordinator, now=now)
    assert [one.state for one in Meeting.objects.order_by("recurs_at")] == [
        MeetingState.PLANNED,
        *[MeetingState.CANCELLED] * 4,
    ]
    assert expanded(calendar_of(invitation)) == stored(jo)


@pytest.fixture
def send(tmp_path: Path, settings: Settings) -> Callable[[datetime], list[EmailMessage]]:
    """Let all mail leave that is due, and return it."""

    def sent(at: datetime) -> list[EmailMessage]:
        settings.MAIL_FOLDER = tmp_path / f"{at:%j%H%M%S}"
        with time_machine.travel(at, tick=False):
            outbox.pump(kinds=engagement.KINDS, clock=lambda: at)
        return [
            message_from_bytes(path.read_bytes(), policy=policy.default)
            for path in Path(settings.MAIL_FOLDER).glob("*.eml")
        ]

    return sent


def subjects(mails: list[EmailMessage]) -> list[str]:
    return sorted(f"{mail['To']} {mail['Subject']}".partition(",")[0] for mail in mails)


def test_everyone_is_told_once_of_what_reaches_many(
    series: Series, jo: Contact, sam: Contact, coordinator: User, now: datetime, send: Any
) -> None:
    rows = series("FREQ=WEEKLY;COUNT=4", date(2027, 3, 2))
    invitation = invite(rows[0], jo, by=coordinator, now=now)
    assert len(send(now)) == 1
    later = now + timedelta(hours=1)
    engagement.move_following(
        meeting=rows[1],
        starts_at=rows[1].starts_at + timedelta(hours=1),
        seen_version=1,
        by=coordinator,
        now=later,
    )
    assert subjects(send(later)) == ["Jo Ortiz <jo@example.org> Updated: Discovery"]
    assert Delivery.objects.count() == 2
    invitation.refresh_from_db()
    assert invitation.series
    assert invitation.series.sequence == 3
    end = later + timedelta(hours=1)
    engagement.cancel_following(meeting=rows[0], reason="Snow", by=coordinator, now=end)
    assert subjects(send(end)) == ["Jo Ortiz <jo@example.org> Canceled: Discovery"]
    page = Client().get(reverse("invitation_page", args=[token_of(invitation)]))
    assert "This meeting is canceled" in page.content.decode()


def test_the_end_of_a_series_that_has_begun_names_what_is_canceled_and_keeps_what_was_held(
    series: Series, jo: Contact, coordinator: User, now: datetime, send: Any
) -> None:
    rows = series("FREQ=WEEKLY;COUNT=4", date(2027, 3, 2))
    invite(rows[0], jo, by=coordinator, now=now)
    send(now)
    later = rows[0].ends_at() + timedelta(hours=1)
    engagement.cancel_following(meeting=rows[1], reason="Snow", by=coordinator, now=later)
    (mail,) = send(later)
    assert "Canceled: Discovery" in mail["Subject"]
    assert "Mar 9" in mail["Subject"]
    text = mail.get_body(("plain",)).get_content()
    assert [day in text for day in ("March 2,", "March 9", "March 16", "March 23")] == [
        *(False, True, True, True)
    ]
    (part,) = [one for one in mail.walk() if one.get_content_type() == "text/calendar"]
    assert part.get_param("method") == "REQUEST"
    assert expanded(icalendar.Calendar.from_ical(part.get_content())) == stored(jo)
    assert len(stored(jo)) == 1


def test_a_guest_of_one_meeting_hears_nothing_of_another(
    series: Series, jo: Contact, coordinator: User, now: datetime, send: Any
) -> None:
    rows = series("FREQ=WEEKLY;COUNT=4", date(2027, 3, 2))
    invite(rows[0], jo, by=coordinator, now=now)
    participant = Participant.objects.get(meeting=rows[2], contact=jo)
    engagement.replace_participant(participant=participant, contact=None, by=coordinator, now=now)
    send(now)
    later = now + timedelta(hours=1)
    engagement.cancel_meeting(meeting=rows[2], reason="Snow", by=coordinator, now=later)
    assert send(later) == []


def test_whoever_skips_one_meeting_keeps_the_others(
    series: Series, jo: Contact, coordinator: User, now: datetime, send: Any
) -> None:
    rows = series("FREQ=WEEKLY;COUNT=4", date(2027, 3, 2))
    invitation = invite(rows[0], jo, by=coordinator, now=now)
    send(now)
    later = now + timedelta(hours=1)
    participant = Participant.objects.get(meeting=rows[2], contact=jo)
    engagement.replace_participant(
        participant=participant, contact=None, by=coordinator, now=later
    )
    assert subjects(send(later)) == ["Jo Ortiz <jo@example.org> Updated: Discovery"]
    assert len(stored(jo)) == 3
    assert expanded(calendar_of(invitation)) == stored(jo)


def test_the_answer_to_a_series_shows_on_each_of_its_meetings(
    series: Series, client_as: SignIn, jo: Contact, coordinator: User, now: datetime
) -> None:
    rows = series("FREQ=WEEKLY;COUNT=3", date(2027, 3, 2))
    invitation = invite(rows[1], jo, by=coordinator, now=now)
    address = reverse("invitation_page", args=[token_of(invitation)])
    page = Client().get(address).content.decode()
    assert page.count("10:00 AM to 11:00 AM") == 3
    Client().post(address, {"answer": "accepted"})
    client = client_as(coordinator)
    for number, row in enumerate(rows, 1):
        shown = client.get(row.get_absolute_url()).content.decode()
        assert "Coming" in shown
        assert f"{number} of 3" in shown


def test_the_form_plans_a_series_and_asks_about_each_double_booking(
    client_as: SignIn, partnership: Partnership, sam: Contact, coordinator: User, leader: User
) -> None:
    client, url = client_as(leader), reverse("meeting_create", args=[partnership.pk])
    typed = {
        "kind": "discovery",
        "mode": "phone",
        "day": "2027-03-02",
        "at": "10:00",
        "time_zone": "America/New_York",
        "minutes": "30",
        "ours": [sam.pk],
        "repeats": "biweekly",
    }
    page = client.post(url, typed)
    assert (page.status_code, Meeting.objects.count()) == (422, 0)
    assert client.post(url, {**typed, "times": "4"}).status_code == 302
    rows = Meeting.objects.order_by("starts_at")
    starts = [f"{one.starts_at.astimezone(ZoneInfo('America/New_York')):%m-%d %H}" for one in rows]
    assert starts == ["03-02 10", "03-16 10", "03-30 10", "04-13 10"]
    again = client.post(url, {**typed, "day": "2027-03-30", "repeats": "", "times": ""})
    assert "Already in a meeting at that time" in again.content.decode()
    edit = client.get(reverse("meeting_move", args=[rows[0].pk])).content.decode()
    assert "This and all following meetings" in edit
    cancel = {"reason": "Snow", "reach": "following"}
    client.post(reverse("meeting_cancel", args=[rows[1].pk]), cancel)
    assert Meeting.objects.planned().count() == 1


def test_a_series_counts_against_the_bound_of_its_partner(
    series: Series, coordinator: User
) -> None:
    series("FREQ=WEEKLY;COUNT=52", date(2027, 3, 2))
    with refused("full"):
        series("FREQ=WEEKLY;COUNT=52", date(2027, 3, 3))
    assert Meeting.objects.count() <= MOST_PLANNED


def test_an_email_lists_a_dozen_dates_and_says_how_many_more(
    series: Series, jo: Contact, coordinator: User, now: datetime
) -> None:
    rows = series("FREQ=WEEKLY;COUNT=15", date(2027, 3, 2))
    invitation = invite(rows[0], jo, by=coordinator, now=now)
    letter = letter_of(invitation, address="x", now=now)
    assert letter.text.count("10:00 AM to 11:00 AM") == 12
    assert "and 3 more" in letter.text
