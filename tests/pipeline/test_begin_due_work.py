"""The tick moves partnerships whose MOU has come into effect, from whatever stage they are at."""

from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from partnerships.agreements.models import Mou
from partnerships.pipeline import actions as pipeline
from partnerships.pipeline.actions import beginning
from partnerships.relationships.lifecycle import Stage
from partnerships.relationships.models import Partnership
from tests.scenarios import drafted_mou, partnership_ready_for_mou, sign_all

START = timedelta(days=5)


def starting_soon(partnership: Partnership, by: User, now: datetime) -> Mou:
    mou = drafted_mou(partnership, now, by)
    Mou.objects.filter(pk=mou.pk).update(starts_on=(now + START).date())
    return sign_all(mou, now, by)


@pytest.mark.parametrize("stage", [Stage.EXPLORING, Stage.VALUE_MAPPED, Stage.AGREEING])
def test_a_start_that_has_come_moves_them_on_from_any_stage(
    coordinator: User, now: datetime, stage: Stage
) -> None:
    partnership = partnership_ready_for_mou(now, coordinator, stage=stage)
    starting_soon(partnership, coordinator, now)
    assert pipeline.begin_due_work(now=now) == 0
    partnership.refresh_from_db()
    assert partnership.stage == stage
    pipeline.begin_due_work(now=now + START)
    partnership.refresh_from_db()
    assert partnership.stage == Stage.ACTIVE


def test_those_who_can_not_go_on_keep_nobody_waiting_and_cost_little(
    coordinator: User, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(beginning, "AT_ONCE", 1)
    for number in range(3):
        partner = partnership_ready_for_mou(
            now, coordinator, name=f"Partner {number}", stage=Stage.EXPLORING
        )
        starting_soon(partner, coordinator, now)
    stuck, *_others = Partnership.objects.order_by("pk")
    Partnership.objects.filter(pk=stuck.pk).update(stage=Stage.IDENTIFIED, owner=None)

    def tick(minute: int) -> int:
        with CaptureQueriesContext(connection) as found:
            pipeline.begin_due_work(now=now + START + timedelta(minutes=minute))
        return len(found)

    one_of_many = [tick(minute) for minute in range(6)]
    stages = list(Partnership.objects.order_by("pk").values_list("stage", flat=True))
    assert stages == [Stage.IDENTIFIED, Stage.ACTIVE, Stage.ACTIVE]
    assert tick(7) <= max(one_of_many)
