"""Propose reviews after something happened, and what people make of a proposal."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from audit.actions import record
from common.dates import add_days
from common.errors import DomainError
from partnerships.relationships import actions as relationships
from partnerships.reviews.actions.base import record_review_event
from partnerships.reviews.lifecycle import ACCEPTED_DAYS, MOST_PROPOSALS, Occasion, ReviewState
from partnerships.reviews.models import Review, ReviewProposal
from partnerships.reviews.queries import Cause, causes_of


def propose_reviews(*, today: date, now: datetime) -> int:
    """Keep a proposal for whatever became a reason for a review; return how many are new."""
    return sum(_propose(cause, now) for cause in causes_of(today)[:MOST_PROPOSALS])


@transaction.atomic
def _propose(cause: Cause, now: datetime) -> bool:
    """Keep one proposal, unless another tick was faster."""
    proposal, is_new = ReviewProposal.objects.get_or_create(
        partnership_id=cause.partnership_id,
        occasion=cause.occasion,
        about_id=cause.about_id,
        since=cause.since,
        defaults={"detail": cause.detail, "proposed_at": now},
    )
    if is_new:
        _note("review.proposed", proposal, by=None, at=now)
    return is_new


@transaction.atomic
def accept_proposal(*, proposal: ReviewProposal, by: User, now: datetime, today: date) -> Review:
    """Schedule the review soon, and give it the reason; it settles all that's proposed there.

    A review that's planned for later comes forward; one that's under way or sooner stays.
    Raises `proposal_decided`.
    """
    partnership = relationships.lock(proposal.partnership)
    soon = add_days(today, ACCEPTED_DAYS)
    waiting = ReviewProposal.objects.waiting().filter(partnership=partnership)
    if not waiting.filter(pk=proposal.pk).exists():
        raise DomainError(
            _("Someone has decided this already. Look at the partner's reviews."),
            code="proposal_decided",
        )
    ReviewProposal.objects.filter(pk__in=[one.pk for one in waiting]).update(
        accepted=True, decided_at=now, decided_by=by
    )
    review = Review.objects.to_do().filter(partnership=partnership).first()
    if review is None:
        review = Review(partnership=partnership, due_on=soon, planned_at=now)
    if review.state == ReviewState.PLANNED:
        review.due_on = min(review.due_on, soon)
        review.occasion = Occasion(proposal.occasion)
        review.save()
    record_review_event("review.planned", review, by=by, at=now, due=review.due_on.isoformat())
    return review


@transaction.atomic
def dismiss_proposal(*, proposal: ReviewProposal, by: User, now: datetime) -> ReviewProposal:
    """Hold no review for this reason. One that's decided stays as it is."""
    proposal = _lock(proposal)
    if proposal.decided_at is None:
        proposal.decided_at, proposal.decided_by = now, by
        proposal.save(update_fields=["decided_at", "decided_by"])
        _note("review.proposal_dismissed", proposal, by=by, at=now)
    return proposal


@transaction.atomic
def restore_proposal(*, proposal: ReviewProposal, by: User, now: datetime) -> ReviewProposal:
    """Undo a dismissal."""
    proposal = _lock(proposal)
    proposal.decided_at = proposal.decided_by = None
    proposal.save(update_fields=["decided_at", "decided_by"])
    _note("review.proposal_restored", proposal, by=by, at=now)
    return proposal


def _lock(proposal: ReviewProposal) -> ReviewProposal:
    """Lock the partnership first, as accepting does."""
    relationships.lock(proposal.partnership)
    return ReviewProposal.objects.select_related("partnership").get(pk=proposal.pk)


def _note(verb: str, proposal: ReviewProposal, *, by: User | None, at: datetime) -> None:
    partnership = proposal.partnership
    record(
        verb,
        by=by,
        at=at,
        subject=proposal,
        organization_id=partnership.organization_id,
        partnership_id=partnership.pk,
        occasion=proposal.occasion,
    )
