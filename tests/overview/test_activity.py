"""The activity with a partner: everything but the history, and who did what."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.test import Client

from accounts.models import User
from audit.models import Event
from partnerships.exchange import actions as exchange
from partnerships.exchange.lifecycle import Answer
from partnerships.links import actions as links
from partnerships.overview.rules.events import who_did_what
from partnerships.relationships.lifecycle import How, Side
from partnerships.relationships.models import Partnership
from tests.scenarios import call_with_them, leader_of, partnership_idea, shared_lists

As = Callable[[User], Client]
pytestmark = pytest.mark.usefixtures("clock")


@pytest.fixture
def answered(coordinator: User, now: datetime) -> Partnership:
    """Jo Ortiz was called, was sent a link, and said not yet by it."""
    partnership = partnership_idea(now, coordinator)
    shared_lists(partnership, now, coordinator)
    call_with_them(partnership, now, coordinator)
    jo = leader_of(now, coordinator, partnership.organization)
    links.send_link(
        partnership=partnership, contact=jo, words="", remind=False, by=coordinator, now=now
    )
    saying = exchange.Saying(
        contact=jo, side=Side.THEIRS, how=How.LINK, said_on=now.date(), answer=Answer.NOT_YET
    )
    exchange.record_saying(partnership=partnership, saying=saying, by=None, now=now)
    return partnership


def feed(client: Client, address: str) -> str:
    page = " ".join(client.get(address).content.decode().split())
    return page.partition('<ol class="feed">')[2].partition("</ol>")[0]


LINK, CALL = "emailed Jo Ortiz a personal link", "<b>Call</b>"
ANSWER = "Jo Ortiz answered by personal link: Not yet"


@pytest.mark.parametrize(
    ("where", "has", "has_not"),
    [
        ("", [LINK, CALL, ANSWER], []),
        ("timeline/", [LINK, CALL, ANSWER], ["saved version"]),
        ("timeline/?show=answers", [ANSWER], [LINK, CALL]),
        ("timeline/?show=calls", [CALL], [LINK, ANSWER]),
    ],
)
def test_all_means_all_but_the_history(
    answered: Partnership,
    client_as: As,
    coordinator: User,
    where: str,
    has: list[str],
    has_not: list[str],
) -> None:
    rows = feed(client_as(coordinator), f"{answered.get_absolute_url()}{where}")
    assert [words for words in has if words not in rows] == []
    assert [words for words in has_not if words in rows] == []


def test_in_the_history_partners_do_what_they_did(
    answered: Partnership, client_as: As, coordinator: User
) -> None:
    address = f"{answered.get_absolute_url()}timeline/?show=history"
    page = " ".join(client_as(coordinator).get(address).content.decode().split())
    assert "<strong>Jo Ortiz</strong> answered by personal link: Not yet" in page
    assert "<strong>Accord</strong> Jo Ortiz" not in page


@pytest.mark.parametrize(
    ("by_name", "verb", "says"),
    [
        ("", "link.reminders_stopped", ("Jo Ortiz", "stopped reminders")),
        (
            "Maria Alvarez",
            "link.hand_over",
            ("Jo Ortiz", "asked for a colleague to answer. Ask Kim (recorded by Maria Alvarez)"),
        ),
        ("Maria Alvarez", "link.revoked", ("Maria Alvarez", "revoked Jo Ortiz's personal link")),
        ("", "partnership.edited", ("Accord", "changed owner, goals or review schedule")),
        ("Jo Ortiz", "answers.recorded", ("Jo Ortiz", "accepted items for us (In Accord)")),
        ("", "review.answered", ("", "Jo Ortiz's answers to the review came in")),
    ],
)
def test_a_sentence_has_one_subject(by_name: str, verb: str, says: tuple[str, str]) -> None:
    event = Event(
        verb=verb, by_name=by_name, params={"name": "Jo Ortiz", "text": "Ask Kim", "how": "accord"}
    )
    assert who_did_what(event) == says
