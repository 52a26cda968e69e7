"""What a person sees behind a link to a review: its questions, or its result."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from common.pages import refusals_on, render_page, status_of
from partnerships.links.queries import help_line, link_behind
from partnerships.portal import queries
from partnerships.portal.forms import ResultCommentForm
from partnerships.portal.views.personal import kept_to_oneself, nothing_here
from partnerships.relationships.lifecycle import How
from partnerships.reviews import actions as reviews
from partnerships.reviews.forms import RatingForm
from partnerships.reviews.lifecycle import ReviewLinkKind
from partnerships.reviews.models import ReviewLink


@kept_to_oneself
def review_page(request: HttpRequest, review_token: str) -> HttpResponse:
    """The questions of a review, or its result, for the one person whose link it is."""
    link = link_behind(ReviewLink, review_token, timezone.now())
    if link is None:
        return nothing_here(request)
    if link.kind == ReviewLinkKind.RESULT:
        return _result(request, link, review_token)
    return _answer(request, link, review_token)


def _answer(request: HttpRequest, link: ReviewLink, token: str) -> HttpResponse:
    """One form; opening it changes nothing, and a half-done answer can be kept."""
    page = queries.rating_page_of(link)
    if page is None:
        context = {"help": help_line(link.sent_by), "partnership": link.review.partnership}
        return render_page(request, "portal/review_over.html", context)
    now = timezone.now()
    form = RatingForm(
        request.POST if request.method == "POST" else None,
        rater=page.rater,
        questions=page.questions,
        today=timezone.localdate(now),
    )
    if form.is_valid():
        with refusals_on(form):
            if "keep" in request.POST:
                reviews.keep_draft(rater=page.rater, draft=form.draft(), by=None, now=now)
            else:
                reviews.answer_by_link(
                    link=link,
                    rater=page.rater,
                    answers=form.answers(How.LINK),
                    now=now,
                    today=timezone.localdate(now),
                )
            return HttpResponseRedirect(reverse("review_page", args=[token]))
    context = {"form": form, "page": page, "help": page.help}
    return render_page(request, "portal/review_page.html", context, status=status_of(form))


def _result(request: HttpRequest, link: ReviewLink, token: str) -> HttpResponse:
    """The shared part of a result, and room for a comment."""
    page = queries.result_page_of(link)
    if page is None:
        context = {"help": help_line(link.sent_by), "partnership": link.review.partnership}
        return render_page(request, "portal/review_over.html", context)
    form = ResultCommentForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        text = form.cleaned_data["text"]
        with refusals_on(form):
            reviews.comment_on_result(link=link, text=text, now=timezone.now())
            return HttpResponseRedirect(reverse("review_page", args=[token]))
    context = {"form": form, "page": page, "help": page.help}
    return render_page(request, "portal/review_result.html", context, status=status_of(form))


@kept_to_oneself
def review_stop(request: HttpRequest, review_token: str) -> HttpResponse:
    """Stop reminders about reviews; mail programs post here by themselves (RFC 8058)."""
    now = timezone.now()
    link = link_behind(ReviewLink, review_token, now)
    if link is None:
        return nothing_here(request)
    told = request.method == "POST"
    if told:
        reviews.stop_reminders(link=link, now=now)
    context = {"told": told, "token": review_token, "help": help_line(link.sent_by)}
    return render_page(request, "portal/review_stop.html", context)
