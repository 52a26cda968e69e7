"""F31, F32: the same form twice in parallel, and two people who write one text."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest
from django.conf import settings
from django.test import Client

from accounts.models import User
from audit.models import Event
from partnerships.agreements.models import MouType, Section, TypeSection
from partnerships.engagement import actions as engagement
from partnerships.engagement.lifecycle import PromiseState
from partnerships.engagement.models import FollowUp
from partnerships.outbox.lifecycle import State
from partnerships.outbox.models import Delivery
from partnerships.outbox.queries import database_now
from partnerships.relationships.lifecycle import Side, Stage
from partnerships.relationships.models import Partnership
from tests.faults.matrix import PUMP, Run, size
from tests.faults.servers import Pages, at_once, pages
from tests.scenarios import drafted_mou, leader_of, moved_on_to, partnership_ready_for_mou

pytestmark = [pytest.mark.processes, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def partnership(coordinator: User) -> Partnership:
    now = database_now() - timedelta(days=1)
    return partnership_ready_for_mou(now, coordinator, stage=Stage.VALUE_MAPPED)


@pytest.fixture
def web(run: Run, coordinator: User, client_as: Callable[[User], Client]) -> Iterator[Pages]:
    with pages(run.start, client_as(coordinator)) as served:
        yield served


def statuses(answers: list[tuple[int, str]]) -> list[int]:
    return sorted(status for status, _text in answers)


def test_a_double_click_has_one_effect(
    run: Run, web: Pages, partnership: Partnership, coordinator: User
) -> None:
    """A promise is made once, as both clicks are of one form and are answered alike.

    Clicks on two pages are two wishes: a promise is closed once, a partnership moves once, and
    the second is told so in words.
    """
    now = database_now()
    rounds = size(5, 100)
    new = f"/partners/{partnership.pk}/promises/new/"
    for number in range(rounds):
        form = {"side": "ours", "what": f"Brochure {number}", "due_on": now.date().isoformat()}
        form |= web.form(new)
        answers = at_once(*[partial(web.answer, new, **form)] * 2)
        assert statuses(answers) == [302, 302]
        assert FollowUp.objects.filter(what=f"Brochure {number}").count() == 1
        given = engagement.Promise(side=Side.OURS, what=f"Handout {number}", due_on=now.date())
        promise = engagement.promise(partnership=partnership, given=given, by=coordinator, now=now)
        path = f"/promises/{promise.pk}/done/"
        twice = at_once(*[partial(web.answer, path, kept="yes", note="")] * 2)
        assert statuses(twice) == [302, 422]
        assert any("already closed" in text for _status, text in twice)
        run.faults += 1
    done = FollowUp.objects.filter(state=PromiseState.DONE).count()
    kept = Event.objects.filter(verb="promise.kept").count()
    assert (done, kept) == (rounds, rounds)
    path = f"/partners/{partnership.pk}/move/"
    before = Event.objects.filter(verb__startswith="partnership.").count()
    twice = at_once(*[partial(web.answer, path, to=Stage.AGREEING)] * 2)
    assert statuses(twice)[0] == 302
    assert Event.objects.filter(verb__startswith="partnership.").count() == before + 1
    run.verdict("F31", rows=0, by="double clicks")


def test_a_link_sent_by_a_double_click_arrives_once(
    run: Run, web: Pages, partnership: Partnership, coordinator: User
) -> None:
    contact = leader_of(database_now(), coordinator, partnership.organization)
    path = f"/partners/{partnership.pk}/ask/?contact={contact.pk}"
    twice = at_once(*[partial(web.answer, path, words="")] * 2)
    run.faults = 1
    assert statuses(twice) == [302, 302]
    with run.start(*PUMP):
        mails = Delivery.objects.filter(kind="personal_link")
        run.until(lambda: not mails.waiting().exists() and run.sink.arrived > 0)
        run.until(lambda: mails.filter(state=State.SENT).count() == 1)
    run.verdict("F31 link", rows=2, by="double clicks", doubles=0, kinds=["personal_link"])


def test_two_people_write_one_text(
    run: Run,
    web: Pages,
    partnership: Partnership,
    coordinator: User,
    leader: User,
    client_as: Callable[[User], Client],
) -> None:
    """One is saved, the other sees both texts; nobody's words are lost, nobody's overwritten."""
    partnership = moved_on_to(partnership, Stage.AGREEING, database_now(), coordinator)
    kind = MouType.objects.create(code="general", label="General MOU")
    TypeSection.objects.create(mou_type=kind, code="referrals", heading="Referrals", position=1)
    section = drafted_mou(partnership, database_now(), coordinator).sections.get()
    session = client_as(leader).cookies[settings.SESSION_COOKIE_NAME].value
    both = [web, replace(web, session=session)]
    rounds = size(10, 1_000)
    for version in range(1, rounds + 1):
        form = {"heading": "Referrals", "version": str(version)}
        texts = [f"{person} writes round {version}." for person in ("Maria", "Dana")]
        path = f"/agreements/sections/{section.pk}/"
        asks = [
            partial(page.answer, path, **form, body=text)
            for page, text in zip(both, texts, strict=True)
        ]
        answers = at_once(*asks)
        assert statuses(answers) == [302, 409]
        lost = next(text for status, text in answers if status == 409)
        assert all(text in lost for text in texts)
        saved = next(t for t, (status, _) in zip(texts, answers, strict=True) if status == 302)
        now = Section.objects.get(pk=section.pk)
        assert (now.body, now.version) == (saved, version + 1)
        run.faults += 1
    run.verdict("F32", rows=0, by="conflicts")
