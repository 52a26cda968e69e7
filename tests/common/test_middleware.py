"""The viewer's clock, and pages that nobody keeps a copy of."""

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from django.utils import timezone

from accounts.models import User
from common.middleware import CompressPages, Responder, no_store, viewer_time_zone


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


def long_page(_request: HttpRequest) -> HttpResponse:
    return HttpResponse("<p>Bright Path Training</p>" * 100)


def compressed(view: Responder, request: HttpRequest) -> HttpResponse:
    answer = CompressPages(view)(request)
    assert isinstance(answer, HttpResponse)
    return answer


def test_pages_are_compressed_and_never_twice_to_the_same_size(rf: RequestFactory) -> None:
    """So that what a stranger adds to a page tells nothing about secrets in it (BREACH)."""
    request = rf.get("/", headers={"accept-encoding": "gzip"})
    pages = [compressed(long_page, request) for _ in range(20)]
    assert {page.headers["Content-Encoding"] for page in pages} == {"gzip"}
    assert max(len(page.content) for page in pages) < len(long_page(request).content) / 5
    assert len({len(page.content) for page in pages}) > 1


def test_a_browser_that_reads_no_compressed_pages_gets_plain_ones(rf: RequestFactory) -> None:
    page = compressed(long_page, rf.get("/"))
    assert "Content-Encoding" not in page.headers
    assert "Accept-Encoding" in page.headers["Vary"]


def test_files_are_sent_as_they_are(rf: RequestFactory) -> None:
    request = rf.get("/", headers={"accept-encoding": "gzip"})

    def file(_request: HttpRequest) -> HttpResponse:
        return HttpResponse(b"%PDF" * 100, content_type="application/pdf")

    assert "Content-Encoding" not in compressed(file, request).headers
