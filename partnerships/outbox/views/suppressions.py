"""Addresses that must not be written to, and letting mail go there again."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.access import requires, signed_in
from accounts.roles import Permission
from partnerships.outbox import actions
from partnerships.outbox.models import Suppression


@require_POST
@requires(Permission.PANEL)
def suppression_lift(request: HttpRequest, suppression_id: int) -> HttpResponse:
    """Let mail go to this address again."""
    rows = Suppression.objects.visible_to(request.user)
    suppression = get_object_or_404(rows, pk=suppression_id)
    actions.lift_suppression(suppression, by=signed_in(request), now=timezone.now())
    messages.success(request, _("Email to this address is allowed again."))
    return redirect(reverse("admin:partnerships_suppression_changelist"))
