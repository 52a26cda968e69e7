"""What we may know already is said before it is saved (C15, C16), and addresses abroad (C23)."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.test import Client

from accounts.models import User
from partnerships.organizations.models import Address, Contact, Organization
from partnerships.relationships.models import Partnership
from tests.scenarios import partner_organization, person

ClientAs = Callable[[User], Client]
NEW = {"name": "HARBOR HOUSE CTR., INC.", "kind": "nonprofit"}
PARTNER = {
    "organization_name": "The Harbor House Center",
    "kind": "nonprofit",
    "person_name": "Robin Achterberg",
    "email": "robin@example.org",
    "next_step": "Call",
    "next_step_on": "2030-01-10",
}


@pytest.fixture
def harbor(coordinator: User, now: datetime) -> Organization:
    return partner_organization(now, coordinator, "Harbor House Center")


@pytest.fixture
def browser(client_as: ClientAs, coordinator: User) -> Client:
    return client_as(coordinator)


def test_a_variant_of_a_known_name_is_asked_about(browser: Client, harbor: Organization) -> None:
    asked = browser.post("/directory/new/", NEW)
    assert asked.status_code == 422
    assert harbor.get_absolute_url() in asked.content.decode()
    assert Organization.objects.count() == 1
    assert browser.post("/directory/new/", {**NEW, "is_new": "on"}).status_code == 302
    assert Organization.objects.count() == 2
    assert "is_new" not in browser.get("/directory/new/").content.decode()


def test_a_new_partner_may_be_one_we_know(browser: Client, harbor: Organization) -> None:
    asked = browser.post("/partners/new/", PARTNER)
    assert asked.status_code == 422
    assert "Harbor House Center" in asked.content.decode()
    known = {**PARTNER, "existing": str(harbor.pk)}
    assert browser.post("/partners/new/", known).status_code == 302
    assert Partnership.objects.get().organization == harbor


@pytest.mark.parametrize(
    ("address", "typed"),
    [
        ("/people/new/", {"name": "Lee Ortiz", "prefers": "link", "email": "KIM@example.org"}),
        ("/partners/new/", {**PARTNER, "email": "kim@example.org"}),
    ],
)
def test_whose_email_it_is_is_said_before_a_second_person_gets_it(
    browser: Client, coordinator: User, now: datetime, address: str, typed: dict[str, str]
) -> None:
    elm = partner_organization(now, coordinator, "Elm Street")
    person(now, coordinator, "Kim Lee", elm)
    asked = browser.post(address, typed)
    assert asked.status_code == 422
    assert "already the email address of Kim Lee" in asked.content.decode()
    assert Contact.objects.count() == 1
    assert browser.post(address, {**typed, "shares_email": "on"}).status_code == 302
    assert Contact.objects.filter(email__iexact="kim@example.org").count() == 2


def test_who_keeps_a_shared_email_is_not_asked_again(
    browser: Client, coordinator: User, now: datetime
) -> None:
    elm = partner_organization(now, coordinator, "Elm Street")
    person(now, coordinator, "Kim Lee", elm)
    kim = person(now, coordinator, "Kim Ortiz", elm)
    typed = {"name": "Kim O.", "prefers": "link", "email": "kim@example.org", "version": "1"}
    assert browser.post(f"/people/{kim.pk}/edit/", typed).status_code == 302


def test_a_new_position_finds_people_by_email_too(
    browser: Client, coordinator: User, now: datetime
) -> None:
    elm = partner_organization(now, coordinator, "Elm Street")
    kim = person(now, coordinator, "Kim Lee", elm)
    typed = {"name": "Kimberly L.", "email": "kim@example.org"}
    asked = browser.post(f"/directory/{elm.pk}/people/new/", typed)
    assert asked.status_code == 422
    assert "Kim Lee, kim@example.org" in asked.content.decode()
    new = {**typed, "existing": ""}
    assert browser.post(f"/directory/{elm.pk}/people/new/", new).status_code == 302
    assert Contact.objects.exclude(pk=kim.pk).get().name == "Kimberly L."


def test_ten_people_are_offered_and_the_rest_is_counted(
    browser: Client, coordinator: User, now: datetime
) -> None:
    elm = partner_organization(now, coordinator, "Elm Street")
    for number in range(12):
        person(now, coordinator, f"Kim Lee {number}", elm)
    asked = browser.post(f"/directory/{elm.pk}/people/new/", {"name": "Kim Lee"})
    assert "2 more look similar" in asked.content.decode()
    assert asked.content.decode().count('type="radio"') == 11


def test_an_address_abroad_is_kept_and_shown(browser: Client) -> None:
    assert browser.get("/directory/new/").context["form"]["country"].value() == "US"
    abroad = {"name": "Maple House", "kind": "nonprofit", "city": "Toronto", "country": "CA"}
    page = browser.post("/directory/new/", abroad, follow=True).content.decode()
    assert "Canada" in page
    assert Address.objects.get().country == "CA"
    home = {"name": "Elm House", "kind": "nonprofit", "city": "Oakdale", "country": "US"}
    assert (
        "United States" not in browser.post("/directory/new/", home, follow=True).content.decode()
    )
    unknown = {"name": "Oak House", "kind": "nonprofit", "city": "Nowhere", "country": ""}
    assert browser.post("/directory/new/", unknown).status_code == 302
    wrong = {"name": "Ash House", "kind": "nonprofit", "city": "Nowhere", "country": "XX"}
    assert browser.post("/directory/new/", wrong).status_code == 422


def test_a_country_alone_is_no_address(browser: Client) -> None:
    browser.post("/directory/new/", {"name": "Elm", "kind": "nonprofit", "country": "US"})
    assert not Address.objects.exists()


def test_other_addresses_keep_what_the_form_does_not_show(browser: Client) -> None:
    browser.post("/directory/new/", {"name": "Elm", "kind": "nonprofit"})
    elm = Organization.objects.get()
    Address.objects.create(
        organization=elm, street="2 Pier Road", city="Halifax", postal_code="B3H 1A1", country="CA"
    )
    typed = {"name": "Elm", "kind": "nonprofit", "other_addresses": "2 Pier Road, Halifax"}
    browser.post(f"/directory/{elm.pk}/edit/", {**typed, "version": "1"})
    kept = Address.objects.get()
    assert (kept.city, kept.postal_code, kept.country) == ("Halifax", "B3H 1A1", "CA")
