"""Meetings for calendar programs: one as a file, and feeds that programs follow."""

import hashlib

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import requires, signed_in
from accounts.models import User
from accounts.roles import Permission
from common.ical import published
from common.pages import render_page
from common.throttle import is_too_often
from partnerships.engagement import actions
from partnerships.engagement.models import CalendarFeed, Meeting
from partnerships.engagement.queries import feed_behind
from partnerships.engagement.rules import event_for_them, event_for_us
from partnerships.links.rules import address_of, is_own_token
from partnerships.organizations.queries import house_name
from partnerships.relationships.models import Partnership

ICS = "text/calendar; charset=utf-8"


@require_safe
@requires(Permission.VIEW)
def meeting_file(request: HttpRequest, meeting_id: int) -> HttpResponse:
    """A meeting, for whatever calendar program one has."""
    rows = Meeting.objects.visible_to(signed_in(request)).with_names()
    meeting = get_object_or_404(rows, pk=meeting_id)
    text = published([event_for_us(meeting, house_name())])
    disposition = f'attachment; filename="meeting-{meeting.pk}.ics"'
    return HttpResponse(text, ICS, headers={"Content-Disposition": disposition})


@login_not_required
@require_safe
def calendar_feed(request: HttpRequest, feed_token: str) -> HttpResponseBase:
    """What a calendar program gets that follows a feed; 304 if it has that already."""
    feed = feed_behind(feed_token)
    if feed is None:
        if is_too_often(request, "link_missed", per_minute=10, per_hour=50):
            return render_page(request, "429.html", status=429)
        raise Http404
    house, event = house_name(), event_for_us if feed.user else event_for_them
    events = [event(meeting, house) for meeting in feed.meetings(timezone.now())]
    text = published(events, name=house if feed.user is None else f"{house}: {feed.user}")
    headers = {
        "ETag": f'"{hashlib.sha256(text.encode()).hexdigest()}"',
        "Cache-Control": "private, no-cache",
        "Referrer-Policy": "no-referrer",
        "X-Robots-Tag": "noindex, nofollow, noarchive",
    }
    response = HttpResponse(text, ICS, headers=headers)
    known = get_conditional_response(request, etag=headers["ETag"], response=response)
    return known or response


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.VIEW)
def my_feed(request: HttpRequest) -> HttpResponse:
    """One's own feed: its address, and a new one."""
    user = signed_in(request)
    feed = CalendarFeed.objects.visible_to(user).filter(user=user).first()
    return _feed_page(request, feed, of=user)


@require_POST
@requires(Permission.VIEW)
def my_feed_revoke(request: HttpRequest) -> HttpResponse:
    """Turn one's own feed off."""
    user = signed_in(request)
    feed = get_object_or_404(CalendarFeed.objects.visible_to(user), user=user)
    return _revoked(request, feed, reverse("my_feed"))


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.WORK)
def partner_feed(request: HttpRequest, partnership_id: int) -> HttpResponse:
    """The feed of the meetings with a partner, which the partner may follow."""
    partnership = _partnership(request, partnership_id)
    rows = CalendarFeed.objects.visible_to(signed_in(request))
    return _feed_page(request, rows.filter(partnership=partnership).first(), of=partnership)


@require_POST
@requires(Permission.WORK)
def partner_feed_revoke(request: HttpRequest, partnership_id: int) -> HttpResponse:
    """Turn the feed of a partner off."""
    partnership = _partnership(request, partnership_id)
    rows = CalendarFeed.objects.visible_to(signed_in(request))
    feed = get_object_or_404(rows, partnership=partnership)
    return _revoked(request, feed, reverse("partner_feed", args=[partnership.pk]))


def _partnership(request: HttpRequest, partnership_id: int) -> Partnership:
    rows = Partnership.objects.visible_to(signed_in(request)).with_names()
    return get_object_or_404(rows, pk=partnership_id)


def _feed_page(
    request: HttpRequest, feed: CalendarFeed | None, *, of: User | Partnership
) -> HttpResponse:
    if request.method == "POST":
        actions.renew_feed(of=of, by=signed_in(request), now=timezone.now())
        messages.success(request, _("Here's the address. Copy it into your calendar program."))
        return redirect(request.path)
    address = address_of(feed) if feed and feed.is_open() and is_own_token(feed) else ""
    context = {
        "feed": feed,
        "address": address,
        "webcal": address.replace(settings.BASE_URL.partition(":")[0], "webcal", 1),
        "partnership": of if isinstance(of, Partnership) else None,
    }
    return render_page(request, "engagement/feed.html", context)


def _revoked(request: HttpRequest, feed: CalendarFeed, back: str) -> HttpResponse:
    actions.revoke_feed(feed=feed, by=signed_in(request), now=timezone.now())
    messages.success(request, _("Turned off. The address no longer works."))
    return redirect(back)
