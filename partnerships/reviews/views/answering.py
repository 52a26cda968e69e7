"""Our own answers, and those we write down for others."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.access import requires, signed_in
from accounts.roles import Permission
from common.pages import refusals_on, render_page, status_of
from partnerships.reviews import actions, queries
from partnerships.reviews.forms import RatingForm
from partnerships.reviews.models import Question, Rater
from partnerships.reviews.rules.anonymity import Company
from partnerships.reviews.views.shared import FORM_METHODS, get_rater, get_review


@require_http_methods(FORM_METHODS)
@requires(Permission.VIEW)
def review_answer(request: HttpRequest, review_id: int) -> HttpResponse:
    """Answer a review oneself, whatever one's role; a half-done answer can be kept."""
    user, now = signed_in(request), timezone.now()
    review = get_review(request, review_id)
    rater = queries.rater_of(review, user)
    if rater is None:
        raise Http404
    today = timezone.localdate(now)
    questions = list(Question.objects.visible_to(user).filter(question_set=review.question_set_id))
    form = RatingForm(request.POST or None, rater=rater, questions=questions, today=today)
    if form.is_valid():
        with refusals_on(form):
            if "keep" in request.POST:
                actions.keep_draft(rater=rater, draft=form.draft(), by=user, now=now)
                messages.success(request, _("Saved for later. No one sees it until you send it."))
            else:
                actions.answer(
                    rater=rater, answers=form.answers(None), by=user, now=now, today=today
                )
                messages.success(request, _("Thank you. You can change it until answers close."))
            return redirect(review)
    others = Rater.objects.visible_to(user).filter(review=review, side=rater.side)
    company = Company(others.exclude(pk=rater.pk).count())
    context = {"form": form, "review": review, "rater": rater, "company": company}
    return render_page(request, "reviews/review_answer.html", context, status=status_of(form))


@require_http_methods(FORM_METHODS)
@requires(Permission.WORK)
def review_record(request: HttpRequest, rater_id: int) -> HttpResponse:
    """Write down what someone answered by phone, in a meeting or on paper.

    Only whoever wrote an answer down sees it again; one that its person gave is replaced unseen.
    """
    user, now = signed_in(request), timezone.now()
    rater = get_rater(request, rater_id)
    review, today = rater.review, timezone.localdate(now)
    questions = list(Question.objects.visible_to(user).filter(question_set=review.question_set_id))
    form = RatingForm(
        request.POST or None,
        rater=rater,
        questions=questions,
        today=today,
        is_heard=True,
        fills_in=rater.recorded_by_id == user.pk,
    )
    if form.is_valid():
        with refusals_on(form):
            actions.answer(rater=rater, answers=form.answers(None), by=user, now=now, today=today)
            messages.success(request, _("Answers recorded for %(name)s.") % {"name": rater})
            return redirect(review)
    context = {"form": form, "review": review, "rater": rater}
    return render_page(request, "reviews/review_record.html", context, status=status_of(form))
