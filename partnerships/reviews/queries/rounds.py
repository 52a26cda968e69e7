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
    return counted.order_by("partnership__organization__name", "pk")


def round_rows(reviews: Sequence[Review]) -> list[RoundRow]:
    """Score many reviews at once, in three queries."""
    final = [one.pk for one in reviews if one.has_result()]
    raters: dict[int, list[Rater]] = {pk: [] for pk in final}
    for rater in Rater.objects.answered().filter(review__in=final):
        raters[rater.review_id].append(rater)
    answers: dict[int, list[ReviewAnswer]] = {pk: [] for pk in final}
    said = ReviewAnswer.objects.filter(rater__review__in=final, rater__answered_at__isnull=False)
    for answer in said.select_related("question", "rater"):
        answers[answer.rater.review_id].append(answer)
    questions: dict[int, list[Question]] = {}
    sets = {one.question_set_id for one in reviews if one.question_set_id}
    for question in Question.objects.filter(question_set__in=sets):
        questions.setdefault(question.question_set_id, []).append(question)
    return [_row(one, raters, answers, questions) for one in reviews]


def _row(
    review: Review,
    raters: dict[int, list[Rater]],
    answers: dict[int, list[ReviewAnswer]],
    questions: dict[int, list[Question]],
) -> RoundRow:
    gap = None
    if review.pk in raters and review.question_set_id:
        scores = scores_of(
            raters[review.pk], answers[review.pk], questions[review.question_set_id]
        )
        gap = next((one for one in scores if one.gap is not None), None)
    return RoundRow(
        review=review,
        asked=getattr(review, "asked", 0),
        answered=getattr(review, "answered", 0),
        gap=gap,
    )
