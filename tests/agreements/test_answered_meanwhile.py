"""Somebody answers at the very moment at which one of us marks other answers as seen."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connections

from accounts.models import User
from partnerships.agreements import actions as agreements
from partnerships.agreements.actions import links
from partnerships.agreements.actions.base import record_mou_event
from partnerships.agreements.lifecycle import LinkKind
from partnerships.agreements.models import MouLink
from partnerships.relationships.lifecycle import How, Stage
from tests.scenarios import deliverer_of, drafted_mou, leader_of, partnership_ready_for_mou

pytestmark = pytest.mark.django_db(transaction=True)


def test_it_is_still_to_be_looked_at(
    coordinator: User, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    partnership = partnership_ready_for_mou(now, coordinator, stage=Stage.AGREEING)
    mou = drafted_mou(partnership, now, coordinator)
    for person in (leader_of, deliverer_of):
        contact = person(now, coordinator, partnership.organization)
        party = agreements.party_of(mou, contact)
        asked = MouLink(mou=mou, party=party, contact=contact, kind=LinkKind.REVIEW)
        link = agreements.send_mou_link(link=asked, by=coordinator, now=now)
        links.mark_answered(link=link, now=now)
    link = list(mou.mou_links.to_look_at())[-1]
    reading = agreements.Reading(
        version=mou.versions.all()[0], contact=link.contact, how=How.LINK, remarks=[], accepts=True
    )
    answers = list[Any]()

    def answered_meanwhile(*args: Any, **given: Any) -> None:
        if not answers:
            later = now + timedelta(hours=1)
            answers.append(
                beside.submit(agreements.comment, reading=reading, by=None, now=later, link=link)
            )
            with suppress(TimeoutError):
                answers[0].result(1)
        record_mou_event(*args, **given)

    monkeypatch.setattr(links, "record_mou_event", answered_meanwhile)
    with ThreadPoolExecutor(1) as beside:
        agreements.mark_answers_seen(mou=mou, by=coordinator, now=now)
        beside.submit(connections.close_all).result()
    answers[0].result()
    assert list(mou.mou_links.to_look_at()) == [link]
