"""What to do about mail that could not be delivered."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import requires, signed_in
from accounts.roles import Permission
from common.pages import next_url, refusals_told, render_page
from partnerships.outbox import actions
from partnerships.outbox.actions.undelivered import BULK_LIMIT
from partnerships.outbox.forms import DeliverySearch
from partnerships.outbox.models import Delivery


@require_POST
@requires(Permission.PANEL)
def delivery_retry(request: HttpRequest, delivery_id: int) -> HttpResponse:
    """Try to send it again."""
    return _decide(request, delivery_id, actions.retry_dead, _("It will be sent again."))


@require_POST
@requires(Permission.PANEL)
def delivery_give_up(request: HttpRequest, delivery_id: int) -> HttpResponse:
    """Lay it aside."""
    return _decide(request, delivery_id, actions.give_up, _("It will not be sent."))


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.PANEL)
def delivery_retry_all(request: HttpRequest) -> HttpResponse:
    """Try again all that the filter shows."""
    return _decide_all(request, actions.retry_all_dead, "retry")


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.PANEL)
def delivery_give_up_all(request: HttpRequest) -> HttpResponse:
    """Lay aside all that the filter shows."""
    return _decide_all(request, actions.give_up_all, "give_up")


def _decide_all(request: HttpRequest, action: Callable[..., int], decision: str) -> HttpResponse:
    """Ask first, with the number."""
    rows = DeliverySearch(request.GET).filter(Delivery.objects.visible_to(request.user))
    if request.method == "POST":
        number = action(rows=rows, by=signed_in(request), now=timezone.now())
        messages.success(request, _("Done for %(number)s emails.") % {"number": number})
        return redirect("delivery_list")
    context = {
        "number": min(rows.count(), BULK_LIMIT),
        "decision": decision,
        "reason": Delivery(reason=request.GET.get("reason", "")).reason_text(),
        "word": request.GET.get("q", ""),
    }
    return render_page(request, "outbox/delivery_decide_all.html", context)


def _decide(
    request: HttpRequest, delivery_id: int, action: Callable[..., Delivery], done: str
) -> HttpResponse:
    rows = Delivery.objects.visible_to(request.user)
    delivery = get_object_or_404(rows, pk=delivery_id)
    with refusals_told(request):
        action(delivery, by=signed_in(request), now=timezone.now())
        messages.success(request, done)
    return HttpResponseRedirect(next_url(request, reverse("delivery_list")))
