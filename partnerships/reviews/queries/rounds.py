"""How a round of reviews is going, in a constant number of queries."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Max, Q
from django.utils import timezone

from common.dates import add_days
from partnerships.relationships.models import Partnership
from partnerships.reviews.lifecycle import DECIDED_LATELY_DAYS, ReviewState
from partnerships.reviews.models import (
    Question,
    Rater,
    Review,
    ReviewAnswer,
    ReviewQuerySet,
    ReviewRound,
)
from partnerships.reviews.queries.results import scores_of
from partnerships.reviews.rules.labels import label_of
from partnerships.reviews.rules.scoring import DimensionScore


@dataclass(frozen=True)
class Candidate:
    """A partnership that a round could take, with its review to do and the last decided one."""

    partnership: Partnership
    review: Review | None
    decided_on: date | None
    is_recent: bool

    @property
    def is_under_way(self) -> bool:
        """Whether its review has started, or is in another round: this one can't take it."""
        review = self.review
        return review is not None and bool(review.question_set_id or review.round_id)

    @property
    def is_suggested(self) -> bool:
        """Whether the round takes it unless leadership leaves it out."""
        return not self.is_under_way and not self.is_recent

    def moves_from(self, answers_until: date) -> date | None:
        """Return the day its review would be due otherwise, if that's later."""
        due_on = self.review.due_on if self.review and not self.is_under_way else None
        return due_on if due_on and due_on > answers_until else None


def candidates_of(partnerships: Sequence[Partnership], today: date) -> list[Candidate]:
    """Say for each partnership whether a round would take it, in two queries."""
    to_do = Review.objects.to_do().filter(partnership__in=partnerships).select_related("round")
    reviews = {one.partnership_id: one for one in to_do}
    done = Review.objects.filter(partnership__in=partnerships, state=ReviewState.CLOSED)
    last = dict(done.order_by("partnership").values_list("partnership").annotate(Max("closed_at")))
    recent = add_days(today, -DECIDED_LATELY_DAYS)
    found = []
    for one in partnerships:
        closed_at = last.get(one.pk)
        decided_on = timezone.localdate(closed_at) if closed_at else None
        is_recent = decided_on is not None and decided_on >= recent
        found.append(Candidate(one, reviews.get(one.pk), decided_on, is_recent))
    return found


@dataclass(frozen=True)
class RoundCounts:
    """How many reviews of a round are how far."""

    all: int
    prepared: int
    decided: int


@dataclass(frozen=True)
class RoundRow:
    """One review of a round, and its biggest gap once its answers are final."""

    review: Review
    asked: int
    answered: int
    gap: DimensionScore | None

    @property
    def gap_label(self) -> str:
        partner = self.review.partnership.organization.name
        return label_of(self.gap.dimension, us="us", them=partner) if self.gap else ""


def counts_of(review_round: ReviewRound) -> RoundCounts:
    """Count the reviews of a round in one query."""
    found = Review.objects.filter(round=review_round).aggregate(
        all=Count("pk"),
        prepared=Count("pk", filter=Q(prepared_at__isnull=False)),
        decided=Count("pk", filter=Q(state=ReviewState.CLOSED)),
    )
    return RoundCounts(**found)


def reviews_of(review_round: ReviewRound) -> ReviewQuerySet:
    """Return the reviews of a round by partner, with how many were asked and answered."""
    rows = Review.objects.filter(round=review_round).select_related(
        "partnership__organization", "partnership__owner"
    )
    counted = rows.annotate(
        asked=Count("raters"),
        answered=Count("raters", filter=Q(raters__answered_at__isnull=False)),
    )
    return counted.order_by("partnership__organization__name_key", "pk")


def round_rows(reviews: Sequence[Review]) -> list[RoundRow]:
    """Score many reviews at once, in three queries."""
    scores = {review.pk: found for review, found in scores_by_review(reviews)}
    return [_row(one, scores.get(one.pk, [])) for one in reviews]


def scores_by_review(
    reviews: Sequence[Review],
) -> list[tuple[Review, list[DimensionScore]]]:
    """The scores of those reviews whose answers are final, biggest gap first; three queries."""
    final = [one for one in reviews if one.has_result()]
    raters: dict[int, list[Rater]] = {one.pk: [] for one in final}
    for rater in Rater.objects.answered().filter(review__in=final):
        raters[rater.review_id].append(rater)
    answers: dict[int, list[ReviewAnswer]] = {one.pk: [] for one in final}
    said = ReviewAnswer.objects.filter(rater__review__in=final, rater__answered_at__isnull=False)
    for answer in said.select_related("question", "rater"):
        answers[answer.rater.review_id].append(answer)
    questions: dict[int, list[Question]] = {}
    sets = {one.question_set_id for one in final if one.question_set_id}
    for question in Question.objects.filter(question_set__in=sets):
        questions.setdefault(question.question_set_id, []).append(question)
    return [
        (one, scores_of(raters[one.pk], answers[one.pk], questions[one.question_set_id]))
        for one in final
        if one.question_set_id in questions
    ]


def _row(review: Review, scores: Sequence[DimensionScore]) -> RoundRow:
    return RoundRow(
        review=review,
        asked=getattr(review, "asked", 0),
        answered=getattr(review, "answered", 0),
        gap=next((one for one in scores if one.gap is not None), None),
    )
