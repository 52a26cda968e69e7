"""Writing down a call or a note, and correcting it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import requires, signed_in
from accounts.roles import Permission
from audit.undo import say_done
from common.pages import next_url, refusals_on, refusals_told, render_page, status_of
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


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.WORK)
def interaction_edit(request: HttpRequest, interaction_id: int) -> HttpResponse:
    """Correct a call, a message or a note; what it said before stays in its history."""
    interaction = _interaction(request, interaction_id)
    partnership = interaction.partnership
    form = InteractionForm(
        request.POST or None,
        partnership=partnership,
        today=timezone.localdate(),
        interaction=interaction,
    )
    if form.is_valid():
        with refusals_on(form):
            actions.edit_interaction(
                interaction=form.fill(interaction), by=signed_in(request), now=timezone.now()
            )
            messages.success(request, _("Saved."))
            return HttpResponseRedirect(next_url(request, _activity_of(partnership)))
    context = {"form": form, "partnership": partnership, "interaction": interaction}
    return render_page(
        request, "engagement/interaction_edit.html", context, status=status_of(form)
    )


@require_POST
@requires(Permission.WORK)
def interaction_remove(request: HttpRequest, interaction_id: int) -> HttpResponse:
    """Take out a call or a note that was logged by mistake."""
    interaction, now = _interaction(request, interaction_id), timezone.now()
    with refusals_told(request):
        actions.remove_interaction(interaction=interaction, by=signed_in(request), now=now)
        say_done(request, _("Removed from the activity."), interaction, now=now)
    return HttpResponseRedirect(next_url(request, _activity_of(interaction.partnership)))


def _interaction(request: HttpRequest, interaction_id: int) -> Interaction:
    rows = Interaction.objects.visible_to(signed_in(request))
    related = rows.select_related("partnership__organization", "with_contact")
    return get_object_or_404(related, pk=interaction_id)


def _activity_of(partnership: Partnership) -> str:
    return reverse("timeline", args=[partnership.pk])
