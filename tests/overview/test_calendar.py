"""The calendar: what is on which day, whose, and in which layers."""

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import DjangoAssertNumQueries

from accounts.models import User
from partnerships.agreements.lifecycle import MouState
from partnerships.agreements.models import Mou
from partnerships.engagement.models import FollowUp, Meeting
from partnerships.overview.forms import CalendarSearch
from partnerships.overview.lifecycle import CalendarView, Layer
from partnerships.overview.queries import Asked, calendar_of
from partnerships.overview.queries.calendar import IN_AGENDA, IN_MONTH
from partnerships.relationships.lifecycle import Side
from partnerships.relationships.models import Partnership
from tests.factories import FollowUpFactory, MeetingFactory, ReviewFactory
from tests.scenarios import (
    drafted_mou,
    partnership_idea,
    partnership_ready_for_mou,
    sign_all,
)

SignIn = Callable[[User], Client]
pytestmark = pytest.mark.usefixtures("clock")


def asked(on: date, view: str = "month", **more: object) -> Asked:
    known = {"everybody": False, "partner": None, "layers": list(Layer)}
    return Asked(view=CalendarView(view), on=on, **{**known, **more})  # type: ignore[arg-type]  # by name


@pytest.fixture
def partnership(coordinator: User, now: datetime) -> Partnership:
    return partnership_idea(now, coordinator)


@pytest.fixture
def meeting(partnership: Partnership, coordinator: User, now: datetime) -> Meeting:
    found: Meeting = MeetingFactory.create(
        partnership=partnership,
        owner=coordinator,
        starts_at=now + timedelta(days=2),
        title="Kickoff",
    )
    return found


def promise(partnership: Partnership, by: User, on: date, side: Side = Side.OURS) -> FollowUp:
    found: FollowUp = FollowUpFactory.create(
        partnership=partnership,
        side=side,
        what=f"Send the handout ({side})",
        due_on=on,
        made_at=partnership.created_at,
        made_by=by,
    )
    return found


def test_each_layer_has_its_day_and_can_be_hidden(
    client_as: SignIn, partnership: Partnership, meeting: Meeting, coordinator: User, today: date
) -> None:
    for side in Side:
        promise(partnership, coordinator, today + timedelta(days=1), side)
    ReviewFactory.create(
        partnership=partnership, due_on=today + timedelta(days=3), planned_at=meeting.starts_at
    )
    client, url = client_as(coordinator), reverse("calendar")
    page = client.get(url).content.decode()
    for word in ("Kickoff", "Send the handout (ours)", "Send the handout (theirs)", "Review due"):
        assert page.count(word) >= 2, word
    hidden = client.get(url, {"hide": ["meetings", "theirs"]}).content.decode()
    assert "Kickoff" not in hidden
    assert "Send the handout (theirs)" not in hidden
    assert "Send the handout (ours)" in hidden
    assert "hide=theirs" in hidden


def test_mine_is_what_i_own_or_am_invited_to(
    client_as: SignIn, partnership: Partnership, meeting: Meeting, coordinator: User, leader: User
) -> None:
    client, url = client_as(leader), reverse("calendar")
    assert "Kickoff" not in client.get(url).content.decode()
    assert "Kickoff" in client.get(url, {"whose": "all"}).content.decode()
    known = {"partner": partnership.pk}
    assert "Kickoff" in client.get(url, known).content.decode()
    invited = partnership.organization.positions.get(leads=True).contact
    ours = {"meeting": meeting, "contact": invited, "side": Side.OURS}
    invited.user = leader
    invited.save()
    meeting.participants.create(**{k: v for k, v in ours.items() if k != "meeting"})
    assert "Kickoff" in client.get(url).content.decode()


def test_one_partner_of_a_coalition_has_it_too(
    meeting: Meeting, coordinator: User, now: datetime, today: date
) -> None:
    second = partnership_idea(now, coordinator, "Lakeside")
    page = calendar_of(coordinator, asked(today, partner=second), now)
    assert not page.agenda
    meeting.partners.create(partnership=second)
    (day,) = calendar_of(coordinator, asked(today, partner=second), now).agenda
    assert [entry.title for entry in day.entries] == ["Kickoff"]


@pytest.mark.parametrize(
    ("view", "first", "last"),
    [
        ("month", date(2027, 1, 31), date(2027, 3, 6)),
        ("week", date(2027, 2, 14), date(2027, 2, 20)),
        ("agenda", date(2027, 2, 17), date(2027, 3, 16)),
        ("day", date(2027, 2, 17), date(2027, 2, 17)),
    ],
)
def test_the_days_of_each_view(view: str, first: date, last: date) -> None:
    found = asked(date(2027, 2, 17), view)
    assert (found.first(), found.last()) == (first, last)


def test_a_leap_day_is_a_day_of_its_month() -> None:
    days = [day for week in asked(date(2028, 2, 1)).weeks() for day in week]
    assert date(2028, 2, 29) in days
    assert asked(date(2028, 1, 31)).after() == "2028-02-01"


def test_a_meeting_is_on_the_day_of_whoever_looks(
    client_as: SignIn, partnership: Partnership, coordinator: User
) -> None:
    for number, zone in enumerate(("Pacific/Niue", "Pacific/Kiritimati")):  # UTC-11 and UTC+14
        MeetingFactory.create(
            partnership=partnership,
            owner=coordinator,
            title=f"At noon {number}",
            starts_at=datetime.fromisoformat("2026-12-10T11:30:00+00:00"),
        )
        coordinator.time_zone = zone
        coordinator.save()
        page = client_as(coordinator).get(reverse("calendar"), {"on": "2026-12-10"})
        cells = re.split(r'data-day="([0-9-]+)"', page.content.decode())
        (day,) = (
            on
            for on, cell in zip(cells[1::2], cells[2::2], strict=True)
            if "At noon" in cell.split("</td>")[0]
        )
        assert day == ("2026-12-10", "2026-12-11")[number]


def test_days_with_much_say_how_much_more(
    partnership: Partnership, coordinator: User, now: datetime, today: date
) -> None:
    for _number in range(IN_AGENDA + 5):
        promise(partnership, coordinator, today)
    promise(partnership, coordinator, today + timedelta(days=1))
    page = calendar_of(coordinator, asked(today), now)
    (cell,) = (day for week in page.weeks for day in week if day.on == today)
    assert (len(cell.entries), cell.more) == (IN_MONTH, IN_AGENDA + 5 - IN_MONTH)
    (day,) = page.agenda
    assert (len(day.entries), day.more) == (IN_AGENDA, 5)
    assert page.goes_on == today + timedelta(days=1)


def test_an_mou_is_on_the_day_it_ends(coordinator: User, now: datetime, today: date) -> None:
    partnership = partnership_ready_for_mou(now, coordinator)
    mou_in_force = sign_all(drafted_mou(partnership, now, coordinator), now, coordinator)
    Mou.objects.update(ends_on=today + timedelta(days=5), end_known="date")
    found = calendar_of(coordinator, asked(today, layers=[Layer.MOUS]), now)
    assert [day.entries[0].partner for day in found.agenda] == [mou_in_force.title]
    Mou.objects.update(state=MouState.TERMINATED, stopped_on=today)
    assert not calendar_of(coordinator, asked(today, layers=[Layer.MOUS]), now).agenda


def test_whoever_is_wanted_twice_is_shown(
    client_as: SignIn, partnership: Partnership, meeting: Meeting, coordinator: User
) -> None:
    client, url = client_as(coordinator), reverse("calendar")
    assert "Time conflict" not in client.get(url).content.decode()
    MeetingFactory.create(
        partnership=partnership,
        owner=coordinator,
        starts_at=meeting.starts_at + timedelta(minutes=30),
        title="Review talk",
    )
    page = client.get(url).content.decode()
    assert "1 conflict on" in page
    assert f"“Kickoff” and “Review talk” both need {coordinator.name}" in page
    assert page.count("is-clash") == 2


def test_more_entries_take_no_more_queries(
    client_as: SignIn,
    partnership: Partnership,
    meeting: Meeting,
    coordinator: User,
    today: date,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    client, url = client_as(coordinator), reverse("calendar")
    promise(partnership, coordinator, today)
    with django_assert_max_num_queries(30) as few:
        client.get(url, {"whose": "all"})
    for number in range(20):
        one = partnership_idea(meeting.starts_at, coordinator, f"Partner {number}")
        promise(one, coordinator, today)
        starts = meeting.starts_at + timedelta(days=number)
        MeetingFactory.create(partnership=one, owner=coordinator, starts_at=starts)
    with django_assert_max_num_queries(len(few)):
        client.get(url, {"whose": "all"})


def test_what_cannot_be_read_is_left_out(coordinator: User, today: date) -> None:
    typed = {"view": "year", "on": "someday", "whose": "theirs", "partner": "x", "hide": "clouds"}
    found = CalendarSearch(typed, user=coordinator).asked(today)
    assert found == asked(today)


def test_who_only_reads_gets_no_button(
    client_as: SignIn, meeting: Meeting, viewer: User, partnership: Partnership
) -> None:
    page = client_as(viewer).get(reverse("calendar"), {"whose": "all"}).content.decode()
    assert "Kickoff" in page
    assert "draggable" not in page
    assert reverse("meeting_move", args=[meeting.pk]) not in page
