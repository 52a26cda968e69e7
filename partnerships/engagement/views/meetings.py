"""Meetings: the list, one of them, planning, changing and calling it off."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import requires, signed_in
from accounts.roles import Permission
from common.errors import DomainError
from common.pages import next_url, page_of, refusals_on, render_page, status_of
from common.versions import StaleEdit
from partnerships.engagement import actions
from partnerships.engagement.forms import (
    CancelForm,
    MeetingEditForm,
    MeetingForm,
    MeetingSearch,
)
from partnerships.engagement.lifecycle import MOST_PARTICIPANTS
from partnerships.engagement.models import Meeting
from partnerships.engagement.queries import guests_of, invited_by_email, place_in_series
from partnerships.engagement.rules import TOUR_QUESTIONS
from partnerships.organizations.models import Organization
from partnerships.relationships.models import Partnership


@require_safe
@requires(Permission.VIEW)
def meeting_list(request: HttpRequest) -> HttpResponse:
    """Meetings to come, to close out and past, filtered by what the address says."""
    user, now = signed_in(request), timezone.now()
    form = MeetingSearch(request.GET, user=user, now=now)
    rows = Meeting.objects.visible_to(user).with_names().select_related("owner")
    context = {"form": form, "page": page_of(request, form.filter(rows)), "now": now}
    return render_page(request, "engagement/meeting_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.WORK)
def meeting_create(request: HttpRequest, partnership_id: int) -> HttpResponse:
    """Plan a meeting or tour with a partner."""
    rows = Partnership.objects.visible_to(signed_in(request)).with_names()
    return _create(request, get_object_or_404(rows, pk=partnership_id))


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.WORK)
def organization_meeting_create(request: HttpRequest, organization_id: int) -> HttpResponse:
    """Plan a meeting with an organization that is no partner yet."""
    rows = Organization.objects.visible_to(signed_in(request)).not_archived()
    others = rows.filter(is_ours=False)
    return _create(request, get_object_or_404(others, pk=organization_id))


def _create(request: HttpRequest, partner: Partnership | Organization) -> HttpResponse:
    user = signed_in(request)
    meeting = Meeting(owner=user, **_with(partner))
    people = request.GET.getlist("person")[:MOST_PARTICIPANTS]
    form = MeetingForm(
        request.POST or None,
        meeting=meeting,
        user=user,
        today=timezone.localdate(),
        initial={
            "day": request.GET.get("day", "")[:10],
            "time_zone": user.time_zone,
            "kind": request.GET.get("kind", "discovery"),
            "aim": request.GET.get("aim", "")[:300],
            "agenda": request.GET.get("agenda", "")[:2000],
            "ours": people,
            "theirs": people,
        },
    )
    if form.is_valid():
        with refusals_on(form):
            meeting = actions.plan_meeting(
                meeting=form.fill(meeting),
                invited=form.invited(),
                also=form.others(),
                rule=form.rule(),
                by=user,
                now=timezone.now(),
            )
            messages.success(request, _("Meeting scheduled."))
            return HttpResponseRedirect(next_url(request, meeting.get_absolute_url()))
    context = {"form": form, "meeting": meeting, "partner": partner}
    return render_page(request, "engagement/meeting_create.html", context, status=status_of(form))


def _with(partner: Partnership | Organization) -> dict[str, Any]:
    is_partner = isinstance(partner, Partnership)
    return {"partnership" if is_partner else "organization": partner}


@require_safe
@requires(Permission.VIEW)
def meeting_detail(request: HttpRequest, meeting_id: int) -> HttpResponse:
    """One meeting: what for, with whom; after it what we learned and promised."""
    meeting = _meeting(request, meeting_id)
    context = {
        "meeting": meeting,
        "people": guests_of(meeting),
        "partners": meeting.all_partners(),
        "promises": meeting.follow_ups.select_related("contact").order_by("due_on", "pk"),
        "series": place_in_series(meeting),
        "tour_questions": TOUR_QUESTIONS,
        "now": timezone.now(),
    }
    return render_page(request, "engagement/meeting_detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.WORK)
def meeting_edit(request: HttpRequest, meeting_id: int) -> HttpResponse:
    """Move or change a planned meeting."""
    meeting = _meeting(request, meeting_id)
    form = MeetingEditForm(
        request.POST or None,
        meeting=meeting,
        user=signed_in(request),
        today=timezone.localdate(),
    )
    status = status_of(form)
    if form.is_valid():
        try:
            edit = actions.edit_following if form.reaches_on() else actions.edit_meeting
            edit(
                meeting=form.fill(meeting),
                invited=form.invited(),
                also=form.others(),
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
            messages.success(request, _("Meeting saved."))
            return HttpResponseRedirect(next_url(request, meeting.get_absolute_url()))
    context = {"form": form, "meeting": meeting, "invited": invited_by_email(meeting)}
    return render_page(request, "engagement/meeting_edit.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.WORK)
def meeting_cancel(request: HttpRequest, meeting_id: int) -> HttpResponse:
    """Call a meeting off, after saying what that does."""
    meeting = _meeting(request, meeting_id)
    form = CancelForm(request.POST or None, meeting=meeting)
    if form.is_valid():
        with refusals_on(form):
            cancel = actions.cancel_following if form.reaches_on() else actions.cancel_meeting
            cancel(
                meeting=meeting,
                reason=form.cleaned_data["reason"],
                by=signed_in(request),
                now=timezone.now(),
            )
            messages.success(request, _("Meeting canceled."))
            return HttpResponseRedirect(next_url(request, meeting.partner().get_absolute_url()))
    context = {"form": form, "meeting": meeting, "invited": invited_by_email(meeting)}
    return render_page(request, "engagement/meeting_cancel.html", context, status=status_of(form))


def _meeting(request: HttpRequest, meeting_id: int) -> Meeting:
    rows = Meeting.objects.visible_to(signed_in(request))
    related = rows.with_names().select_related("owner", "closed_out_by")
    return get_object_or_404(related, pk=meeting_id)
