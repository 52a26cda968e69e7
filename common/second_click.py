"""The same form sent twice: by a finger, by a network that tries again, or after going back."""

import re
import time
from collections.abc import Callable
from hashlib import sha256
from http import HTTPStatus

from django.contrib import messages
from django.core.cache import cache
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.middleware.csrf import CSRF_TOKEN_LENGTH
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from common.middleware import Responder

KEPT = 120  # seconds for which the first answer is given again
HELD = 30  # seconds for which a first click without an answer, perhaps killed, is waited for
PATIENCE = 10.0  # seconds for which a second click waits for the first one's answer
LOOK = 0.05  # seconds between two looks
LONGEST = 100_000  # bytes of an answer that is kept
IN_HAND = "accord.form_in_hand"
REMEMBERED = 600  # seconds for which going back and saving the same again is recognized
MOST = 20  # so many new records of a user are remembered
# Names of views that add something.
ADDS = re.compile(r"^new_|_(create|add|open|plan|record|upload)$")
MARK = "form_mark"  # what tells one form from another on pages without a cookie


class SecondClick:
    """Do once what the same form asks for twice, and answer both as the first.

    Each page shows its forms with another mask over the CSRF token, or, where no cookie is set,
    with a mark of its own. So who sends the same of it with the same content to the same address
    has sent one form again. A refusal is not kept: the same form may be sent again once the
    reason is gone.

    Whoever goes back in the browser after adding something gets the form with a new mask, perhaps
    still filled in. Saving the same content again leads to what was added first, with a word why.
    Any other change in between forgets it: what was removed may be added again.
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
            _remember(request, response)
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
        if first := cache.get(_added(request), {}).get(_content(request)):
            cache.delete(key)
            messages.warning(
                request,
                _("You already saved this, so it wasn't saved again. Here's the first one."),
            )
            return HttpResponseRedirect(first)
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
    asks_for_a_piece = request.headers.get("HX-Request")
    return f"form:{_digest(request.user.pk, asks_for_a_piece, token, _content(request))}"


def _content(request: HttpRequest) -> str:
    """What names the content of a form, whichever page it was sent from."""
    fields = request.POST.copy()
    fields.pop("csrfmiddlewaretoken", None)
    files = [
        (name, file.name, _hash(file)) for name, given in request.FILES.lists() for file in given
    ]
    return _digest(request.get_full_path(), fields.urlencode(), files)


def _digest(*parts: object) -> str:
    return sha256(repr(parts).encode()).hexdigest()


def _added(request: HttpRequest) -> str:
    """Where it is remembered what a user added in the last minutes."""
    return f"added:{request.user.pk}"


def _remember(request: HttpRequest, response: HttpResponse) -> None:
    """Keep where a user's new record is; forget all of them after any other change."""
    if not request.user.is_authenticated or response.status_code >= HTTPStatus.BAD_REQUEST:
        return
    name = request.resolver_match.url_name if request.resolver_match else ""
    if ADDS.search(name or "") and "Location" in response:
        before = list(cache.get(_added(request), {}).items())[1 - MOST :]
        added = {**dict(before), _content(request): response["Location"]}
        cache.set(_added(request), added, timeout=REMEMBERED)
    else:
        cache.delete(_added(request))


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
