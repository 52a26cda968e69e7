"""What we may know already is said before it is saved (C15, C16), and addresses abroad (C23)."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from partnerships.organizations import queries
from partnerships.organizations.models import Address, Contact, Organization
from partnerships.relationships.models import Partnership
from tests.scenarios import partner_organization, partnership_idea, person

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


def none_of(asked: Any, into: str = "existing") -> str:
    """Return what the answer "No" sends on a page that asks."""
    answer: str = asked.context["form"].fields[into].none_of
    return answer


def test_a_variant_of_a_known_name_is_asked_about(browser: Client, harbor: Organization) -> None:
    asked = browser.post("/directory/new/", NEW)
    assert asked.status_code == 422
    assert harbor.get_absolute_url() in asked.content.decode()
    assert Organization.objects.count() == 1
    chosen = browser.post("/directory/new/", {**NEW, "existing": str(harbor.pk)})
    assert chosen.headers["Location"] == harbor.get_absolute_url()
    assert browser.post("/directory/new/", {**NEW, "existing": none_of(asked)}).status_code == 302
    assert Organization.objects.count() == 2


def test_no_said_of_some_is_asked_again_when_others_come_up(
    browser: Client, coordinator: User, now: datetime, harbor: Organization
) -> None:
    said = {**NEW, "existing": none_of(browser.post("/directory/new/", NEW))}
    partner_organization(now, coordinator, "Harbor House")
    other = {**said, "name": "Harbor House Ctr", "website": "elm.example.org"}
    partner_organization(now, coordinator, "The Harbor House Center")
    asked = browser.post("/directory/new/", other)
    assert asked.status_code == 422
    assert "checked" not in asked.content.decode().partition('name="existing"')[2][:200]
    again = {**other, "existing": none_of(asked)}
    assert browser.post("/directory/new/", again).status_code == 302


def test_a_new_partner_may_be_one_we_know(browser: Client, harbor: Organization) -> None:
    asked = browser.post("/partners/new/", PARTNER)
    assert asked.status_code == 422
    assert "Harbor House Center" in asked.content.decode()
    known = {**PARTNER, "existing": str(harbor.pk)}
    assert browser.post("/partners/new/", known).status_code == 302
    assert Partnership.objects.get().organization == harbor


@pytest.mark.parametrize(
    "form",
    [
        ("/people/new/", "existing", {"name": "Lee Ortiz", "prefers": "link"}),
        ("/partners/new/", "existing_person", PARTNER),
    ],
)
@pytest.mark.parametrize("email", ["KIM@example.org", "kim+events@example.org"])
def test_whose_email_it_is_is_asked_before_a_second_person_gets_it(
    browser: Client,
    coordinator: User,
    now: datetime,
    form: tuple[str, str, dict[str, str]],
    email: str,
) -> None:
    address, into, typed = form
    elm = partner_organization(now, coordinator, "Elm Street")
    kim = person(now, coordinator, "Kim Lee", elm)
    typed = {**typed, "email": email}
    asked = browser.post(address, typed)
    assert asked.status_code == 422
    page = asked.content.decode()
    assert "No, someone new" in page
    assert "Elm Street · kim@example.org" in page
    assert Contact.objects.count() == 1
    assert browser.post(address, {**typed, into: str(kim.pk)}).status_code == 302
    assert Contact.objects.count() == 1
    no = {**typed, into: none_of(asked, into)}
    saved = browser.post(address, no)
    if saved.status_code == 422:  # the organization is known by now, and is asked about too
        saved = browser.post(address, {**no, "existing": none_of(saved)})
    assert saved.status_code == 302
    assert Contact.objects.count() == 2


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
    assert "Elm Street · kim@example.org" in asked.content.decode()
    new = {**typed, "existing": none_of(asked)}
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


@pytest.mark.parametrize(
    ("known", "typed"),
    [
        ("Bright Path Training", "Bright Path"),
        ("Bright Path", "Bright Path Training, Inc."),
        ("Elm Street Neighbours", "Elm Street Neighbors"),
    ],
)
def test_a_longer_a_shorter_or_a_british_name_may_be_the_same(
    browser: Client, coordinator: User, now: datetime, known: str, typed: str
) -> None:
    partner_organization(now, coordinator, known)
    partner_organization(now, coordinator, "Bridge Path")
    asked = browser.post("/partners/new/", {**PARTNER, "organization_name": typed})
    field = asked.context["form"].fields["existing"]
    assert [one.title for one in field.candidates] == [known]


def test_no_is_among_the_answers_and_nothing_is_chosen_beforehand(
    browser: Client, harbor: Organization
) -> None:
    asked = browser.post("/partners/new/", PARTNER)
    page = asked.content.decode()
    assert "No, it&#x27;s a new one" in page
    radios = [one.partition(">")[0] for one in page.split('<input type="radio"')[1:]]
    assert not [one for one in radios if 'name="existing"' in one and "checked" in one]
    no = {**PARTNER, "existing": none_of(asked)}
    assert browser.post("/partners/new/", no).status_code == 302
    assert Organization.objects.count() == 2


def test_a_partner_is_answered_with_its_page_and_another_program(
    browser: Client, coordinator: User, now: datetime
) -> None:
    known = partnership_idea(now, coordinator, "Harbor House Center")
    asked = browser.post("/partners/new/", PARTNER)
    assert f'href="{known.get_absolute_url()}"' in asked.content.decode()
    assert "Partner: Prospect" in asked.content.decode()
    chosen = {**PARTNER, "existing": str(known.organization_id)}
    refused = browser.post("/partners/new/", chosen)
    assert refused.status_code == 422
    assert "Existing partnerships:" in refused.content.decode()
    assert '<details class="fold" open>' in refused.content.decode()
    assert browser.post("/partners/new/", {**chosen, "program": "Youth"}).status_code == 302
    assert Partnership.objects.filter(organization=known.organization).count() == 2


def test_organizations_are_suggested_while_one_types(
    browser: Client, coordinator: User, now: datetime
) -> None:
    known = partnership_idea(now, coordinator, "Bright Path Training")
    other = partner_organization(now, coordinator, "Path to Work")
    asked = {"typed": "organization_name", "into": "existing", "organization_name": "Path"}
    page = browser.get("/suggest/organizations/", asked).content.decode()
    assert f'value="{known.organization_id}"' in page
    assert f'value="{other.pk}"' in page
    assert known.get_absolute_url() in page
    kept = browser.get("/suggest/organizations/", {**asked, "existing": str(other.pk)})
    assert kept.content.decode().count("checked") == 1
    chosen = {**PARTNER, "organization_name": "Path", "existing": str(other.pk)}
    assert browser.post("/partners/new/", chosen).status_code == 302
    assert Partnership.objects.filter(organization=other).exists()


def test_people_are_suggested_while_one_types(
    browser: Client, coordinator: User, now: datetime
) -> None:
    elm = partner_organization(now, coordinator, "Elm Street")
    kim = person(now, coordinator, "Kim Lee", elm)
    asked = {"typed": ["name", "email"], "into": "existing", "name": "Kim", "email": ""}
    assert f'value="{kim.pk}"' in browser.get("/suggest/contacts/", asked).content.decode()
    none = browser.get("/suggest/contacts/", {"into": "existing"}).content.decode()
    assert "radio" not in none


def test_more_candidates_cost_no_more_queries(
    browser: Client, coordinator: User, now: datetime
) -> None:
    def cost(number: int) -> int:
        for _one in range(number):
            partnership_idea(now, coordinator, f"Elm Street {Organization.objects.count()}")
        asked = {"typed": "name", "into": "existing", "name": "Elm Street"}
        with CaptureQueriesContext(connection) as queries:
            browser.get("/suggest/organizations/", asked)
        return len(queries)

    assert cost(2) == cost(5)


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


def test_the_very_same_come_first_and_not_all_are_counted(
    coordinator: User, now: datetime, harbor: Organization, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("Ann Leary", "Robin Lee", "Al Lee", "Lee"):
        person(now, coordinator, name, harbor)
    rows = Contact.objects.visible_to(coordinator)
    best, more = queries.people_like(rows, name="lee", email="ann@example.org", first=3)
    assert [one.name for one in best] == ["Ann Leary", "Lee", "Al Lee"]
    assert more == 1
    monkeypatch.setattr(queries, "MOST_COUNTED", 1)
    for number in range(3):
        person(now, coordinator, f"Lee {number}", harbor)
    _best, more = queries.people_like(rows, name="lee", email="", first=3)
    assert more == 2
