"""By link a partner adds items, asks for something, and sees exactly what was received."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.test import Client

from accounts.models import User
from partnerships.exchange import actions as exchange
from partnerships.exchange.lifecycle import SuggestionState
from partnerships.exchange.models import Benefit, ItemRequest
from partnerships.links.models import PersonalLink
from partnerships.organizations.models import Contact
from partnerships.overview.queries.verify import problems
from partnerships.portal.queries import told_by
from partnerships.relationships.lifecycle import Side
from partnerships.relationships.models import Partnership
from partnerships.reminders import actions as reminders
from partnerships.reminders.models import Notice
from partnerships.reminders.rules import Team, items_of
from tests.refusals import refused
from tests.scenarios import lists_of, side_says

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
    assert "You can change your answer at any time" in received


def test_the_owner_reads_their_words_everywhere(
    sent: str, shared: Partnership, link: PersonalLink, coordinator: User, client_as: ClientAs
) -> None:
    staff = client_as(coordinator)
    for page in ("/", shared.get_absolute_url(), f"/links/{link.pk}/"):
        assert "Our board meets in May." in staff.get(page).content.decode(), page
    assert "Added by them" in staff.get(shared.get_absolute_url()).content.decode()


@pytest.fixture
def accepted(
    sent: str, shared: Partnership, coordinator: User, client_as: ClientAs, now: datetime
) -> Benefit:
    """The coordinator, who is Sam Reyes, has accepted her item with one click, amid other work."""
    mine = shared.benefits.get(side=Side.OURS)
    mine.how_much = "9 sessions"
    exchange.edit_benefit(benefit=mine, seen_version=mine.version, by=coordinator, now=now)
    Contact.objects.filter(name="Sam Reyes").update(user=coordinator)
    item = Benefit.objects.get(what="A van on Fridays")
    response = client_as(coordinator).post(f"/lines/{item.pk}/accept/")
    assert response.status_code == 302
    return item


def test_what_they_added_has_its_button_where_we_read_it(
    sent: str, shared: Partnership, link: PersonalLink, coordinator: User, client_as: ClientAs
) -> None:
    item = Benefit.objects.get(what="A van on Fridays")
    for page in (f"/links/{link.pk}/", shared.get_absolute_url()):
        body = client_as(coordinator).get(page).content.decode()
        assert f"/lines/{item.pk}/accept/" in body, page
    assert told_by(link).waits_for_us()


def test_one_click_puts_it_on_the_list_and_nothing_else(
    accepted: Benefit, shared: Partnership, link: PersonalLink, now: datetime
) -> None:
    lists = lists_of(shared, now)
    assert [line.what for line in lists.shared(Side.THEIRS)][-1] == "A van on Fridays"
    assert [line.how_much for line in lists.shared(Side.OURS)] == ["2 sessions"]
    (acceptance,) = lists.accepted.values()
    assert (acceptance.line.benefit, str(acceptance.contact)) == (accepted, "Sam Reyes")
    assert not told_by(link).brought
    found = [one for one in problems(now=now) if not one.startswith(("User", "Password"))]
    assert found == []


def test_they_are_not_asked_again_for_what_they_added(
    accepted: Benefit, client: Client, address: str, shared: Partnership, now: datetime
) -> None:
    lists = lists_of(shared, now)
    assert lists.answer_is_current(Side.THEIRS)
    answer = lists.answers[Side.THEIRS]
    assert (answer.value, answer.comment) == ("not_yet", "Our board meets in May.")
    page = text(client.get(address).content)
    assert "We have your answer" in page
    assert "You added this" in page
    assert "Accepted by Harbor Employment Network" in page


def test_it_is_accepted_once(accepted: Benefit, coordinator: User, now: datetime) -> None:
    with refused("item_answered"):
        exchange.accept_item(benefit=accepted, by=coordinator, now=now)


def test_an_item_we_reword_is_asked_about_again(
    sent: str, shared: Partnership, coordinator: User, now: datetime
) -> None:
    item = Benefit.objects.get(what="A van on Fridays")
    item.how_much = "12 seats"
    exchange.edit_benefit(benefit=item, seen_version=1, by=coordinator, now=now)
    Contact.objects.filter(name="Sam Reyes").update(user=coordinator)
    exchange.accept_item(benefit=item, by=coordinator, now=now)
    assert not lists_of(shared, now).answer_is_current(Side.THEIRS)


def test_the_yes_of_whoever_accepts_it_goes_along(
    sent: str, shared: Partnership, coordinator: User, leader: User, now: datetime
) -> None:
    side_says(shared, Side.OURS, now, coordinator)
    speaker = lists_of(shared, now).answers[Side.OURS].contact
    item = Benefit.objects.get(what="A van on Fridays")
    Contact.objects.filter(pk=speaker.pk).update(user=leader)
    exchange.accept_item(benefit=item, by=leader, now=now)
    lists = lists_of(shared, now)
    assert lists.said_yes(Side.OURS)
    assert lists.has_read(Side.OURS)


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
    assert not told_by(link).asked_for
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
