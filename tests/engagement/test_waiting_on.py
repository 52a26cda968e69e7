"""Whom a partnership waits on follows what happens: contacts, commitments, and days gone by."""

from datetime import date, datetime, timedelta

import pytest

from accounts.models import User
from partnerships.engagement import actions
from partnerships.engagement.models import FollowUp
from partnerships.engagement.queries import last_two_way
from partnerships.relationships import actions as relationships
from partnerships.relationships.lifecycle import How, Side
from partnerships.relationships.models import Partnership
from tests.scenarios import call_with_them, partnership_idea, shared_lists, side_says

pytestmark = pytest.mark.usefixtures("clock")
DAY = timedelta(days=1)


@pytest.fixture
def partnership(coordinator: User, now: datetime) -> Partnership:
    return partnership_idea(now - 30 * DAY, coordinator)


def court(partnership: Partnership) -> str:
    partnership.refresh_from_db()
    return partnership.court


def promised(partnership: Partnership, side: Side, due_on: date, at: datetime) -> FollowUp:
    given = actions.Promise(side=side, what=f"Something of {side}", due_on=due_on)
    by = partnership.owner
    assert by
    return actions.promise(partnership=partnership, given=given, by=by, now=at)


def kept(follow_up: FollowUp, by: User, now: datetime) -> None:
    actions.close_promise(
        follow_up=follow_up, kept=True, note="", by=by, now=now, today=now.date()
    )


def test_a_commitment_is_waited_for_until_it_is_kept(
    partnership: Partnership, coordinator: User, now: datetime
) -> None:
    theirs = promised(partnership, Side.THEIRS, now.date() + DAY, now)
    assert court(partnership) == Side.THEIRS
    kept(theirs, coordinator, now)
    assert court(partnership) == Side.OURS


def test_our_last_one_kept_leaves_theirs_to_wait_for(
    partnership: Partnership, coordinator: User, now: datetime
) -> None:
    promised(partnership, Side.THEIRS, now.date() + DAY, now)
    ours = promised(partnership, Side.OURS, now.date() + DAY, now)
    assert court(partnership) == Side.OURS
    kept(ours, coordinator, now)
    assert court(partnership) == Side.THEIRS


def test_a_call_without_a_next_step_is_for_us_to_follow_up(
    partnership: Partnership, coordinator: User, now: datetime
) -> None:
    relationships.set_court(
        partnership=partnership, court=Side.THEIRS, by=coordinator, now=now - DAY
    )
    call_with_them(partnership, now, coordinator)
    assert court(partnership) == Side.OURS


def test_whoever_let_a_day_go_by_is_waited_on_unless_something_happened_since(
    partnership: Partnership, coordinator: User, now: datetime
) -> None:
    promised(partnership, Side.OURS, now.date(), now - 5 * DAY)
    relationships.set_court(
        partnership=partnership, court=Side.THEIRS, by=coordinator, now=now - DAY
    )
    assert actions.pass_overdue(now=now) == 0
    assert actions.pass_overdue(now=now + DAY) == 1
    assert court(partnership) == Side.OURS
    relationships.set_court(
        partnership=partnership, court=Side.THEIRS, by=coordinator, now=now + DAY
    )
    assert actions.pass_overdue(now=now + 2 * DAY) == 0
    assert court(partnership) == Side.THEIRS


def test_their_overdue_commitment_waits_on_them_but_not_before_ours(
    partnership: Partnership, now: datetime
) -> None:
    promised(partnership, Side.THEIRS, now.date() - DAY, now - 9 * DAY)
    promised(partnership, Side.OURS, now.date() + DAY, now - 5 * DAY)
    assert actions.pass_overdue(now=now) == 1
    assert court(partnership) == Side.THEIRS
    assert actions.pass_overdue(now=now + 2 * DAY) == 1
    assert court(partnership) == Side.OURS


@pytest.mark.parametrize("how", list(How))
def test_an_answer_is_a_contact_on_its_day_unless_it_came_on_paper(
    partnership: Partnership, now: datetime, how: How
) -> None:
    relationships.they_answered(
        partnership_id=partnership.pk, on=now.date() - 3 * DAY, how=how, now=now
    )
    partnership.refresh_from_db()
    expected = None if how == How.PAPER else now.date() - 3 * DAY
    assert last_two_way(partnership) == expected
    assert court(partnership) == Side.OURS


def test_an_answer_by_phone_counts_as_a_contact(
    partnership: Partnership, coordinator: User, now: datetime
) -> None:
    shared_lists(partnership, now, coordinator)
    side_says(partnership, Side.OURS, now, coordinator)
    partnership.refresh_from_db()
    assert last_two_way(partnership) is None
    side_says(partnership, Side.THEIRS, now, coordinator)
    partnership.refresh_from_db()
    assert last_two_way(partnership) == now.date()
