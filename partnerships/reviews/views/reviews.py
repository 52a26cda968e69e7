"""Reviews: the list, one of them, planning, moving, and the decision."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import requires, signed_in
from accounts.roles import Permission
from common.dates import add_months
from common.errors import DomainError
from common.pages import next_url, page_of, refusals_on, render_page, status_of
from partnerships.relationships.models import Partnership
from partnerships.reviews import actions, queries
from partnerships.reviews.forms import (
    DecisionCorrectForm,
    ReviewCloseForm,
    ReviewDateForm,
    ReviewSearch,
)
from partnerships.reviews.lifecycle import ReviewState
from partnerships.reviews.models import Review
from partnerships.reviews.views.shared import findings_of, get_review, meeting_url


@require_safe
@requires(Permission.VIEW)
def review_list(request: HttpRequest) -> HttpResponse:
    """Reviews due, overdue and done, filtered by what the address says."""
    user, now = signed_in(request), timezone.now()
    form = ReviewSearch(request.GET, user=user, now=now)
    rows = Review.objects.visible_to(user).select_related(
        "partnership__organization", "partnership__owner"
    )
    context = {
        "form": form,
        "page": page_of(request, form.filter(rows)),
        "proposals": queries.proposed_reviews(user)[: queries.PROPOSALS_SHOWN],
        "today": timezone.localdate(now),
    }
    return render_page(request, "reviews/review_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.WORK)
def review_plan(request: HttpRequest, partnership_id: int) -> HttpResponse:
    """Plan the next review of a partnership."""
    today = timezone.localdate()
    rows = Partnership.objects.visible_to(signed_in(request)).with_names()
    partnership = get_object_or_404(rows, pk=partnership_id)
    usual = add_months(today, partnership.review_every_months)
    form = ReviewDateForm(request.POST or None, today=today, initial={"due_on": usual})
    if form.is_valid():
        with refusals_on(form):
            review = actions.plan_review(
                partnership=partnership,
                due_on=form.cleaned_data["due_on"],
                by=signed_in(request),
                now=timezone.now(),
            )
            messages.success(request, _("Review scheduled."))
            return HttpResponseRedirect(next_url(request, review.get_absolute_url()))
    context = {"form": form, "partnership": partnership}
    return render_page(request, "reviews/review_plan.html", context, status=status_of(form))


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.WORK)
def review_move(request: HttpRequest, review_id: int) -> HttpResponse:
    """Give a review another day."""
    review = get_review(request, review_id)
    form = ReviewDateForm(
        request.POST or None, today=timezone.localdate(), initial={"due_on": review.due_on}
    )
    if form.is_valid():
        with refusals_on(form):
            actions.move_review(
                review=review,
                due_on=form.cleaned_data["due_on"],
                by=signed_in(request),
                now=timezone.now(),
            )
            messages.success(request, _("Review rescheduled."))
            return HttpResponseRedirect(next_url(request, review.get_absolute_url()))
    context = {"form": form, "review": review}
    return render_page(request, "reviews/review_move.html", context, status=status_of(form))


@require_safe
@requires(Permission.VIEW)
def review_detail(request: HttpRequest, review_id: int) -> HttpResponse:
    """One review: who has answered, then the result, and the reviews before it."""
    user, review = signed_in(request), get_review(request, review_id)
    earlier = Review.objects.visible_to(user).filter(
        partnership=review.partnership, state=ReviewState.CLOSED
    )
    progress, findings = queries.progress_of(review), findings_of(review)
    context = {
        "review": review,
        "mine": queries.rater_of(review, user) if review.takes_answers() else None,
        "progress": progress if review.question_set_id else None,
        "findings": findings,
        "outcome": queries.outcome_of(review) if review.opened_at or review.decision else None,
        "meeting_url": meeting_url(review, findings, progress) if findings else "",
        "earlier": earlier.exclude(pk=review.pk).order_by("-closed_at"),
        "today": timezone.localdate(),
    }
    return render_page(request, "reviews/review_detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.WORK)
def review_close(request: HttpRequest, review_id: int) -> HttpResponse:
    """End a review with a decision; the next one is planned by itself."""
    now = timezone.now()
    today = timezone.localdate(now)
    review = get_review(request, review_id)
    progress, findings = queries.progress_of(review), findings_of(review)
    said = progress.said() if findings else {}
    form = ReviewCloseForm(request.POST or None, review=review, today=today, said=said)
    if form.is_valid():
        try:
            actions.close_review(
                review=review, outcome=form.outcome(), by=signed_in(request), now=now, today=today
            )
        except DomainError as error:
            _refuse(form, error)
        else:
            messages.success(request, _closed(request, review))
            return HttpResponseRedirect(next_url(request, review.get_absolute_url()))
    context = {"form": form, "review": review, "progress": progress, "findings": findings}
    return render_page(request, "reviews/review_close.html", context, status=status_of(form))


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.WORK)
def decision_correct(request: HttpRequest, review_id: int) -> HttpResponse:
    """Put right what was recorded of a decision; the history keeps what it said before."""
    review = get_review(request, review_id)
    if review.state != ReviewState.CLOSED:
        return HttpResponseRedirect(review.get_absolute_url())
    form = DecisionCorrectForm(request.POST or None, review=review)
    if form.is_valid():
        with refusals_on(form):
            actions.correct_decision(
                review=review,
                correction=form.correction(),
                by=signed_in(request),
                now=timezone.now(),
            )
            messages.success(
                request, _("Decision corrected. The history has what it said before.")
            )
            return HttpResponseRedirect(review.get_absolute_url())
    context = {"form": form, "review": review}
    return render_page(request, "reviews/decision_correct.html", context, status=status_of(form))


def _closed(request: HttpRequest, review: Review) -> str:
    """Say that it is done, and when the next one comes."""
    rows = Review.objects.visible_to(signed_in(request)).to_do()
    following = rows.filter(partnership=review.partnership).first()
    if following is None:
        return _("Review done. The partnership's stage has been updated.")
    day = date_format(following.due_on, "D, M j, Y")
    return _("Review done. The next one is scheduled for %(day)s.") % {"day": day}


def _refuse(form: ReviewCloseForm, error: DomainError) -> None:
    field = "notes" if error.field == "note" else error.field
    form.add_error(field if field in form.fields else None, str(error))
