"""What changed is read from the figures that were kept, one row a day."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from time_machine import Traveller

from accounts.models import User
from partnerships.outbox.lifecycle import State
from partnerships.outbox.models import Delivery
from partnerships.relationships.models import Partnership
from partnerships.reports.actions import KINDS, keep_snapshot, plan_portfolio_mail
from partnerships.reports.models import FigureSnapshot
from partnerships.reports.queries import Scope, changes_of, needs_attention, snapshots
from tests.scenarios import partnership_idea

pytestmark = pytest.mark.django_db


def test_the_figures_are_kept_once_a_day(coordinator: User, now: datetime) -> None:
    partnership_idea(now, coordinator)
    assert [keep_snapshot(now=now), keep_snapshot(now=now + timedelta(hours=2))] == [1, 0]
    assert keep_snapshot(now=now + timedelta(days=1)) == 1
    row = FigureSnapshot.objects.order_by("day")[0]
    assert row.day == now.date()
    assert row.figures["signal.no_next_step"] == 1
    assert row.figures["stage.identified"] == 1


def test_what_changed_most_comes_first(coordinator: User, now: datetime) -> None:
    partnership_idea(now, coordinator)
    keep_snapshot(now=now)
    for name in ("Cedar Works", "Dune Library"):
        partnership_idea(now, coordinator, name)
    later = now + timedelta(days=30)
    scope = Scope(coordinator, later)
    first = changes_of(scope, needs_attention(scope))[0]
    assert (str(first.figure.label), first.before, first.change) == ("No next step", 1, 2)
    assert first.words == "3, up 2 since Nov 23"
    assert changes_of(Scope(coordinator, later - timedelta(days=1)), []) == []
    part = Scope(coordinator, later, filters={"owner": str(coordinator.pk)})
    assert changes_of(part, needs_attention(part)) == []


def test_the_monthly_mail_names_what_changed_most(
    leader: User, coordinator: User, now: datetime
) -> None:
    partnership_idea(now, coordinator)
    keep_snapshot(now=datetime(2025, 1, 5, tzinfo=UTC))
    Partnership.objects.update(no_next_step_reason="It rests until spring.")
    plan_portfolio_mail(now=datetime(2027, 1, 4, 8, tzinfo=UTC))
    mail = Delivery.objects.get(state=State.PENDING)
    said = KINDS[mail.kind].render(mail)
    assert "What changed most\nNo next step: 0, down 1 since Jan 5, 2025" in said.text


def test_a_large_house_sees_what_was_counted_when_the_day_began(
    client_as: Callable[[User], Client],
    leader: User,
    coordinator: User,
    now: datetime,
    clock: Traveller,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    partnership_idea(now, coordinator)
    keep_snapshot(now=now)
    partnership_idea(now, coordinator, "Cedar Works")

    def no_next_step(address: str) -> int:
        figures = client_as(leader).get(address).context["bad"]
        return {str(one.key): int(one.count) for one in figures}["signal.no_next_step"]

    assert no_next_step("/admin/") == 2
    monkeypatch.setattr(snapshots, "MANY", 1)
    assert no_next_step("/admin/") == 1
    assert "Counted on Mon, Nov 23" in client_as(leader).get("/admin/").content.decode()
    assert no_next_step(f"/admin/?owner={coordinator.pk}") == 2
    clock.shift(timedelta(days=3))
    assert no_next_step("/admin/") == 2
