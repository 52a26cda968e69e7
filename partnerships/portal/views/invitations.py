"""What someone sees behind the link of an invitation: the meeting, and how to answer."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from common.ical import published
from common.pages import refusals_on, render_page, status_of
from partnerships.engagement import actions as engagement
from partnerships.engagement.emails import (
    calendar_events,
    dates_of,
    meetings_of,
    when_and_where,
)
from partnerships.engagement.lifecycle import Rsvp
from partnerships.engagement.models import Invitation
from partnerships.links.queries import help_line, link_behind
from partnerships.portal.forms import RsvpForm
from partnerships.portal.views.personal import kept_to_oneself, nothing_here


@kept_to_oneself
def invitation_page(request: HttpRequest, invitation_token: str) -> HttpResponse:
    """When and where, and one question. Opening it changes nothing, whatever the address asks."""
    now = timezone.now()
    invitation = link_behind(Invitation, invitation_token, now)
    if invitation is None:
        return nothing_here(request)
    asked = request.GET.get("answer", "")
    form = RsvpForm(
        request.POST if request.method == "POST" else None,
        initial={
            "answer": asked if asked in Rsvp.values else invitation.answer,
            "note": invitation.note,
        },
    )
    if form.is_valid():
        with refusals_on(form):
            engagement.answer_invitation(
                invitation=invitation,
                answer=Rsvp(form.cleaned_data["answer"]),
                note=form.cleaned_data["note"],
                now=now,
            )
            return HttpResponseRedirect(reverse("invitation_page", args=[invitation_token]))
    dates = dates_of(meetings_of(invitation), now) or [invitation.meeting]
    context = {
        "form": form,
        "invitation": invitation,
        "meeting": dates[0],
        "dates": [when_and_where(one, dates[0]) for one in dates],
        "is_open": invitation.takes_answers(now),
        "help": help_line(invitation.sent_by),
        "token": invitation_token,
    }
    return render_page(request, "portal/invitation_page.html", context, status=status_of(form))


@kept_to_oneself
def invitation_file(request: HttpRequest, invitation_token: str) -> HttpResponse:
    """What it invites to for a calendar program, where the email's own part wasn't understood."""
    invitation = link_behind(Invitation, invitation_token, timezone.now())
    if invitation is None or invitation.why_over():
        return nothing_here(request)
    house = help_line(invitation.sent_by).house
    return HttpResponse(
        published(calendar_events(invitation, meetings_of(invitation), house)),
        "text/calendar; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="meeting.ics"'},
    )
