"""Plan a review, move it, and see that every active partnership has one."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from common.errors import DomainError
from partnerships.relationships import actions as relationships
from partnerships.relationships.models import Partnership, PartnershipQuerySet
from partnerships.reviews.actions.base import lock, record_review_event
from partnerships.reviews.lifecycle import FIRST_REVIEW_DAYS
from partnerships.reviews.models import Review


@transaction.atomic
def plan_review(
    *, partnership: Partnership, due_on: date, by: User | None, now: datetime
) -> Review:
    """Plan the next review. Raises `review_planned` when there is one to do."""
    relationships.lock(partnership)
    if Review.objects.to_do().filter(partnership=partnership).exists():
        raise DomainError(
            _("A review is already scheduled. Reschedule it instead."), code="review_planned"
        )
    review = Review.objects.create(partnership=partnership, due_on=due_on, planned_at=now)
    record_review_event("review.planned", review, by=by, at=now, due=due_on.isoformat())
    return review


@transaction.atomic
def move_review(*, review: Review, due_on: date, by: User, now: datetime) -> Review:
    """Give a review to do another day. Raises `review_closed`."""
    review = lock(review)
    review.due_on = due_on
    review.save(update_fields=["due_on"])
    record_review_event("review.moved", review, by=by, at=now, due=due_on.isoformat())
    return review


def plan_missing(*, today: date, now: datetime) -> int:
    """The daily tick: every partnership at work gets its next review; returns how many (V1).

    The first comes 90 days after the start, for one entered as "already working together" 90
    days from now; never in the past.
    """
    waiting = list(_without_review().order_by("pk"))
    return sum(_plan_if_missing(one, today=today, now=now) for one in waiting)


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
