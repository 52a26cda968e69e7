"""The mail that lies in the folder, for trying things out; exists only with DEBUG."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from common.pages import render_page
from partnerships.outbox.emails import FolderMail, folder_mail, folder_mails

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]

# A mail's page may look as it likes and be clicked, and may do nothing else.
READ_ONLY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'none'; "
    "base-uri 'none'; frame-ancestors 'none'; sandbox allow-top-navigation-by-user-activation"
)


def only_with_debug(view: View[P]) -> View[P]:
    """Let the page exist only while trying things out."""

    @wraps(view)
    def checked(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not settings.DEBUG:
            raise Http404
        return view(request, *args, **kwargs)

    return checked


@login_not_required
@require_safe
@only_with_debug
def dev_mail_list(request: HttpRequest) -> HttpResponse:
    """The newest messages; open to everyone, as a password reset is read before signing in."""
    return render_page(request, "outbox/dev_mail_list.html", {"mails": folder_mails()})


@login_not_required
@require_safe
@only_with_debug
def dev_mail(request: HttpRequest, name: str) -> HttpResponse:
    """One message as text, with its links."""
    return render_page(request, "outbox/dev_mail.html", {"mail": _mail(name)})


@login_not_required
@require_safe
@only_with_debug
def dev_mail_html(request: HttpRequest, name: str) -> HttpResponse:  # noqa: ARG001
    """One message as the recipient's mail program shows it."""
    return HttpResponse(_mail(name).html, headers={"Content-Security-Policy": READ_ONLY})


def _mail(name: str) -> FolderMail:
    mail = folder_mail(name)
    if mail is None:
        raise Http404
    return mail
