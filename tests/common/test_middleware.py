"""The viewer's clock, and pages that nobody keeps a copy of."""

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from django.utils import timezone

from accounts.models import User
from common.middleware import no_store, viewer_time_zone


def zone_page(_request: HttpRequest) -> HttpResponse:
    return HttpResponse(timezone.get_current_timezone_name())


def test_times_are_in_the_viewers_zone(rf: RequestFactory) -> None:
    request = rf.get("/")
    request.user = User(time_zone="America/Los_Angeles")
    assert viewer_time_zone(zone_page)(request).content == b"America/Los_Angeles"


def test_the_zone_does_not_leak_into_the_next_request(rf: RequestFactory) -> None:
    request = rf.get("/")
    request.user = User(time_zone="America/Los_Angeles")
    viewer_time_zone(zone_page)(request)
    request.user = AnonymousUser()
    assert viewer_time_zone(zone_page)(request).content == b"UTC"


def test_pages_of_people_signed_in_are_not_stored(rf: RequestFactory) -> None:
    request = rf.get("/")
    request.user = User()
    assert no_store(zone_page)(request).headers["Cache-Control"] == "private, no-store"


def test_public_pages_may_be(rf: RequestFactory) -> None:
    request = rf.get("/")
    request.user = AnonymousUser()
    assert "Cache-Control" not in no_store(zone_page)(request).headers
