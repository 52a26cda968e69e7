"""The pages about meetings: list, plan, look, change, cancel."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import DjangoAssertNumQueries

from accounts.models import User
from partnerships.engagement import actions as engagement
from partnerships.engagement.forms.meetings import values_of
from partnerships.engagement.lifecycle import Feel, MeetingKind, MeetingState
from partnerships.engagement.models import Meeting
from partnerships.organizations.models import Contact
from partnerships.relationships.models import Partnership
from tests.engagement.conftest import Plan
from tests.factories import MeetingFactory

SignIn = Callable[[User], Client]
pytestmark = pytest.mark.usefixtures("clock")


@pytest.fixture
def typed(jo: Contact, sam: Contact) -> dict[str, Any]:
    """What a person types to plan a tour at ten in Los Angeles."""
    return {
        "kind": "tour_theirs",
        "mode": "in_person",
        "day": "2026-12-03",
        "at": "10:00",
        "time_zone": "America/Los_Angeles",
        "minutes": "90",
        "place": "Oakland",
        "aim": "See a first day",
        "ours": [sam.pk],
        "theirs": [jo.pk],
    }


@pytest.fixture
def edited() -> Callable[[Meeting], dict[str, Any]]:
    """What the edit form of a meeting sends when nothing is changed."""

    def values(meeting: Meeting) -> dict[str, Any]:
        data = values_of(meeting)
        for side in ("ours", "theirs"):
            data[side] = [person.pk for person in data[side]]
        return {**data, "owner": meeting.owner_id, "at": data["at"].strftime("%H:%M")}

    return values


def test_a_tour_is_planned_in_the_zone_of_its_place(
    client_as: SignIn, coordinator: User, partnership: Partnership, typed: dict[str, Any]
) -> None:
    url = reverse("meeting_create", args=[partnership.pk])
    page = client_as(coordinator).get(url)
    assert page.status_code == 200
    response = client_as(coordinator).post(url, typed)
    meeting = Meeting.objects.get()
    assert response.headers["Location"] == meeting.get_absolute_url()
    assert meeting.starts_at == datetime(2026, 12, 3, 18, 0, tzinfo=UTC)
    assert meeting.participants.count() == 2


@pytest.mark.parametrize(
    ("when", "utc"),
    [
        (("2027-03-14", "02:30"), datetime(2027, 3, 14, 10, 0, tzinfo=UTC)),
        (("2027-11-07", "01:30"), datetime(2027, 11, 7, 8, 30, tzinfo=UTC)),
    ],
    ids=["skipped", "twice"],
)
def test_a_time_that_the_clock_skips_or_shows_twice(
    client_as: SignIn,
    coordinator: User,
    partnership: Partnership,
    typed: dict[str, Any],
    when: tuple[str, str],
    utc: datetime,
) -> None:
    url = reverse("meeting_create", args=[partnership.pk])
    client_as(coordinator).post(url, {**typed, "day": when[0], "at": when[1]})
    assert Meeting.objects.get().starts_at == utc


def test_nobody_invited_is_shown_again_with_what_was_typed(
    client_as: SignIn, coordinator: User, partnership: Partnership, typed: dict[str, Any]
) -> None:
    response = client_as(coordinator).post(
        reverse("meeting_create", args=[partnership.pk]), {**typed, "ours": [], "theirs": []}
    )
    assert response.status_code == 422
    assert "See a first day" in response.content.decode()
    assert not Meeting.objects.exists()


def test_a_viewer_plans_nothing(
    client_as: SignIn, viewer: User, partnership: Partnership, typed: dict[str, Any]
) -> None:
    response = client_as(viewer).post(reverse("meeting_create", args=[partnership.pk]), typed)
    assert response.status_code == 403
    assert not Meeting.objects.exists()


def test_the_page_shows_both_clocks_and_the_tour_questions(
    client_as: SignIn, coordinator: User, plan: Plan
) -> None:
    User.objects.filter(pk=coordinator.pk).update(time_zone="America/Los_Angeles")
    coordinator.refresh_from_db()
    meeting = plan(24, MeetingKind.TOUR_THEIRS)
    page = client_as(coordinator).get(meeting.get_absolute_url()).content.decode()
    assert "7:00 AM" in page
    assert "10:00 AM, America/New_York" in page
    assert "Who do you serve best?" in page


def test_the_page_shows_one_clock_where_both_agree(
    client_as: SignIn, coordinator: User, plan: Plan
) -> None:
    User.objects.filter(pk=coordinator.pk).update(time_zone="America/New_York")
    coordinator.refresh_from_db()
    page = client_as(coordinator).get(plan(24).get_absolute_url()).content.decode()
    assert "America/New_York" not in page


def test_a_viewer_sees_a_meeting_without_its_buttons(
    client_as: SignIn, viewer: User, plan: Plan
) -> None:
    meeting = plan(24)
    page = client_as(viewer).get(meeting.get_absolute_url()).content.decode()
    assert reverse("meeting_edit", args=[meeting.pk]) not in page


def test_a_meeting_is_changed(
    client_as: SignIn,
    coordinator: User,
    plan: Plan,
    edited: Callable[[Meeting], dict[str, Any]],
) -> None:
    meeting = plan(48)
    url = reverse("meeting_edit", args=[meeting.pk])
    assert client_as(coordinator).get(url).status_code == 200
    response = client_as(coordinator).post(url, {**edited(meeting), "place": "Their office"})
    assert response.status_code == 302
    meeting.refresh_from_db()
    assert (meeting.place, meeting.version) == ("Their office", 2)
    assert meeting.participants.count() == 2


def test_a_stale_change_shows_both_texts(
    client_as: SignIn,
    coordinator: User,
    plan: Plan,
    edited: Callable[[Meeting], dict[str, Any]],
) -> None:
    meeting = plan(48)
    data = {**edited(meeting), "place": "My text"}
    Meeting.objects.filter(pk=meeting.pk).update(place="Their text", version=2)
    response = client_as(coordinator).post(reverse("meeting_edit", args=[meeting.pk]), data)
    page = response.content.decode()
    assert response.status_code == 409
    assert "My text" in page
    assert "Their text" in page
    meeting.refresh_from_db()
    assert meeting.place == "Their text"


def test_a_cancelled_meeting_is_not_changed(
    client_as: SignIn,
    coordinator: User,
    plan: Plan,
    now: datetime,
    edited: Callable[[Meeting], dict[str, Any]],
) -> None:
    meeting = plan(48)
    engagement.cancel_meeting(meeting=meeting, reason="Snow", by=coordinator, now=now)
    response = client_as(coordinator).post(
        reverse("meeting_edit", args=[meeting.pk]), edited(meeting)
    )
    assert response.status_code == 422


def test_a_meeting_is_cancelled(client_as: SignIn, coordinator: User, plan: Plan) -> None:
    meeting = plan(48)
    url = reverse("meeting_cancel", args=[meeting.pk])
    assert "stays in the history" in client_as(coordinator).get(url).content.decode()
    assert client_as(coordinator).post(url, {"reason": "Snow"}).status_code == 302
    meeting.refresh_from_db()
    assert meeting.state == MeetingState.CANCELLED


def test_a_cancellation_says_why(client_as: SignIn, coordinator: User, plan: Plan) -> None:
    meeting = plan(48)
    response = client_as(coordinator).post(
        reverse("meeting_cancel", args=[meeting.pk]), {"reason": ""}
    )
    assert response.status_code == 422
    meeting.refresh_from_db()
    assert meeting.state == MeetingState.PLANNED


@pytest.mark.parametrize("name", ["meeting_edit", "meeting_cancel", "meeting_close_out"])
def test_a_viewer_changes_nothing(client_as: SignIn, viewer: User, plan: Plan, name: str) -> None:
    meeting = plan(-2)
    response = client_as(viewer).post(reverse(name, args=[meeting.pk]), {"reason": "Snow"})
    assert response.status_code == 403
    meeting.refresh_from_db()
    assert meeting.state == MeetingState.PLANNED


def test_the_list_shows_what_the_address_says(
    client_as: SignIn, coordinator: User, leader: User, plan: Plan, now: datetime
) -> None:
    ahead, begun, tour = plan(48), plan(-2), plan(24, MeetingKind.TOUR_OURS)
    engagement.cancel_meeting(meeting=tour, reason="Snow", by=coordinator, now=now)

    def shown(user: User, **asked: str) -> set[int]:
        response = client_as(user).get(reverse("meeting_list"), asked)
        return {meeting.pk for meeting in response.context["page"]}

    page = client_as(coordinator).get(reverse("meeting_list")).content.decode()
    assert re.findall(r'<span class="chip[^>]*>([\w ?]+)</span>', page) == [
        "Wrap up",
        "Planned",
    ]
    assert shown(coordinator) == {ahead.pk, begun.pk}
    assert shown(coordinator, show="upcoming") == {ahead.pk}
    assert shown(coordinator, show="to_close_out") == {begun.pk}
    assert shown(coordinator, show="past") == set()
    assert shown(coordinator, show="any", kind="tour_ours") == {tour.pk}
    assert shown(coordinator, whose="mine") == {ahead.pk, begun.pk}
    assert shown(leader, whose="mine") == set()


def test_what_is_over_begins_with_the_newest(
    client_as: SignIn, coordinator: User, plan: Plan, jo: Contact, now: datetime
) -> None:
    older, newer = plan(-72), plan(-24)
    told = engagement.CloseOut(came=[jo], feel=Feel.OK, none_because="Not now")
    for meeting in (older, newer):
        engagement.close_out(meeting=meeting, told=told, by=coordinator, now=now)
    response = client_as(coordinator).get(
        reverse("meeting_list"), {"show": "past", "sort": "when"}
    )
    assert [meeting.pk for meeting in response.context["page"]] == [newer.pk, older.pk]


def test_more_meetings_take_no_more_queries(
    client_as: SignIn,
    coordinator: User,
    partnership: Partnership,
    now: datetime,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    client = client_as(coordinator)
    url = reverse("meeting_list")
    counts = []
    for _round in range(2):
        for days in range(4):
            MeetingFactory.create(
                partnership=partnership, owner=coordinator, starts_at=now + timedelta(days=days)
            )
        with django_assert_max_num_queries(8) as queries:
            client.get(url)
        counts.append(len(queries))
    assert counts[0] == counts[1]
