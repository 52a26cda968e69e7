"""A closing note to a partner, and leadership's no to "no MOU needed"."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.access import requires, signed_in
from accounts.roles import Permission
from common.pages import refusals_on, render_page, status_of
from partnerships.pipeline import actions as pipeline
from partnerships.pipeline.forms.notes import ClosingNoteForm, NoMouDeclineForm
from partnerships.relationships.models import Partnership

reads_and_writes = require_http_methods(["GET", "HEAD", "POST"])


@reads_and_writes
@requires(Permission.WORK)
def closing_note(request: HttpRequest, partnership_id: int) -> HttpResponse:
    """Thank them: a note to word, and to send if one likes."""
    partnership = _partnership(request, partnership_id)
    first = render_to_string("pipeline/closing_note.txt", {"partnership": partnership})
    form = ClosingNoteForm(
        request.POST or None,
        partnership=partnership,
        today=timezone.localdate(),
        initial={"text": first.strip()},
    )
    if form.is_valid():
        with refusals_on(form):
            pipeline.send_closing_note(
                partnership=partnership,
                by=signed_in(request),
                now=timezone.now(),
                **form.cleaned_data,
            )
            messages.success(request, _("Sent."))
            return redirect(partnership)
    context = {"form": form, "partnership": partnership}
    return render_page(request, "pipeline/closing_note.html", context, status=status_of(form))


@reads_and_writes
@requires(Permission.LEAD)
def no_mou_decline(request: HttpRequest, partnership_id: int) -> HttpResponse:
    """Leadership wants an MOU after all."""
    partnership = _partnership(request, partnership_id)
    form = NoMouDeclineForm(request.POST or None)
    if form.is_valid():
        with refusals_on(form):
            pipeline.decline_no_mou(
                partnership=partnership,
                reason=form.cleaned_data["reason"],
                by=signed_in(request),
                now=timezone.now(),
            )
            messages.success(request, _("Declined. The reason is on the timeline."))
            return redirect(partnership)
    context = {"form": form, "partnership": partnership}
    return render_page(request, "pipeline/no_mou_decline.html", context, status=status_of(form))


def _partnership(request: HttpRequest, partnership_id: int) -> Partnership:
    rows = Partnership.objects.visible_to(signed_in(request)).with_names()
    return get_object_or_404(rows, pk=partnership_id)
