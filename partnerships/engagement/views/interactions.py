"""Writing down a call or a note."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.access import requires, signed_in
from accounts.roles import Permission
from common.pages import next_url, refusals_on, render_page, status_of
from partnerships.engagement import actions
from partnerships.engagement.forms import InteractionForm
from partnerships.engagement.models import Interaction
from partnerships.relationships.models import Partnership


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.WORK)
def interaction_create(request: HttpRequest, partnership_id: int) -> HttpResponse:
    """Add a call, a message or a note."""
    rows = Partnership.objects.visible_to(signed_in(request)).with_names()
    partnership = get_object_or_404(rows, pk=partnership_id)
    form = InteractionForm(
        request.POST or None, partnership=partnership, today=timezone.localdate()
    )
    if form.is_valid():
        with refusals_on(form):
            actions.log_interaction(
                interaction=form.fill(Interaction(partnership=partnership)),
                by=signed_in(request),
                now=timezone.now(),
            )
            messages.success(request, _("Activity logged."))
            return HttpResponseRedirect(next_url(request, partnership.get_absolute_url()))
    context = {"form": form, "partnership": partnership}
    return render_page(
        request, "engagement/interaction_create.html", context, status=status_of(form)
    )
