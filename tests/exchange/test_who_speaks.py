"""While no one speaks for a side, no last voice flips its answer (W8)."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.test import Client

from accounts.models import User
from partnerships.exchange import actions
from partnerships.exchange.lifecycle import Answer
from partnerships.exchange.queries import gate_of
from partnerships.organizations.models import Contact
from partnerships.relationships import actions as relationships
from partnerships.relationships.lifecycle import How, Level, Side
from partnerships.relationships.models import KeyPlayer, Partnership
from tests.scenarios import (
    deliverer_of,
    leader_of,
    lists_of,
    partnership_idea,
    person,
    shared_lists,
)

ClientAs = Callable[[User], Client]
pytestmark = pytest.mark.usefixtures("clock")


@pytest.fixture
def shared(coordinator: User, now: datetime) -> Partnership:
    partnership = partnership_idea(now, coordinator)
    shared_lists(partnership, now, coordinator)
    return partnership


@pytest.fixture
def jo(shared: Partnership, coordinator: User, now: datetime) -> Contact:
    return leader_of(now, coordinator, shared.organization)


@pytest.fixture
def kim(shared: Partnership, coordinator: User, now: datetime) -> Contact:
    return deliverer_of(now, coordinator, shared.organization)


def says(partnership: Partnership, who: Contact, answer: Answer, by: User, now: datetime) -> None:
    saying = actions.Saying(who, Side.THEIRS, How.PHONE, now.date(), answer=answer)
    actions.record_saying(partnership=partnership, saying=saying, by=by, now=now)


def test_a_yes_stands_and_another_persons_no_is_a_concern(
    shared: Partnership, jo: Contact, kim: Contact, coordinator: User, now: datetime
) -> None:
    says(shared, jo, Answer.YES, coordinator, now)
    says(shared, kim, Answer.NO, coordinator, now)
    known = lists_of(shared, now)
    assert known.said_yes(Side.THEIRS)
    assert [one.contact for one in known.concerns] == [kim]
    assert known.torn == {Side.THEIRS}
    says(shared, jo, Answer.NO, coordinator, now)
    assert not lists_of(shared, now).said_yes(Side.THEIRS)


def test_a_no_stays_a_concern_whoever_says_yes_after_it(
    shared: Partnership, jo: Contact, kim: Contact, coordinator: User, now: datetime
) -> None:
    lee = person(now, coordinator, "Lee Ortiz", shared.organization)
    for who, answer in ((jo, Answer.YES), (kim, Answer.NO), (lee, Answer.YES), (jo, Answer.YES)):
        says(shared, who, answer, coordinator, now)
        now += timedelta(minutes=1)
    known = lists_of(shared, now)
    assert [one.contact for one in known.concerns] == [kim]
    says(shared, jo, Answer.NO, coordinator, now)
    assert not lists_of(shared, now).said_yes(Side.THEIRS)


def test_a_no_is_not_flipped_by_another_yes_before_it_is_known_who_speaks(
    shared: Partnership, jo: Contact, kim: Contact, coordinator: User, now: datetime
) -> None:
    says(shared, kim, Answer.NOT_YET, coordinator, now)
    says(shared, jo, Answer.YES, coordinator, now)
    gate = gate_of(shared, now.date())
    yes = next(check for check in gate.checks if check.code == "their_yes")
    assert (yes.holds, str(yes.fix_label)) == (False, "Name who speaks")
    relationships.name_speaker(
        partnership=shared,
        side=Side.THEIRS,
        contact=jo,
        today=now.date(),
        by=coordinator,
        now=now,
    )
    assert lists_of(shared, now).said_yes(Side.THEIRS)
    seat = KeyPlayer.objects.get(speaks=True)
    assert (seat.contact, seat.level) == (jo, Level.LEADS)


def test_the_first_answer_asks_who_speaks(
    shared: Partnership, jo: Contact, coordinator: User, client_as: ClientAs, now: datetime
) -> None:
    client = client_as(coordinator)
    url = f"/partners/{shared.pk}/answers/?contact=theirs-{jo.pk}"
    assert "Who speaks for them?" in client.get(url).content.decode()
    version = shared.list_versions.get()
    typed = {"how": "phone", "said_on": now.date(), "answer": "yes", "speaker": jo.pk}
    assert client.post(url, {**typed, "list_version": version.pk}).status_code == 302
    assert KeyPlayer.objects.get(speaks=True).contact == jo
    assert "Who speaks for them?" not in client.get(url).content.decode()


def test_before_a_link_is_sent_the_page_asks_who_speaks(
    shared: Partnership, jo: Contact, coordinator: User, client_as: ClientAs
) -> None:
    client = client_as(coordinator)
    ask = f"/partners/{shared.pk}/ask/?contact={jo.pk}"
    speaker = f"/partners/{shared.pk}/speaker/"
    assert speaker in client.get(ask).content.decode()
    assert client.post(f"{speaker}?side=theirs", {"contact": jo.pk}).status_code == 302
    assert speaker not in client.get(ask).content.decode()
    assert client.post(f"{speaker}?side=ours", {"contact": jo.pk}).status_code == 422
