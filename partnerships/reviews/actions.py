"""Planning reviews and ending them with a decision."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from audit.actions import record
from common.dates import add_months
from common.errors import DomainError
from partnerships.engagement import actions as engagement
from partnerships.exchange.lifecycle import Answer
from partnerships.pipeline import actions as pipeline
from partnerships.relationships import actions as relationships
from partnerships.relationships.lifecycle import Stage
from partnerships.relationships.models import Partnership, PartnershipQuerySet
from partnerships.reviews.lifecycle import FIRST_REVIEW_DAYS, Decision, ReviewState
from partnerships.reviews.models import Review


class ReviewPlanned(DomainError):
    """There is a review to do for this partnership; one at a time."""


class ReviewClosed(DomainError):
    """The review ended with a decision already."""


class DecisionIncomplete(DomainError):
    """A decision needs promises or a reason for none, and its terms."""


@transaction.atomic
def plan_review(
    *, partnership: Partnership, due_on: date, by: User | None, now: datetime
) -> Review:
    """Plan the next review. Raises ReviewPlanned when there is one to do."""
    relationships.lock(partnership)
    if Review.objects.to_do().filter(partnership=partnership).exists():
        raise ReviewPlanned(_("A review is planned already. Change its date instead."))
    review = Review.objects.create(partnership=partnership, due_on=due_on, planned_at=now)
    _record("review.planned", review, by=by, at=now, due=due_on.isoformat())
    return review


@transaction.atomic
def move_review(*, review: Review, due_on: date, by: User, now: datetime) -> Review:
    """Give a review to do another day. Raises ReviewClosed."""
    review = _lock(review)
    review.due_on = due_on
    review.save(update_fields=["due_on"])
    _record("review.moved", review, by=by, at=now, due=due_on.isoformat())
    return review


@transaction.atomic
def begin_review(*, review: Review, by: User, now: datetime) -> Review:
    """Say that the review is under way. Raises ReviewClosed."""
    review = _lock(review)
    if review.state == ReviewState.PLANNED:
        review.state, review.opened_at = ReviewState.OPEN, now
        review.save(update_fields=["state", "opened_at"])
        _record("review.begun", review, by=by, at=now)
    return review


@dataclass(frozen=True)
class Outcome:
    """What a review ended with (V4). ``terms`` and ``note`` go with "on hold" and "end"."""

    decision: Decision
    works_for_us: Answer
    works_for_them: Answer
    notes: str = ""
    promises: Iterable[engagement.Promise] = ()
    no_promises_because: str = ""
    terms: pipeline.Hold | pipeline.Ending | None = None


@transaction.atomic
def close_review(
    *, review: Review, outcome: Outcome, by: User, now: datetime, today: date
) -> Review:
    """End a review with a decision and plan the next one, or pause or end the partnership.

    Raises ReviewClosed, DecisionIncomplete, or what pipeline.move raises; then nothing is kept.
    """
    review = _lock(review)
    promises = list(outcome.promises)
    if not promises and not outcome.no_promises_because:
        raise DecisionIncomplete(
            _("Add a promise, or say “none, because…”."), field="no_promises_because"
        )
    review.state, review.closed_at, review.closed_by = ReviewState.CLOSED, now, by
    review.decision, review.notes = outcome.decision, outcome.notes
    review.still_works_for_us = outcome.works_for_us
    review.still_works_for_them = outcome.works_for_them
    review.no_promises_because = outcome.no_promises_because
    review.save()
    for given in promises:
        engagement.promise(partnership=review.partnership, given=given, by=by, now=now)
    _follow(review, outcome, by=by, now=now, today=today)
    _record("review.closed", review, by=by, at=now, decision=outcome.decision.value)
    return review


def _follow(review: Review, outcome: Outcome, *, by: User, now: datetime, today: date) -> None:
    if outcome.decision in {Decision.CONTINUE, Decision.CHANGE}:
        months = review.partnership.review_every_months
        plan_review(
            partnership=review.partnership, due_on=add_months(today, months), by=by, now=now
        )
        return
    pipeline.move(
        partnership=review.partnership,
        to=Stage.PAUSED if outcome.decision == Decision.PAUSE else Stage.CLOSED,
        by=by,
        now=now,
        note=outcome.notes[:1000],
        terms=outcome.terms,
    )


def plan_missing(*, today: date, now: datetime) -> int:
    """The daily tick: every partnership at work gets its next review; returns how many (V1).

    The first comes 90 days after the start, for one entered as "already working together" 90
    days from now; never in the past.
    """
    return sum(_plan_if_missing(one, today=today, now=now) for one in list(_without_review()))


def _without_review() -> PartnershipQuerySet:
    return Partnership.objects.active().exclude(reviews__in=Review.objects.to_do())


@transaction.atomic
def _plan_if_missing(partnership: Partnership, *, today: date, now: datetime) -> bool:
    """Plan a review, unless one was planned or the partnership moved on in the meantime."""
    relationships.lock(partnership)
    found = _without_review().filter(pk=partnership.pk).first()
    if found:
        first = timezone.localdate(found.stage_since) + timedelta(days=FIRST_REVIEW_DAYS)
        plan_review(partnership=found, due_on=max(first, today), by=None, now=now)
    return found is not None


def _lock(review: Review) -> Review:
    current = Review.objects.select_for_update().select_related("partnership").get(pk=review.pk)
    if current.state == ReviewState.CLOSED:
        raise ReviewClosed(_("This review is done. Plan the next one."))
    return current


def _record(verb: str, review: Review, *, by: User | None, at: datetime, **params: str) -> None:
    record(
        verb,
        by=by,
        at=at,
        subject=review,
        organization_id=review.partnership.organization_id,
        partnership_id=review.partnership_id,
        wrote=(),
        **params,
    )
