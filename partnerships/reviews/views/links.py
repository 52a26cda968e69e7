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
from common.pages import refuse, render_page, status_of
from partnerships.links import actions as links
from partnerships.relationships.lifecycle import Side
from partnerships.reviews import actions
from partnerships.reviews.emails import letter_of
from partnerships.reviews.forms import ReviewLinkForm
from partnerships.reviews.lifecycle import ReviewLinkKind
from partnerships.reviews.models import Rater, ReviewLink
from partnerships.reviews.views.shared import FORM_METHODS, get_rater


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
