"""A "not yet" or "no" of someone who does not speak for the side (W8)."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.access import requires, signed_in
from accounts.roles import Permission
from common.pages import next_url, refusals_on, render_page, status_of
from partnerships.exchange import actions
from partnerships.exchange.forms import ConcernForm
from partnerships.exchange.models import WiifmAnswer


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.WORK)
def concern_note(request: HttpRequest, answer_id: int) -> HttpResponse:
    """Write down what we did about a concern."""
    rows = WiifmAnswer.objects.visible_to(signed_in(request))
    related = rows.select_related("contact", "list_version__partnership__organization")
    answer = get_object_or_404(related, pk=answer_id)
    partnership = answer.list_version.partnership
    form = ConcernForm(request.POST or None)
    if form.is_valid():
        with refusals_on(form):
            actions.note_concern(
                answer=answer,
                note_text=form.cleaned_data["note"],
                by=signed_in(request),
                now=timezone.now(),
            )
            return HttpResponseRedirect(next_url(request, partnership.get_absolute_url()))
    context = {"form": form, "answer": answer, "partnership": partnership}
    return render_page(request, "exchange/concern_note.html", context, status=status_of(form))
