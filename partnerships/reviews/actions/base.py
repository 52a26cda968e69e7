"""What every action on a review needs."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Model
from django.utils.translation import gettext as _

from accounts.models import User
from audit.actions import Json, record
from common.errors import DomainError
from partnerships.reviews.lifecycle import ReviewState
from partnerships.reviews.models import Review


def lock(review: Review) -> Review:
    """Return the row as it is now, locked until the transaction ends. Raises `review_closed`."""
    rows = Review.objects.select_for_update(of=["self"]).select_related("partnership")
    current = rows.get(pk=review.pk)
    if current.state == ReviewState.CLOSED:
        raise DomainError(_("This review is closed. Plan the next one."), code="review_closed")
    return current


def record_review_event(
    verb: str,
    review: Review,
    *,
    by: User | None,
    at: datetime,
    wrote: Iterable[Model] = (),
    **params: Json,
) -> None:
    """Record what happened with a review, at its partnership."""
    record(
        verb,
        by=by,
        at=at,
        subject=review,
        organization_id=review.partnership.organization_id,
        partnership_id=review.partnership_id,
        wrote=wrote,
        **params,
    )
