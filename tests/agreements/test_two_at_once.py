"""Never two of one kind and partnership in force, whatever follows what (M1, M5)."""

from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from partnerships.agreements import actions
from partnerships.agreements.lifecycle import EndKnown, MouState
from partnerships.agreements.models import Mou
from partnerships.agreements.queries import coverage_of
from partnerships.overview.queries.verify import _mous, problems
from partnerships.relationships.lifecycle import Stage
from tests.refusals import refused
from tests.scenarios import drafted_mou, partnership_ready_for_mou, sign_all

DAY = timedelta(days=1)


@pytest.fixture
def mou(coordinator: User, now: datetime) -> Mou:
    partnership = partnership_ready_for_mou(now, coordinator, stage=Stage.AGREEING)
    return sign_all(drafted_mou(partnership, now, coordinator), now, coordinator)


def terminated(mou: Mou, by: User, now: datetime) -> Mou:
    """Notice was given; it still runs for 30 days."""
    return actions.terminate(
        mou=mou,
        notice_on=now.date(),
        ends_on=now.date() + 30 * DAY,
        both_agree=False,
        reason="The grant ended.",
        by=by,
        now=now,
    )


def renewed(mou: Mou, by: User, now: datetime) -> Mou:
    renewal = actions.renew(mou=mou, by=by, now=now)
    renewal.end_known = EndKnown.OPEN
    renewal.save()
    return renewal


def test_a_renewal_that_starts_at_once_waits_for_the_notice_to_run_out(
    mou: Mou, coordinator: User, now: datetime
) -> None:
    renewal = renewed(terminated(mou, coordinator, now), coordinator, now)
    Mou.objects.filter(pk=renewal.pk).update(starts_on=None)
    with refused("overlaps", match=mou.title):
        sign_all(renewal, now, coordinator)
    assert Mou.objects.in_force(now.date()).get() == mou


def test_one_that_starts_after_the_notice_is_signed(
    mou: Mou, coordinator: User, now: datetime
) -> None:
    renewal = sign_all(
        renewed(terminated(mou, coordinator, now), coordinator, now), now, coordinator
    )
    assert renewal.state == MouState.SIGNED
    assert renewal.starts_on == now.date() + 30 * DAY
    assert not [one for one in problems(now=now) if not one.startswith(("User", "Password"))]


def test_verify_names_two_that_follow_each_other_and_run_at_once(
    mou: Mou, coordinator: User, now: datetime
) -> None:
    renewal = sign_all(
        renewed(terminated(mou, coordinator, now), coordinator, now), now, coordinator
    )
    Mou.objects.filter(pk=renewal.pk).update(starts_on=now.date())
    assert any("both are in effect at once" in one for one in problems(now=now))


def test_an_amendment_of_what_still_runs_is_drafted_beside_a_signed_renewal(
    mou: Mou, coordinator: User, now: datetime
) -> None:
    Mou.objects.filter(pk=mou.pk).update(end_known="date", ends_on=now.date() + 20 * DAY)
    mou.refresh_from_db()
    renewal = sign_all(renewed(mou, coordinator, now), now, coordinator)
    change = actions.Change("One seat more.", now.date(), is_substantial=True)
    amendment = actions.amend(mou=mou, change=change, by=coordinator, now=now)
    with refused("already_followed", match="withdraw it first"):
        actions.amend(mou=mou, change=change, by=coordinator, now=now)
    with refused("already_followed", match="already signed and follows it"):
        actions.renew(mou=mou, by=coordinator, now=now)
    amendment = sign_all(amendment, now, coordinator)
    assert Mou.objects.in_force(now.date()).get() == amendment
    assert Mou.objects.in_force(now.date() + 21 * DAY).get() == renewal
    for one in (mou, amendment, renewal):
        one.refresh_from_db()
        coverage = coverage_of(one, now.date())
        assert [term.mou for term in coverage.terms] == [amendment, renewal]
        assert coverage.gaps == []
    with refused("already_followed", match="already signed and follows it"):
        actions.renew(mou=amendment, by=coordinator, now=now)
    assert not [one for one in problems(now=now) if not one.startswith(("User", "Password"))]


def test_verify_asks_as_often_for_many_as_for_few(
    mou: Mou, coordinator: User, now: datetime
) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as found:
            assert not list(_mous())
        return len(found)

    few = queries()
    for number in range(10):
        partner = partnership_ready_for_mou(now, coordinator, name=f"Partner {number}")
        sign_all(drafted_mou(partner, now, coordinator), now, coordinator)
    assert queries() == few
