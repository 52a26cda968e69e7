"""The catalogue of what organizations can do for others."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import requires, signed_in
from accounts.roles import Permission
from common.pages import next_url, page_of, refusals_on, render_page, status_of
from partnerships.exchange import actions
from partnerships.exchange.forms import OfferingForm, OfferingSearch
from partnerships.exchange.models import Inquiry, ServiceOffering
from partnerships.organizations.models import Organization


@require_safe
@requires(Permission.VIEW)
def offering_list(request: HttpRequest) -> HttpResponse:
    """What we offer, by category; and what others offer."""
    user = signed_in(request)
    form = OfferingSearch(request.GET, user=user)
    rows = ServiceOffering.objects.visible_to(user).select_related("category", "organization")
    context = {
        "form": form,
        "page": page_of(request, form.filter(rows), per_page=50),
        "ours": Organization.objects.visible_to(user).filter(is_ours=True).first(),
        "inquiries": Inquiry.objects.visible_to(user).open().count(),
    }
    return render_page(request, "exchange/offering_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.WORK)
def offering_create(request: HttpRequest) -> HttpResponse:
    """Add to the catalogue: ours, or with ?organization= what another organization offers."""
    offering = ServiceOffering(organization=_whose(request))
    return _offering_form(request, offering, "exchange/offering_create.html")


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.WORK)
def offering_edit(request: HttpRequest, offering_id: int) -> HttpResponse:
    """Change an offering, or say that it is no longer offered."""
    rows = ServiceOffering.objects.visible_to(signed_in(request)).select_related("organization")
    offering = get_object_or_404(rows, pk=offering_id)
    return _offering_form(request, offering, "exchange/offering_edit.html")


def _offering_form(request: HttpRequest, offering: ServiceOffering, template: str) -> HttpResponse:
    form = OfferingForm(request.POST or None, instance=offering)
    if form.is_valid():
        with refusals_on(form):
            actions.save_offering(
                offering=form.instance, by=signed_in(request), now=timezone.now()
            )
            messages.success(request, _("Service saved."))
            return HttpResponseRedirect(next_url(request, reverse("offering_list")))
    context = {"form": form, "organization": offering.organization}
    return render_page(request, template, context, status=status_of(form))


def _whose(request: HttpRequest) -> Organization:
    rows = Organization.objects.visible_to(signed_in(request)).not_archived()
    asked = request.GET.get("organization", "")
    if asked.isascii() and asked.isdigit():
        return get_object_or_404(rows, pk=asked)
    return get_object_or_404(rows, is_ours=True)
