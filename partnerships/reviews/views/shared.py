"""What several views of reviews need."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.access import signed_in
from partnerships.engagement.lifecycle import MeetingKind
from partnerships.reviews import queries
from partnerships.reviews.models import Rater, ResultComment, Review
from partnerships.reviews.queries import Result, ReviewProgress
from partnerships.reviews.rules.agenda import agenda_of, agenda_to_share
from partnerships.reviews.rules.chart import Chart, chart_of

FORM_METHODS = ["GET", "HEAD", "POST"]


@dataclass(frozen=True)
class Findings:
    """A result as our own page shows it."""

    result: Result
    chart: Chart
    agenda: list[str]
    said_about_it: list[ResultComment]


def findings_of(review: Review) -> Findings | None:
    """Return the result of a review whose answers are final."""
    if not review.has_result():
        return None
    partner = review.partnership.organization.name
    result = queries.result_of(review, us=_("us"), them=partner)
    scores = result.labeled()
    return Findings(
        result=result,
        chart=chart_of(scores),
        agenda=agenda_of(scores, us=_("us"), them=partner),
        said_about_it=queries.said_about_result(review),
    )


def meeting_url(review: Review, findings: Findings, progress: ReviewProgress) -> str:
    """Where the meeting about a result is planned: with its agenda, and everyone who was asked.

    The agenda goes out with the invitations, so that it holds no one's ratings.
    """
    agenda = agenda_to_share(findings.result.labeled())
    points = [f"{number}. {point}" for number, point in enumerate(agenda, start=1)]
    raters = [one.contact_id for side in progress.sides for one in side.raters]
    asked = {
        "kind": MeetingKind.REVIEW.value,
        "aim": _("Talk about the review, and decide what comes next"),
        "agenda": "\n".join(points),
        "person": raters,
    }
    return (
        f"{reverse('meeting_create', args=[review.partnership_id])}?{urlencode(asked, doseq=True)}"
    )


def get_review(request: HttpRequest, review_id: int) -> Review:
    """Load a review that this user may see, or answer 404."""
    rows = Review.objects.visible_to(signed_in(request))
    related = rows.select_related("partnership__organization", "closed_by", "question_set")
    return get_object_or_404(related, pk=review_id)


def get_rater(request: HttpRequest, rater_id: int) -> Rater:
    """Load a rater that this user may see, or answer 404."""
    rows = Rater.objects.visible_to(signed_in(request))
    related = rows.select_related("contact", "review__partnership__organization")
    return get_object_or_404(related, pk=rater_id)
