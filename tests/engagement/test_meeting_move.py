"""Moving a meeting, and who of ours is busy at the time that is chosen."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from partnerships.engagement import actions as engagement
from partnerships.engagement.models import Meeting
from partnerships.engagement.queries import clashes_in, conflicts_of
from partnerships.organizations.models import Contact
from partnerships.relationships.models import Partnership
from tests.engagement.conftest import Plan
from tests.refusals import refused
from tests.scenarios import leader_of, our_organization

SignIn = Callable[[User], Client]
pytestmark = pytest.mark.usefixtures("clock")


@pytest.fixture
def dana(coordinator: User, now: datetime) -> Contact:
    """Dana leads on our side, and is in no meeting."""
    return leader_of(now, coordinator, our_organization(now, coordinator))


def moved(day: str, at: str, meeting: Meeting, **more: Any) -> dict[str, Any]:
    return {"day": day, "at": at, "version": meeting.version, **more}


def test_the_page_has_the_day_it_was_dropped_on_and_says_who_is_told(
    client_as: SignIn, plan: Plan, coordinator: User
) -> None:
    meeting = plan(48)
    url = reverse("meeting_move", args=[meeting.pk])
    page = client_as(coordinator).get(url, {"day": "2026-12-09"}).content.decode()
    assert 'value="2026-12-09"' in page
    assert "The partner gets no email" in page


def test_it_starts_at_the_hour_of_its_own_place(
    client_as: SignIn, plan: Plan, coordinator: User
) -> None:
    meeting = plan(48)
    url = reverse("meeting_move", args=[meeting.pk])
    client_as(coordinator).post(url, moved("2026-12-09", "10:00", meeting))
    meeting.refresh_from_db()
    assert meeting.starts_at == datetime(2026, 12, 9, 15, tzinfo=UTC)
    assert (meeting.changed_by, meeting.version) == (coordinator, 2)


def test_whoever_saw_an_earlier_version_is_asked_again(
    client_as: SignIn, plan: Plan, coordinator: User
) -> None:
    meeting = plan(48)
    url = reverse("meeting_move", args=[meeting.pk])
    client = client_as(coordinator)
    client.post(url, moved("2026-12-09", "10:00", meeting))
    page = client.post(url, moved("2026-12-10", "10:00", meeting))
    assert page.status_code == 409
    assert "Their version" in page.content.decode()


def test_a_meeting_that_is_over_stays_where_it_was(
    plan: Plan, coordinator: User, now: datetime
) -> None:
    meeting = engagement.cancel_meeting(meeting=plan(48), reason="Snow", by=coordinator, now=now)
    with refused("meeting_over"):
        engagement.move_meeting(
            meeting=meeting, starts_at=now, seen_version=1, by=coordinator, now=now
        )


@pytest.mark.parametrize(("hours", "busy"), [(47, 0), (47.5, 1), (48.5, 1), (49, 0)])
def test_someone_is_busy_from_the_start_to_the_end(
    plan: Plan, sam: Contact, now: datetime, hours: float, busy: int
) -> None:
    known = plan(48)
    other = Meeting(partnership=known.partnership, owner=known.owner)
    found = conflicts_of(
        meeting=other, ours=[sam], starts_at=now + timedelta(hours=hours), minutes=60
    )
    assert len(found) == busy
    assert all(sam.name in names for names, _meeting in found)


def test_no_one_is_booked_twice_without_a_word(
    client_as: SignIn, plan: Plan, partnership: Partnership, sam: Contact, leader: User
) -> None:
    first = plan(48)
    local = first.starts_at
    typed = {
        "kind": "discovery",
        "mode": "phone",
        "day": f"{local:%Y-%m-%d}",
        "at": f"{local:%H:%M}",
        "time_zone": "UTC",
        "minutes": "30",
        "ours": [sam.pk],
    }
    client, url = client_as(leader), reverse("meeting_create", args=[partnership.pk])
    page = client.post(url, typed)
    assert page.status_code == 422
    assert f"{sam.name}: Discovery with Bright Path Training" in page.content.decode()
    assert Meeting.objects.count() == 1
    client.post(url, {**typed, "anyway": "on"})
    assert Meeting.objects.count() == 2
    assert [clash.who for clash in clashes_in(Meeting.objects.all())] == [sam.name]


def test_the_form_tells_who_is_busy_while_a_time_is_chosen(
    client_as: SignIn, plan: Plan, sam: Contact, dana: Contact, leader: User
) -> None:
    meeting = plan(48)
    asked = {"day": f"{meeting.starts_at:%Y-%m-%d}", "at": f"{meeting.starts_at:%H:%M}"}
    new: dict[str, str] = {**asked, "time_zone": "UTC", "minutes": "60"}
    client, url = client_as(leader), reverse("meeting_conflicts")
    assert sam.name in client.get(url, {**new, "ours": str(sam.pk)}).content.decode()
    assert not client.get(url, {**new, "ours": str(dana.pk)}).content.strip()
    assert not client.get(url, {**asked, "meeting": str(meeting.pk)}).content.strip()
    assert not client.get(url, {"day": "soon"}).content.strip()
