"""What opening a signing link leaves behind, and how many codes may be tried."""

from datetime import datetime, timedelta
from functools import partial

import pytest
import time_machine
from django.db import connection
from django.test import Client

from accounts.models import User
from audit.models import Event
from partnerships.agreements import actions, rules
from partnerships.agreements.lifecycle import LinkKind
from partnerships.agreements.models import Mou, MouLink, Signature
from partnerships.agreements.queries import evidence_of
from partnerships.links.rules import token_of
from partnerships.organizations.models import Contact
from partnerships.pipeline import actions as pipeline
from partnerships.relationships.lifecycle import Stage
from tests.faults.servers import at_once
from tests.scenarios import drafted_mou, partnership_ready_for_mou

pytestmark = pytest.mark.usefixtures("clock")

BROWSER = "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0"

PROGRAM = "An automated program, with Jo Ortiz's link,"


@pytest.fixture
def mou(coordinator: User, now: datetime) -> Mou:
    partnership = partnership_ready_for_mou(now, coordinator, stage=Stage.AGREEING)
    mou = drafted_mou(partnership, now, coordinator)
    pipeline.send_out(mou=mou, by=coordinator, now=now)
    mou.refresh_from_db()
    return mou


def asked(mou: Mou, by: User, now: datetime, *, code: bool = False) -> MouLink:
    contact = Contact.objects.get(name="Jo Ortiz")
    party = actions.party_of(mou, contact)
    link = MouLink(mou=mou, party=party, contact=contact, kind=LinkKind.SIGN, asks_code=code)
    return actions.send_mou_link(link=link, by=by, now=now)


@pytest.fixture
def link(mou: Mou, coordinator: User, now: datetime) -> MouLink:
    return asked(mou, coordinator, now)


def opened(link: MouLink) -> list[tuple[str, str]]:
    """What the evidence says of openings, oldest first."""
    events = [event for event in evidence_of(link.mou).events if event.verb == "mou.link_opened"]
    return [(event.params["name"], event.params["user_agent"]) for event in events]


def look(link: MouLink, **headers: str) -> None:
    page = Client().get(f"/a/{token_of(link)}/", headers={"user-agent": BROWSER, **headers})
    assert page.status_code == 200


def test_only_the_first_opening_is_recorded(link: MouLink) -> None:
    for _visit in range(5):
        look(link)
    assert opened(link) == [("Jo Ortiz", BROWSER)]


def test_a_look_ahead_is_not_recorded_as_an_opening(link: MouLink) -> None:
    for headers in ({"purpose": "prefetch"}, {"x-moz": "prefetch"}):
        look(link, **headers)
    assert opened(link) == [(PROGRAM, BROWSER)]
    look(link)
    look(link, **{"sec-purpose": "prefetch;prerender"})
    assert opened(link) == [(PROGRAM, BROWSER), ("Jo Ortiz", BROWSER)]


@pytest.mark.parametrize(
    "agent", ["Mail scanner 2.1", "Googlebot/2.1", "python-requests/2.32", "curl/8.5"]
)
def test_a_program_is_told_from_a_person(link: MouLink, agent: str) -> None:
    look(link, **{"user-agent": agent})
    assert opened(link) == [(PROGRAM, agent)]


def test_a_head_request_records_nothing(link: MouLink) -> None:
    before = Event.objects.count()
    Client().head(f"/a/{token_of(link)}/")
    assert Event.objects.count() == before


def test_a_link_sent_again_and_a_new_text_are_opened_again(
    link: MouLink, coordinator: User, now: datetime
) -> None:
    look(link)
    later = now + timedelta(minutes=1)
    again = asked(link.mou, coordinator, later)
    with time_machine.travel(later, tick=False):
        look(again)
        look(again)
    assert len(opened(link)) == 2


@pytest.mark.django_db(transaction=True)
def test_openings_side_by_side_are_recorded_once(link: MouLink) -> None:
    def visit() -> None:
        look(link)
        connection.close()

    at_once(*[visit] * 6)
    assert opened(link) == [("Jo Ortiz", BROWSER)]


@pytest.mark.django_db(transaction=True)
def test_of_thirty_codes_sent_at_once_five_are_judged(
    mou: Mou, coordinator: User, now: datetime
) -> None:
    link = asked(mou, coordinator, now, code=True)
    wrong = f"{(int(rules.code_of(link)) + 1) % 10**6:06d}"

    def guess(code: str) -> str:
        data = {"typed_name": "Jo Ortiz", "intent": "on", "consent": "on", "code": code}
        page = Client().post(f"/a/{token_of(link)}/", data)
        connection.close()
        return str(page.status_code)

    assert set(at_once(*[partial(guess, wrong)] * 30)) == {"422"}
    link.refresh_from_db()
    assert link.tries == rules.MOST_TRIES
    assert Event.objects.filter(verb="mou.code_wrong").count() == rules.MOST_TRIES
    assert guess(rules.code_of(link)) == "422"
    assert not Signature.objects.exists()


def test_a_right_code_uses_up_no_try(mou: Mou, coordinator: User, now: datetime) -> None:
    link = asked(mou, coordinator, now, code=True)
    data = {"typed_name": "Not Jo", "intent": "on", "consent": "on", "code": rules.code_of(link)}
    for _try in range(rules.MOST_TRIES + 1):
        page = Client().post(f"/a/{token_of(link)}/", data)
        assert "Type your name" in page.content.decode()
    link.refresh_from_db()
    assert link.tries == 0
