"""Results as files, and the questions on paper."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.access import requires, signed_in
from accounts.roles import Permission
from common.csv import GuardedWriter
from common.pages import render_page
from partnerships.exchange.lifecycle import Answer
from partnerships.links.queries import help_line
from partnerships.relationships.lifecycle import Side
from partnerships.reviews.forms import RatingForm
from partnerships.reviews.lifecycle import Closeness, Scale
from partnerships.reviews.models import Rater
from partnerships.reviews.rules.scoring import shown
from partnerships.reviews.views.shared import findings_of, get_review


@require_safe
@requires(Permission.VIEW)
def review_csv(request: HttpRequest, review_id: int) -> HttpResponse:
    """The table of a result as CSV."""
    review = get_review(request, review_id)
    findings = findings_of(review)
    if findings is None:
        messages.info(request, _("There's no result to download yet. Close the answers first."))
        return redirect(review)
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="review-{review_id}.csv"'
    writer = GuardedWriter(
        response,
        [_("Dimension"), _("Us"), _("Them"), _("Gap"), _("Our spread"), _("Their spread")],
    )
    for row in findings.result.rows:
        ours, theirs = row.score.ours, row.score.theirs
        spreads = [shown(ours.spread), shown(theirs.spread)]
        writer.row([row.label, ours.points, theirs.points, row.score.gap_points, *spreads])
    return response


@require_safe
@requires(Permission.VIEW)
def review_sheet(request: HttpRequest, review_id: int) -> HttpResponse:
    """The questions to print and mark by hand: for their side, or with ?side=ours for ours."""
    review = get_review(request, review_id)
    asked = request.GET.get("side", Side.THEIRS.value)
    if review.question_set is None or asked not in Side.values:
        raise Http404
    user, side = signed_in(request), Side(asked)
    form = RatingForm(
        rater=Rater(review=review, side=side),
        questions=list(review.question_set.questions.all()),
        today=timezone.localdate(),
        fills_in=False,
    )
    context = {
        "review": review,
        "side": side,
        "form": form,
        "scale": Scale.labels,
        "levels": Closeness.choices,
        "answers": Answer.labels,
        "help": help_line(review.partnership.owner or user),
    }
    return render_page(request, "reviews/review_sheet.html", context)
