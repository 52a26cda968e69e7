"""The same form sent twice, by a finger or by a network that tries again."""

import time
from collections.abc import Callable
from hashlib import sha256
from http import HTTPStatus

from django.core.cache import cache
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import CSRF_TOKEN_LENGTH
from django.template.loader import render_to_string

from common.middleware import Responder

KEPT = 120  # seconds for which the first answer is given again
HELD = 30  # seconds for which a first click without an answer, perhaps killed, is waited for
PATIENCE = 10.0  # seconds for which a second click waits for the first one's answer
LOOK = 0.05  # seconds between two looks
LONGEST = 100_000  # bytes of an answer that is kept
IN_HAND = "accord.form_in_hand"
MARK = "form_mark"  # what tells one form from another on pages without a cookie


class SecondClick:
    """Do once what the same form asks for twice, and answer both as the first.

    Each page shows its forms with another mask over the CSRF token, or, where no cookie is set,
    with a mark of its own. So who sends the same of it with the same content to the same address
    has sent one form again. A refusal is not kept: the same form may be sent again once the
    reason is gone.
    """

    def __init__(self, get_response: Responder) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if key := request.META.get(IN_HAND):
            # Whoever signed in or out by it is another sender now, and answered by a session.
            if _is_kept(response) and key == _key(request):
                cache.set(key, _copy(response), timeout=KEPT)
            else:
                cache.delete(key)
        return response

    def process_view(
        self, request: HttpRequest, _view: Callable[..., object], _args: object, _kwargs: object
    ) -> HttpResponse | None:
        """Let the first through; answer the second. The token itself has been checked before."""
        key = _key(request)
        if not key:
            return None
        deadline = time.monotonic() + PATIENCE
        while not cache.add(key, IN_HAND, timeout=HELD):
            answer = cache.get(key, IN_HAND)
            if isinstance(answer, HttpResponse):
                return answer
            if time.monotonic() > deadline:
                return HttpResponse(render_to_string("409.html"), status=409)
            time.sleep(LOOK)
        request.META[IN_HAND] = key
        return None


def _key(request: HttpRequest) -> str:
    """What names this sending of a form; empty if it is none.

    A token without a mask is no page's own: a script read it from the cookie.
    """
    if request.method != "POST":
        return ""
    token = request.POST.get("csrfmiddlewaretoken", "")
    if MARK not in request.POST and len(token) != CSRF_TOKEN_LENGTH:
        return ""
    files = [
        (name, file.name, _hash(file)) for name, given in request.FILES.lists() for file in given
    ]
    asks_for_a_piece = request.headers.get("HX-Request")
    path, fields = request.get_full_path(), request.POST.urlencode()
    sent = (request.user.pk, path, asks_for_a_piece, fields, files)
    return f"form:{sha256(repr(sent).encode()).hexdigest()}"


def _hash(file: UploadedFile) -> str:
    content = sha256()
    for chunk in file.chunks():
        content.update(chunk)
    file.seek(0)
    return content.hexdigest()


def _is_kept(response: HttpResponse) -> bool:
    went_well = response.status_code < HTTPStatus.BAD_REQUEST
    return went_well and not response.streaming and len(response.content) <= LONGEST


def _copy(response: HttpResponse) -> HttpResponse:
    """The same to whoever asked, without what else hangs on it."""
    copy = HttpResponse(response.content, status=response.status_code, headers=response.headers)
    copy.cookies = response.cookies
    return copy
