"""How a round of reviews is going, in a constant number of queries."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Q

from partnerships.reviews.lifecycle import ReviewState
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
