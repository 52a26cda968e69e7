"""Presentation mode: what is for us only is left out of our own pages."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from partnerships.engagement import actions as engagement
from partnerships.engagement.lifecycle import Feel, InteractionKind, MeetingState
from partnerships.engagement.models import Interaction, Meeting, Participant
from partnerships.exchange import actions as exchange
from partnerships.exchange.models import Benefit
from partnerships.organizations.models import Contact
from partnerships.relationships.lifecycle import Side, Stage
from partnerships.relationships.models import Partnership
from tests.factories import ClosingReasonFactory, MeetingFactory
from tests.scenarios import leader_of, partnership_idea

As = Callable[[User], Client]
pytestmark = pytest.mark.usefixtures("clock")


@pytest.fixture
def partnership(coordinator: User, now: datetime) -> Partnership:
    """An open partnership with something for us only of every kind."""
    partnership = partnership_idea(now, coordinator)
    for benefit in (
        Benefit(partnership=partnership, side=Side.OURS, what="A hidden line", is_internal=True),
        Benefit(partnership=partnership, side=Side.THEIRS, what="Twenty seats", is_guess=True),
    ):
        exchange.add_benefit(benefit=benefit, by=coordinator, now=now)
    note = Interaction(
        partnership=partnership,
        kind=InteractionKind.NOTE,
        on=now.date(),
        text="They seemed in a hurry",
    )
    engagement.log_interaction(interaction=note, by=coordinator, now=now)
    return partnership


@pytest.fixture
def meeting(partnership: Partnership, coordinator: User, now: datetime) -> Meeting:
    at = now - timedelta(days=1)
    meeting: Meeting = MeetingFactory.create(
        partnership=partnership,
        owner=coordinator,
        starts_at=at,
        state=MeetingState.HELD,
        feel=Feel.LOW,
        learned="Their board is divided",
        closed_out_at=at,
        closed_out_by=coordinator,
    )
    leader = leader_of(now, coordinator, partnership.organization)
    Participant.objects.create(
        meeting=meeting,
        contact=leader,
        side=Side.THEIRS,
        organization=partnership.organization,
        came=True,
    )
    return meeting


def switch(client: Client, on: str, to: str = "/") -> None:
    response = client.post(reverse("share_screen_set"), {"on": on, "next": to})
    assert response.status_code == 302
    assert response.headers["Location"] == to


def seen_only_without(client: Client, address: str, *words: str) -> None:
    """Every word is there, is gone with a safe screen, and is back when it ends."""
    pages = []
    for on in ("no", "yes", "no"):
        switch(client, on, address)
        response = client.get(address)
        assert response.status_code == 200
        pages.append(response.content.decode())
    for word in words:
        assert [word in page for page in pages] == [True, False, True], word
    assert "Presentation mode is on" in pages[1]
    assert "Presentation mode is on" not in pages[0]


def test_the_partner_page(client_as: As, coordinator: User, partnership: Partnership) -> None:
    seen_only_without(
        client_as(coordinator),
        partnership.get_absolute_url(),
        "A hidden line",
        "Our guess",
        "No next step",
        "They seemed in a hurry",
    )


def test_why_nothing_is_planned(
    client_as: As, coordinator: User, partnership: Partnership
) -> None:
    Partnership.objects.update(no_next_step_reason="they are too slow")
    client = client_as(coordinator)
    seen_only_without(client, partnership.get_absolute_url(), "they are too slow")
    seen_only_without(client, reverse("partner_list"), "they are too slow")


def test_the_closing_reason(
    client_as: As, leader: User, partnership: Partnership, now: datetime
) -> None:
    reason = ClosingReasonFactory.create(label="We did not trust them")
    Partnership.objects.update(
        stage=Stage.CLOSED, closing_reason=reason, revisit_on=now.date() + timedelta(days=90)
    )
    client = client_as(leader)
    seen_only_without(client, partnership.get_absolute_url(), "We did not trust them")
    again = reverse("partnership_reopen", args=[partnership.pk])
    seen_only_without(client, again, "We did not trust them")


def test_a_meeting(client_as: As, coordinator: User, meeting: Meeting) -> None:
    seen_only_without(
        client_as(coordinator),
        meeting.get_absolute_url(),
        "Energy:",
        "Low",
        "Their board is divided",
    )


def test_the_brief(client_as: As, coordinator: User, meeting: Meeting) -> None:
    address = reverse("brief", args=[meeting.partnership_id])
    seen_only_without(client_as(coordinator), address, "Their board is divided")


def test_the_timeline(client_as: As, coordinator: User, partnership: Partnership) -> None:
    address = reverse("timeline", args=[partnership.pk]) + "?show=history"
    seen_only_without(client_as(coordinator), address, "A hidden line")
    assert "Twenty seats" in client_as(coordinator).get(address).content.decode()


@pytest.mark.usefixtures("partnership")
def test_today_and_the_list_of_partners(client_as: As, coordinator: User) -> None:
    client = client_as(coordinator)
    seen_only_without(client, reverse("today"), "Needs attention", "No next step")
    seen_only_without(client, reverse("partner_list"), "chip-bad")


@pytest.mark.usefixtures("partnership")
def test_a_person(client_as: As, coordinator: User) -> None:
    person = Contact.objects.get(name="Jo Ortiz")
    Contact.objects.filter(pk=person.pk).update(notes="Easily offended")
    client = client_as(coordinator)
    seen_only_without(client, person.get_absolute_url(), "Easily offended")


def test_it_is_on_for_one_person_and_ends_with_signing_out(
    client_as: As, coordinator: User, viewer: User
) -> None:
    client = client_as(coordinator)
    switch(client, "yes")
    on = "Presentation mode is on"
    assert on in client.get(reverse("organization_list")).content.decode()
    assert on not in client_as(viewer).get(reverse("today")).content.decode()
    client.post(reverse("account_logout"))
    client.force_login(coordinator)
    assert on not in client.get(reverse("today")).content.decode()


def test_it_leads_nowhere_else(client_as: As, coordinator: User) -> None:
    data = {"on": "yes", "next": "https://elsewhere.example.org/"}
    response = client_as(coordinator).post(reverse("share_screen_set"), data)
    assert response.headers["Location"] == reverse("today")
