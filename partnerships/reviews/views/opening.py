"""Opening a review, changing whom it asks, and closing its answers."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import requires, signed_in
from accounts.roles import Permission
from audit.undo import say_done
from common.pages import refusals_on, refusals_told, render_page, status_of
from partnerships.reviews import actions, queries
from partnerships.reviews.forms import OpenReviewForm, RaterForm
from partnerships.reviews.views.shared import FORM_METHODS, get_rater, get_review


@require_http_methods(FORM_METHODS)
@requires(Permission.WORK)
def review_open(request: HttpRequest, review_id: int) -> HttpResponse:
    """Choose questions and people; the facts are gathered right after. No one is written to."""
    review, now = get_review(request, review_id), timezone.now()
    form = OpenReviewForm(request.POST or None, review=review, today=timezone.localdate(now))
    if form.is_valid():
        with refusals_on(form):
            opened = actions.open_review(
                review=review, opening=form.opening(), by=signed_in(request), now=now
            )
            actions.prepare(review=opened, now=now)
            messages.success(request, _("The review has started. Ask each person below."))
            return redirect(review)
    context = {"form": form, "review": review}
    return render_page(request, "reviews/review_open.html", context, status=status_of(form))


@require_http_methods(FORM_METHODS)
@requires(Permission.WORK)
def rater_add(request: HttpRequest, review_id: int) -> HttpResponse:
    """Ask one more person."""
    review, now = get_review(request, review_id), timezone.now()
    form = RaterForm(request.POST or None, review=review, today=timezone.localdate(now))
    if form.is_valid():
        contact, side = form.rater()
        with refusals_on(form):
            actions.add_rater(
                review=review, contact=contact, side=side, by=signed_in(request), now=now
            )
            messages.success(request, _("%(name)s is on the list.") % {"name": contact})
            return redirect(review)
    context = {"form": form, "review": review}
    return render_page(request, "reviews/rater_add.html", context, status=status_of(form))


@require_POST
@requires(Permission.WORK)
def rater_remove(request: HttpRequest, rater_id: int) -> HttpResponse:
    """Take someone off the list who hasn't answered."""
    rater, now = get_rater(request, rater_id), timezone.now()
    with refusals_told(request):
        actions.remove_rater(rater=rater, by=signed_in(request), now=now)
        done = _("%(name)s won't be asked.") % {"name": rater}
        say_done(request, done, rater.review, now=now)
    return redirect(rater.review)


@require_http_methods(FORM_METHODS)
@requires(Permission.WORK)
def answers_close(request: HttpRequest, review_id: int) -> HttpResponse:
    """Take no more answers and show the result, after a look at who hasn't answered."""
    review = get_review(request, review_id)
    if request.method == "POST":
        with refusals_told(request):
            actions.close_answers(review=review, by=signed_in(request), now=timezone.now())
            messages.success(request, _("Answers are closed. Here is the result."))
        return redirect(review)
    context = {"review": review, "progress": queries.progress_of(review)}
    return render_page(request, "reviews/answers_close.html", context)


@require_POST
@requires(Permission.WORK)
def answers_reopen(request: HttpRequest, review_id: int) -> HttpResponse:
    """Take answers again."""
    review = get_review(request, review_id)
    with refusals_told(request):
        actions.reopen_answers(review=review, by=signed_in(request), now=timezone.now())
        messages.success(request, _("People can answer again."))
    return redirect(review)
