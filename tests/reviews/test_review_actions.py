"""When reviews are due, and what ends them (V1, V4)."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import transaction

from accounts.models import User
from audit.models import Event
from common.errors import DomainError
from partnerships.engagement import actions as engagement
from partnerships.engagement.models import FollowUp
from partnerships.exchange.lifecycle import Answer
from partnerships.pipeline import actions as pipeline
from partnerships.relationships.lifecycle import Side, Stage
from partnerships.relationships.models import Partnership
from partnerships.reviews import actions as reviews
from partnerships.reviews.lifecycle import Decision, ReviewState
from partnerships.reviews.models import Review
from tests.factories import ClosingReasonFactory
from tests.refusals import refused


def outcome(
    decision: Decision,
    terms: pipeline.Hold | pipeline.Ending | None = None,
    *,
    promises: tuple[engagement.Promise, ...] = (),
    because: str = "All is well",
) -> reviews.ReviewOutcome:
    return reviews.ReviewOutcome(
        decision=decision,
        works_for_us=Answer.YES,
        works_for_them=Answer.NOT_YET,
        notes="We talked about seats.",
        promises=promises,
        no_promises_because=because,
        terms=terms,
    )


def test_each_decision_to_go_on_plans_the_next_review(
    review: Review, coordinator: User, now: datetime, today: date
) -> None:
    for number, decision in enumerate((Decision.CONTINUE, Decision.CHANGE), 1):
        current = Review.objects.to_do().get()
        closed = reviews.close_review(
            review=current, outcome=outcome(decision), by=coordinator, now=now, today=today
        )
        assert (closed.state, closed.decision) == (ReviewState.CLOSED, decision)
        assert closed.closed_at == now
        assert Review.objects.to_do().get().due_on == date(2027, 5, 23)
        assert Event.objects.filter(verb="review.closed").count() == number


@pytest.mark.parametrize(
    ("months", "done_on", "due_on"),
    [
        (6, date(2026, 8, 31), date(2027, 2, 28)),
        (12, date(2028, 2, 29), date(2029, 2, 28)),
        (6, date(2026, 11, 23), date(2027, 5, 23)),
    ],
)
def test_the_next_one_comes_after_so_many_months(
    review: Review, coordinator: User, months: int, done_on: date, due_on: date
) -> None:
    Partnership.objects.update(review_every_months=months)
    reviews.close_review(
        review=review,
        outcome=outcome(Decision.CONTINUE),
        by=coordinator,
        now=datetime(done_on.year, done_on.month, done_on.day, 15, tzinfo=UTC),
        today=done_on,
    )
    assert Review.objects.to_do().get().due_on == due_on


def test_promises_of_a_review_are_kept(
    review: Review, coordinator: User, now: datetime, today: date
) -> None:
    given = engagement.Promise(Side.OURS, "Ask for seats", today + timedelta(days=5))
    reviews.close_review(
        review=review,
        outcome=outcome(Decision.CHANGE, promises=(given,), because=""),
        by=coordinator,
        now=now,
        today=today,
    )
    assert FollowUp.objects.open().get().what == "Ask for seats"


def test_no_promises_need_a_reason(
    review: Review, coordinator: User, now: datetime, today: date
) -> None:
    with refused("decision_incomplete") as refusal, transaction.atomic():
        reviews.close_review(
            review=review,
            outcome=outcome(Decision.CONTINUE, because=""),
            by=coordinator,
            now=now,
            today=today,
        )
    assert refusal.value.field == "no_promises_because"


def test_a_pause_puts_the_partnership_on_hold(
    review: Review, coordinator: User, now: datetime, today: date
) -> None:
    again = today + timedelta(days=60)
    reviews.close_review(
        review=review,
        outcome=outcome(Decision.PAUSE, pipeline.Hold(check_again_on=again)),
        by=coordinator,
        now=now,
        today=today,
    )
    partnership = Partnership.objects.get()
    assert (partnership.stage, partnership.check_again_on) == (Stage.PAUSED, again)
    assert not Review.objects.to_do().exists()


def test_an_end_closes_the_partnership(
    review: Review, coordinator: User, now: datetime, today: date
) -> None:
    reason = ClosingReasonFactory.create()
    reviews.close_review(
        review=review,
        outcome=outcome(Decision.CLOSE, pipeline.Ending(reason=reason, do_not_revisit=True)),
        by=coordinator,
        now=now,
        today=today,
    )
    partnership = Partnership.objects.get()
    assert (partnership.stage, partnership.closing_reason) == (Stage.CLOSED, reason)
    assert not Review.objects.to_do().exists()


@pytest.mark.parametrize("decision", [Decision.PAUSE, Decision.CLOSE])
def test_a_refused_move_leaves_nothing(
    review: Review, coordinator: User, now: datetime, today: date, *, decision: Decision
) -> None:
    given = engagement.Promise(Side.OURS, "Ask for seats", today)
    with pytest.raises(DomainError), transaction.atomic():
        reviews.close_review(
            review=review,
            outcome=outcome(decision, promises=(given,)),
            by=coordinator,
            now=now,
            today=today,
        )
    review.refresh_from_db()
    assert (review.state, review.decision) == (ReviewState.PLANNED, "")
    assert not FollowUp.objects.exists()
    assert Partnership.objects.get().stage == Stage.ACTIVE


def test_a_closed_review_stays_closed(
    review: Review, coordinator: User, now: datetime, today: date
) -> None:
    reviews.close_review(
        review=review, outcome=outcome(Decision.CONTINUE), by=coordinator, now=now, today=today
    )
    with refused("review_closed"), transaction.atomic():
        reviews.move_review(review=review, due_on=today, by=coordinator, now=now)


def test_one_review_to_do_at_a_time(
    review: Review, coordinator: User, now: datetime, today: date
) -> None:
    with refused("review_planned"), transaction.atomic():
        reviews.plan_review(partnership=review.partnership, due_on=today, by=coordinator, now=now)


def test_the_first_review_comes_ninety_days_after_the_start(
    partnership: Partnership, now: datetime, today: date
) -> None:
    """A partnership that began long before Accord is reviewed 90 days after it was entered."""
    assert reviews.plan_missing(today=today, now=now) == 1
    assert Review.objects.get().due_on == date(2027, 2, 21)
    assert reviews.plan_missing(today=today, now=now) == 0


def test_a_missing_review_is_never_planned_in_the_past(
    partnership: Partnership, now: datetime
) -> None:
    late = now + timedelta(days=200)
    reviews.plan_missing(today=late.date(), now=late)
    assert Review.objects.get().due_on == late.date()


def test_only_partnerships_at_work_are_reviewed(
    partnership: Partnership, coordinator: User, now: datetime, today: date
) -> None:
    pipeline.move(
        partnership=partnership,
        to=Stage.PAUSED,
        by=coordinator,
        now=now,
        note="Their director is away",
        terms=pipeline.Hold(check_again_on=today + timedelta(days=30)),
    )
    assert reviews.plan_missing(today=today, now=now) == 0
