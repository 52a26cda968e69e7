"""Open a review: choose the questions and the people, and gather the facts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from common.bounds import require_room
from common.errors import DomainError
from partnerships.organizations.models import Contact
from partnerships.relationships import actions as relationships
from partnerships.relationships.lifecycle import Side
from partnerships.reviews.actions.base import lock, record_review_event
from partnerships.reviews.lifecycle import MOST_RATERS, Occasion, ReviewState
from partnerships.reviews.models import QuestionSet, Rater, Review, ReviewLink
from partnerships.reviews.queries import facts_of


@dataclass(frozen=True)
class Opening:
    """What is asked in a review, whom, and until when."""

    question_set: QuestionSet
    raters: Mapping[Side, Sequence[Contact]]
    answers_until: date
    occasion: Occasion = Occasion.CADENCE


@transaction.atomic
def open_review(*, review: Review, opening: Opening, by: User, now: datetime) -> Review:
    """Begin a review with its questions and raters, and lock the question set.

    No one is written to. Raises `review_closed`, `review_opened`, `nobody_to_ask`, `full` or
    `not_of_that_side`.
    """
    review = lock(review)
    if review.question_set_id:
        raise DomainError(
            _("This review has started. Add people to it instead."), code="review_opened"
        )
    if not any(opening.raters.values()):
        raise DomainError(_("Choose at least one person to ask."), code="nobody_to_ask")
    questions = QuestionSet.objects.select_for_update().get(pk=opening.question_set.pk)
    if questions.retired_at:
        raise DomainError(
            _("These questions were retired. Choose other ones."),
            field="question_set",
            code="review_opened",
        )
    if questions.locked_at is None:
        questions.locked_at = now
        questions.save(update_fields=["locked_at"])
    review.state, review.opened_at = ReviewState.OPEN, now
    review.question_set, review.occasion = questions, opening.occasion
    review.answers_until = opening.answers_until
    review.save()
    for side, people in opening.raters.items():
        for contact in people:
            _add(review, contact, side, now)
    record_review_event("review.begun", review, by=by, at=now)
    return review


@transaction.atomic
def add_rater(*, review: Review, contact: Contact, side: Side, by: User, now: datetime) -> Rater:
    """Ask one more person. Raises `review_closed`, `review_opened`, `not_of_that_side`, `full`."""
    review = lock(review)
    if not review.takes_answers():
        raise DomainError(
            _("This review isn't taking answers. Reopen it to add people."), code="review_opened"
        )
    if review.raters.filter(contact=contact).exists():
        raise DomainError(
            _("%(name)s is on the list already.") % {"name": contact}, code="review_opened"
        )
    rater = _add(review, contact, side, now)
    record_review_event("review.rater_added", review, by=by, at=now, name=contact.name)
    return rater


@transaction.atomic
def remove_rater(*, rater: Rater, by: User, now: datetime) -> Review:
    """Take someone off the list who hasn't answered; their link stops working.

    Raises `review_closed`, `has_answered`.
    """
    review = lock(rater.review)
    rows = Rater.objects.select_for_update(of=["self"]).select_related("contact")
    current = rows.filter(pk=rater.pk).first()
    if current is None:
        return review  # someone else just did the same
    if current.answered_at:
        raise DomainError(
            _("%(name)s has answered; answers are kept.") % {"name": current}, code="has_answered"
        )
    links = ReviewLink.objects.filter(review=review, contact=current.contact, revoked_at=None)
    revoked = list(links)
    for link in revoked:
        link.revoked_at = now
        link.save(update_fields=["revoked_at"])
    contact, side = current.contact, current.side
    current.delete()
    record_review_event(
        "review.rater_removed",
        review,
        by=by,
        at=now,
        wrote=revoked,
        name=contact.name,
        contact=contact.pk,
        side=side,
    )
    return review


def _add(review: Review, contact: Contact, side: Side, now: datetime) -> Rater:
    relationships.require_side(
        partnership=review.partnership,
        contact=contact,
        side=side,
        today=timezone.localdate(now),
    )
    require_room(
        review.raters.filter(side=side),
        most=MOST_RATERS,
        field=side.value,
        refusal=_("A review can ask %(most)s people on each side. Choose fewer."),
    )
    return Rater.objects.create(review=review, contact=contact, side=side, added_at=now)


def prepare(*, review: Review, now: datetime) -> Review:
    """Gather the facts of a review and keep them. They're read before anything is locked."""
    facts = facts_of(review, timezone.localdate(now))
    with transaction.atomic():
        review = lock(review)
        review.facts, review.prepared_at = facts, now
        review.save(update_fields=["facts", "prepared_at"])
        record_review_event("review.prepared", review, by=None, at=now)
    return review
