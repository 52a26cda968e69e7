"""What people make of a proposal to hold a review."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.access import requires, signed_in
from accounts.roles import Permission
from audit.undo import say_done
from common.pages import next_url, refusals_told
from partnerships.reviews import actions
from partnerships.reviews.models import ReviewProposal


@require_POST
@requires(Permission.WORK)
def proposal_accept(request: HttpRequest, proposal_id: int) -> HttpResponse:
    """Schedule the review that's proposed."""
    now, proposal = timezone.now(), _proposal(request, proposal_id)
    url = reverse("review_list")
    with refusals_told(request):
        review = actions.accept_proposal(
            proposal=proposal, by=signed_in(request), now=now, today=timezone.localdate(now)
        )
        messages.success(request, _("Review scheduled. Reschedule it if another day is better."))
        url = review.get_absolute_url()
    return HttpResponseRedirect(url)


@require_POST
@requires(Permission.WORK)
def proposal_dismiss(request: HttpRequest, proposal_id: int) -> HttpResponse:
    """Hold no review for this reason."""
    now, proposal = timezone.now(), _proposal(request, proposal_id)
    actions.dismiss_proposal(proposal=proposal, by=signed_in(request), now=now)
    say_done(request, _("Dismissed. It won't be suggested again."), proposal, now=now)
    return HttpResponseRedirect(next_url(request, reverse("review_list")))


def _proposal(request: HttpRequest, proposal_id: int) -> ReviewProposal:
    rows = ReviewProposal.objects.visible_to(signed_in(request)).select_related("partnership")
    return get_object_or_404(rows, pk=proposal_id)
