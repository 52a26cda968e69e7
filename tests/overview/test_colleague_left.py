"""A colleague of ours leaves or is deactivated: others take over, or leadership is told."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from html import unescape

import pytest
from django.test import Client

from accounts.models import User
from audit.models import Event
from partnerships.engagement import actions as engagement
from partnerships.engagement.models import FollowUp, Meeting, Participant
from partnerships.exchange.models import Benefit
from partnerships.organizations import actions as organizations
from partnerships.organizations.models import Contact, Position
from partnerships.relationships.lifecycle import Side
from partnerships.relationships.models import Partnership
from partnerships.reminders import actions as reminders
from partnerships.reminders.models import Notice
from partnerships.reviews import actions as reviews
from tests.scenarios import (
    checkable_line,
    leader_of,
    our_organization,
    partner_organization,
    partnership_idea,
    person,
)

pytestmark = pytest.mark.usefixtures("clock")
ClientAs = Callable[[User], Client]


@pytest.fixture
def maria(coordinator: User, now: datetime) -> Contact:
    """Maria as a person of ours; as a user she is the coordinator."""
    ours = our_organization(now, coordinator)
    contact = person(now, coordinator, "Maria Alvarez", ours, delivers=True)
    contact.user = coordinator
    contact.save()
    return contact


@pytest.fixture
def partnership(maria: Contact, coordinator: User, now: datetime) -> Partnership:
    """One in which Maria has a part of each kind."""
    partnership = partnership_idea(now, coordinator)
    due, made = now.date() - timedelta(days=1), now - timedelta(days=3)
    given = engagement.Promise(Side.OURS, "Send our handout", due_on=due, contact=maria)
    engagement.promise(partnership=partnership, given=given, by=coordinator, now=made)
    engagement.plan_meeting(
        meeting=Meeting(
            partnership=partnership,
            starts_at=now + timedelta(days=3),
            time_zone="America/New_York",
            owner=coordinator,
        ),
        invited={Side.OURS: [maria]},
        by=coordinator,
        now=now,
    )
    line = checkable_line(partnership, Side.OURS, now, coordinator)
    Benefit.objects.filter(pk=line.pk).update(told_by=maria)
    reviews.plan_review(
        partnership=partnership, due_on=now.date() + timedelta(days=9), by=coordinator, now=now
    )
    return partnership


@pytest.fixture
def dana(partnership: Partnership, coordinator: User, leader: User, now: datetime) -> Contact:
    """Dana as a person of ours; as a user she is the leader."""
    contact = leader_of(now, coordinator, our_organization(now, coordinator))
    contact.user = leader
    contact.save()
    return contact


def left(user: User, today: date, **typed: str) -> tuple[str, dict[str, str]]:
    """Where the hand-over is, and what is sent to it from the preview."""
    typed = {"last_day": today.isoformat(), "step": "confirm", **typed}
    return f"/colleagues/{user.pk}/left/", typed


def test_everything_goes_to_one_colleague(
    client_as: ClientAs, partnership: Partnership, coordinator: User, dana: Contact, now: datetime
) -> None:
    leader, today = dana.user, now.date()
    assert leader
    url, typed = left(coordinator, today, everything=f"c{dana.pk}")
    preview = client_as(leader).post(url, {**typed, "step": ""})
    text = preview.content.decode()
    assert preview.status_code == 200
    for said in (
        "Commitment: Send our handout",
        "Thu, Nov 26",
        "Bright Path Training",
        "Owner, with the next review",
        "Reports on: Cross-training for their staff",
    ):
        assert said in text
    assert Partnership.objects.get().owner == coordinator
    assert client_as(leader).post(url, typed).status_code == 302
    assert Partnership.objects.get().owner == leader
    assert Meeting.objects.get().owner == leader
    assert FollowUp.objects.get().contact == dana
    assert Participant.objects.get().contact == dana
    assert Benefit.objects.get().told_by == dana
    assert Position.objects.get(contact__user=coordinator).until == today
    assert Event.objects.filter(verb="partnership.handed_over").count() == 1
    reminders.plan(now=now)
    assert {notice.user for notice in Notice.objects.open()} == {leader}


def test_the_deputy_is_proposed_and_leaves_that_place_empty(
    client_as: ClientAs, partnership: Partnership, coordinator: User, leader: User, today: date
) -> None:
    Partnership.objects.update(deputy=leader)
    url, typed = left(coordinator, today)
    form = client_as(leader).get(url).context["form"]
    proposed = form[f"owner_{partnership.pk}"].initial
    assert proposed == f"u{leader.pk}"
    client_as(leader).post(url, {**typed, f"owner_{partnership.pk}": proposed})
    partnership.refresh_from_db()
    assert (partnership.owner, partnership.deputy) == (leader, None)


def test_who_deputizes_is_replaced_or_taken_off(
    client_as: ClientAs, partnership: Partnership, coordinator: User, leader: User, today: date
) -> None:
    Partnership.objects.update(owner=leader, deputy=coordinator)
    url, typed = left(coordinator, today)
    client_as(leader).post(url, typed)
    partnership.refresh_from_db()
    assert (partnership.owner, partnership.deputy) == (leader, None)


def test_a_user_without_a_position_hands_over_partnerships_too(
    client_as: ClientAs, coordinator: User, leader: User, now: datetime, today: date
) -> None:
    partnership_idea(now, coordinator)
    url, typed = left(coordinator, today, everything=f"u{leader.pk}")
    assert client_as(leader).post(url, typed).status_code == 302
    assert Partnership.objects.get().owner == leader


def test_a_viewer_is_no_choice(
    client_as: ClientAs, partnership: Partnership, coordinator: User, viewer: User, today: date
) -> None:
    url, typed = left(coordinator, today, everything=f"u{viewer.pk}")
    assert client_as(coordinator).post(url, typed).status_code == 422
    assert Partnership.objects.get().owner == coordinator


def test_deactivating_a_user_leads_to_the_hand_over(
    client_as: ClientAs, partnership: Partnership, coordinator: User, administrator: User
) -> None:
    admin = client_as(administrator)
    address = f"/admin/accounts/user/{coordinator.pk}/change/"
    assert f"/colleagues/{coordinator.pk}/left/" in admin.get(address).content.decode()
    typed = {"name": coordinator.name, "role": coordinator.role, "time_zone": "America/New_York"}
    response = admin.post(address, typed)
    assert response.headers["Location"] == f"/colleagues/{coordinator.pk}/left/"
    page = admin.get(response.headers["Location"])
    assert page.status_code == 200
    assert "leadership gets their reminders" in page.content.decode()
    coordinator.refresh_from_db()
    assert not coordinator.is_active


def test_without_a_hand_over_leadership_is_told_and_sees_it(
    client_as: ClientAs, partnership: Partnership, coordinator: User, leader: User, now: datetime
) -> None:
    User.objects.filter(pk=coordinator.pk).update(is_active=False)
    reminders.plan(now=now)
    kinds = set(Notice.objects.open().filter(user=leader).values_list("kind", flat=True))
    assert {"promise_overdue", "meeting_tomorrow", "meeting_soon", "review_due"} <= kinds
    assert not Notice.objects.filter(user=coordinator).exists()
    panel = client_as(leader)
    page = panel.get("/admin/").content.decode()
    assert "Owner has left" in page
    assert "/admin/rows/signal/?period=quarter&amp;value=owner_gone" in page
    rows = panel.get("/partners/?look=owner_gone")
    assert list(rows.context["page"]) == [partnership]
    assert "no longer here" in rows.content.decode()
    assert "no longer here" in panel.get(partnership.get_absolute_url()).content.decode()
    bell = unescape(panel.get("/reminders/").content.decode())
    assert "this partnership's owner is no longer here" in bell
    User.objects.filter(pk=coordinator.pk).update(is_active=True)
    assert not list(panel.get("/partners/?look=owner_gone").context["page"])


def test_one_of_two_jobs_ends_and_the_other_stays(
    client_as: ClientAs, partnership: Partnership, coordinator: User, now: datetime, today: date
) -> None:
    jo = leader_of(now, coordinator, partnership.organization)
    other = partnership_idea(now, coordinator, "Cedar Board")
    organizations.add_position(
        position=Position(contact=jo, organization=other.organization), by=coordinator, now=now
    )
    for place, what in ((partnership, "Send the plan"), (other, "Book the room")):
        given = engagement.Promise(Side.THEIRS, what, due_on=today, contact=jo)
        engagement.promise(partnership=place, given=given, by=coordinator, now=now)
    browser = client_as(coordinator)
    asked = browser.get(f"/people/{jo.pk}/left/").content.decode()
    assert "Which organization did Jo Ortiz leave?" in asked
    url = f"/people/{jo.pk}/left/?organization={other.organization_id}"
    form = browser.get(url).context["form"]
    names = {taker.contact.name for taker in form.leaving.takers}
    at_cedar = Position.objects.filter(organization=other.organization).exclude(contact=jo)
    assert names == set(at_cedar.values_list("contact__name", flat=True))
    assert [item.what for item in form.leaving.items] == ["Commitment: Book the room"]
    kim = at_cedar.get(contact__name="Kim Lee").contact
    typed = {"last_day": today.isoformat(), "everything": f"c{kim.pk}", "step": "confirm"}
    assert browser.post(url, typed).status_code == 302
    assert list(Position.objects.current(today + timedelta(days=1)).filter(contact=jo)) == [
        Position.objects.get(contact=jo, organization=partnership.organization)
    ]
    assert FollowUp.objects.get(what="Send the plan").contact == jo
    assert FollowUp.objects.get(what="Book the room").contact == kim


def test_a_long_list_is_handed_over_whole(
    client_as: ClientAs, coordinator: User, leader: User, now: datetime, today: date
) -> None:
    ours = our_organization(now, coordinator)
    Partnership.objects.bulk_create(
        Partnership(
            organization=partner_organization(now, coordinator, f"Partner {number}"),
            owner=coordinator,
            stage_since=now,
            court_since=now,
            created_at=now,
        )
        for number in range(55)
    )
    assert ours.is_ours
    url, typed = left(coordinator, today, everything=f"u{leader.pk}")
    assert "5 more go to the person" in client_as(leader).get(url).content.decode()
    client_as(leader).post(url, typed)
    assert Partnership.objects.filter(owner=leader).count() == 55
