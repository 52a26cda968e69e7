"""Closing a partnership asks what becomes of its MOUs, and figures tell them apart (M4)."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from django.test import Client

from accounts.models import User
from partnerships.agreements.lifecycle import MouState
from partnerships.agreements.models import Mou
from partnerships.pipeline import actions as pipeline
from partnerships.relationships.lifecycle import Stage
from partnerships.relationships.models import ClosingReason, Partnership
from tests.factories import ClosingReasonFactory
from tests.refusals import refused
from tests.scenarios import drafted_mou, partnership_ready_for_mou, sign_all

ClientAs = Callable[[User], Client]
pytestmark = pytest.mark.usefixtures("clock")


@pytest.fixture
def reason(db: None) -> ClosingReason:
    return ClosingReasonFactory.create()


@pytest.fixture
def mou(coordinator: User, now: datetime) -> Mou:
    ready = partnership_ready_for_mou(now, coordinator, stage=Stage.AGREEING)
    return sign_all(drafted_mou(ready, now, coordinator), now, coordinator)


@pytest.fixture
def active(mou: Mou) -> Partnership:
    partnership = Partnership.objects.get()
    assert partnership.stage == Stage.ACTIVE
    return partnership


def test_nothing_closes_over_an_mou_in_effect(
    active: Partnership, coordinator: User, reason: ClosingReason, now: datetime
) -> None:
    with refused("mous_undecided"):
        pipeline.move(
            partnership=active,
            to=Stage.CLOSED,
            by=coordinator,
            now=now,
            terms=pipeline.Ending(reason=reason, do_not_revisit=True),
        )
    active.refresh_from_db()
    assert active.stage == Stage.ACTIVE


@pytest.fixture
def staff(client_as: ClientAs, coordinator: User) -> Client:
    return client_as(coordinator)


@pytest.mark.parametrize(("fate", "days"), [("runs", None), ("notice", 30), ("now", 0)])
def test_the_page_asks_and_it_happens(
    staff: Client, mou: Mou, reason: ClosingReason, today: date, fate: str, days: int | None
) -> None:
    partnership = Partnership.objects.get()
    url = f"/partners/{partnership.pk}/close/"
    typed = {"reason": reason.pk, "do_not_revisit": "on"}
    assert f"mou_{mou.pk}" in staff.post(url, typed).context["form"].errors
    assert staff.post(url, {**typed, f"mou_{mou.pk}": fate}).status_code == 302
    partnership.refresh_from_db()
    mou.refresh_from_db()
    assert partnership.stage == Stage.CLOSED
    assert mou.state == (MouState.SIGNED if days is None else MouState.TERMINATED)
    assert mou.stopped_on == (None if days is None else today + timedelta(days=days))


def test_lists_never_count_it_as_active_silently(
    staff: Client, active: Partnership, mou: Mou, reason: ClosingReason
) -> None:
    def shown(look: str) -> list[Mou]:
        rows = staff.get(f"/agreements/?look={look}").context["shown"]
        return [row for row, *_more in rows]

    assert shown("in_force") == shown("wiifm") == [mou]
    typed = {"reason": reason.pk, "do_not_revisit": "on", f"mou_{mou.pk}": "runs"}
    staff.post(f"/partners/{active.pk}/close/", typed)
    assert shown("in_force") == shown("wiifm") == shown("ending") == []
    assert shown("left_over") == [mou]
    assert "The partnership is closed" in staff.get(mou.get_absolute_url()).content.decode()
