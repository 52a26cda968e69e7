"""Another time for a meeting, and who of ours is busy then."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import requires, signed_in
from accounts.roles import Permission
from common.errors import DomainError
from common.pages import next_url, render_page, status_of
from common.versions import StaleEdit
from partnerships.engagement import actions
from partnerships.engagement.forms import MoveForm, WhenForm
from partnerships.engagement.models import Meeting
from partnerships.engagement.queries import invited_by_email
from partnerships.relationships.lifecycle import Side


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.WORK)
def meeting_move(request: HttpRequest, meeting_id: int) -> HttpResponse:
    """Let a planned meeting start at another time, after saying who will be told."""
    rows = Meeting.objects.visible_to(signed_in(request)).with_names().select_related("owner")
    meeting = get_object_or_404(rows, pk=meeting_id)
    day = request.GET.get("day", "")[:10]
    form = MoveForm(request.POST or None, meeting=meeting, day=day)
    status = status_of(form)
    if form.is_valid():
        try:
            move = actions.move_following if form.reaches_on() else actions.move_meeting
            move(
                meeting=meeting,
                starts_at=form.starts_at(),
                seen_version=form.seen_version,
                by=signed_in(request),
                now=timezone.now(),
            )
        except StaleEdit as error:
            form.show_conflict(error.current)
            status = 409
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Meeting moved."))
            return HttpResponseRedirect(next_url(request, meeting.get_absolute_url()))
    context = {"form": form, "meeting": meeting, "invited": invited_by_email(meeting)}
    return render_page(request, "engagement/meeting_move.html", context, status=status)


@require_safe
@requires(Permission.WORK)
def meeting_conflicts(request: HttpRequest) -> HttpResponse:
    """Who of ours is busy at the time that a form has so far; the form asks as it changes."""
    user, asked = signed_in(request), request.GET.get("meeting", "")
    rows = Meeting.objects.visible_to(user).select_related("owner")
    known = rows.filter(pk=int(asked)).first() if asked.isdecimal() and len(asked) < 19 else None  # noqa: PLR2004 -- what a key has
    typed = request.GET.copy()
    if known and "minutes" not in typed:  # a form that moves it
        invited = known.participants.filter(side=Side.OURS).values_list("contact", flat=True)
        typed["time_zone"], typed["minutes"] = known.time_zone, str(known.minutes)
        typed.setlist("ours", [str(pk) for pk in invited])
    form = WhenForm(typed, meeting=known or Meeting(owner=user))
    busy = form.conflicts() if form.is_valid() else []
    return render_page(request, "engagement/_conflicts.html", {"busy": busy})
