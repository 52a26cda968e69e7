"""Meetings in calendar programs: a file each, and feeds at secret addresses."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import icalendar
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from partnerships.engagement import actions as engagement
from partnerships.engagement.lifecycle import MOST_IN_FEED, Feel
from partnerships.engagement.models import CalendarFeed, Meeting
from partnerships.links.rules import address_of, hash_of, token_of
from partnerships.organizations.models import Contact
from partnerships.relationships.lifecycle import Side
from partnerships.relationships.models import Partnership
from tests.engagement.conftest import Plan
from tests.factories import MeetingFactory

SignIn = Callable[[User], Client]
pytestmark = pytest.mark.usefixtures("clock")


def events_in(text: bytes) -> list[icalendar.Event]:
    calendar = icalendar.Calendar.from_ical(text)
    assert isinstance(calendar, icalendar.Calendar)
    assert all(len(line) <= 75 for line in text.split(b"\r\n"))
    return calendar.events


def path_of(feed: CalendarFeed) -> str:
    return reverse("calendar_feed", args=[token_of(feed)])


def test_whoever_may_see_a_meeting_can_add_it_to_their_calendar(
    client_as: SignIn, plan: Plan, viewer: User
) -> None:
    meeting = plan(
        48, place="12 Elm Street", agenda="Tour\nLunch", video_url="https://v.example.org"
    )
    response = client_as(viewer).get(reverse("meeting_file", args=[meeting.pk]))
    assert response.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert f"meeting-{meeting.pk}.ics" in response.headers["Content-Disposition"]
    (event,) = events_in(response.content)
    assert (event["UID"], event["SEQUENCE"]) == (str(meeting.uid), 0)
    assert event["DTSTART"].params["TZID"] == "America/New_York"
    assert (event.start, event.end) == (meeting.starts_at, meeting.ends_at())
    assert event["SUMMARY"] == "Discovery: Bright Path Training"
    assert event["LOCATION"] == "12 Elm Street"
    assert "Tour\nLunch" in str(event["DESCRIPTION"])
    assert str(event["URL"]).endswith(meeting.get_absolute_url())


def test_what_calendars_show_raises_the_sequence_and_nothing_else_does(
    plan: Plan, jo: Contact, sam: Contact, coordinator: User, now: datetime
) -> None:
    meeting = plan(48)
    uid, both = meeting.uid, {Side.OURS: [sam], Side.THEIRS: [jo]}

    def edited(people: dict[Side, list[Contact]] = both, **values: object) -> tuple[object, int]:
        for name, value in values.items():
            setattr(meeting, name, value)
        engagement.edit_meeting(
            meeting=meeting,
            invited=people,
            seen_version=meeting.version,
            by=coordinator,
            now=now + timedelta(hours=1),
        )
        meeting.refresh_from_db()
        return meeting.uid, meeting.sequence

    assert edited(aim="Meet") == (uid, 0)
    assert edited(place="Room 2") == (uid, 1)
    assert meeting.revised_at == now + timedelta(hours=1)
    assert edited({Side.THEIRS: [jo]}) == (uid, 2)
    later = meeting.starts_at + timedelta(days=1)
    engagement.move_meeting(
        meeting=meeting, starts_at=later, seen_version=meeting.version, by=coordinator, now=now
    )
    engagement.cancel_meeting(meeting=meeting, reason="Snow", by=coordinator, now=now)
    meeting.refresh_from_db()
    assert (meeting.uid, meeting.sequence) == (uid, 4)


def test_ones_feed_has_what_one_owns_or_comes_to(
    client: Client,
    plan: Plan,
    partnership: Partnership,
    coordinator: User,
    leader: User,
    now: datetime,
) -> None:
    own = plan(48)
    MeetingFactory.create(partnership=partnership, owner=leader, starts_at=now)
    engagement.cancel_meeting(meeting=plan(72), reason="Snow", by=coordinator, now=now)
    feed = engagement.renew_feed(of=coordinator, by=coordinator, now=now)
    found = events_in(client.get(path_of(feed)).content)
    assert [event["UID"] for event in found] == [str(own.uid)]


def test_a_feed_reaches_from_last_month_to_next_year_and_is_bounded(
    partnership: Partnership, coordinator: User, now: datetime
) -> None:
    for days in (-31, -29, 365, 367):
        MeetingFactory.create(
            partnership=partnership, owner=coordinator, starts_at=now + timedelta(days=days)
        )
    feed = engagement.renew_feed(of=coordinator, by=coordinator, now=now)
    assert [(one.starts_at - now).days for one in feed.meetings(now)] == [-29, 365]
    assert feed.meetings(now).query.high_mark == MOST_IN_FEED


def test_a_partners_feed_has_title_time_and_place_of_meetings_with_their_people_alone(
    client: Client,
    plan: Plan,
    sam: Contact,
    partnership: Partnership,
    coordinator: User,
    now: datetime,
) -> None:
    shown = plan(48, place="12 Elm Street", agenda="Be careful", aim="Win them over")
    ours = Meeting(partnership=partnership, starts_at=now, time_zone="UTC", owner=coordinator)
    engagement.plan_meeting(meeting=ours, invited={Side.OURS: [sam]}, by=coordinator, now=now)
    Meeting.objects.update(feel=Feel.LOW, learned="They are slow")
    feed = engagement.renew_feed(of=partnership, by=coordinator, now=now)
    text = client.get(path_of(feed)).content
    (event,) = events_in(text)
    assert (event["UID"], event["LOCATION"]) == (str(shown.uid), "12 Elm Street")
    assert event["SUMMARY"] == "Discovery: Harbor Employment Network"
    for internal in (b"careful", b"Win them", b"slow", b"/meetings/", coordinator.name.encode()):
        assert internal not in text


def test_who_has_a_feed_already_gets_304_until_it_changes(
    client: Client, plan: Plan, coordinator: User, now: datetime
) -> None:
    meeting = plan(48)
    path = path_of(engagement.renew_feed(of=coordinator, by=coordinator, now=now))
    etag = client.get(path).headers["ETag"]
    again = client.get(path, headers={"if-none-match": etag})
    assert (again.status_code, again.content) == (304, b"")
    engagement.move_meeting(
        meeting=meeting, starts_at=now, seen_version=1, by=coordinator, now=now
    )
    assert client.get(path, headers={"if-none-match": etag}).status_code == 200


def test_more_meetings_in_a_feed_cost_no_more_queries(
    client: Client,
    partnership: Partnership,
    coordinator: User,
    now: datetime,
    django_assert_num_queries: Callable,
) -> None:
    path = path_of(engagement.renew_feed(of=coordinator, by=coordinator, now=now))
    for _meeting in range(5):
        MeetingFactory.create(partnership=partnership, owner=coordinator, starts_at=now)
    with django_assert_num_queries(3):
        client.get(path)


def test_only_the_newest_address_works_and_none_once_turned_off(
    client: Client, client_as: SignIn, coordinator: User, now: datetime
) -> None:
    mine, page = client_as(coordinator), reverse("my_feed")
    mine.post(page)
    old = path_of(CalendarFeed.objects.get())
    mine.post(page)
    feed = CalendarFeed.objects.get()
    assert feed.token_hash == hash_of(token_of(feed))
    assert address_of(feed) in mine.get(page).content.decode()
    assert [client.get(path).status_code for path in (old, path_of(feed))] == [404, 200]
    mine.post(reverse("my_feed_revoke"))
    assert client.get(path_of(feed)).status_code == 404
    assert address_of(feed) not in mine.get(page).content.decode()


def test_whoever_left_has_no_feed(client: Client, coordinator: User, now: datetime) -> None:
    feed = engagement.renew_feed(of=coordinator, by=coordinator, now=now)
    User.objects.update(is_active=False)
    assert client.get(path_of(feed)).status_code == 404


@pytest.mark.django_db
def test_no_one_can_go_on_guessing_addresses(client: Client) -> None:
    answers = {client.get(f"/c/{'x' * 43}/meetings.ics").status_code for _try in range(12)}
    assert answers == {404, 429}


def test_a_partners_feed_is_turned_on_and_off_on_a_page_of_its_own(
    client_as: SignIn, partnership: Partnership, coordinator: User
) -> None:
    client, page = client_as(coordinator), reverse("partner_feed", args=[partnership.pk])
    assert "You can give the address to Bright Path Training" in client.get(page).content.decode()
    client.post(page)
    assert "/c/" in client.get(page).content.decode()
    client.post(reverse("partner_feed_revoke", args=[partnership.pk]))
    assert CalendarFeed.objects.get().revoked_at == timezone.now().astimezone(UTC)
