"""New partner in 30 seconds (O6): one form creates all records."""

from collections.abc import Callable
from datetime import date, datetime

import pytest
from django.test import Client

from accounts.models import User
from partnerships.engagement.models import FollowUp
from partnerships.organizations.models import Contact, Organization
from partnerships.relationships.models import Partnership
from tests.scenarios import partner_organization, partnership_idea

ClientAs = Callable[[User], Client]
pytestmark = pytest.mark.usefixtures("clock")

FORM = {
    "organization_name": "Elm Street Neighbors",
    "kind": "community",
    "person_name": "Rosa Adeyemi",
    "person_title": "Everything",
    "phone": "555 0100",
    "email": "",
    "next_step": "Call about a tour",
    "next_step_on": "2026-11-30",
}


def test_one_form_makes_organization_person_partnership_and_next_step(
    client_as: ClientAs, coordinator: User
) -> None:
    response = client_as(coordinator).post("/partners/new/", FORM)
    partnership = Partnership.objects.get()
    assert response.headers["Location"] == f"/partners/{partnership.pk}/"
    assert partnership.organization.name == "Elm Street Neighbors"
    assert partnership.owner == coordinator
    rosa = Contact.objects.get()
    assert rosa.positions.get().organization == partnership.organization
    seat = partnership.key_players.get()
    assert (seat.contact, seat.side, seat.speaks) == (rosa, "theirs", True)
    assert FollowUp.objects.get().due_on == date(2026, 11, 30)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("organization_name", ""),
        ("person_name", " "),
        ("phone", ""),
        ("next_step", ""),
        ("next_step_on", "soon"),
        ("kind", "evil"),
        ("person_name", "Rosa 078-05-1120"),
        ("organization_name", "x\x00y"),
    ],
)
def test_a_bad_field_is_named_and_nothing_is_written(
    client_as: ClientAs, coordinator: User, field: str, value: str
) -> None:
    response = client_as(coordinator).post("/partners/new/", {**FORM, field: value})
    assert response.status_code == 422
    assert field in response.context["form"].errors
    assert not Organization.objects.exists()
    assert not Contact.objects.exists()


def test_a_known_name_is_asked_about_first(
    client_as: ClientAs, coordinator: User, now: datetime
) -> None:
    known = partner_organization(now, coordinator, "ELM street neighbors")
    client = client_as(coordinator)
    asked = client.post("/partners/new/", FORM)
    assert asked.status_code == 422
    assert not Partnership.objects.exists()
    client.post("/partners/new/", {**FORM, "existing": str(known.pk)})
    assert Partnership.objects.get().organization == known


def test_a_second_partnership_with_the_same_one_is_refused_and_nothing_is_kept(
    client_as: ClientAs, coordinator: User, now: datetime
) -> None:
    known = partnership_idea(now, coordinator, "Elm Street Neighbors").organization
    people = Contact.objects.count()
    response = client_as(coordinator).post("/partners/new/", {**FORM, "existing": str(known.pk)})
    assert response.status_code == 422
    assert "already a partnership with" in response.content.decode()
    assert Contact.objects.count() == people


def test_a_viewer_may_not(client_as: ClientAs, viewer: User) -> None:
    assert client_as(viewer).post("/partners/new/", FORM).status_code == 403
    assert not Organization.objects.exists()


def test_a_known_partner_gets_the_contact_and_the_next_step(
    client_as: ClientAs, coordinator: User, now: datetime
) -> None:
    known = partnership_idea(now, coordinator)
    typed = FORM | {"organization_name": str(known.organization)}
    typed["existing"] = str(known.organization.pk)
    client = client_as(coordinator)
    refused = client.post("/partners/new/", typed)
    assert 'name="add_to"' in refused.text
    answer = client.post("/partners/new/", typed | {"add_to": str(known.pk)})
    assert answer.headers["Location"] == known.get_absolute_url()
    rosa = Contact.objects.get(name="Rosa Adeyemi")
    assert rosa.positions.get().organization == known.organization
    assert FollowUp.objects.get(what="Call about a tour").partnership == known
    assert Partnership.objects.count() == 1
