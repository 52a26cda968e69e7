"""Meetings of a coalition, with guests, and with an organization that is no partner yet."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from partnerships.engagement import actions as engagement
from partnerships.engagement.actions import meetings
from partnerships.engagement.lifecycle import Feel, MeetingState
from partnerships.engagement.models import FollowUp, Meeting
from partnerships.engagement.queries import gone_quiet, last_two_way, next_steps, without_next_step
from partnerships.organizations.models import Contact, Organization
from partnerships.overview.queries import partner_page_of
from partnerships.pipeline.actions import NewPartner, new_partner
from partnerships.relationships.lifecycle import Side, Stage
from partnerships.relationships.models import Partnership
from tests.refusals import refused
from tests.scenarios import partner_organization, partnership_idea, person

SignIn = Callable[[User], Client]
Typed = Callable[..., dict[str, Any]]
pytestmark = pytest.mark.usefixtures("clock")


@pytest.fixture
def second(coordinator: User, now: datetime) -> Partnership:
    """Another partner, Lakeside."""
    return partnership_idea(now, coordinator, "Lakeside Independent Living")


@pytest.fixture
def kay(second: Partnership, coordinator: User, now: datetime) -> Contact:
    """Kay works at Lakeside."""
    return person(now, coordinator, "Kay Brooks", second.organization)


@pytest.fixture
def library(coordinator: User, now: datetime) -> Organization:
    """An organization of the directory."""
    return partner_organization(now, coordinator, "Open Doors Library")


@pytest.fixture
def coalition(
    partnership: Partnership,
    second: Partnership,
    jo: Contact,
    kay: Contact,
    coordinator: User,
    now: datetime,
) -> Callable[[float], Meeting]:
    """A meeting of Bright Path, which leads, and Lakeside, so many hours from now."""

    def planned(hours: float) -> Meeting:
        return engagement.plan_meeting(
            meeting=Meeting(
                partnership=partnership,
                starts_at=now + timedelta(hours=hours),
                time_zone="America/New_York",
                owner=coordinator,
            ),
            invited={Side.THEIRS: [jo, kay]},
            also=[second],
            by=coordinator,
            now=now,
        )

    return planned


@pytest.fixture
def first_talk(library: Organization, coordinator: User, now: datetime) -> Meeting:
    """A meeting with the library that began two hours ago."""
    somebody = person(now, coordinator, "Lee Marsh", library)
    return engagement.plan_meeting(
        meeting=Meeting(
            organization=library,
            title="Reading room",
            starts_at=now - timedelta(hours=2),
            time_zone="America/New_York",
            owner=coordinator,
        ),
        invited={Side.THEIRS: [somebody]},
        by=coordinator,
        now=now,
    )


@pytest.fixture
def typed(sam: Contact) -> Typed:
    """What a person types to plan a meeting at ten."""

    def values(**more: Any) -> dict[str, Any]:
        plain = {"kind": "discovery", "mode": "in_person", "day": "2026-12-03", "at": "10:00"}
        return {**plain, "time_zone": "UTC", "minutes": "60", "ours": [sam.pk], **more}

    return values


def wrapped_up(
    meeting: Meeting, came: list[Contact], by: User, now: datetime, **told: Any
) -> None:
    """Say who came, with nothing planned next."""
    told = {"none_because": "They think it over", **told}
    engagement.close_out(
        meeting=meeting,
        told=engagement.CloseOut(came=came, feel=Feel.GOOD, **told),
        by=by,
        now=now,
    )


def test_it_is_the_next_step_of_each_partner(
    coalition: Callable[[float], Meeting],
    partnership: Partnership,
    second: Partnership,
    now: datetime,
) -> None:
    both = [partnership.pk, second.pk]
    assert without_next_step(Partnership.objects.all(), now).count() == 2
    meeting = coalition(48)
    assert {step.url for step in next_steps(both, now).values()} == {meeting.get_absolute_url()}
    assert len(next_steps(both, now)) == 2
    assert not without_next_step(Partnership.objects.all(), now).exists()
    for one in (partnership, second):
        step = partner_page_of(one, now).next_step
        assert step is not None
        assert step.is_meeting


def test_only_a_partner_whose_person_came_was_met(
    coalition: Callable[[float], Meeting],
    partnership: Partnership,
    second: Partnership,
    kay: Contact,
    coordinator: User,
    now: datetime,
) -> None:
    Partnership.objects.update(stage=Stage.EXPLORING, created_at=now - timedelta(days=400))
    wrapped_up(coalition(-3), [kay], coordinator, now)
    assert last_two_way(partnership) is None
    assert last_two_way(second) == timezone.localdate(now)
    assert list(gone_quiet(Partnership.objects.all(), now)) == [partnership]
    assert partner_page_of(partnership, now).last_contact is None
    assert partner_page_of(second, now).last_contact == timezone.localdate(now)


def test_a_commitment_belongs_to_the_partner_whose_person_made_it(
    coalition: Callable[[float], Meeting],
    second: Partnership,
    jo: Contact,
    kay: Contact,
    coordinator: User,
    now: datetime,
) -> None:
    due = now.date() + timedelta(days=9)
    promises = [
        engagement.Promise(Side.THEIRS, "Send the plan", due, kay),
        engagement.Promise(Side.THEIRS, "Name a trainer", due, jo),
        engagement.Promise(Side.OURS, "Send the minutes", due),
    ]
    meeting = coalition(-3)
    wrapped_up(meeting, [jo, kay], coordinator, now, promises=promises)
    assert dict(FollowUp.objects.values_list("what", "partnership")) == {
        "Send the plan": second.pk,
        "Name a trainer": meeting.partnership_id,
        "Send the minutes": meeting.partnership_id,
    }


def test_a_guest_comes_for_their_own_organization_and_is_no_contact_with_the_partner(
    partnership: Partnership, library: Organization, coordinator: User, now: datetime
) -> None:
    guest = person(now, coordinator, "Lee Marsh", library)
    meeting = engagement.plan_meeting(
        meeting=Meeting(
            partnership=partnership,
            starts_at=now - timedelta(hours=2),
            time_zone="UTC",
            owner=coordinator,
        ),
        invited={Side.THEIRS: [guest]},
        by=coordinator,
        now=now,
    )
    assert meeting.participants.get().organization == library
    wrapped_up(meeting, [guest], coordinator, now)
    assert last_two_way(partnership) is None


def test_a_meeting_has_a_bound_of_partners(
    coalition: Callable[[float], Meeting], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(meetings, "MOST_PARTNERS", 1)
    with refused("full", match="1 partners"), transaction.atomic():
        coalition(48)


def test_a_meeting_is_with_a_partner_or_an_organization(
    partnership: Partnership, library: Organization, coordinator: User, now: datetime
) -> None:
    for values in ({}, {"partnership": partnership, "organization": library}):
        with pytest.raises(IntegrityError, match="a_meeting_is_with"), transaction.atomic():
            Meeting.objects.create(starts_at=now, time_zone="UTC", owner=coordinator, **values)


def test_without_a_partnership_it_is_wrapped_up_without_a_next_step(
    client_as: SignIn, first_talk: Meeting, coordinator: User
) -> None:
    client, url = client_as(coordinator), reverse("meeting_close_out", args=[first_talk.pk])
    page = client.get(url).content.decode()
    assert "None, because" not in page
    assert "Our commitment" not in page
    came = [one.contact_id for one in first_talk.participants.all()]
    client.post(url, {"came": came, "feel": "3", "learned": "They have rooms"})
    first_talk.refresh_from_db()
    assert first_talk.state == MeetingState.HELD


def test_its_pages_name_the_organization(
    client_as: SignIn, first_talk: Meeting, coordinator: User
) -> None:
    client = client_as(coordinator)
    for url in (reverse("today"), reverse("meeting_list"), first_talk.get_absolute_url()):
        page = client.get(url).content.decode()
        assert "Reading room" in page
        assert "Open Doors Library" in page


def test_a_new_partner_has_the_meetings_that_led_to_it(
    first_talk: Meeting, library: Organization, coordinator: User, now: datetime
) -> None:
    told = NewPartner(owner=coordinator)
    partnership = new_partner(told=told, organization=library, by=coordinator, now=now)
    first_talk.refresh_from_db()
    assert (first_talk.partnership, first_talk.organization) == (partnership, None)
    assert [row.url for row in partner_page_of(partnership, now).activity] == [
        first_talk.get_absolute_url()
    ]


def test_a_meeting_is_scheduled_with_an_organization_found_by_name(
    client_as: SignIn, library: Organization, coordinator: User, typed: Typed
) -> None:
    client = client_as(coordinator)
    url = reverse("organization_meeting_create", args=[library.pk])
    pick = reverse("partner_pick")
    assert url in client.get(pick, {"what": "meeting", "q": "open doors"}).content.decode()
    assert url not in client.get(pick, {"what": "mou", "q": "open doors"}).content.decode()
    page = client.get(url).content.decode()
    assert "find_guests" in page
    assert "find_partners" not in page
    client.post(url, typed(title="First visit", agenda="Rooms\nHours"))
    meeting = Meeting.objects.get()
    assert (meeting.organization, str(meeting)) == (library, "First visit")
    assert list(meeting.all_partners()) == []


def test_whoever_is_looked_for_is_chosen_among_those_found(
    client_as: SignIn,
    partnership: Partnership,
    second: Partnership,
    kay: Contact,
    coordinator: User,
    typed: Typed,
) -> None:
    client, url = client_as(coordinator), reverse("meeting_create", args=[partnership.pk])
    page = client.post(url, typed(find_guests="kay", find_partners="lakeside"))
    assert page.status_code == 422
    assert page.content.decode().count("Choose who you mean.") >= 2
    assert f'value="{kay.pk}"' in page.content.decode()
    nobody = client.post(url, typed(find_guests="zebedee")).content.decode()
    assert "Nothing matches." in nobody
    found = {"find_guests": "kay", "find_partners": "lakeside"}
    client.post(url, typed(**found, guests=[kay.pk], also=[second.pk]))
    meeting = Meeting.objects.get()
    assert {one.organization for one in meeting.participants.filter(side=Side.THEIRS)} == {
        second.organization
    }
    assert set(meeting.all_partners()) == {partnership, second}
    shown = client.get(meeting.get_absolute_url()).content.decode()
    assert second.get_absolute_url() in shown


def test_an_edit_keeps_guests_and_partners_until_they_are_unticked(
    client_as: SignIn,
    coalition: Callable[[float], Meeting],
    second: Partnership,
    kay: Contact,
    coordinator: User,
    typed: Typed,
) -> None:
    meeting = coalition(48)
    client, url = client_as(coordinator), reverse("meeting_edit", args=[meeting.pk])
    page = client.get(url).content.decode()
    assert "Attendees from other organizations" in page
    assert "Other partners in this meeting" in page
    kept = typed(owner=coordinator.pk, version=1)
    client.post(url, {**kept, "guests": [kay.pk], "also": [second.pk]})
    assert second in meeting.all_partners()
    assert meeting.participants.filter(contact=kay).exists()
    client.post(url, {**kept, "version": 2})
    assert second not in meeting.all_partners()
    assert not meeting.participants.filter(contact=kay).exists()


@pytest.mark.parametrize(
    "told",
    [
        ({"place": "12 Oak St, Oakdale"}, "openstreetmap.org/search?query=12+Oak+St%2C+Oakdale"),
        ({"video_url": "https://meet.example.org/a"}, 'href="https://meet.example.org/a"'),
        ({"agenda": "First\n\nSecond"}, "<p>Second</p>"),
        ({"title": "Spring kickoff"}, "Spring kickoff"),
    ],
)
def test_the_page_shows_what_was_planned(
    client_as: SignIn,
    partnership: Partnership,
    coordinator: User,
    typed: Typed,
    told: tuple[dict[str, str], str],
) -> None:
    values, shown = told
    client, url = client_as(coordinator), reverse("meeting_create", args=[partnership.pk])
    page = client.post(url, typed(**values), follow=True).content.decode()
    assert shown in page


def test_no_map_leads_to_a_video_call(partnership: Partnership) -> None:
    assert Meeting(partnership=partnership, mode="video", place="Room 2").map_url() == ""
