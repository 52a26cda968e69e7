"""Results as files."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.access import requires
from accounts.roles import Permission
from common.csv import GuardedWriter
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
