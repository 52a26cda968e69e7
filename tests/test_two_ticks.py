"""F36: two ticks at once do each thing once, whichever part of the tick it belongs to.

The final copies have a module of their own (tests/agreements/test_finished_once.py), as has the
seal of the log (tests/audit/test_sealing_together.py) and what sends (tests/outbox).
"""

from contextlib import nullcontext
from datetime import date, datetime, timedelta

import pytest
from pytest_django import Settings

from accounts.models import User
from audit.models import Event
from partnerships import tasks
from partnerships.agreements.models import Mou
from partnerships.engagement import actions as engagement
from partnerships.links import actions as links
from partnerships.links.rules import REMIND_AFTER, REMINDER
from partnerships.outbox.actions.sending import never
from partnerships.outbox.lifecycle import State
from partnerships.outbox.models import Delivery, DeliveryQuerySet
from partnerships.pipeline import actions as pipeline
from partnerships.pipeline.actions import beginning
from partnerships.relationships import actions as relationships
from partnerships.relationships.lifecycle import Side, Stage
from partnerships.relationships.models import Partnership, StageChange
from partnerships.reminders import actions as reminders
from partnerships.reminders.actions import catching_up, planning
from partnerships.reminders.lifecycle import DigestKind, Mode
from partnerships.reminders.models import Digest, Notice
from partnerships.reports import actions as reports
from partnerships.reviews import actions as reviews
from partnerships.reviews.actions import planning as review_planning
from partnerships.reviews.models import Review
from tests.scenarios import (
    drafted_mou,
    leader_of,
    partnership_idea,
    partnership_ready_for_mou,
    sign_all,
)
from tests.together import Rendezvous, at_once

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_start_that_has_come_moves_a_partnership_once(
    coordinator: User, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    partnership = partnership_ready_for_mou(now, coordinator, stage=Stage.EXPLORING)
    mou = drafted_mou(partnership, now, coordinator)
    Mou.objects.filter(pk=mou.pk).update(starts_on=now.date() + timedelta(days=5))
    sign_all(mou, now, coordinator)
    Rendezvous().before(monkeypatch, beginning, "begin_work")

    at_once(*[lambda: pipeline.begin_due_work(now=now + timedelta(days=5))] * 2)

    partnership.refresh_from_db()
    assert partnership.stage == Stage.ACTIVE
    moves = StageChange.objects.filter(partnership=partnership, to_stage=Stage.ACTIVE)
    assert moves.count() == 1


def test_an_mou_that_ended_since_it_was_found_moves_nobody(
    coordinator: User, now: datetime
) -> None:
    partnership = partnership_ready_for_mou(now, coordinator, stage=Stage.EXPLORING)
    mou = drafted_mou(partnership, now, coordinator)
    Mou.objects.filter(pk=mou.pk).update(starts_on=now.date() + timedelta(days=5))
    found = sign_all(mou, now, coordinator)
    Mou.objects.filter(pk=mou.pk).update(end_known="date", ends_on=now.date() + timedelta(days=5))

    assert not pipeline.begin_work(found, by=None, now=now + timedelta(days=6))

    partnership.refresh_from_db()
    assert partnership.stage == Stage.EXPLORING


def at_work(now: datetime, by: User, number: int) -> None:
    for one in range(number):
        partnership_idea(now, by, f"Partner {one}")
    Partnership.objects.update(stage=Stage.ACTIVE, working_since=now.date())


def test_missing_reviews_are_planned_once(
    coordinator: User, now: datetime, today: date, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_work(now, coordinator, 3)
    Rendezvous().before(monkeypatch, review_planning, "_plan_if_missing")

    planned = at_once(*[lambda: reviews.plan_missing(today=today, now=now)] * 2)

    assert sum(planned) == 3
    assert Review.objects.count() == 3
    assert Event.objects.filter(verb="review.planned").count() == 3


def test_a_partnership_put_on_hold_since_it_was_found_gets_no_review(
    coordinator: User, now: datetime, today: date, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_work(now, coordinator, 1)
    lock = relationships.lock

    def put_on_hold_first(partnership: Partnership) -> Partnership:
        Partnership.objects.filter(pk=partnership.pk).update(
            stage=Stage.PAUSED, paused_from=Stage.ACTIVE, check_again_on=today
        )
        return lock(partnership)

    monkeypatch.setattr(relationships, "lock", put_on_hold_first)
    assert reviews.plan_missing(today=today, now=now) == 0
    assert not Review.objects.exists()


def promised(by: User, now: datetime, number: int, name: str = "Bright Path") -> None:
    partnership = partnership_idea(now, by, name)
    for one in range(number):
        given = engagement.Promise(side=Side.OURS, what=f"Promise {one}", due_on=now.date())
        engagement.promise(
            partnership=partnership, given=given, by=by, now=now - timedelta(days=3)
        )


def test_what_is_due_is_planned_once(
    coordinator: User, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Even where both take the turn, as with clocks that are a minute apart."""
    promised(coordinator, now, 5)
    monkeypatch.setattr(planning, "EACH_MINUTE", timedelta(0))

    at_once(*[lambda: reminders.plan_due(now=now)] * 2)

    notices = Notice.objects.filter(kind="promise_due")
    assert notices.count() == 5
    (digest,) = Digest.objects.filter(notices__in=notices).distinct()  # one daily mail
    assert Delivery.objects.filter(subject_type="digest", subject_id=digest.pk).count() == 1


def test_one_of_two_takes_the_turn_to_plan(now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    plans: list[datetime] = []

    def plan(*, now: datetime, **_span: timedelta) -> int:
        plans.append(now)
        return 0

    monkeypatch.setattr(planning, "plan", plan)
    at_once(*[lambda: reminders.plan_due(now=now)] * 2)
    assert plans == [now]


def caught_up() -> DeliveryQuerySet:
    digests = Digest.objects.filter(kind=DigestKind.CATCH_UP)
    return Delivery.objects.filter(subject_type="digest", subject_id__in=digests.values("pk"))


def test_what_is_late_is_collapsed_into_one_mail(
    coordinator: User, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two ticks on both sides of a full minute."""
    morning = now.replace(hour=5)
    promised(coordinator, now, 3)
    reminders.set_modes(user=coordinator, modes={"promise_due": Mode.NOW}, by=None, now=morning)
    reminders.plan(now=morning)
    late = now.replace(hour=17)
    assert Delivery.objects.due(late).count() == 3
    Rendezvous().before(monkeypatch, catching_up, "_catch_up")

    at_once(
        lambda: reminders.catch_up(now=late),
        lambda: reminders.catch_up(now=late + timedelta(minutes=1)),
    )

    (mail,) = caught_up()
    assert Notice.objects.filter(digest=mail.subject_id).count() == 3


def test_a_second_catch_up_of_the_same_minute_is_a_mail_of_its_own(
    coordinator: User, now: datetime
) -> None:
    """It used to get the key of the first, which had left, and never left itself."""
    morning, late = now.replace(hour=5), now.replace(hour=17)
    reminders.set_modes(user=coordinator, modes={"promise_due": Mode.NOW}, by=None, now=morning)
    for name in ("Bright Path", "Open Door"):
        promised(coordinator, now, 2, name)
        reminders.plan(now=morning)
        reminders.catch_up(now=late)
        caught_up().update(state=State.SENT, sent_at=late, handed_at=late)
        Notice.objects.filter(digest__kind="catch_up").update(mailed_at=late)
    assert [Notice.objects.filter(digest=mail.subject_id).count() for mail in caught_up()] == [
        2,
        2,
    ]


def test_leadership_gets_the_portfolio_once(leader: User, now: datetime) -> None:
    first = now.replace(month=12, day=1)
    at_once(*[lambda: reports.plan_portfolio_mail(now=first)] * 2)
    assert Delivery.objects.filter(kind="portfolio").count() == 1


def test_a_reminder_of_a_link_is_held_once(coordinator: User, now: datetime) -> None:
    partnership = partnership_idea(now, coordinator)
    contact = leader_of(now, coordinator, partnership.organization)
    links.send_link(
        partnership=partnership, contact=contact, words="", remind=True, by=coordinator, now=now
    )
    night = (now + REMIND_AFTER).replace(hour=23)
    held = at_once(*[lambda: links.hold_reminders(now=night)] * 2)
    assert sorted(held) == [0, 1]
    assert Delivery.objects.get(kind=REMINDER).not_before > night


def test_two_whole_ticks_call_the_deadman_address_once(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[str] = []

    def called(address: str, **_given: object) -> nullcontext[None]:
        calls.append(address)
        return nullcontext()

    settings.DEADMAN_URL = "http://127.0.0.1:9/alive"
    monkeypatch.setattr(tasks.WEB, "open", called)
    ticked = at_once(*[lambda: tasks.run_tick(never)] * 2)
    assert [one.faults for one in ticked] == [[], []]
    assert calls == [settings.DEADMAN_URL]
