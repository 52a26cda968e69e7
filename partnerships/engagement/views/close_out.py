"""Closing a meeting out."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.access import requires, signed_in
from accounts.roles import Permission
from common.errors import DomainError
from common.pages import next_url, render_page, status_of
from partnerships.engagement import actions
from partnerships.engagement.forms import CloseOutForm
from partnerships.engagement.models import Meeting
from partnerships.engagement.queries import has_another_step


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.WORK)
def meeting_close_out(request: HttpRequest, meeting_id: int) -> HttpResponse:
    """Wrap up a meeting: who came, what was learned, and the commitments made."""
    now = timezone.now()
    rows = Meeting.objects.visible_to(signed_in(request)).with_names()
    meeting = get_object_or_404(rows, pk=meeting_id)
    form = CloseOutForm(
        request.POST or None,
        meeting=meeting,
        has_next_step=has_another_step(meeting, now),
        today=timezone.localdate(now),
    )
    if form.is_valid():
        try:
            actions.close_out(meeting=meeting, told=form.told(), by=signed_in(request), now=now)
        except DomainError as error:
            _refuse(form, error)
        else:
            messages.success(request, _("Meeting wrapped up."))
            return HttpResponseRedirect(next_url(request, meeting.get_absolute_url()))
    context = {"form": form, "meeting": meeting}
    return render_page(
        request, "engagement/meeting_close_out.html", context, status=status_of(form)
    )


def _refuse(form: CloseOutForm, error: DomainError) -> None:
    field = "agreed" if error.field == "agreed_with_purpose" else error.field
    form.add_error(field if field in form.fields else None, str(error))
