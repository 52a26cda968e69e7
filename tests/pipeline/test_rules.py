"""The seven checks of W3."""

from datetime import datetime

from accounts.models import User
from partnerships.exchange.queries import gate_of
from partnerships.relationships.lifecycle import Stage
from tests.scenarios import partnership_ready_for_mou


def test_all_seven_hold(coordinator: User, now: datetime) -> None:
    partnership = partnership_ready_for_mou(now, coordinator)

    gate = gate_of(partnership, now.date())

    assert gate.held == 7
    assert gate.holds
    assert gate.missing() == []
    assert partnership.stage == Stage.AGREEING
