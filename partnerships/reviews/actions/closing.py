"""End a review: stop taking answers, then record what both sides decided."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from audit.actions import changed, values_of
from common.dates import add_months
from common.errors import DomainError
from partnerships.engagement import actions as engagement
from partnerships.engagement.models import FollowUp
from partnerships.exchange import actions as exchange
from partnerships.exchange.lifecycle import Answer
from partnerships.exchange.models import WiifmAnswer
from partnerships.exchange.queries import is_rested_on, latest_version
from partnerships.pipeline import actions as pipeline
from partnerships.relationships import actions as relationships
from partnerships.relationships.lifecycle import How, Side, Stage
from partnerships.relationships.queries import people_of
from partnerships.reviews.actions.base import lock, record_review_event
from partnerships.reviews.actions.planning import plan_review
from partnerships.reviews.lifecycle import CONTINUING, Decision, ReviewState
from partnerships.reviews.models import Review
from partnerships.reviews.queries import levels_of

#: What can be put right of a decision.
CORRECTABLE = ("decision", "changes", "notes", "still_works_for_us", "still_works_for_them")


@transaction.atomic
def close_answers(*, review: Review, by: User, now: datetime) -> Review:
    """Take no more answers, and show the result. Raises `review_closed`, `not_asking`."""
    review = lock(review)
    if not review.takes_answers():
        raise DomainError(_("This review isn't taking answers."), code="not_asking")
    _finish_answers(review, now)
    review.save(update_fields=["answers_closed_at", "facts"])
    record_review_event("review.answers_closed", review, by=by, at=now)
    return review


@transaction.atomic
def reopen_answers(*, review: Review, by: User, now: datetime) -> Review:
    """Take answers again. Raises `review_closed`, `not_asking`."""
    review = lock(review)
    if not review.has_result():
        raise DomainError(
            _("This review is taking answers already, or no one was asked."), code="not_asking"
        )
    review.answers_closed_at = None
    review.save(update_fields=["answers_closed_at"])
    record_review_event("review.answers_reopened", review, by=by, at=now)
    return review


@dataclass(frozen=True)
class ReviewOutcome:
    """What a review ended with (V4). ``terms`` go with "pause" and "close".

    ``next_on`` is the day of the next review; without one it follows the partnership's cadence.
    """

    decision: Decision
    works_for_us: Answer
    works_for_them: Answer
    changes: str = ""
    notes: str = ""
    promises: Iterable[engagement.Promise] = ()
    no_promises_because: str = ""
    terms: pipeline.Hold | pipeline.Ending | None = None
    next_on: date | None = None


@transaction.atomic
def close_review(
    *, review: Review, outcome: ReviewOutcome, by: User, now: datetime, today: date
) -> Review:
    """End a review with a decision and plan the next one, or pause or end the partnership.

    Raises `review_closed`, `decision_incomplete`, or what pipeline.move raises, and keeps nothing.
    """
    review = lock(review)
    promises = list(outcome.promises)
    if not promises and not outcome.no_promises_because:
        raise DomainError(
            _("Add a commitment, or say why there are none."),
            field="no_promises_because",
            code="decision_incomplete",
        )
    review.state, review.closed_at, review.closed_by = ReviewState.CLOSED, now, by
    _write_down(review, outcome)
    review.no_promises_because = outcome.no_promises_because
    if review.question_set_id and review.answers_closed_at is None:
        _finish_answers(review, now)
    review.save()
    review.commitments.set(
        engagement.promise(partnership=review.partnership, given=given, by=by, now=now)
        for given in promises
    )
    _say_for_us(review, outcome, by=by, now=now, today=today)
    _follow(review, outcome, by=by, now=now, today=today)
    record_review_event("review.closed", review, by=by, at=now, decision=outcome.decision.value)
    return review


@dataclass(frozen=True)
class DecisionCorrection:
    """What should have been recorded of a decision."""

    decision: Decision
    works_for_us: Answer
    works_for_them: Answer
    changes: str = ""
    notes: str = ""


@transaction.atomic
def correct_decision(
    *, review: Review, correction: DecisionCorrection, by: User, now: datetime
) -> Review:
    """Put right what was recorded of a decision; the event keeps what it said before.

    Our side's answer about the lists that closing wrote down is put right with it.
    Raises `not_decided`, and `decision_stays` where the decision moved the stage.
    """
    rows = Review.objects.select_for_update(of=["self"]).select_related("partnership")
    review = rows.get(pk=review.pk)
    if review.state != ReviewState.CLOSED:
        raise DomainError(
            _("This review has no decision yet. Record it first."), code="not_decided"
        )
    decisions = {Decision(review.decision), correction.decision}
    if len(decisions) > 1 and not decisions <= CONTINUING:
        raise DomainError(
            _("Pausing or closing also changes the stage. Do that on the partner's page."),
            field="decision",
            code="decision_stays",
        )
    before = values_of(review, CORRECTABLE)
    if correction.works_for_us != review.still_works_for_us:
        _say_rightly_for_us(review, correction.works_for_us, by=by, now=now)
    _write_down(review, correction)
    if different := changed(review, before):
        review.save(update_fields=CORRECTABLE)
        record_review_event("review.decision_corrected", review, by=by, at=now, changed=different)
    return review


def _write_down(review: Review, said: ReviewOutcome | DecisionCorrection) -> None:
    review.decision, review.notes = said.decision.value, said.notes
    review.changes = said.changes if said.decision == Decision.CHANGE else ""
    review.still_works_for_us = said.works_for_us.value
    review.still_works_for_them = said.works_for_them.value


def _finish_answers(review: Review, now: datetime) -> None:
    """Take no more answers, and keep the levels of collaboration for the partner page."""
    review.answers_closed_at = now
    levels = levels_of(review)
    review.facts = {**review.facts, "levels": levels} if levels else review.facts


def _say_for_us(
    review: Review, outcome: ReviewOutcome, *, by: User, now: datetime, today: date
) -> None:
    """Keep our side's "what's in it for us" as said in the review, if the lists were shared."""
    version = latest_version(review.partnership)
    us = people_of(review.partnership, today)[Side.OURS]
    me = next((held.contact for held in us if held.contact.user_id == by.pk), None)
    if version is None or me is None:
        return
    saying = exchange.Saying(me, Side.OURS, How.MEETING, today, answer=outcome.works_for_us)
    exchange.record_saying(partnership=review.partnership, saying=saying, by=by, now=now)


def _say_rightly_for_us(review: Review, answer: Answer, *, by: User, now: datetime) -> None:
    """Replace what closing wrote down for our side, unless its person has answered since.

    Where the lists have changed, no one has answered for them; the wrong answer is crossed out.
    """
    partnership = review.partnership
    rows = WiifmAnswer.objects.filter(list_version__partnership=partnership, side=Side.OURS)
    rows = rows.select_related("contact", "list_version")
    closing = {"recorded_at": review.closed_at, "recorded_by": review.closed_by}
    first = rows.filter(how=How.MEETING, **closing).first()
    if first is None:
        return
    last = rows.filter(contact=first.contact_id).latest("recorded_at", "pk")
    wrong = (How.MEETING, first.said_on, review.still_works_for_us)
    if (last.how, last.said_on, last.value) != wrong:
        return
    version, people = latest_version(partnership), people_of(partnership, first.said_on)
    stands = version is not None and last.list_version.same_lists_as(version)
    if stands and people.is_of(last.contact_id, Side.OURS):
        saying = exchange.Saying(
            last.contact, Side.OURS, How.MEETING, first.said_on, answer=answer
        )
        exchange.record_saying(partnership=partnership, saying=saying, by=by, now=now)
    elif not is_rested_on(last):
        because = _("The decision of the review was corrected.")
        exchange.record_in_error(said=last, because=because, by=by, now=now)


def _follow(
    review: Review, outcome: ReviewOutcome, *, by: User, now: datetime, today: date
) -> None:
    if outcome.decision in CONTINUING:
        usual = add_months(today, review.partnership.review_every_months)
        plan_review(
            partnership=review.partnership, due_on=outcome.next_on or usual, by=by, now=now
        )
        _wait_on_the_next(review, now)
        return
    pipeline.move(
        partnership=review.partnership,
        to=Stage.PAUSED if outcome.decision == Decision.PAUSE else Stage.CLOSED,
        by=by,
        now=now,
        note=outcome.notes[:1000],
        terms=outcome.terms,
    )


def _wait_on_the_next(review: Review, now: datetime) -> None:
    """Whoever has the next open commitment is waited on, we first; without one, we are (L2)."""
    left = FollowUp.objects.open().filter(partnership=review.partnership_id)
    following = left.order_by("due_on", "side", "pk").first()
    court = Side(following.side) if following else Side.OURS
    relationships.pass_turn(partnership_id=review.partnership_id, court=court, now=now)
