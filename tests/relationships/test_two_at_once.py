"""Two people do the same at the same moment: one does it, the other reads that it is done."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from accounts.models import User
from audit.models import Event
from common.errors import DomainError
from partnerships.exchange import actions as exchange
from partnerships.exchange.models import Benefit
from partnerships.relationships import actions
from partnerships.relationships.lifecycle import How, Side
from partnerships.relationships.models import Partnership, Purpose, PurposeAgreement
from tests.scenarios import (
    PURPOSE,
    checkable_line,
    leader_of,
    partner_organization,
    partnership_idea,
)
from tests.together import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def refusals(work: Callable[[], Any]) -> list[str]:
    """Do it twice at once; which refusals people read."""

    def told() -> str:
        try:
            work()
        except DomainError as refusal:
            return refusal.code
        return ""

    return sorted(filter(None, at_once(told, told)))


def test_a_partnership_is_opened_once(coordinator: User, now: datetime) -> None:
    organization = partner_organization(now, coordinator, "Bright Path Training")

    def begin() -> None:
        actions.open_partnership(
            organization=organization, owner=coordinator, by=coordinator, now=now
        )

    assert refusals(begin) == ["partnership_exists"]
    assert Partnership.objects.count() == 1


def test_a_purpose_is_written_once(coordinator: User, now: datetime) -> None:
    partnership = partnership_idea(now, coordinator)

    def write() -> None:
        actions.set_purpose(partnership=partnership, sentence=PURPOSE, by=coordinator, now=now)

    assert refusals(write) == []
    assert Purpose.objects.count() == 1


def test_a_person_agrees_once(coordinator: User, now: datetime) -> None:
    partnership = partnership_idea(now, coordinator)
    contact = leader_of(now, coordinator, partnership.organization)
    actions.set_purpose(partnership=partnership, sentence=PURPOSE, by=coordinator, now=now)

    def agree() -> None:
        actions.agree_with_purpose(
            partnership=partnership,
            contact=contact,
            side=Side.THEIRS,
            how=How.MEETING,
            said_on=now.date(),
            by=coordinator,
            now=now,
        )

    assert refusals(agree) == ["already_agreed"]
    assert PurposeAgreement.objects.count() == 1


def test_a_line_is_taken_off_once(coordinator: User, now: datetime) -> None:
    partnership = partnership_idea(now, coordinator)
    line = checkable_line(partnership, Side.OURS, now, coordinator)
    read = [Benefit.objects.get(pk=line.pk) for _ in range(2)]

    def take_off(benefit: Benefit) -> None:
        exchange.withdraw_benefit(benefit=benefit, by=coordinator, now=now)

    at_once(*[lambda one=one: take_off(one) for one in read])
    assert Event.objects.filter(verb="benefit.withdrawn").count() == 1
