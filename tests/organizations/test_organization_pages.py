"""The pages of the directory."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from partnerships.organizations import actions
from partnerships.organizations.models import Address, Contact, Organization, Position
from partnerships.outbox.models import Suppression
from tests.scenarios import our_organization, partner_organization, person

ClientAs = Callable[[User], Client]

FORM = {
    "name": "Elm Street Neighbors",
    "kind": "community",
    "reach": "local",
    "website": "elm.example.org",
    "phones": "555 0100 front desk",
    "city": "Oakdale",
    "state": "ME",
    "other_addresses": "2 Pier Road, Tidewater, ME",
    "tag_names": "rural, veterans",
}


@pytest.fixture
def elm(coordinator: User, now: datetime) -> Organization:
    return partner_organization(now, coordinator, "Elm Street Neighbors")


def test_an_organization_is_added_with_all_its_facts(
    client_as: ClientAs, coordinator: User
) -> None:
    client = client_as(coordinator)
    response = client.post("/directory/new/", FORM)
    organization = Organization.objects.get()
    assert response.headers["Location"] == f"/directory/{organization.pk}/"
    text = client.get(f"/directory/{organization.pk}/").content.decode()
    for fact in (
        "https://elm.example.org",
        "555 0100",
        "front desk",
        "Oakdale",
        "Community group",
    ):
        assert fact in text


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("name", "a\x00b"),
        ("name", "x" * 201),
        ("kind", "evil"),
        ("website", "javascript:alert(1)"),
        ("website", "data:text/html,x"),
        ("phones", "call us"),
        ("email", "nobody"),
        ("mission", "ask 078-05-1120"),
    ],
)
def test_a_bad_field_is_named_and_nothing_is_written(
    client_as: ClientAs, coordinator: User, field: str, value: str
) -> None:
    response = client_as(coordinator).post("/directory/new/", {**FORM, field: value})
    assert response.status_code == 422
    assert field in response.context["form"].errors
    assert not Organization.objects.exists()


def test_names_with_markup_are_shown_as_text(
    client_as: ClientAs, coordinator: User, now: datetime
) -> None:
    partner_organization(now, coordinator, "<svg onload=alert(1)> {{7*7}}")
    text = client_as(coordinator).get("/directory/").content.decode()
    assert "&lt;svg onload=alert(1)&gt; {{7*7}}" in text


def test_a_stale_edit_shows_both_texts_and_keeps_mine(
    client_as: ClientAs, coordinator: User, elm: Organization, now: datetime
) -> None:
    client = client_as(coordinator)
    mine = {**FORM, "name": "Elm (mine)", "version": "1"}
    elm.name = "Elm (theirs)"
    actions.edit_organization(organization=elm, seen_version=1, by=coordinator, now=now)
    response = client.post(f"/directory/{elm.pk}/edit/", mine)
    text = response.content.decode()
    assert response.status_code == 409
    assert "Elm (mine)" in text
    assert "Elm (theirs)" in text
    assert Organization.objects.get().name == "Elm (theirs)"
    again = client.post(f"/directory/{elm.pk}/edit/", {**mine, "version": "2"})
    assert again.status_code == 302
    assert Organization.objects.get().name == "Elm (mine)"


def test_the_directory_is_filtered_by_its_address(
    client_as: ClientAs, coordinator: User, now: datetime
) -> None:
    for name, kind, state in (("Alder", "school", "ME"), ("Birch", "health", "RI")):
        actions.create_organization(
            organization=Organization(name=name, kind=kind),
            address=Address(state=state),
            tags=[name.lower()],
            by=coordinator,
            now=now,
        )
    client = client_as(coordinator)

    def names(query: str) -> list[str]:
        return [row.name for row in client.get(f"/directory/?{query}").context["page"]]

    assert names("") == ["Alder", "Birch"]
    assert names("sort=-name") == ["Birch", "Alder"]
    assert names("kind=school") == ["Alder"]
    assert names("state=ri") == ["Birch"]
    assert names("q=BIR") == ["Birch"]
    assert names("archived=on") == []
    assert names("kind=nonsense&q=%00") == ["Alder", "Birch"]


@pytest.mark.parametrize("address", ["/directory/", "/people/"])
def test_more_rows_same_number_of_queries(
    client_as: ClientAs, coordinator: User, now: datetime, address: str
) -> None:
    client = client_as(coordinator)

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address).status_code == 200
        return len(captured)

    def more(first: int, last: int) -> None:
        for place in range(first, last):
            organization = partner_organization(now, coordinator, f"Organization {place}")
            person(now, coordinator, f"Person {place}", organization, leads=True)

    more(0, 2)
    few = queries()
    more(2, 24)
    assert queries() == few <= 8


def test_archive_and_bring_back(client_as: ClientAs, coordinator: User, elm: Organization) -> None:
    client = client_as(coordinator)
    assert client.get(f"/directory/{elm.pk}/archive/").status_code == 200
    assert Organization.objects.not_archived().exists()
    client.post(f"/directory/{elm.pk}/archive/")
    assert not Organization.objects.not_archived().exists()
    client.post(f"/directory/{elm.pk}/restore/")
    assert Organization.objects.not_archived().exists()


def test_a_number_of_another_asks_and_links_to_it(
    client_as: ClientAs, coordinator: User, elm: Organization, now: datetime
) -> None:
    other = partner_organization(now, coordinator, "Other")
    client = client_as(coordinator)
    number = {"scheme": "ein", "value": "03 0413726"}
    client.post(f"/directory/{elm.pk}/numbers/new/", number)
    refused = client.post(f"/directory/{other.pk}/numbers/new/", number)
    assert refused.status_code == 422
    assert f'href="/directory/{elm.pk}/"' in refused.content.decode()
    client.post(f"/directory/{other.pk}/numbers/new/", {**number, "child_of_holder": "on"})
    other.refresh_from_db()
    assert other.parent == elm


def test_a_person_is_added_and_a_known_name_is_asked_about(
    client_as: ClientAs, coordinator: User, elm: Organization, now: datetime
) -> None:
    client = client_as(coordinator)
    kim = {"name": "Kim Lee", "email": "kim@example.org", "title": "Lead", "delivers": "on"}
    client.post(f"/directory/{elm.pk}/people/new/", kim)
    position = Position.objects.get()
    assert (position.delivers, position.leads) == (True, False)
    other = partner_organization(now, coordinator, "Other")
    asked = client.post(f"/directory/{other.pk}/people/new/", kim)
    assert asked.status_code == 422
    assert Contact.objects.count() == 1
    known = {**kim, "existing": str(position.contact_id)}
    client.post(f"/directory/{other.pk}/people/new/", known)
    assert Contact.objects.get().positions.count() == 2


def test_the_only_position_ends_by_handing_over_what_they_carry(
    client_as: ClientAs, coordinator: User, elm: Organization, now: datetime
) -> None:
    kim = person(now, coordinator, "Kim Lee", elm, leads=True)
    position = kim.positions.get()
    client = client_as(coordinator)
    answer = client.post(f"/positions/{position.pk}/end/", {"until": "2026-11-01"})
    page = f"/people/{kim.pk}/left/?organization={elm.pk}"
    assert answer.headers["Location"] == page
    position.refresh_from_db()
    assert position.until is None
    client.post(page, {"last_day": "2026-11-01", "step": "confirm"})
    position.refresh_from_db()
    assert str(position.until) == "2026-11-01"


def test_one_of_two_positions_is_ended(
    client_as: ClientAs, coordinator: User, elm: Organization, now: datetime
) -> None:
    kim = person(now, coordinator, "Kim Lee", elm, leads=True)
    position = kim.positions.get()
    actions.add_position(
        position=Position(contact=kim, organization=elm, title="Board member"),
        by=coordinator,
        now=now,
    )
    client = client_as(coordinator)
    client.post(f"/positions/{position.pk}/end/", {"until": "2026-11-01"})
    position.refresh_from_db()
    assert str(position.until) == "2026-11-01"
    assert "Left Nov 1" in client.get(f"/directory/{elm.pk}/").content.decode()


def test_a_person_is_changed_and_shown(
    client_as: ClientAs, coordinator: User, elm: Organization, now: datetime
) -> None:
    kim = person(now, coordinator, "Kim Lee", elm, leads=True)
    client = client_as(coordinator)
    changed = {"name": "Kim Lee-Ortiz", "prefers": "phone", "phone": "555 0103", "version": "1"}
    assert client.post(f"/people/{kim.pk}/edit/", changed).status_code == 302
    text = client.get(f"/people/{kim.pk}/").content.decode()
    assert "Kim Lee-Ortiz" in text
    assert "By phone" in text


@pytest.mark.parametrize(
    ("reason", "told"), [("bounced", True), ("address", True), ("complaint", False)]
)
def test_an_address_from_which_mail_came_back(
    client_as: ClientAs,
    coordinator: User,
    elm: Organization,
    now: datetime,
    reason: str,
    told: bool,  # noqa: FBT001
) -> None:
    kim = person(now, coordinator, "Kim Lee", elm, leads=True)
    Contact.objects.filter(pk=kim.pk).update(email="Kim@elm.example.org")
    Suppression.objects.create(
        address_norm="kim@elm.example.org",
        scope="all" if told else "digest",
        reason=reason,
        evidence="550 5.1.1 No such user <here>",
        created_at=now,
    )
    client = client_as(coordinator)
    text = client.get(f"/people/{kim.pk}/").content.decode()
    assert ("Email to this address bounced on" in text) == told
    assert ("550 5.1.1 No such user &lt;here&gt;." in text) == told
    Contact.objects.filter(pk=kim.pk).update(email="kim.lee@elm.example.org")
    assert "came back" not in client.get(f"/people/{kim.pk}/").content.decode()


def test_who_we_are_is_said_once(
    client_as: ClientAs, coordinator: User, elm: Organization, now: datetime
) -> None:
    client = client_as(coordinator)
    client.post(f"/directory/{elm.pk}/ours/")
    assert our_organization(now, coordinator) == elm
    other = partner_organization(now, coordinator, "Other")
    client.post(f"/directory/{other.pk}/ours/")
    assert Organization.objects.get(is_ours=True) == elm


def test_our_own_person_is_linked_to_their_log_in_once(
    client_as: ClientAs, coordinator: User, elm: Organization, now: datetime
) -> None:
    client = client_as(coordinator)
    kim, lee = (person(now, coordinator, name, elm, leads=True) for name in ("Kim", "Lee"))
    form = {"name": "Kim", "prefers": "link", "user": str(coordinator.pk), "version": "1"}
    assert client.post(f"/people/{kim.pk}/edit/", form).status_code == 302
    kim.refresh_from_db()
    assert kim.user == coordinator
    taken = client.post(f"/people/{lee.pk}/edit/", {**form, "name": "Lee"})
    assert taken.status_code == 422
    assert "user" in taken.context["form"].errors
