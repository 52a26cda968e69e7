"""Somebody left: everything they carried goes to a colleague or shows as open (O3)."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from partnerships.agreements import actions as agreements
from partnerships.agreements.lifecycle import MouState
from partnerships.agreements.models import Mou, Signer
from partnerships.engagement import actions as engagement
from partnerships.engagement.models import FollowUp, Meeting, Participant
from partnerships.links import actions as links
from partnerships.links.models import PersonalLink
from partnerships.organizations.models import Contact, Organization, Position
from partnerships.pipeline import actions as pipeline
from partnerships.relationships import actions as relationships
from partnerships.relationships.lifecycle import Level, Side
from partnerships.relationships.models import KeyPlayer, Partnership
from tests.scenarios import (
    deliverer_of,
    drafted_mou,
    leader_of,
    partner_organization,
    partnership_ready_for_mou,
    sign,
)

pytestmark = pytest.mark.usefixtures("clock")


@pytest.fixture
def partnership(coordinator: User, now: datetime) -> Partnership:
    return partnership_ready_for_mou(now, coordinator)


@pytest.fixture
def jo(partnership: Partnership, coordinator: User, now: datetime) -> Contact:
    """Jo Ortiz of theirs, who carries one of everything."""
    leader = leader_of(now, coordinator, partnership.organization)
    seat = KeyPlayer(partnership=partnership, side=Side.THEIRS, level=Level.LEADS, contact=leader)
    relationships.save_seat(seat=seat, today=now.date(), by=coordinator, now=now)
    given = engagement.Promise(Side.THEIRS, "Send the plan", due_on=now.date(), contact=leader)
    engagement.promise(partnership=partnership, given=given, by=coordinator, now=now)
    engagement.plan_meeting(
        meeting=Meeting(
            partnership=partnership,
            starts_at=now + timedelta(days=3),
            time_zone="America/New_York",
            owner=coordinator,
        ),
        invited={Side.THEIRS: [leader]},
        by=coordinator,
        now=now,
    )
    drafted_mou(partnership, now, coordinator)
    links.send_link(
        partnership=partnership, contact=leader, words="", remind=False, by=coordinator, now=now
    )
    return leader


@pytest.fixture
def kim(partnership: Partnership, coordinator: User, now: datetime) -> Contact:
    return deliverer_of(now, coordinator, partnership.organization)


@pytest.fixture
def maria(client_as: Callable[[User], Client], coordinator: User) -> Client:
    return client_as(coordinator)


def confirmed(day: date) -> dict[str, str]:
    """What is sent from the preview."""
    return {"last_day": day.isoformat(), "step": "confirm"}


def carried(contact: Contact) -> list[str]:
    """The names of the form's fields about what the person carries."""
    return [
        f"keyplayer_{KeyPlayer.objects.get(contact=contact).pk}",
        f"followup_{FollowUp.objects.get(contact=contact).pk}",
        f"participant_{Participant.objects.get(contact=contact).pk}",
        f"signer_{Signer.objects.get(contact=contact).pk}",
    ]


def test_everything_goes_to_a_colleague(
    maria: Client, jo: Contact, kim: Contact, today: date
) -> None:
    data = {**confirmed(today), **dict.fromkeys(carried(jo), f"c{kim.pk}")}
    assert maria.post(f"/people/{jo.pk}/left/", data).status_code == 302
    for model in (KeyPlayer, FollowUp, Participant, Signer):
        assert model.objects.filter(contact=kim).count() == 1
        assert not model.objects.filter(contact=jo).exists()
    assert Position.objects.get(contact=jo).until == today
    assert PersonalLink.objects.get().revoked_at is not None


def test_what_nobody_takes_shows_as_open(maria: Client, jo: Contact, today: date) -> None:
    assert maria.post(f"/people/{jo.pk}/left/", confirmed(today)).status_code == 302
    assert KeyPlayer.objects.get().contact is None
    assert FollowUp.objects.get().contact is None
    assert not Participant.objects.filter(contact=jo).exists()
    assert not Signer.objects.filter(contact=jo).exists()


def test_what_is_out_for_signature_does_not_lose_its_signer(
    maria: Client,
    jo: Contact,
    kim: Contact,
    coordinator: User,
    today: date,
    now: datetime,
) -> None:
    mou = Mou.objects.get()
    pipeline.send_out(mou=mou, by=coordinator, now=now)
    dana = Signer.objects.get(contact__name="Dana Whitfield")
    sign(mou, dana, now, coordinator)
    url, data = f"/people/{jo.pk}/left/", confirmed(today)
    refused = maria.post(url, data)
    assert refused.status_code == 422
    assert "Choose who signs instead, or recall it first." in refused.content.decode()
    assert Signer.objects.filter(contact=jo).exists()
    assert Position.objects.get(contact=jo).until is None
    signer = Signer.objects.get(contact=jo)
    assert maria.post(url, {**data, f"signer_{signer.pk}": f"c{kim.pk}"}).status_code == 302
    sign(mou, Signer.objects.get(contact=kim), now, coordinator)
    mou.refresh_from_db()
    assert mou.state == MouState.SIGNED


def test_what_was_withdrawn_keeps_nobody_from_leaving(
    maria: Client, jo: Contact, coordinator: User, today: date, now: datetime
) -> None:
    mou = Mou.objects.get()
    pipeline.send_out(mou=mou, by=coordinator, now=now)
    sign(mou, Signer.objects.get(contact=jo), now, coordinator)
    agreements.withdraw(mou=mou, reason="Not now.", by=coordinator, now=now)
    assert maria.post(f"/people/{jo.pk}/left/", confirmed(today)).status_code == 302
    assert Position.objects.get(contact=jo).until == today


def test_they_are_taken_along(
    maria: Client, jo: Contact, coordinator: User, today: date, now: datetime
) -> None:
    partner_organization(now, coordinator, "Cedar Board")
    data = {**confirmed(today), "new_home": "cedar board", "new_title": "Director"}
    assert maria.post(f"/people/{jo.pk}/left/", data).status_code == 302
    new = Position.objects.get(contact=jo, until__isnull=True)
    assert (str(new.organization), new.title) == ("Cedar Board", "Director")
    assert new.since == today + timedelta(days=1)


@pytest.mark.parametrize(
    "wrong", [{"last_day": ""}, {"new_home": "Nobody knows it"}, {"last_day": "soon"}]
)
def test_a_refusal_writes_nothing(
    maria: Client, jo: Contact, today: date, wrong: dict[str, str]
) -> None:
    data = {**confirmed(today), **wrong}
    assert maria.post(f"/people/{jo.pk}/left/", data).status_code == 422
    assert Position.objects.get(contact=jo).until is None
    assert KeyPlayer.objects.get().contact == jo


def test_somebody_who_is_no_colleague_takes_nothing(
    maria: Client, jo: Contact, today: date
) -> None:
    dana = Contact.objects.get(name="Dana Whitfield")
    data = {**confirmed(today), carried(jo)[0]: f"c{dana.pk}"}
    assert maria.post(f"/people/{jo.pk}/left/", data).status_code == 422
    assert KeyPlayer.objects.get().contact == jo


def test_the_person_s_page_leads_here(maria: Client, jo: Contact) -> None:
    assert f"/people/{jo.pk}/left/" in maria.get(jo.get_absolute_url()).content.decode()


def test_however_much_they_carry_it_costs_the_same(
    maria: Client, jo: Contact, partnership: Partnership, coordinator: User, now: datetime
) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert maria.get(f"/people/{jo.pk}/left/").status_code == 200
        return len(captured)

    few = cost()
    for number in range(30):
        given = engagement.Promise(Side.THEIRS, f"Promise {number}", due_on=now.date(), contact=jo)
        engagement.promise(partnership=partnership, given=given, by=coordinator, now=now)
    assert Organization.objects.count() == 2
    assert cost() == few
