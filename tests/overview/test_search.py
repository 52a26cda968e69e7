"""Search over organizations and people, and what every searching page finds."""

from collections.abc import Callable
from datetime import datetime
from urllib.parse import quote

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.html import escape

from accounts.models import User
from partnerships.agreements import actions as agreements
from partnerships.agreements.models import Mou, MouType
from partnerships.exchange import actions as exchange
from partnerships.exchange.models import OfferingCategory, ServiceOffering
from partnerships.organizations import actions as organizations
from partnerships.organizations.models import Contact
from tests.scenarios import partner_organization, partnership_idea, person

ClientAs = Callable[[User], Client]


def test_it_finds_organizations_and_people_without_accents(
    client_as: ClientAs, viewer: User, coordinator: User, now: datetime
) -> None:
    cafe = partner_organization(now, coordinator, "Café Olé")
    rene = person(now, coordinator, "René Oléander", cafe, leads=True)
    text = client_as(viewer).get("/search/?q=ole").content.decode()
    assert f'href="/directory/{cafe.pk}/"' in text
    assert f'href="/people/{rene.pk}/"' in text


def test_it_shows_the_first_twenty_and_leads_to_the_rest(
    client_as: ClientAs, viewer: User, coordinator: User, now: datetime
) -> None:
    for place in range(23):
        partner_organization(now, coordinator, f"Elm {place}")
    client = client_as(viewer)
    with CaptureQueriesContext(connection) as captured:
        text = client.get("/search/?q=elm").content.decode()
    assert len(captured) <= 8
    assert "3 more" in text
    assert "/directory/?q=elm" in text


@pytest.mark.parametrize("query", ["", "?q=", "?q=nobody", "?q=%00", "?q=" + "x" * 5000])
def test_nothing_found_says_what_to_do(client_as: ClientAs, coordinator: User, query: str) -> None:
    response = client_as(coordinator).get(f"/search/{query}")
    assert response.status_code == 200
    asked = query.removeprefix("?q=").replace("%00", "")
    assert ("New partner" in response.content.decode().partition("<main")[2]) == bool(asked)


#: What is stored, and how people type it.
SPELLINGS = {
    "St. Brendan’s Job House": "St Brendan's",
    "O'Hare Works": "O’Hare",
    "Conan O’Brien Fund": "obrien",
    "Self-Help Center": "self – help center",
    "Bay Self‑Help": "bay selfhelp",
    "4-H Rhode Island": "4h",
    "“Good Deeds” Inc.": "good deeds, inc",
    "Łódź House": "lodz",
    "Đặng & Ørsted": "dang & orsted",
    "Æbelø Yardım": "aebelo yardim",
    "Ledge\u200bway": "\u202eledge\u00adway\u202c",
}
SEARCHING = (
    "/search/?q=",
    "/directory/?q=",
    "/people/?q=",
    "/partners/?q=",
    "/offerings/?organization=",
    "/agreements/?q=",
    "/admin/partnerships/organization/?q=",
    "/admin/partnerships/contact/?q=",
    "/admin/partnerships/partnership/?q=",
    "/admin/partnerships/serviceoffering/?q=",
)


@pytest.mark.parametrize("page", SEARCHING)
def test_every_searching_page_finds_a_name_however_it_is_typed(
    client_as: ClientAs, coordinator: User, leader: User, now: datetime, page: str
) -> None:
    category = OfferingCategory.objects.create(code="training", label="Training")
    for name in SPELLINGS:
        theirs = partnership_idea(now, coordinator, name)
        mou = Mou(type=MouType.objects.get_or_create(code="general")[0], title="Together")
        agreements.draft_mou(mou=mou, partnerships=[theirs], by=coordinator, now=now)
        organizations.create_contact(contact=Contact(name=name), by=coordinator, now=now)
        offering = ServiceOffering(
            organization=theirs.organization, category=category, title="Seats"
        )
        exchange.save_offering(offering=offering, by=coordinator, now=now)
    client = client_as(leader)
    for name, typed in SPELLINGS.items():
        text = client.get(page + quote(typed)).content.decode().partition("<main")[2]
        found = [known for known in SPELLINGS if escape(known) in text]
        assert found == [name], typed


def test_a_query_of_invisible_characters_finds_nothing(
    client_as: ClientAs, coordinator: User, now: datetime
) -> None:
    partner_organization(now, coordinator, "Elm House")
    text = client_as(coordinator).get("/search/?q=%E2%80%8B").content.decode()
    assert "Elm House" not in text
