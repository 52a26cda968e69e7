"""The page of each record: everything that hangs on it, linked, and its corrections."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from audit.models import Event
from partnerships.agreements import actions as agreements
from partnerships.agreements.models import Mou
from partnerships.engagement import actions as engagement
from partnerships.engagement.lifecycle import InteractionKind
from partnerships.engagement.models import FollowUp, Interaction, Meeting
from partnerships.exchange.models import ServiceOffering
from partnerships.organizations import actions as organizations
from partnerships.organizations.lifecycle import Scheme
from partnerships.organizations.models import Contact, Organization, Position
from partnerships.relationships.lifecycle import Side
from partnerships.relationships.models import Partnership
from tests.factories import MeetingFactory, ServiceOfferingFactory
from tests.scenarios import (
    call_with_them,
    drafted_mou,
    leader_of,
    partner_organization,
    partnership_idea,
    partnership_ready_for_mou,
    sign_all,
)

ClientAs = Callable[[User], Client]
pytestmark = pytest.mark.usefixtures("clock")


@pytest.fixture
def maria(client_as: ClientAs, coordinator: User) -> Client:
    return client_as(coordinator)


@pytest.fixture
def partnership(now: datetime, coordinator: User) -> Partnership:
    """A partner with a signed MOU, a meeting, a call and a commitment of each side."""
    partnership = partnership_ready_for_mou(now, coordinator)
    sign_all(drafted_mou(partnership, now, coordinator), now, coordinator)
    add_to(partnership, now, coordinator)
    return partnership


def add_to(partnership: Partnership, now: datetime, by: User) -> None:
    """One more of everything that can hang on a partner."""
    leader = leader_of(now, by, partnership.organization)
    meeting: Meeting = MeetingFactory.create(
        partnership=partnership, owner=by, starts_at=now + timedelta(days=2), learned="They moved."
    )
    meeting.participants.create(
        contact=leader, side=Side.THEIRS, organization=partnership.organization
    )
    call = call_with_them(partnership, now, by)
    Interaction.objects.filter(pk=call.pk).update(text="They hire in spring.")
    promise = engagement.Promise(Side.THEIRS, "Send the roster", now.date(), contact=leader)
    engagement.promise(partnership=partnership, given=promise, by=by, now=now)
    ServiceOfferingFactory.create(organization=partnership.organization)


def queries_of(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def test_an_organization_leads_to_all_that_hangs_on_it(
    maria: Client, partnership: Partnership
) -> None:
    organization = partnership.organization
    page = maria.get(organization.get_absolute_url()).content.decode()
    linked: list[Any] = [
        partnership,
        Mou.objects.get(),
        Meeting.objects.get(),
        Contact.objects.get(name="Jo Ortiz"),
    ]
    for record in linked:
        assert f'href="{record.get_absolute_url()}"' in page
    for text in ("They hire in spring.", ServiceOffering.objects.get().title):
        assert text in page
    assert "New partnership" not in page
    assert f'href="/history/organization/{organization.pk}/"' in page


def test_a_person_leads_to_all_that_hangs_on_them(maria: Client, partnership: Partnership) -> None:
    jo = Contact.objects.get(name="Jo Ortiz")
    page = maria.get(jo.get_absolute_url()).content.decode()
    linked: list[Any] = [
        partnership,
        partnership.organization,
        Mou.objects.get(),
        Meeting.objects.get(),
        FollowUp.objects.get(what="Send the roster"),
    ]
    for record in linked:
        assert f'href="{record.get_absolute_url()}"' in page
    for text in ("They hire in spring.", "Does this work for them?", "Shared purpose"):
        assert text in page


def test_more_of_everything_costs_no_more_queries(
    maria: Client, partnership: Partnership, coordinator: User, now: datetime
) -> None:
    jo = Contact.objects.get(name="Jo Ortiz")
    pages = [
        partnership.organization.get_absolute_url(),
        jo.get_absolute_url(),
        f"/partners/{partnership.pk}/timeline/",
    ]
    before = [queries_of(maria, page) for page in pages]
    for number in range(3):
        add_to(partnership, now + timedelta(hours=number), coordinator)
    assert [queries_of(maria, page) for page in pages] == before
    assert max(before) <= 40


def test_the_next_step_leads_to_its_own_page(
    maria: Client, coordinator: User, now: datetime
) -> None:
    partnership = partnership_idea(now, coordinator)
    promise = engagement.Promise(Side.OURS, "Send the handout", now.date())
    step = engagement.promise(partnership=partnership, given=promise, by=coordinator, now=now)
    page = maria.get(partnership.get_absolute_url()).content.decode()
    assert f'href="/promises/{step.pk}/"' in page
    own = maria.get(f"/promises/{step.pk}/").content.decode()
    assert "Send the handout" in own
    assert f'href="{partnership.get_absolute_url()}"' in own


@pytest.mark.parametrize(
    ("show", "seen"),
    [
        ("", {"Note", "Call", "Discovery"}),
        ("calls", {"Call"}),
        ("notes", {"Note"}),
        ("meetings", {"Discovery"}),
        ("messages", set()),
    ],
)
def test_notes_are_read_in_the_feed_by_kind(
    maria: Client, coordinator: User, now: datetime, show: str, seen: set[str]
) -> None:
    partnership = partnership_idea(now, coordinator)
    MeetingFactory.create(partnership=partnership, owner=coordinator, starts_at=now, learned="L")
    call_with_them(partnership, now, coordinator)
    note = Interaction(
        partnership=partnership, kind=InteractionKind.NOTE, on=now.date(), text="word " * 60
    )
    engagement.log_interaction(interaction=note, by=coordinator, now=now)
    address = f"/partners/{partnership.pk}/timeline/?show={show}"
    response = maria.get(address)
    assert {one.text for one in response.context["page"]} == seen
    assert ("word " * 59 in response.content.decode()) == ("Note" in seen)
    assert "started the partnership" not in response.content.decode()


def test_a_renewal_is_linked_both_ways_and_not_offered_twice(
    maria: Client, coordinator: User, now: datetime
) -> None:
    partnership = partnership_ready_for_mou(now, coordinator)
    mou = sign_all(drafted_mou(partnership, now, coordinator), now, coordinator)
    assert "Renew<" in maria.get(mou.get_absolute_url()).content.decode()
    renewal = agreements.renew(mou=mou, by=coordinator, now=now)
    old = maria.get(mou.get_absolute_url()).content.decode()
    assert f'href="{renewal.get_absolute_url()}"' in old
    assert "Renew<" not in old
    new = maria.get(renewal.get_absolute_url()).content.decode()
    assert f'href="{mou.get_absolute_url()}"' in new


def test_a_call_is_corrected_and_its_history_says_what_it_was(
    maria: Client, coordinator: User, now: datetime
) -> None:
    partnership = partnership_idea(now, coordinator)
    call = call_with_them(partnership, now, coordinator)
    typed = {
        "kind": "note",
        "on": "2026-11-20",
        "text": "They hire in spring.",
        "with_contact": "",
    }
    assert maria.post(f"/activity/{call.pk}/edit/", typed).status_code == 302
    call.refresh_from_db()
    assert (call.kind, call.text) == (InteractionKind.NOTE, "They hire in spring.")
    history = maria.get(f"/history/interaction/{call.pk}/").content.decode()
    assert "<del>Call</del> → <ins>Note</ins>" in history
    assert "<del>Mon, Nov 23</del> → <ins>Fri, Nov 20</ins>" in history


def test_a_commitment_gets_other_words(maria: Client, coordinator: User, now: datetime) -> None:
    partnership = partnership_idea(now, coordinator)
    promise = engagement.Promise(Side.OURS, "Sned the handout", now.date())
    step = engagement.promise(partnership=partnership, given=promise, by=coordinator, now=now)
    typed = {"what": "Send the handout", "due_on": "2026-12-01", "contact": ""}
    assert maria.post(f"/promises/{step.pk}/edit/", typed).status_code == 302
    page = maria.get(f"/history/followup/{step.pk}/").content.decode()
    assert "<del>Sned the handout</del> → <ins>Send the handout</ins>" in page


def test_a_position_is_corrected_and_its_end_undone(
    maria: Client, coordinator: User, now: datetime
) -> None:
    elm = partner_organization(now, coordinator, "Elm Street")
    kim = leader_of(now, coordinator, elm)
    second = organizations.add_position(
        position=Position(contact=kim, organization=elm, title="Treasurer"),
        by=coordinator,
        now=now,
    )
    typed = {"title": "Treasurer, part-time", "on_board": "on", "since": "2020-01-01"}
    assert maria.post(f"/positions/{second.pk}/edit/", typed).status_code == 302
    second.refresh_from_db()
    assert (second.title, second.on_board) == ("Treasurer, part-time", True)
    wrong = {**typed, "until": "2019-01-01"}
    assert maria.post(f"/positions/{second.pk}/edit/", wrong).status_code == 422
    history = maria.get(f"/history/organization/{elm.pk}/").content.decode()
    assert "<del>Treasurer</del> → <ins>Treasurer, part-time</ins>" in history


def test_a_call_with_the_other_person_of_one_name_is_corrected(
    coordinator: User, now: datetime
) -> None:
    partnership = partnership_idea(now, coordinator)
    call = call_with_them(partnership, now, coordinator)
    twin = organizations.create_contact(
        contact=Contact(name=str(call.with_contact)), by=coordinator, now=now
    )
    call.with_contact = twin
    engagement.edit_interaction(interaction=call, by=coordinator, now=now)
    call.refresh_from_db()
    assert call.with_contact == twin


def test_a_parent_is_set_by_hand_and_taken_away(
    maria: Client, coordinator: User, now: datetime
) -> None:
    whole = partner_organization(now, coordinator, "Lakeside Community Services")
    part = partner_organization(now, coordinator, "Lakeside Living")
    address = f"/directory/{part.pk}/parent/"
    assert maria.post(address, {"parent": "Lakeside"}).status_code == 422
    chosen = {"parent": "Lakeside", "existing": str(whole.pk)}
    assert maria.post(address, chosen).status_code == 302
    part.refresh_from_db()
    assert part.parent == whole
    circle = {"parent": "Living", "existing": str(part.pk)}
    assert maria.post(f"/directory/{whole.pk}/parent/", circle).status_code == 422
    maria.post(address, {"parent": ""})
    part.refresh_from_db()
    assert part.parent is None


def test_a_number_is_removed(maria: Client, coordinator: User, now: datetime) -> None:
    elm = partner_organization(now, coordinator, "Elm Street")
    number = organizations.add_identifier(
        organization=elm, scheme=Scheme.EIN, value="030413726", by=coordinator, now=now
    )
    maria.post(f"/numbers/{number.pk}/remove/")
    assert not elm.identifiers.exists()
    assert Event.objects.for_organization(elm.pk)[0].params["value"] == "030413726"


def test_only_records_with_a_history_have_a_page_of_it(maria: Client) -> None:
    assert maria.get("/history/user/1/").status_code == 404
    assert maria.get("/history/organization/999999/").status_code == 404


def test_a_service_is_found_where_one_works_with_it(
    maria: Client, coordinator: User, now: datetime
) -> None:
    elm = partner_organization(now, coordinator, "Elm Street")
    offering: ServiceOffering = ServiceOfferingFactory.create(
        organization=elm, title="Benefits counseling"
    )
    page = maria.get("/search/", {"q": "counseling"}).content.decode()
    assert f'href="{elm.get_absolute_url()}#service-{offering.pk}"' in page
    assert f'id="service-{offering.pk}"' in maria.get(elm.get_absolute_url()).content.decode()
    assert Organization.objects.count() == 1
