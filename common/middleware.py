"""What every request gets: the viewer's clock, and no copies of signed-in pages."""

import zoneinfo
from collections.abc import Callable
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase, HttpResponseRedirectBase
from django.middleware.gzip import GZipMiddleware
from django.shortcuts import render
from django.utils import timezone

from common.errors import DomainError

Responder = Callable[[HttpRequest], HttpResponse]


def viewer_time_zone(get_response: Responder) -> Responder:
    """Show and read times in the zone of whoever is signed in, else of the installation."""

    def middleware(request: HttpRequest) -> HttpResponse:
        name = getattr(request.user, "time_zone", "")
        zone = zoneinfo.ZoneInfo(name) if name else None
        with timezone.override(zone):
            return get_response(request)

    return middleware


class TellRefusals:
    """Say what a rule refuses on a page of its own, where no form or message does."""

    def __init__(self, get_response: Responder) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Answer 409; the transaction of the action is rolled back by then."""
        if not isinstance(error, DomainError):
            return None
        return render(request, "refused.html", {"refusal": str(error)}, status=409)


def no_store(get_response: Responder) -> Responder:
    """Forbid browsers and proxies to keep pages of people who are signed in (ASVS 14.3.2)."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if request.user.is_authenticated:
            response.headers.setdefault("Cache-Control", "private, no-store")
        return response

    return middleware


def dialog_redirects(get_response: Responder) -> Responder:
    """Tell a form in a dialog where to go on.

    Its script would follow a redirect by itself, and use up the message meant for the next page.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        asked = request.method == "POST" and "X-Dialog" in request.headers
        if asked and isinstance(response, HttpResponseRedirectBase):
            response.headers["X-Location"] = response.url
            del response.headers["Location"]
            response.status_code = HTTPStatus.NO_CONTENT
        return response

    return middleware


class CompressPages(GZipMiddleware):
    """Compress HTML; files are compressed already or would cost more than they save.

    Their size tells nothing about secrets in them (BREACH): Django adds random bytes to each
    compressed page, and masks each form token again.
    """

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        """Compress what is a page."""
        if not response.headers.get("Content-Type", "").startswith("text/html"):
            return response
        return super().process_response(request, response)
