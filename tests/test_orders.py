"""Lists read in the order they promise, however their rows are stored: no model has one."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from partnerships.engagement.models import Meeting
from partnerships.organizations.models import Contact, Organization
from partnerships.overview.queries import brief_of, leaving_of, partner_page_of
from partnerships.pipeline.forms.notes import ClosingNoteForm
from partnerships.relationships.forms import SeatForm
from partnerships.relationships.models import KeyPlayer, Partnership
from tests.factories import FollowUpFactory, MeetingFactory
from tests.scenarios import partnership_idea, person

SignIn = Callable[[User], Client]


@pytest.fixture
def partnership(coordinator: User, now: datetime) -> Partnership:
    return partnership_idea(now, coordinator)


@pytest.fixture
def late_first(partnership: Partnership, coordinator: User, now: datetime) -> Meeting:
    """A meeting with two commitments; the later one was written down first."""
    meeting: Meeting = MeetingFactory.create(
        partnership=partnership,
        owner=coordinator,
        starts_at=now,
        state="held",
        closed_out_at=now,
        closed_out_by=coordinator,
    )
    for what, days in (("The later one", 9), ("The sooner one", 2)):
        FollowUpFactory.create(
            what=what, due_on=now.date() + timedelta(days), meeting=meeting,
            partnership=partnership, made_at=now, made_by=coordinator,
        )  # fmt: skip
    return meeting


def in_turn(text: str, *words: str) -> bool:
    places = [text.find(word) for word in words]
    return -1 not in places and places == sorted(places)


@pytest.mark.parametrize("name", ["partner_page", "partnership_close", "meeting_detail"])
def test_commitments_by_their_day(
    client_as: SignIn, coordinator: User, late_first: Meeting, name: str
) -> None:
    pk = late_first.pk if name.startswith("meeting") else late_first.partnership_id
    page = client_as(coordinator).get(reverse(name, args=[pk])).content.decode()
    assert in_turn(page, "The sooner one", "The later one")


def test_commitments_of_a_brief_by_their_day(late_first: Meeting, now: datetime) -> None:
    assert late_first.partnership
    ours, _theirs = brief_of(late_first.partnership, now).sides
    whats = [promise.what for promise in ours.promises]
    assert whats[-2:] == ["The sooner one", "The later one"]


def test_people_to_choose_from_by_name(
    partnership: Partnership, coordinator: User, now: datetime, today: date
) -> None:
    for name in ("Zoe Early", "Abe Later"):
        person(now, coordinator, name, partnership.organization)
    seat = SeatForm(instance=KeyPlayer(partnership=partnership, side="theirs"), today=today)
    note = ClosingNoteForm(partnership=partnership, today=today)
    for form in (seat, note):
        names = [str(contact) for contact in form.fields["contact"].queryset]  # type: ignore[attr-defined]
        assert names == sorted(names)
        assert len(names) > 1


def test_what_a_colleague_leaves_behind_by_partner(
    coordinator: User, now: datetime, today: date
) -> None:
    for name in ("Zinnia House", "Aspen House"):
        partnership_idea(now, coordinator, name)
    left = leaving_of(contact=None, user=coordinator, organization=None, today=today, now=now)
    assert [str(duty.partnership) for duty in left.items] == ["Aspen House", "Zinnia House"]


def test_the_newest_activity_is_kept(
    partnership: Partnership, coordinator: User, now: datetime
) -> None:
    on = now.date()
    for days in range(200, 0, -1):
        partnership.interactions.create(
            kind="note", on=on - timedelta(days), text="", recorded_at=now, recorded_by=coordinator
        )
    known = partner_page_of(partnership, now).activity
    assert len(known) < 100
    assert known[0].on == on - timedelta(1)


def test_sites_by_name(
    client_as: SignIn, coordinator: User, partnership: Partnership, now: datetime
) -> None:
    theirs = partnership.organization
    for name in ("Zinnia House", "Aspen House"):
        site = Organization(name=name, parent=theirs)
        site.refresh_search_text()
        site.save()
    page = client_as(coordinator).get(theirs.get_absolute_url()).content.decode()
    assert in_turn(page, "Aspen House", "Zinnia House")


def test_the_panel_sorts_a_column_of_partners_by_name(
    client_as: SignIn, coordinator: User, leader: User, now: datetime
) -> None:
    for name in ("Zinnia House", "Aspen House"):
        partnership = partnership_idea(now, coordinator, name)
        MeetingFactory.create(partnership=partnership, owner=coordinator, starts_at=now)
    url = reverse("admin:partnerships_meeting_changelist")
    page = client_as(leader).get(url, {"o": "2"}).content.decode()
    assert in_turn(page, "Aspen House", "Zinnia House")


def test_the_panel_lists_people_by_name(
    client_as: SignIn, leader: User, partnership: Partnership, now: datetime
) -> None:
    for name in ("Zoe Early", "Abe Later"):
        person(now, leader, name, partnership.organization)
    page = client_as(leader).get(reverse("admin:partnerships_contact_changelist"))
    assert in_turn(page.content.decode(), *sorted(Contact.objects.values_list("name", flat=True)))
