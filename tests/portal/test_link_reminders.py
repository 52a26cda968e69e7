"""The one automatic reminder of a person of theirs: in working hours, once, and while it holds."""

import threading
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import partial
from uuid import uuid4

import pytest
import time_machine
from django.db import connection

from accounts.models import User
from partnerships import tasks
from partnerships.calendars.models import ClosedDay
from partnerships.links import actions as links
from partnerships.links.models import PersonalLink
from partnerships.links.rules import REMIND_AFTER, REMINDER
from partnerships.outbox import actions as outbox
from partnerships.outbox.actions import pump
from partnerships.outbox.actions.fence import pass_fence
from partnerships.outbox.actions.leases import claim
from partnerships.outbox.actions.sending import never
from partnerships.outbox.lifecycle import State
from partnerships.outbox.models import Delivery
from partnerships.outbox.rules import Content
from partnerships.relationships import actions as relationships
from partnerships.relationships.lifecycle import Stage
from partnerships.relationships.models import Partnership
from tests.factories import ClosingReasonFactory

TOGETHER = 0.5  # seconds for which both may be at work, if the database lets them


def reminder() -> Delivery:
    return Delivery.objects.get(kind=REMINDER)


def why_not(delivery: Delivery, at: datetime) -> str:
    return links.KINDS[delivery.kind].why_untrue(delivery, at)


def two_in_hand(link: PersonalLink, by: User, now: datetime) -> list[Delivery]:
    """A reminder each of two partnerships with one person, in the hands of two senders."""
    second = relationships.open_partnership(
        organization=link.partnership.organization, owner=by, program="Youth", by=by, now=now
    )
    links.send_link(
        partnership=second, contact=link.contact, words="", remind=True, by=by, now=now
    )
    Delivery.objects.exclude(kind=REMINDER).delete()
    due = now + REMIND_AFTER
    return [*claim(token=uuid4(), now=due, limit=1), *claim(token=uuid4(), now=due, limit=1)]


def test_one_that_is_being_handed_over_is_the_one(
    link: PersonalLink, coordinator: User, now: datetime
) -> None:
    first, second = two_in_hand(link, coordinator, now)
    assert pass_fence(first, kinds=links.KINDS, now=now + REMIND_AFTER)
    assert not pass_fence(second, kinds=links.KINDS, now=now + REMIND_AFTER)
    second.refresh_from_db()
    assert (second.state, second.reason) == (State.CANCELLED, "reminded_lately")


def test_one_that_may_have_arrived_is_the_one(
    link: PersonalLink, coordinator: User, now: datetime
) -> None:
    at = now + REMIND_AFTER
    first, second = two_in_hand(link, coordinator, now)
    assert pass_fence(first, kinds=links.KINDS, now=at)
    Delivery.objects.filter(pk=first.pk).update(state=State.RETRY, in_doubt=1)
    assert why_not(second, at) == "reminded_lately"
    assert why_not(first, at) == ""


def test_one_that_was_refused_for_now_is_not(
    link: PersonalLink, coordinator: User, now: datetime
) -> None:
    at = now + REMIND_AFTER
    first, second = two_in_hand(link, coordinator, now)
    assert pass_fence(first, kinds=links.KINDS, now=at)
    Delivery.objects.filter(pk=first.pk).update(state=State.RETRY)
    assert why_not(second, at) == ""


@pytest.mark.django_db(transaction=True)
def test_two_senders_side_by_side(link: PersonalLink, coordinator: User, now: datetime) -> None:
    """Fails on PostgreSQL without the lock on the person; SQLite has one writer anyhow."""
    at, told = now + REMIND_AFTER, []
    first, second = two_in_hand(link, coordinator, now)

    def fence_second() -> None:
        told.append(pass_fence(second, kinds=links.KINDS, now=at))
        connection.close()

    beside = threading.Thread(target=fence_second)

    def render(delivery: Delivery) -> Content:
        beside.start()
        beside.join(TOGETHER)
        return links.KINDS[REMINDER].render(delivery)

    kinds = {REMINDER: replace(links.KINDS[REMINDER], render=render)}
    told.append(pass_fence(first, kinds=kinds, now=at))
    beside.join()
    assert sorted(map(bool, told)) == [False, True]


@pytest.mark.parametrize("stage", [Stage.PAUSED, Stage.CLOSED])
def test_nobody_is_reminded_of_what_rests(
    link: PersonalLink, shared: Partnership, now: datetime, today: date, stage: Stage
) -> None:
    assert why_not(reminder(), now + REMIND_AFTER) == ""
    fields = {
        Stage.PAUSED: {"paused_from": shared.stage, "check_again_on": today},
        Stage.CLOSED: {"closing_reason": ClosingReasonFactory.create(), "do_not_revisit": True},
    }[stage]
    Partnership.objects.filter(pk=shared.pk).update(stage=stage, **fields)
    assert why_not(reminder(), now + REMIND_AFTER) == "not_open"
    waiting = why_not(Delivery.objects.get(kind="personal_link"), now)
    assert waiting == {Stage.PAUSED: "", Stage.CLOSED: "closed"}[stage]


def test_nobody_is_written_to_who_left(link: PersonalLink, now: datetime) -> None:
    link.contact.positions.update(until=now.date() - timedelta(days=1))
    assert why_not(reminder(), now + REMIND_AFTER) == "revoked"
    assert why_not(Delivery.objects.get(kind="personal_link"), now) == "revoked"


@pytest.mark.usefixtures("folder")
def test_one_that_was_held_up_into_the_night_leaves_the_next_morning(
    link: PersonalLink, monkeypatch: pytest.MonkeyPatch
) -> None:
    def tick(at: datetime) -> str:
        with time_machine.travel(at, tick=False), monkeypatch.context() as clock:
            clock.setattr(tasks, "database_now", lambda: at)
            clock.setattr(outbox, "pump", partial(pump, clock=lambda: at))
            tasks.run_tick(never)
        return reminder().state

    friday_night = datetime(2026, 12, 11, 18, tzinfo=UTC)
    assert tick(friday_night) == tick(friday_night + timedelta(days=1)) == State.PENDING
    assert tick(friday_night + timedelta(days=2, hours=14)) == State.SENT


def test_it_leaves_in_working_hours(
    shared: Partnership, link: PersonalLink, coordinator: User
) -> None:
    ClosedDay.objects.create(day=date(2026, 12, 7), name="Moving house")
    Delivery.objects.all().delete()
    links.send_link(
        partnership=shared,
        contact=link.contact,
        words="",
        remind=True,
        by=coordinator,
        now=datetime(2026, 11, 21, 23, 30, tzinfo=UTC),  # two weeks later it is Saturday night
    )
    assert reminder().not_before == datetime(2026, 12, 8, 8, tzinfo=UTC)
