"""Mailing people at the partner a link: to answer, or to see the result."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import requires, signed_in
from accounts.roles import Permission
from common.errors import DomainError
from common.pages import refusals_on, refuse, render_page, status_of
from partnerships.links import actions as links
from partnerships.relationships.lifecycle import Side
from partnerships.reviews import actions, queries
from partnerships.reviews.emails import letter_of
from partnerships.reviews.forms import ReviewLinkForm
from partnerships.reviews.lifecycle import ReviewLinkKind
from partnerships.reviews.models import Rater, ReviewLink
from partnerships.reviews.views.shared import FORM_METHODS, get_rater, get_review


@require_http_methods(FORM_METHODS)
@requires(Permission.WORK)
def review_ask(request: HttpRequest, rater_id: int) -> HttpResponse:
    """Mail a rater the link to their questions, after a look at the mail."""
    return _send(request, get_rater(request, rater_id), ReviewLinkKind.ANSWER)


@require_http_methods(FORM_METHODS)
@requires(Permission.WORK)
def result_share(request: HttpRequest, rater_id: int) -> HttpResponse:
    """Mail someone at the partner the link to the result, after a look at the mail."""
    return _send(request, get_rater(request, rater_id), ReviewLinkKind.RESULT)


@require_http_methods(FORM_METHODS)
@requires(Permission.WORK)
def review_ask_all(request: HttpRequest, review_id: int) -> HttpResponse:
    """Mail everyone at the partner who hasn't got a link theirs, after a look at the mail."""
    review, user = get_review(request, review_id), signed_in(request)
    form = ReviewLinkForm(request.POST or None, reminds=True)
    if form.is_valid() and "preview" not in request.POST:
        chosen = form.cleaned_data
        with refusals_on(form):
            sent = actions.send_review_links(
                review=review,
                words=chosen["words"],
                remind=chosen["remind"],
                by=user,
                now=timezone.now(),
            )
            names = ", ".join(link.contact.name for link in sent)
            messages.success(request, _("Sent to %(name)s.") % {"name": names})
            return redirect(review)
    raters = queries.progress_of(review).to_mail() if review.takes_answers() else []
    context: dict[str, Any] = {"form": form, "review": review, "raters": raters}
    if raters:
        context["people"] = [rater.contact for rater in raters]
        context["letter"] = letter_of(
            ReviewLink(
                review=review,
                contact=raters[0].contact,
                kind=ReviewLinkKind.ANSWER,
                words=form["words"].value() or "",
                sent_by=user,
            ),
            address=_("(their personal link goes here)"),
        )
    return render_page(request, "reviews/review_ask_all.html", context, status=status_of(form))


def _send(request: HttpRequest, rater: Rater, kind: ReviewLinkKind) -> HttpResponse:
    form = ReviewLinkForm(request.POST or None, reminds=kind == ReviewLinkKind.ANSWER)
    link = ReviewLink(
        review=rater.review, contact=rater.contact, kind=kind, sent_by=signed_in(request)
    )
    if form.is_valid():
        link.words, link.remind = (
            form.cleaned_data["words"],
            form.cleaned_data.get("remind", False),
        )
        if _sent(request, form, link):
            messages.success(request, _("Sent to %(name)s.") % {"name": rater})
            return redirect(rater.review)
    context = {"form": form, "rater": rater, "review": rater.review, "kind": kind}
    context |= _preview(rater, link, form["words"].value() or "")
    return render_page(request, "reviews/review_ask.html", context, status=status_of(form))


def _sent(request: HttpRequest, form: ReviewLinkForm, link: ReviewLink) -> bool:
    """Queue the mail unless the person only wants to preview it; a refusal goes to the form."""
    if "preview" in request.POST:
        return False
    try:
        actions.send_review_link(link=link, by=signed_in(request), now=timezone.now())
    except DomainError as error:
        refuse(form, error)
        return False
    return True


def _preview(rater: Rater, link: ReviewLink, words: str) -> dict[str, Any]:
    """Return the mail as it will read, or why none can be sent."""
    if rater.side == Side.OURS:
        return {"why_not": _("Colleagues answer in Accord.")}
    try:
        links.require_mail(rater.contact)
    except DomainError as error:
        return {"why_not": str(error)}
    link.words = words
    return {"letter": letter_of(link, address=_("(their personal link goes here)"))}


@require_POST
@requires(Permission.WORK)
def review_link_revoke(request: HttpRequest, review_link_id: int) -> HttpResponse:
    """Make a link to a review worthless at once."""
    rows = ReviewLink.objects.visible_to(signed_in(request)).select_related(
        "review__partnership", "contact"
    )
    link = get_object_or_404(rows, pk=review_link_id)
    actions.revoke_review_link(link=link, by=signed_in(request), now=timezone.now())
    messages.success(request, _("The link no longer works."))
    return redirect(link.review)
