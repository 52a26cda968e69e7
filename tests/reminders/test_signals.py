"""Each signal comes on with the smallest cause and goes with it."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from audit.models import Event
from partnerships.engagement import actions as engagement
from partnerships.engagement.lifecycle import InteractionKind
from partnerships.engagement.models import Interaction
from partnerships.exchange import actions as exchange
from partnerships.exchange.models import Benefit
from partnerships.organizations.models import Organization, Position
from partnerships.overview.queries.attention import worth_a_look
from partnerships.pipeline import actions as pipeline
from partnerships.relationships import actions as relationships
from partnerships.relationships.lifecycle import Side, Stage
from partnerships.relationships.models import KeyPlayer, Partnership
from partnerships.reminders import actions
from partnerships.reminders.lifecycle import SignalCode
from partnerships.reminders.models import Snooze
from partnerships.reminders.queries import BY_CODE, SIGNALS, showing
from tests.refusals import refused
from tests.scenarios import (
    checkable_line,
    partnership_idea,
    partnership_ready_for_mou,
    same_page,
    shared_lists,
    side_says,
)


def codes(partnership: Partnership, now: datetime) -> set[str]:
    """Every signal that shows for one partnership."""
    mine = Partnership.objects.filter(pk=partnership.pk)
    return {s.code.value for s in SIGNALS if showing(s, mine, now).exists()}


@pytest.fixture
def ready(coordinator: User, now: datetime) -> Partnership:
    """All seven checks hold, at "MOU in progress"; nothing is planned next."""
    return partnership_ready_for_mou(now, coordinator)


def test_a_partnership_in_good_order_only_lacks_a_next_step(
    ready: Partnership, now: datetime
) -> None:
    assert codes(ready, now) == {"no_next_step"}


def test_it_asks_to_check_again(ready: Partnership, coordinator: User, now: datetime) -> None:
    on_hold = pipeline.Hold(check_again_on=now.date() + timedelta(days=3))
    pipeline.move(
        partnership=ready, to=Stage.PAUSED, terms=on_hold, note="Budget", by=coordinator, now=now
    )
    assert codes(ready, now) == set()
    assert codes(ready, now + timedelta(days=3)) == {"check_again"}


def test_a_line_is_overdue(ready: Partnership, now: datetime) -> None:
    Benefit.objects.filter(side=Side.OURS).update(due_on=now.date())
    assert "evidence_overdue" not in codes(ready, now)
    assert "evidence_overdue" in codes(ready, now + timedelta(days=1))


def test_lists_changed_since_a_yes(ready: Partnership, coordinator: User, now: datetime) -> None:
    line = ready.benefits.get(side=Side.OURS)
    line.why = "another reason"
    exchange.edit_benefit(benefit=line, seen_version=line.version, by=coordinator, now=now)
    exchange.share_changes(partnership=ready, by=coordinator, now=now)
    assert "wiifm_changed" in codes(ready, now)
    for side in Side:
        side_says(ready, side, now + timedelta(minutes=1), coordinator)
    assert "wiifm_changed" not in codes(ready, now)


def test_work_goes_on_without_an_answer(coordinator: User, now: datetime) -> None:
    partnership = partnership_idea(now, coordinator)
    Partnership.objects.update(stage=Stage.ACTIVE)
    assert "not_written" in codes(partnership, now)
    shared_lists(partnership, now, coordinator)
    for side in Side:
        side_says(partnership, side, now, coordinator)
    assert "not_written" not in codes(partnership, now)


@pytest.mark.parametrize("side", Side)
def test_only_one_side_brings_something(coordinator: User, now: datetime, side: Side) -> None:
    partnership = partnership_idea(now, coordinator)
    Partnership.objects.update(stage=Stage.EXPLORING)
    assert "one_sided" not in codes(partnership, now)
    checkable_line(partnership, side, now, coordinator)
    assert "one_sided" in codes(partnership, now)
    Benefit.objects.create(partnership=partnership, side=side.other, what="A loose line")
    assert "one_sided" in codes(partnership, now)
    checkable_line(partnership, side.other, now, coordinator)
    assert "one_sided" not in codes(partnership, now)


def test_nobody_who_delivers_is_named_until_somebody_has_the_seat(
    ready: Partnership, coordinator: User, now: datetime
) -> None:
    Position.objects.filter(organization=ready.organization).update(delivers=False)
    assert "no_one_named" in codes(ready, now)
    leader = Position.objects.get(organization=ready.organization, leads=True).contact
    seat = KeyPlayer(partnership=ready, side=Side.THEIRS, level="delivers", contact=leader)
    relationships.save_seat(seat=seat, today=now.date(), by=coordinator, now=now)
    assert "no_one_named" not in codes(ready, now)


def test_only_one_person_knows_unless_there_is_only_one(ready: Partnership, now: datetime) -> None:
    theirs = Position.objects.filter(organization=ready.organization)
    theirs.filter(delivers=True).update(until=now.date() - timedelta(days=1))
    assert "one_knows" in codes(ready, now)
    Organization.objects.filter(pk=ready.organization_id).update(is_one_person=True)
    assert "one_knows" not in codes(ready, now)


def test_a_new_purpose_is_not_on_the_same_page(
    ready: Partnership, coordinator: User, now: datetime
) -> None:
    relationships.set_purpose(partnership=ready, sentence="Anew", by=coordinator, now=now)
    assert "not_same_page" in codes(ready, now)
    same_page(ready, now, coordinator)
    assert "not_same_page" not in codes(ready, now)


def test_somebody_who_leads_has_left(ready: Partnership, now: datetime) -> None:
    later = now + timedelta(days=100)
    leads = Position.objects.filter(organization=ready.organization, leads=True)
    leads.update(until=later.date() - timedelta(days=2))
    assert "executive_changed" in codes(ready, later)
    leads.update(until=later.date() - timedelta(days=70))
    assert "executive_changed" not in codes(ready, later)


def test_we_write_and_nobody_talks(ready: Partnership, coordinator: User, now: datetime) -> None:
    later = now + timedelta(days=80)
    for day in range(3):
        assert "one_way" not in codes(ready, later)
        message = Interaction(
            partnership=ready,
            kind=InteractionKind.MESSAGE,
            on=later.date() - timedelta(days=day),
        )
        engagement.log_interaction(interaction=message, by=coordinator, now=later)
    assert "one_way" in codes(ready, later)


def test_gone_quiet(ready: Partnership, now: datetime) -> None:
    assert "quiet" in codes(ready, now + timedelta(days=91))


def test_every_code_has_its_question() -> None:
    assert set(BY_CODE) == set(SignalCode)
    assert [signal.code for signal in SIGNALS] == list(SignalCode)


def test_what_is_put_off_shows_again_on_its_day(
    ready: Partnership, coordinator: User, now: datetime
) -> None:
    actions.put_off(
        partnership=ready,
        signal=SignalCode.NO_NEXT_STEP,
        until=now.date() + timedelta(days=7),
        today=now.date(),
        by=coordinator,
        now=now,
    )
    assert codes(ready, now + timedelta(days=6)) == set()
    assert "no_next_step" in codes(ready, now + timedelta(days=7))


def test_nothing_is_put_off_until_yesterday(
    ready: Partnership, coordinator: User, now: datetime
) -> None:
    with refused("not_ahead"):
        actions.put_off(
            partnership=ready,
            signal=SignalCode.NO_NEXT_STEP,
            until=now.date(),
            today=now.date(),
            by=coordinator,
            now=now,
        )
    assert not Snooze.objects.exists()


def test_one_line_each_the_worst_first(ready: Partnership, now: datetime) -> None:
    later = now + timedelta(days=100)
    Benefit.objects.update(due_on=now.date())
    (look,) = worth_a_look(Partnership.objects.all(), later)
    assert look.signal.code == SignalCode.NO_NEXT_STEP


def test_however_many_partnerships_it_costs_the_same(
    ready: Partnership, coordinator: User, now: datetime
) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as captured:
            worth_a_look(Partnership.objects.all(), now)
        return len(captured)

    few = cost()
    for number in range(40):
        organization = Organization(name=f"Partner {number}")
        organization.refresh_search_text()
        organization.save()
        relationships.open_partnership(
            organization=organization, owner=coordinator, by=coordinator, now=now
        )
    assert cost() <= few <= len(SIGNALS)


@pytest.fixture
def maria(client_as: Callable[[User], Client], coordinator: User) -> Client:
    """Maria, who does the daily work."""
    return client_as(coordinator)


@pytest.mark.usefixtures("clock")
def test_today_says_what_and_not_now_puts_it_off(maria: Client, ready: Partnership) -> None:
    address = f"/partners/{ready.pk}/signals/no_next_step/"
    page = maria.get("/").content.decode()
    assert "No next step" in page
    assert address in page
    assert "“No next step” for Bright Path Training" in maria.get(address).content.decode()
    assert maria.post(address, {"days": 30}).status_code == 302
    assert "Needs attention" not in maria.get("/").content.decode()
    assert Snooze.objects.get().signal == "no_next_step"
    assert "Unsnoozed." in maria.post(f"{address}again/", follow=True).content.decode()
    assert not Snooze.objects.exists()


@pytest.mark.usefixtures("clock")
def test_an_unknown_signal_is_not_found(maria: Client, ready: Partnership) -> None:
    assert maria.get(f"/partners/{ready.pk}/signals/nonsense/").status_code == 404


@pytest.mark.usefixtures("clock")
def test_days_nobody_offered_are_refused(maria: Client, ready: Partnership) -> None:
    address = f"/partners/{ready.pk}/signals/no_next_step/"
    assert maria.post(address, {"days": 4000}).status_code == 422
    assert not Snooze.objects.exists()


def test_a_signal_that_was_snoozed_again_stays_snoozed(
    partnership: Partnership, coordinator: User, now: datetime
) -> None:
    """Somebody has the page with the older one open."""

    def snooze(days: int, at: datetime) -> Snooze:
        return actions.put_off(
            partnership=partnership,
            signal=SignalCode.NO_NEXT_STEP,
            until=(now + timedelta(days=days)).date(),
            today=now.date(),
            by=coordinator,
            now=at,
        )

    older = snooze(1, now)
    newer = snooze(9, now + timedelta(minutes=1))
    actions.show_again(snooze=older, by=coordinator, now=now)
    assert Snooze.objects.get().until == newer.until
    for _click in range(2):
        actions.show_again(snooze=newer, by=coordinator, now=now)
    assert Event.objects.filter(verb="signal.shown_again").count() == 1
