"""Whoever was told of a meeting's time is told once, at once, when it no longer holds (C04)."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from email.message import EmailMessage

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from partnerships.engagement import actions as engagement
from partnerships.engagement.models import Meeting
from partnerships.organizations.models import Contact
from partnerships.relationships.lifecycle import Side
from partnerships.relationships.models import Partnership
from partnerships.reminders import actions
from partnerships.reminders.lifecycle import Mode
from partnerships.reminders.models import Notice
from partnerships.reminders.queries import at_the_bell
from partnerships.reminders.rules import Team, items_of
from tests.reminders.conftest import Tick
from tests.scenarios import our_organization, person

HOUR, MINUTE, DAY = timedelta(hours=1), timedelta(minutes=1), timedelta(days=1)
CHANGES = ["meeting_moved", "meeting_off"]


@pytest.fixture
def vera(viewer: User, coordinator: User, now: datetime) -> Contact:
    """Vera is one of us, signs in, and is invited to meetings."""
    contact = person(now, coordinator, "Vera Lindqvist", our_organization(now, coordinator))
    Contact.objects.filter(pk=contact.pk).update(user=viewer)
    return Contact.objects.get(pk=contact.pk)


@pytest.fixture
def meeting(
    partnership: Partnership, vera: Contact, coordinator: User, now: datetime, tick: Tick
) -> Meeting:
    """Maria's meeting in two hours; an hour before, Vera and Maria have mail about it."""
    meeting = Meeting(
        partnership=partnership, starts_at=now + 2 * HOUR, time_zone="UTC", owner=coordinator
    )
    meeting = engagement.plan_meeting(
        meeting=meeting, invited={Side.OURS: [vera]}, by=coordinator, now=now
    )
    tick(now)
    assert recipients(tick(now + HOUR)) == ["maria@example.org", "vera@example.org"]
    return meeting


def recipients(mails: Iterable[EmailMessage]) -> list[str]:
    return sorted(mail["To"].addresses[0].addr_spec for mail in mails)


def move(meeting: Meeting, to: datetime, by: User, at: datetime, *people: Contact) -> None:
    row = Meeting.objects.get(pk=meeting.pk)
    row.starts_at = to
    engagement.edit_meeting(
        meeting=row, invited={Side.OURS: people}, seen_version=row.version, by=by, now=at
    )


def bell(user: User, at: datetime) -> list[str]:
    return [item.heading() for item in items_of(at_the_bell(user, at), Team(at))]


def test_a_canceled_meeting_is_told_to_those_who_had_mail_but_not_to_who_canceled(
    meeting: Meeting, tick: Tick, coordinator: User, viewer: User, now: datetime
) -> None:
    at = now + HOUR + 5 * MINUTE
    engagement.cancel_meeting(meeting=meeting, reason="Snow", by=coordinator, now=at)
    (mail,) = tick(at + MINUTE)
    assert mail["To"].addresses[0].addr_spec == viewer.email
    assert mail["Subject"].startswith("Off your calendar, Mon, Nov 23, 5:00 PM: ")
    body = mail.get_body(("plain",))
    assert body is not None
    assert "Canceled: Snow" in body.get_content()
    assert bell(viewer, at + MINUTE) == [mail["Subject"]]
    assert tick(at + 2 * MINUTE) == tick(at + HOUR) == []


def test_a_moved_meeting_is_told_with_its_new_time(
    meeting: Meeting, vera: Contact, tick: Tick, coordinator: User, now: datetime
) -> None:
    at = now + HOUR + 5 * MINUTE
    move(meeting, now + 2 * DAY, coordinator, at, vera)
    (mail,) = tick(at + MINUTE)
    assert mail["Subject"].startswith("Now Wed, Nov 25, 3:00 PM: ")
    assert tick(at + 2 * MINUTE) == []


def test_a_person_taken_off_is_told_and_the_others_are_not(
    meeting: Meeting, tick: Tick, coordinator: User, now: datetime
) -> None:
    at = now + HOUR + 5 * MINUTE
    move(meeting, meeting.starts_at, coordinator, at)
    (mail,) = tick(at + MINUTE)
    assert recipients([mail]) == ["vera@example.org"]
    body = mail.get_body(("plain",))
    assert body is not None
    assert "you're no longer invited" in body.get_content()


def test_an_owner_who_did_not_change_it_is_told_as_well(
    meeting: Meeting, vera: Contact, tick: Tick, leader: User, now: datetime
) -> None:
    at = now + HOUR + 5 * MINUTE
    move(meeting, now + 2 * DAY, leader, at, vera)
    assert recipients(tick(at + MINUTE)) == ["maria@example.org", "vera@example.org"]


def test_what_was_seen_at_the_bell_counts_as_told(
    partnership: Partnership, vera: Contact, tick: Tick, coordinator: User, now: datetime
) -> None:
    modes = {"meeting_soon": Mode.NONE, "meeting_tomorrow": Mode.NONE}
    assert vera.user
    actions.set_modes(user=vera.user, modes=modes, by=vera.user, now=now)
    meeting = Meeting(
        partnership=partnership, starts_at=now + 2 * HOUR, time_zone="UTC", owner=coordinator
    )
    engagement.plan_meeting(meeting=meeting, invited={Side.OURS: [vera]}, by=coordinator, now=now)
    tick(now)
    assert recipients(tick(now + HOUR)) == ["maria@example.org"]
    at = now + HOUR + 5 * MINUTE
    engagement.cancel_meeting(meeting=meeting, reason="Snow", by=coordinator, now=at)
    assert recipients(tick(at)) == ["vera@example.org"]


def test_a_change_before_anybody_was_told_is_told_to_nobody(
    partnership: Partnership, vera: Contact, tick: Tick, coordinator: User, now: datetime
) -> None:
    meeting = Meeting(
        partnership=partnership, starts_at=now + 5 * DAY, time_zone="UTC", owner=coordinator
    )
    engagement.plan_meeting(meeting=meeting, invited={Side.OURS: [vera]}, by=coordinator, now=now)
    tick(now)
    engagement.cancel_meeting(meeting=meeting, reason="Snow", by=coordinator, now=now + HOUR)
    assert tick(now + HOUR) == []
    assert not Notice.objects.filter(kind__in=CHANGES).exists()


def test_a_change_back_before_it_was_told_is_told_to_nobody(
    meeting: Meeting, vera: Contact, tick: Tick, coordinator: User, now: datetime
) -> None:
    at = now + HOUR + 5 * MINUTE
    move(meeting, now + 2 * DAY, coordinator, at, vera)
    move(meeting, meeting.starts_at, coordinator, at + MINUTE, vera)
    assert tick(at + 2 * MINUTE) == []


def test_a_change_back_after_it_was_told_is_told(
    meeting: Meeting, vera: Contact, tick: Tick, coordinator: User, now: datetime
) -> None:
    at = now + HOUR + 5 * MINUTE
    move(meeting, now + 2 * DAY, coordinator, at, vera)
    assert len(tick(at)) == 1
    move(meeting, meeting.starts_at, coordinator, at + 5 * MINUTE, vera)
    (mail,) = tick(at + 6 * MINUTE)
    assert mail["Subject"].startswith("Now Mon, Nov 23, 5:00 PM")


def test_a_person_put_back_on_is_told(
    meeting: Meeting, vera: Contact, tick: Tick, coordinator: User, now: datetime
) -> None:
    at = now + HOUR + 5 * MINUTE
    move(meeting, meeting.starts_at, coordinator, at)
    assert len(tick(at)) == 1
    move(meeting, meeting.starts_at, coordinator, at + 5 * MINUTE, vera)
    (mail,) = tick(at + 6 * MINUTE)
    assert mail["Subject"].startswith("Now Mon, Nov 23, 5:00 PM")


def test_a_later_edit_does_not_tell_twice(
    meeting: Meeting, vera: Contact, tick: Tick, coordinator: User, now: datetime
) -> None:
    at = now + HOUR + 5 * MINUTE
    move(meeting, now + 2 * DAY, coordinator, at, vera)
    assert len(tick(at)) == 1
    row = Meeting.objects.get(pk=meeting.pk)
    row.place = "Room 3"
    engagement.edit_meeting(
        meeting=row,
        invited={Side.OURS: [vera]},
        seen_version=row.version,
        by=coordinator,
        now=at + MINUTE,
    )
    assert tick(at + 2 * MINUTE) == []
    sam = person(now, coordinator, "Sam Reyes", our_organization(now, coordinator))
    move(meeting, now + 2 * DAY, coordinator, at + 3 * MINUTE, vera, sam)
    assert tick(at + 4 * MINUTE) == []


def test_a_second_change_in_the_night_does_not_swallow_the_first(
    meeting: Meeting, vera: Contact, tick: Tick, coordinator: User, now: datetime
) -> None:
    """The mail waits for the morning; people added meanwhile don't take it away."""
    Meeting.objects.filter(pk=meeting.pk).update(starts_at=now + 3 * DAY)
    Notice.objects.filter(kind="meeting_soon").update(anchor_at=now + 3 * DAY)
    night = now + 7 * HOUR
    move(meeting, now + 4 * DAY, coordinator, night, vera)
    assert tick(night + MINUTE) == []
    sam = person(now, coordinator, "Sam Reyes", our_organization(now, coordinator))
    move(meeting, now + 4 * DAY, coordinator, night + HOUR, vera, sam)
    assert tick(night + HOUR) == []
    (mail,) = tick(now + 17 * HOUR)
    assert mail["Subject"].startswith("Now Fri, Nov 27, 3:00 PM")


def test_the_bell_asks_as_often_for_many_as_for_one(
    partnership: Partnership, vera: Contact, tick: Tick, coordinator: User, now: datetime
) -> None:
    """What was told of changed meetings is read at once for all of them."""

    def planned() -> Meeting:
        meeting = Meeting(
            partnership=partnership, starts_at=now + 2 * HOUR, time_zone="UTC", owner=coordinator
        )
        people = {Side.OURS: [vera]}
        return engagement.plan_meeting(meeting=meeting, invited=people, by=coordinator, now=now)

    meetings, at = [planned() for _number in range(3)], now + HOUR + 5 * MINUTE
    tick(now)
    tick(now + HOUR)
    for meeting in meetings:
        engagement.cancel_meeting(meeting=meeting, reason="Snow", by=coordinator, now=at)
    tick(at)
    assert vera.user
    notices, asked = list(at_the_bell(vera.user, at)), []
    for some in (notices[:1], notices):
        with CaptureQueriesContext(connection) as queries:
            assert len(items_of(some, Team(at))) == len(some)
        asked.append(len(queries))
    assert len(notices) == len(meetings)
    assert asked[0] == asked[1]
