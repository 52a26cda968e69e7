"""What a person sees behind a link to a review; nothing in here is for our people only."""

from dataclasses import dataclass

from partnerships.links.queries import HelpLine, help_line
from partnerships.relationships.lifecycle import Side
from partnerships.reviews.models import Question, Rater, ResultComment, Review, ReviewLink
from partnerships.reviews.queries import Outcome, Result, outcome_of, result_of
from partnerships.reviews.rules.anonymity import Company
from partnerships.reviews.rules.chart import Chart, chart_of


@dataclass(frozen=True)
class RatingPage:
    """The questions, and what the person should know about who sees their answers."""

    link: ReviewLink
    rater: Rater
    questions: list[Question]
    company: Company
    help: HelpLine


@dataclass(frozen=True)
class ResultPage:
    """The shared part of a result, with both sides by name."""

    link: ReviewLink
    review: Review
    result: Result
    chart: Chart
    outcome: Outcome
    comments: list[ResultComment]
    help: HelpLine


def rating_page_of(link: ReviewLink) -> RatingPage | None:
    """Return the questions behind a link; None when they take no more answers."""
    review = link.review
    raters = list(review.raters.filter(side=Side.THEIRS).select_related("contact"))
    rater = next((one for one in raters if one.contact_id == link.contact_id), None)
    if rater is None or not review.takes_answers():
        return None
    rater.review = review
    return RatingPage(
        link=link,
        rater=rater,
        questions=list(Question.objects.filter(question_set=review.question_set_id)),
        company=Company(len(raters) - 1),
        help=help_line(link.sent_by),
    )


def result_page_of(link: ReviewLink) -> ResultPage | None:
    """Return the result behind a link; None when answers were reopened."""
    review = link.review
    if not review.has_result():
        return None
    line = help_line(link.sent_by)
    result = result_of(review, us=line.house, them=review.partnership.organization.name)
    return ResultPage(
        link=link,
        review=review,
        result=result,
        chart=chart_of(result.labeled()),
        outcome=outcome_of(review),
        comments=list(link.comments.all()),
        help=line,
    )
