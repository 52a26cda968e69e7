"""By link a partner adds items, asks for something, and sees exactly what was received."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.test import Client

from accounts.models import User
from partnerships.exchange.lifecycle import SuggestionState
from partnerships.exchange.models import Benefit, ItemRequest
from partnerships.links.models import PersonalLink
from partnerships.portal.queries import told_by
from partnerships.relationships.lifecycle import Side
from partnerships.relationships.models import Partnership
from partnerships.reminders import actions as reminders
from partnerships.reminders.models import Notice
from partnerships.reminders.rules import Team, items_of

ClientAs = Callable[[User], Client]
pytestmark = pytest.mark.usefixtures("clock")


def text(page: bytes) -> str:
    return " ".join(page.decode().split())


@pytest.fixture
def sent(client: Client, address: str, shared: Partnership) -> str:
    """Jo says not yet, brings something more and asks for something; returns her page."""
    typed = {
        "list_version": shared.list_versions.get().pk,
        "answer": "not_yet",
        "comment": "Our board meets in May.",
        "bring_1": "A van on Fridays",
        "bring_1_much": "8 seats",
        "ask_2": "Interview practice",
    }
    assert client.post(address, typed).status_code == 302
    return text(client.get(address).content)


def test_their_own_item_is_on_their_list(
    sent: str, shared: Partnership, link: PersonalLink
) -> None:
    item = Benefit.objects.get(what="A van on Fridays")
    assert (item.side, item.how_much, item.brought_by) == (Side.THEIRS, "8 seats", link.contact)
    assert not item.is_guess
    assert "looks at it before the next version" in sent


def test_they_see_exactly_what_was_received_with_the_time(sent: str) -> None:
    received = sent.partition("We received this on")[2].partition("</section>")[0]
    assert "Mon, Nov 23, 3:00 PM" in received
    for said in ("Not yet", "Our board meets in May.", "A van on Fridays, 8 seats"):
        assert said in received
    assert "Interview practice" in received
    assert "Change it below and send again" in received


def test_the_owner_reads_their_words_everywhere(
    sent: str, shared: Partnership, link: PersonalLink, coordinator: User, client_as: ClientAs
) -> None:
    staff = client_as(coordinator)
    for page in ("/", shared.get_absolute_url(), f"/links/{link.pk}/"):
        assert "Our board meets in May." in staff.get(page).content.decode(), page
    assert "Added by them" in staff.get(shared.get_absolute_url()).content.decode()


def test_the_notice_quotes_them(sent: str, now: datetime) -> None:
    reminders.plan(now=now)
    notice = Notice.objects.get(kind="partner_answered")
    facts = [str(fact) for fact in items_of([notice], Team(now))[0].facts()]
    assert "“Our board meets in May.”" in facts
    assert "1 thing they'd like from us" in facts


def test_what_they_ask_for_waits_for_us_until_it_is_on_our_list(
    sent: str, link: PersonalLink, coordinator: User, client_as: ClientAs
) -> None:
    staff, asked = client_as(coordinator), ItemRequest.objects.get()
    assert told_by(link).waits_for_us()
    assert staff.post(f"/item-requests/{asked.pk}/accept/").status_code == 302
    assert Benefit.objects.get(what="Interview practice").side == Side.OURS
    asked.refresh_from_db()
    assert asked.state == SuggestionState.TAKEN
    link.refresh_from_db()
    assert not told_by(link).waits_for_us()
    staff.post(f"/item-requests/{asked.pk}/accept/")
    assert Benefit.objects.filter(what="Interview practice").count() == 1


def test_a_no_with_its_reason_is_on_their_page(
    sent: str, client: Client, address: str, coordinator: User, client_as: ClientAs
) -> None:
    asked = ItemRequest.objects.get()
    decline = f"/item-requests/{asked.pk}/decline/"
    assert client_as(coordinator).post(decline, {"reply": ""}).status_code == 422
    assert client_as(coordinator).post(decline, {"reply": "Not this year."}).status_code == 302
    assert "Declined: Not this year." in text(client.get(address).content)


def test_an_item_says_what_it_is(client: Client, address: str, shared: Partnership) -> None:
    typed = {"list_version": shared.list_versions.get().pk, "bring_1_much": "8 seats"}
    response = client.post(address, typed)
    assert response.status_code == 422
    assert "bring_1" in response.context["form"].errors
    assert 'value="8 seats"' in response.content.decode()
