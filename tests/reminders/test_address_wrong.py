"""Mail to a person of theirs came back: whoever owns the partnership is told."""

from datetime import datetime, timedelta

import pytest
from django.urls import reverse

from accounts.models import User
from partnerships.agreements import actions as agreements
from partnerships.agreements.lifecycle import LinkKind
from partnerships.agreements.models import MouLink, MouParty
from partnerships.organizations.models import Contact
from partnerships.outbox.lifecycle import Reason
from partnerships.outbox.models import Suppression
from partnerships.relationships import actions as relationships
from partnerships.relationships.lifecycle import Stage
from partnerships.relationships.models import Partnership
from partnerships.reminders.actions import plan
from partnerships.reminders.models import Notice
from partnerships.reminders.rules import Team, items_of
from tests.factories import ClosingReasonFactory
from tests.scenarios import (
    drafted_mou,
    leader_of,
    partner_organization,
    partnership_ready_for_mou,
    person,
)


@pytest.fixture
def jo(partnership: Partnership, coordinator: User, now: datetime) -> Contact:
    """Who leads at the partner, and never got a personal link."""
    return leader_of(now, coordinator, partnership.organization)


def came_back(contact: Contact, now: datetime) -> None:
    Suppression.objects.create(
        address_norm=contact.email.lower(), reason=Reason.ADDRESS, created_at=now
    )


def told(now: datetime) -> list[User]:
    plan(now=now)
    return [notice.user for notice in Notice.objects.open().filter(kind="address_wrong")]


def test_the_owner_hears_of_it_until_it_is_corrected(
    jo: Contact, coordinator: User, now: datetime
) -> None:
    assert told(now) == []
    came_back(jo, now)
    assert told(now) == [coordinator]
    (item,) = items_of(Notice.objects.filter(kind="address_wrong"), Team(now))
    assert item.heading() == "Email to Jo Ortiz bounced (Bright Path Training): fix the address"
    assert item.facts() == [f"{jo.email} doesn't work."]
    assert item.path() == reverse("contact_detail", args=[jo.pk])
    jo.email = "another@example.org"
    jo.save()
    assert told(now) == []


def test_each_who_owns_a_partnership_with_them_hears_of_it_once(
    jo: Contact, partnership: Partnership, coordinator: User, leader: User, now: datetime
) -> None:
    for program, owner in (("Youth", leader), ("Housing", leader)):
        relationships.open_partnership(
            organization=partnership.organization, owner=owner, program=program, by=owner, now=now
        )
    came_back(jo, now)
    assert {user.pk for user in told(now)} == {coordinator.pk, leader.pk}
    assert Notice.objects.filter(kind="address_wrong").count() == 2


def test_of_who_left_nobody_hears(jo: Contact, now: datetime) -> None:
    jo.positions.update(until=now.date() - timedelta(days=1))
    came_back(jo, now)
    assert told(now) == []


def test_of_an_ended_partnership_nobody_hears(
    jo: Contact, partnership: Partnership, now: datetime
) -> None:
    Partnership.objects.filter(pk=partnership.pk).update(
        stage=Stage.CLOSED, closing_reason=ClosingReasonFactory.create(), do_not_revisit=True
    )
    came_back(jo, now)
    assert told(now) == []


def test_of_a_third_party_of_an_mou_whoever_owns_a_partnership_under_it_hears(
    coordinator: User, now: datetime
) -> None:
    ready = partnership_ready_for_mou(now, coordinator, stage=Stage.AGREEING)
    mou = drafted_mou(ready, now, coordinator)
    third = partner_organization(now, coordinator, "City Library")
    party = MouParty.objects.create(mou=mou, organization=third)
    reader = person(now, coordinator, "Pat Long", third, leads=True)
    link = MouLink(mou=mou, party=party, contact=reader, kind=LinkKind.READ)
    agreements.send_mou_link(link=link, by=coordinator, now=now)
    came_back(reader, now)
    assert told(now) == [coordinator]
