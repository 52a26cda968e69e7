"""Inviting people to a meeting by email, after a look at the email."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _, ngettext
from django.views.decorators.http import require_http_methods

from accounts.access import requires, signed_in
from accounts.roles import Permission
from common.errors import DomainError
from common.pages import refuse, render_page, status_of
from partnerships.engagement import actions
from partnerships.engagement.emails import letter_of
from partnerships.engagement.forms import InviteForm
from partnerships.engagement.models import Meeting
from partnerships.engagement.queries import Guest, guests_of, new_invitation
from partnerships.links.queries import why_not_written_to


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.WORK)
def meeting_invite(request: HttpRequest, meeting_id: int) -> HttpResponse:
    """Choose who gets an invitation, see it as it will read, and send it."""
    rows = Meeting.objects.visible_to(signed_in(request)).with_names()
    meeting = get_object_or_404(rows, pk=meeting_id)
    guests = guests_of(meeting)
    reached = [one for one in guests if not why_not_written_to(one.participant.contact)]
    form = InviteForm(
        request.POST or None, guests=reached, in_series=meeting.series_id is not None
    )
    if form.is_valid() and _sent(request, form, meeting):
        return redirect(meeting)
    context = {
        "form": form,
        "meeting": meeting,
        "others": [one for one in guests if one not in reached],
        "letter": None,
    }
    if reached:
        whom = _first(form, reached)
        draft = new_invitation(whom.participant)
        draft.sent_by, draft.words = signed_in(request), form["words"].value() or ""
        if "whole" in form.fields and form["whole"].value():
            draft.series = meeting.series
        context |= {
            "letter": letter_of(
                draft, address=_("(their personal link goes here)"), now=timezone.now()
            ),
            "whom": whom.participant.contact,
        }
    return render_page(request, "engagement/meeting_invite.html", context, status=status_of(form))


def _first(form: InviteForm, guests: list[Guest]) -> Guest:
    """Whose email is shown: the first who is chosen."""
    chosen = {str(key) for key in form["people"].value() or []}
    return next((one for one in guests if str(one.participant.contact_id) in chosen), guests[0])


def _sent(request: HttpRequest, form: InviteForm, meeting: Meeting) -> bool:
    """Queue the mails unless the person only wants to preview them; a refusal goes to the form."""
    if "preview" in request.POST:
        return False
    try:
        sent = actions.send_invitations(
            meeting=meeting,
            contacts=form.cleaned_data["people"],
            words=form.cleaned_data["words"],
            whole=form.cleaned_data.get("whole", False),
            by=signed_in(request),
            now=timezone.now(),
        )
    except DomainError as error:
        refuse(form, error)
        return False
    text = ngettext(
        "%(count)s invitation is on its way.", "%(count)s invitations are on their way.", len(sent)
    )
    messages.success(request, text % {"count": len(sent)})
    return True
