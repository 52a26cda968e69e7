"""Search over everything, the palette, and what every searching page finds."""

import re
from collections.abc import Callable
from datetime import datetime
from urllib.parse import quote

import pytest
from django.db import connection
from django.db.models import Model, QuerySet
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.html import escape

from accounts.models import User
from common.querysets import having_words
from partnerships.agreements import actions as agreements
from partnerships.agreements.models import Mou, MouType
from partnerships.engagement import actions as engagement
from partnerships.engagement.models import Meeting
from partnerships.exchange import actions as exchange
from partnerships.exchange.models import OfferingCategory, ServiceOffering
from partnerships.organizations import actions as organizations
from partnerships.organizations.lifecycle import Scheme
from partnerships.organizations.models import Contact
from partnerships.overview import queries
from partnerships.relationships.models import Partnership
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
    assert len(captured) <= 14
    assert text.partition("<main")[2].count('href="/directory/') == 20 + 1  # and to all of them
    assert "/directory/?q=elm" in text


def everything(coordinator: User, now: datetime) -> Partnership:
    """One of each kind that the search finds, each by another word."""
    partnership = partnership_idea(now, coordinator, "Bright Path Training")
    partner = partnership.organization
    organizations.add_identifier(
        organization=partner, scheme=Scheme.EIN, value="942798456", by=coordinator, now=now
    )
    mou = Mou(type=MouType.objects.get_or_create(code="general")[0], title="Course seats 2027")
    agreements.draft_mou(mou=mou, partnerships=[partnership], by=coordinator, now=now)
    meeting = Meeting(
        partnership=partnership,
        starts_at=now,
        time_zone="UTC",
        aim="Agree on the calendar",
        owner=coordinator,
    )
    engagement.plan_meeting(meeting=meeting, invited={}, by=coordinator, now=now)
    category = OfferingCategory.objects.create(code="training", label="Training")
    offering = ServiceOffering(organization=partner, category=category, title="Welding basics")
    exchange.save_offering(offering=offering, by=coordinator, now=now)
    person(now, coordinator, "Hana Sato", partner, leads=True)
    return partnership


FOUND = {
    "urse sea": ("mou", "Course seats 2027"),
    "calend": ("meeting", "Agree on the calendar"),
    "elding": ("service", "Welding basics"),
    "27984": ("organization", "94-2798456"),
    "94-279": ("organization", "94-2798456"),
    "ana sat": ("contact", "Hana Sato"),
    "ight pa": ("partner", "Bright Path Training"),
}


@pytest.mark.parametrize("query", FOUND)
def test_each_kind_is_found_by_part_of_a_word(
    client_as: ClientAs, coordinator: User, now: datetime, query: str
) -> None:
    everything(coordinator, now)
    kind, text = FOUND[query]
    hits = {found.kind: found.rows for found in queries.found(coordinator, query, now, first=5)}
    assert any(text in (hit.title, *hit.about.split(" · ")) for hit in hits[kind]), hits
    for headers in ({}, {"HX-Request": "true"}):
        page = client_as(coordinator).get("/search/", {"q": query}, headers=headers)
        plain = re.sub(r"</?mark[^>]*>", "", page.content.decode())
        assert text in plain


def test_who_is_found_by_name_and_number_is_shown_once(coordinator: User, now: datetime) -> None:
    partner = partnership_idea(now, coordinator, "Route 279").organization
    other = partner_organization(now, coordinator, "Elm House")
    for organization, value in (
        (partner, "942798456"),
        (other, "942790001"),
        (other, "942790002"),
    ):
        organizations.add_identifier(
            organization=organization, scheme=Scheme.OTHER, value=value, by=coordinator, now=now
        )
    hits = queries.found(coordinator, "279", now, first=5)
    shown = [(found.kind, hit.title) for found in hits for hit in found.rows]
    assert shown == [("partner", "Route 279"), ("organization", "Elm House")]


def test_more_to_find_costs_no_more_queries(
    client_as: ClientAs, coordinator: User, now: datetime
) -> None:
    client, counts = client_as(coordinator), []
    for number in range(3):
        partnership_idea(now, coordinator, f"Bright House {number}")
        house = partner_organization(now, coordinator, f"House {number}")
        person(now, coordinator, f"Al Bright {number}", house)
        with CaptureQueriesContext(connection) as captured:
            client.get("/search/?q=bright", headers={"HX-Request": "true"})
        counts.append(len(captured))
    assert counts[1] == counts[2] <= 16


def test_the_palette_waits_for_a_word_that_an_index_finds(
    client_as: ClientAs, coordinator: User, now: datetime
) -> None:
    everything(coordinator, now)
    client, headers = client_as(coordinator), {"HX-Request": "true"}
    with CaptureQueriesContext(connection) as captured:
        text = client.get("/search/?q=br", headers=headers).content.decode()
    assert "Bright Path" not in text
    assert len(captured) <= 3
    assert "ight Path" in client.get("/search/?q=br").content.decode()


COMMANDS = {
    "log bri": ("Log call with Bright Path Training", "/partners/{}/log/"),
    "new meeting with bright path": ("New meeting with", "/partners/{}/meetings/new/"),
    "commit": ("Add commitment for…", "/new/?what=commitment"),
    "go to cal": ("Go to Calendar", "/calendar/"),
    "bright": ("Draft MOU with Bright Path", "/partners/{}/mous/new/"),
}


@pytest.mark.parametrize("query", COMMANDS)
def test_what_can_be_done_is_offered_by_its_words(
    client_as: ClientAs, coordinator: User, viewer: User, now: datetime, query: str
) -> None:
    partnership = everything(coordinator, now)
    (title, url), asked = COMMANDS[query], {"q": query}
    page = client_as(coordinator).get("/search/", asked, headers={"HX-Request": "true"})
    assert title in page.content.decode()
    assert f'href="{url.format(partnership.pk)}"' in page.content.decode()
    seen = client_as(viewer).get("/search/", asked, headers={"HX-Request": "true"})
    assert (title in seen.content.decode()) == title.startswith("Go to")


INDEXED = [(Mou, ["title"]), (Meeting, ["aim", "place"]), (ServiceOffering, ["title"])]


@pytest.mark.postgresql
@pytest.mark.parametrize(("model", "columns"), INDEXED)
def test_words_are_found_by_their_index(db: None, model: type[Model], columns: list[str]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
    plan = QuerySet(model).filter(having_words("elding", *columns)).order_by().explain()
    assert plan.count("Bitmap Index Scan") == len(columns), plan


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
