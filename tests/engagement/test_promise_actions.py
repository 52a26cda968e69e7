"""Promises of both sides, and calls and notes (E4, L2)."""

from datetime import date, datetime, timedelta

import pytest
from django.db import transaction

from accounts.models import User
from audit.models import Event
from partnerships.engagement import actions as engagement
from partnerships.engagement.lifecycle import TALKS, TWO_WAY, InteractionKind, PromiseState
from partnerships.engagement.models import FollowUp, Interaction
from partnerships.engagement.queries import gone_quiet, last_two_way
from partnerships.organizations.models import Contact
from partnerships.relationships.lifecycle import Side, Stage
from partnerships.relationships.models import Partnership
from tests.refusals import refused
from tests.scenarios import call_with_them, moved_on_to


@pytest.fixture
def promise(partnership: Partnership, coordinator: User, now: datetime, today: date) -> FollowUp:
    given = engagement.Promise(Side.OURS, "Send the flyer", today + timedelta(days=3))
    return engagement.promise(partnership=partnership, given=given, by=coordinator, now=now)


def test_a_promise_is_open_and_has_one_event(promise: FollowUp) -> None:
    assert promise.state == PromiseState.OPEN
    assert Event.objects.filter(verb="promise.made").count() == 1


def test_a_promise_gets_another_day_and_person(
    promise: FollowUp, sam: Contact, coordinator: User, now: datetime, today: date
) -> None:
    moved = engagement.reschedule_promise(
        follow_up=promise, due_on=today, contact=sam, by=coordinator, now=now
    )
    assert (moved.due_on, moved.contact) == (today, sam)


@pytest.mark.parametrize(("kept", "state"), [(True, "done"), (False, "dropped")])
def test_a_promise_ends_kept_or_dropped(
    promise: FollowUp, coordinator: User, now: datetime, today: date, *, kept: bool, state: str
) -> None:
    closed = engagement.close_promise(
        follow_up=promise, kept=kept, note="", by=coordinator, now=now, today=today
    )
    assert (closed.state, closed.closed_on) == (state, today)


def test_a_closed_promise_cannot_be_moved(
    promise: FollowUp, coordinator: User, now: datetime, today: date
) -> None:
    engagement.close_promise(
        follow_up=promise, kept=True, note="", by=coordinator, now=now, today=today
    )
    with refused("promise_closed"), transaction.atomic():
        engagement.reschedule_promise(
            follow_up=promise, due_on=today, contact=None, by=coordinator, now=now
        )


def test_only_an_open_promise_is_late(
    promise: FollowUp, coordinator: User, now: datetime, today: date
) -> None:
    later = today + timedelta(days=5)
    assert promise.days_late(later) == 2
    closed = engagement.close_promise(
        follow_up=promise, kept=True, note="", by=coordinator, now=now, today=today
    )
    assert closed.days_late(later) == 0


def logged(
    kind: InteractionKind,
    partnership: Partnership,
    contact: Contact | None,
    by: User,
    now: datetime,
) -> Interaction:
    return engagement.log_interaction(
        interaction=Interaction(
            partnership=partnership, kind=kind, on=now.date(), with_contact=contact
        ),
        by=by,
        now=now,
    )


@pytest.mark.parametrize("kind", TALKS)
def test_a_talk_resets_the_last_real_contact(
    partnership: Partnership,
    jo: Contact,
    coordinator: User,
    now: datetime,
    today: date,
    kind: InteractionKind,
) -> None:
    logged(kind, partnership, jo, coordinator, now)
    assert last_two_way(partnership) == today


@pytest.mark.parametrize("kind", sorted(set(InteractionKind) - set(TWO_WAY)))
def test_nothing_else_does(
    kind: InteractionKind, partnership: Partnership, jo: Contact, coordinator: User, now: datetime
) -> None:
    logged(kind, partnership, jo, coordinator, now)
    assert last_two_way(partnership) is None


def test_a_partner_we_talked_with_goes_quiet_after_ninety_days(
    partnership: Partnership, coordinator: User, now: datetime
) -> None:
    partnerships = Partnership.objects.all()
    call_with_them(partnership, now, coordinator)
    moved_on_to(partnership, Stage.EXPLORING, now, coordinator)
    assert not gone_quiet(partnerships, now + timedelta(days=90)).exists()
    assert gone_quiet(partnerships, now + timedelta(days=91)).exists()


def test_one_we_are_still_trying_to_reach_is_not_quiet(
    partnership: Partnership, now: datetime
) -> None:
    assert not gone_quiet(Partnership.objects.all(), now + timedelta(days=91)).exists()


def test_a_call_was_with_somebody(
    partnership: Partnership, coordinator: User, now: datetime
) -> None:
    with refused("with_nobody"), transaction.atomic():
        logged(InteractionKind.CALL, partnership, None, coordinator, now)
