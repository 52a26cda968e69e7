"""An answer recorded by mistake stays, crossed out, and no longer counts."""

from collections.abc import Callable
from datetime import datetime, timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from accounts.models import User
from partnerships.exchange import actions
from partnerships.exchange.actions import Answered
from partnerships.exchange.models import Acceptance, Acknowledgement, WiifmAnswer
from partnerships.relationships.lifecycle import How, Side
from partnerships.relationships.models import Partnership, PurposeAgreement
from tests.refusals import refused
from tests.scenarios import (
    all_seven_checks,
    drafted_mou,
    lists_of,
    partnership_idea,
    side_says,
    sign_all,
)

ClientAs = Callable[[User], Client]
KINDS: dict[str, Any] = {
    "answer": WiifmAnswer,
    "read": Acknowledgement,
    "accepted": Acceptance,
    "purpose": PurposeAgreement,
}


@pytest.fixture
def partnership(coordinator: User, now: datetime) -> Partnership:
    partnership = partnership_idea(now, coordinator)
    all_seven_checks(partnership, now, coordinator)
    return partnership


def of_theirs(kind: str) -> Answered:
    found: Answered = KINDS[kind].everything.filter(side=Side.THEIRS).order_by("pk")[0]
    return found


def mark(said: Answered, by: User, now: datetime) -> None:
    actions.record_in_error(said=said, because="It was Kim.", by=by, now=now)


@pytest.mark.usefixtures("clock")
@pytest.mark.parametrize("kind", KINDS)
def test_it_stays_crossed_out_and_no_longer_counts(
    client_as: ClientAs, coordinator: User, partnership: Partnership, now: datetime, kind: str
) -> None:
    said = of_theirs(kind)
    client = client_as(coordinator)
    address = f"/answers/{kind}/{said.pk}/error/"
    assert client.post(address, {"because": ""}).status_code == 422
    assert client.post(address, {"because": "It was Kim."}).status_code == 302
    assert not KINDS[kind].objects.filter(pk=said.pk).exists()
    page = client.get(said.contact.get_absolute_url()).content.decode()
    assert "<del>" in page
    assert "It was Kim." in page
    partner = client.get(partnership.get_absolute_url()).content.decode()
    assert "7 of 7" not in partner
    actions.count_again(said=said, by=coordinator, now=now)
    assert "7 of 7" in client.get(partnership.get_absolute_url()).content.decode()


def test_it_may_be_recorded_again_rightly(
    coordinator: User, partnership: Partnership, now: datetime
) -> None:
    mark(of_theirs("answer"), coordinator, now)
    mark(of_theirs("accepted"), coordinator, now)
    later = now + timedelta(minutes=1)
    side_says(partnership, Side.THEIRS, later, coordinator)
    assert lists_of(partnership, later).said_yes(Side.THEIRS)
    assert Acceptance.everything.filter(side=Side.THEIRS).count() == 2


@pytest.mark.parametrize("kind", KINDS)
def test_what_a_value_agreement_rests_on_keeps_counting(
    coordinator: User, partnership: Partnership, now: datetime, kind: str
) -> None:
    sign_all(drafted_mou(partnership, now, coordinator), now, coordinator)
    said = of_theirs(kind)
    with refused("rested_on"):
        mark(said, coordinator, now)
    KINDS[kind].everything.filter(pk=said.pk).update(in_error_at=now)
    out = StringIO()
    with pytest.raises(CommandError):
        call_command("verify", stdout=out)
    assert "crossed out outside Accord" in out.getvalue()


def test_their_own_answer_is_not_ours_to_cross_out(
    coordinator: User, partnership: Partnership, now: datetime
) -> None:
    said = of_theirs("answer")
    rows = WiifmAnswer.objects.filter(pk=said.pk)
    rows.update(how=How.LINK, recorded_by=None)
    with refused("their_own"):
        mark(said, coordinator, now)


@pytest.mark.usefixtures("partnership")
def test_it_is_said_once(coordinator: User, now: datetime) -> None:
    said = of_theirs("read")
    mark(said, coordinator, now)
    with refused("already_in_error"):
        mark(said, coordinator, now)
    actions.count_again(said=said, by=coordinator, now=now)
    with refused("not_in_error"):
        actions.count_again(said=said, by=coordinator, now=now)
