"""Both people at once: one of ours writes the lists, one of theirs answers behind their link."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from email import message_from_bytes, policy

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.models import User
from partnerships import tasks
from partnerships.exchange.models import Suggestion, WiifmAnswer
from partnerships.links.models import PersonalLink
from partnerships.relationships import actions as relationships
from partnerships.relationships.lifecycle import How, Side, Stage
from partnerships.relationships.models import Partnership
from tests.browser.people import Axe, Somebody
from tests.faults.sink import Sink
from tests.scenarios import (
    PURPOSE,
    call_with_them,
    deliverer_of,
    leader_of,
    moved_on_to,
    our_organization,
    partnership_idea,
    shared_lists,
    side_says,
)

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def partnership(coordinator: User) -> Partnership:
    """Exploring; our side has said yes to what is shared."""
    now = timezone.now()
    partnership = partnership_idea(now, coordinator)
    call_with_them(partnership, now, coordinator)
    shared_lists(partnership, now, coordinator)
    side_says(partnership, Side.OURS, now, coordinator)
    relationships.set_purpose(partnership=partnership, sentence=PURPOSE, by=coordinator, now=now)
    ours = our_organization(now, coordinator)
    theirs = partnership.organization
    for side, contact in (
        (Side.OURS, leader_of(now, coordinator, ours)),
        (Side.OURS, deliverer_of(now, coordinator, ours)),
        (Side.THEIRS, deliverer_of(now, coordinator, theirs)),
    ):
        relationships.agree_with_purpose(
            partnership=partnership,
            contact=contact,
            side=side,
            how=How.MEETING,
            said_on=now.date(),
            by=coordinator,
            now=now,
        )
    return moved_on_to(partnership, Stage.EXPLORING, now, coordinator)


def link_in(sink: Sink) -> str:
    """The personal link in the newest mail to Jo Ortiz."""
    mails = [message_from_bytes(raw, policy=policy.default) for raw in sink.messages]
    to_jo = [mail for mail in mails if "jo@example.org" in mail["To"]]
    body = to_jo[-1].get_body(("plain",))
    assert body
    found = re.search(r"https?://\S+/p/\S+/", body.get_content())
    assert found
    return found[0]


def everywhere(page: Page, check_axe: Axe) -> None:
    """What axe finds in both themes, at a desk and on a phone, and nothing to scroll sideways."""
    for width in (1280, 390):
        page.set_viewport_size({"width": width, "height": 900})
        for theme in ("light", "dark"):
            page.emulate_media(color_scheme=theme)
            check_axe(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.set_viewport_size({"width": 1280, "height": 900})


@dataclass(frozen=True)
class Both:
    """Both people, each at a browser of their own, and the mail server between them."""

    maria: Somebody
    jo: Somebody
    sink: Sink
    home: str


@pytest.fixture
def both(
    page: Page,
    partner_page: Page,
    looking: Axe,
    sink: Sink,
    signed_in: User,
    partnership: Partnership,
) -> Both:
    """Maria, signed in, and Jo Ortiz of the partner."""
    return Both(
        maria=Somebody(page, looking),
        jo=Somebody(partner_page, looking),
        sink=sink,
        home=f"/partners/{partnership.pk}/",
    )


@pytest.fixture
def looking(check_axe: Axe, scripts: str) -> Axe:
    """What checks each page: axe, which is a script itself."""
    return check_axe if scripts == "on" else lambda _page: None


@pytest.fixture
def signed_in(sign_in: Callable[[User], None], coordinator: User) -> User:
    """Maria has signed in."""
    sign_in(coordinator)
    return coordinator


@pytest.mark.parametrize("scripts", ["on", "off"])
def test_from_the_link_to_the_open_gate(
    both: Both, partnership: Partnership, scripts: str
) -> None:
    maria, jo = both.maria, both.jo
    send_link(maria, both.home)
    tasks.run_tick(lambda: False)
    address = link_in(both.sink)

    jo.look(address)
    jo.look(address)
    assert not WiifmAnswer.objects.filter(side=Side.THEIRS).exists()
    suggest(jo, "15 seats in the first year")
    take_up(maria, "15 seats in the first year", how_much="15 seats")
    share(maria, both.home)

    jo.look(address)
    say_yes(jo)
    share_a_change(maria, both.home, partnership)
    maria.look(both.home)
    maria.sees("changed since")

    jo.look(address)
    jo.sees("now “3 sessions”")
    jo.press("Yes, this works for us")
    jo.sees("Thank you")
    our_yes_again(maria, partnership)
    move_on(maria, both.home)
    said = WiifmAnswer.objects.filter(side=Side.THEIRS, how=How.LINK, recorded_by=None)
    assert said.count() == 2


def test_every_page_around_a_link_is_accessible_and_fits(both: Both, check_axe: Axe) -> None:
    send_link(both.maria, both.home)
    tasks.run_tick(lambda: False)
    address, page = link_in(both.sink), both.jo.page
    for path in ("", "colleague/", "call-me/", "not-me/", "stop/"):
        page.goto(address + path)
        everywhere(page, check_axe)
    page.goto(f"{address[:-9]}/")
    everywhere(page, check_axe)
    both.jo.look(address)
    suggest(both.jo, "15 seats in the first year")
    link, suggestion = PersonalLink.objects.get(), Suggestion.objects.get()
    for path in (
        f"/links/{link.pk}/",
        f"{both.home}ask/?contact={link.contact_id}",
        f"/suggestions/{suggestion.pk}/take-up/",
        f"/suggestions/{suggestion.pk}/decline/",
    ):
        both.maria.page.goto(path)
        everywhere(both.maria.page, check_axe)


def send_link(maria: Somebody, home: str) -> None:
    maria.look(home)
    maria.follow("Ask them")
    maria.page.locator("main [name=contact]").select_option(label="Jo Ortiz")
    maria.press("Continue")
    maria.look()
    maria.sees("Jo, do these two lists look right?")
    maria.fill(words="Good to meet you on Monday.")
    maria.press("Send")
    maria.sees("was asked by link")
    maria.sees("Waiting on them")


def suggest(jo: Somebody, text: str) -> None:
    bring = jo.page.locator("section", has=jo.page.locator("#bring"))
    bring.get_by_text("Suggest a change").first.click()
    bring.locator("input[type=text]").first.fill(text)
    jo.press("Send my answer")
    jo.sees(text)
    assert Suggestion.objects.get().text == text


def take_up(maria: Somebody, text: str, *, how_much: str) -> None:
    tasks.run_tick(lambda: False)
    maria.look("/")
    maria.sees("New answers")
    maria.follow(re.compile("^Review"))
    maria.look()
    maria.sees(text)
    maria.follow(re.compile("^Edit and accept"))
    expect(maria.page.locator("main [name=how_much]")).to_be_visible()
    maria.look()
    maria.fill(how_much=how_much)
    maria.press("Save item")
    maria.sees("Accepted.")
    maria.look("/")
    maria.follow(re.compile("^Review"))
    maria.press("Mark resolved")
    assert not PersonalLink.objects.to_look_at().exists()


def share(maria: Somebody, home: str) -> None:
    maria.look(f"{home}share/")
    maria.page.locator("main form [type=submit]").first.click()


def say_yes(jo: Somebody) -> None:
    jo.tick("has_read", "agrees_with_purpose")
    for box in jo.page.locator("main input[name^=accept_]").all():
        box.check()
    jo.pick("answer", "yes")
    jo.press("Send my answer")
    jo.sees("We have your answer")


def share_a_change(maria: Somebody, home: str, partnership: Partnership) -> None:
    line = partnership.benefits.get(side=Side.OURS)
    maria.look(f"/lines/{line.pk}/")
    maria.fill(how_much="3 sessions")
    maria.page.locator("main form [type=submit]").first.click()
    share(maria, home)


def our_yes_again(maria: Somebody, partnership: Partnership) -> None:
    maria.look(f"/partners/{partnership.pk}/answers/")
    option = maria.page.locator("main [name=contact] option", has_text="Dana Whitfield")
    maria.page.locator("main [name=contact]").select_option(option.get_attribute("value"))
    maria.press("Continue")
    maria.tick("has_read")
    maria.page.locator("main [name=accepts]").first.check()
    maria.pick("answer", "yes")
    maria.press("Save")


def move_on(maria: Somebody, home: str) -> None:
    maria.look(home)
    maria.sees("7 of 7")
    for stage in ("Value agreed", "MOU in progress"):
        maria.look(f"{home}move/")
        maria.press(f"Move to {stage}")
        maria.sees(stage)
