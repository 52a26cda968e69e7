"""Open a round of reviews, and prepare it one review at a time."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import date, datetime

from django.db import transaction
from django.db.models import Value
from django.db.models.functions import Least
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from audit.actions import record
from common.dates import add_days
from common.errors import DomainError
from partnerships.relationships.models import Partnership
from partnerships.reviews.actions.opening import Opening, open_review, prepare
from partnerships.reviews.lifecycle import MOST_RATERS, PREPARE_DAYS
from partnerships.reviews.models import QuestionSet, Review, ReviewRound
from partnerships.reviews.queries import people_to_ask

#: Partnerships in one round.
MOST_PARTNERSHIPS = 2000


@transaction.atomic
def open_round(
    *,
    name: str,
    question_set: QuestionSet,
    answers_until: date,
    partnerships: Sequence[Partnership],
    by: User,
    now: datetime,
) -> ReviewRound:
    """Take the next review of each partnership into a round; one is planned where none is.

    They are due when answers are, or sooner. Reviews under way stay out of it. No one is written
    to. Raises `round_refused`.
    """
    partnerships = partnerships[: MOST_PARTNERSHIPS + 1]
    if not partnerships or len(partnerships) > MOST_PARTNERSHIPS:
        raise DomainError(_("Choose between 1 and 2,000 partnerships."), code="round_refused")
    opened = ReviewRound.objects.create(
        name=name,
        question_set=question_set,
        answers_until=answers_until,
        opened_at=now,
        opened_by=by,
    )
    ids = {one.pk for one in partnerships}
    to_do = Review.objects.to_do().filter(partnership__in=ids)
    has_one = set(to_do.values_list("partnership", flat=True))
    # The tick may plan one at the same time; the database keeps one for each partnership.
    Review.objects.bulk_create(
        [
            Review(partnership_id=pk, due_on=answers_until, planned_at=now)
            for pk in sorted(ids - has_one)
        ],
        ignore_conflicts=True,
    )
    free = to_do.filter(question_set__isnull=True, round__isnull=True)
    free.update(round=opened, due_on=Least("due_on", Value(answers_until)))
    _note("round.opened", opened, by=by, at=now)
    return opened


@transaction.atomic
def stop_round(*, review_round: ReviewRound, by: User, now: datetime) -> ReviewRound:
    """Keep the background work from going on; what is prepared stays."""
    review_round = _lock(review_round)
    if review_round.stopped_at is None:
        review_round.stopped_at = now
        review_round.save(update_fields=["stopped_at"])
        _note("round.stopped", review_round, by=by, at=now)
    return review_round


@transaction.atomic
def resume_round(*, review_round: ReviewRound, by: User, now: datetime) -> ReviewRound:
    """Let the background work go on where it stopped."""
    review_round = _lock(review_round)
    if review_round.stopped_at is not None:
        review_round.stopped_at = None
        review_round.save(update_fields=["stopped_at"])
        _note("round.resumed", review_round, by=by, at=now)
    return review_round


def work_at_reviews(*, clock: Callable[[], datetime], stopping: Callable[[], bool]) -> int:
    """Prepare the reviews that wait, each in a transaction of its own; return how many.

    Each is asked for again, so that a stopped round stops at once and two workers share the work.
    """
    done = 0
    while not stopping() and (review := _next(timezone.localdate(clock()))) is not None:
        _prepare(review, clock())
        done += 1
    return done


def _next(today: date) -> Review | None:
    """Return a review of a round that goes on, else one that's due soon."""
    waiting = Review.objects.to_do_now().filter(prepared_at__isnull=True)
    related = waiting.select_related("round__opened_by", "round__question_set", "partnership")
    in_round = related.filter(round__isnull=False, round__stopped_at__isnull=True)
    due_soon = related.filter(round__isnull=True, due_on__lte=add_days(today, PREPARE_DAYS))
    return in_round.order_by("pk").first() or due_soon.order_by("due_on", "pk").first()


def _prepare(review: Review, now: datetime) -> None:
    """Gather the facts of a review; one of a round is opened for the key people of both sides.

    One that can't be opened is left to people, with its facts; the round goes on.
    """
    if review.round_id:
        with suppress(DomainError):
            _open(review, now)
    try:
        prepare(review=review, now=now)
    except DomainError:  # closed meanwhile
        Review.objects.filter(pk=review.pk).update(prepared_at=now)


def _open(review: Review, now: datetime) -> None:
    people = people_to_ask(review.partnership, timezone.localdate(now))
    raters = {
        side: [one.contact for one in found if one.is_key][:MOST_RATERS]
        for side, found in people.items()
    }
    review_round = review.round
    if review_round and review.question_set_id is None and any(raters.values()):
        opening = Opening(review_round.question_set, raters, review_round.answers_until)
        open_review(review=review, opening=opening, by=review_round.opened_by, now=now)


def _lock(review_round: ReviewRound) -> ReviewRound:
    return ReviewRound.objects.select_for_update().get(pk=review_round.pk)


def _note(verb: str, review_round: ReviewRound, *, by: User, at: datetime) -> None:
    record(verb, by=by, at=at, subject=review_round, name=review_round.name)
