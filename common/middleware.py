"""What every request gets: the viewer's clock, and no copies of signed-in pages."""

import zoneinfo
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

Responder = Callable[[HttpRequest], HttpResponse]


def viewer_time_zone(get_response: Responder) -> Responder:
    """Show and read times in the zone of whoever is signed in, else of the installation."""

    def middleware(request: HttpRequest) -> HttpResponse:
        name = getattr(request.user, "time_zone", "")
        zone = zoneinfo.ZoneInfo(name) if name else None
        with timezone.override(zone):
            return get_response(request)

    return middleware


def no_store(get_response: Responder) -> Responder:
    """Forbid browsers and proxies to keep pages of people who are signed in (ASVS 14.3.2)."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if request.user.is_authenticated:
            response.headers.setdefault("Cache-Control", "private, no-store")
        return response

    return middleware
