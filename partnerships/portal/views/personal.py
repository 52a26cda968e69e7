"""What a partner's person sees behind their link. Opening any of it changes nothing (W6)."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from common.errors import DomainError
from common.pages import refusals_on, refuse, render_page, status_of
from common.throttle import is_too_often
from partnerships.links import actions as links
from partnerships.links.lifecycle import MessageKind
from partnerships.links.models import PersonalLink
from partnerships.links.queries import help_line, link_behind
from partnerships.portal import actions, queries
from partnerships.portal.forms import AnswerForm, MessageForm, NewLinkForm, initial_of

Page = Callable[..., HttpResponse]


def kept_to_oneself(view: Page) -> Page:
    """Let no one but the reader have a copy of a page, or learn its address from it.

    The secret in the address is what an outsider would need to send a form, so these pages need
    no cookie; with ``no-referrer`` browsers hide the origin that the cookie check relies on.
    """

    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        response.headers["Referrer-Policy"] = "no-referrer"
        response.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
        response.headers["Cache-Control"] = "private, no-store"
        return response

    return csrf_exempt(login_not_required(require_http_methods(["GET", "HEAD", "POST"])(answered)))


@kept_to_oneself
def portal_page(request: HttpRequest, token: str) -> HttpResponse:
    """Both lists from the person's side, and one form for everything that is open."""
    link = link_behind(PersonalLink, token, timezone.now())
    if link is None:
        return nothing_here(request)
    page = queries.personal_page_of(link, timezone.localdate())
    form = AnswerForm(request.POST or None, page=page, initial=initial_of(page))
    if form.is_valid() and _done(request, form, link):
        said = "#saved" if "keep" in request.POST else "#received"
        return HttpResponseRedirect(reverse("portal_page", args=[token]) + said)
    status = 409 if form.is_bound and form.has_changed_lists() else status_of(form)
    context = {"page": page, "form": form, "token": token}
    changing = form.is_bound or bool(link.draft) or "change" in request.GET
    context["asks_lists"] = page.wants_answer() or (changing and bool(page.exchange.version))
    return render_page(request, "portal/portal_page.html", context, status=status)


def _done(request: HttpRequest, form: AnswerForm, link: PersonalLink) -> bool:
    """Keep the answer, or what there is of it; a refusal becomes an error of the form."""
    now = timezone.now()
    if "keep" in request.POST:
        links.keep_draft(link=link, draft=form.draft(), now=now)
        return True
    today = timezone.localdate(now)
    saying = form.confirmation(today) if "confirm" in request.POST else form.saying(today)
    try:
        actions.answer(
            link=link,
            saying=saying,
            happened=form.happened(),
            figures=form.figures(timezone.localdate(now)),
            now=now,
        )
    except DomainError as error:
        refuse(form, error)
        return False
    return True


@kept_to_oneself
def portal_hand_over(request: HttpRequest, token: str) -> HttpResponse:
    """A colleague should answer; we take them up before anything is sent to them."""
    return _message(request, token, MessageKind.HAND_OVER, "portal/portal_hand_over.html")


@kept_to_oneself
def portal_call_me(request: HttpRequest, token: str) -> HttpResponse:
    """Rather talk: leave a number."""
    return _message(request, token, MessageKind.CALL_ME, "portal/portal_call_me.html")


@kept_to_oneself
def portal_not_me(request: HttpRequest, token: str) -> HttpResponse:
    """The mail reached someone it was not meant for; the link stops working at once."""
    return _message(request, token, MessageKind.NOT_ME, "portal/portal_not_me.html")


@kept_to_oneself
def portal_stop(request: HttpRequest, token: str) -> HttpResponse:
    """Stop reminders; a mail program posts here by itself (RFC 8058). Opening changes nothing."""
    now = timezone.now()
    link = link_behind(PersonalLink, token, now)
    if link is None:
        return nothing_here(request)
    told = request.method == "POST"
    if told:
        links.stop_reminders(link=link, now=now)
    context = {"told": told, "token": token, "help": help_line(link.sent_by)}
    return render_page(request, "portal/portal_stop.html", context)


def _message(request: HttpRequest, token: str, kind: MessageKind, template: str) -> HttpResponse:
    now = timezone.now()
    link = link_behind(PersonalLink, token, now)
    if link is None:
        return nothing_here(request)
    typed = request.POST if request.method == "POST" else None
    form = MessageForm(typed, link=link, kind=kind)
    told = False
    if form.is_valid():
        with refusals_on(form):
            links.tell(message=form.instance, now=now)
            told = True
    context = {"form": form, "link": link, "told": told, "token": token}
    context["help"] = help_line(link.sent_by)
    return render_page(request, template, context, status=200 if told else status_of(form))


@kept_to_oneself
def new_link(request: HttpRequest) -> HttpResponse:
    """Send a new link to an address we know. What we know is not told."""
    form = NewLinkForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        context = {"form": form, "asked": False}
        return render_page(request, "portal/new_link.html", context, status=status_of(form))
    address = form.cleaned_data["email"]
    if _is_too_often(request, about=address):
        return render_page(request, "429.html", status=429)
    actions.send_new_links(address=address, now=timezone.now())
    return render_page(request, "portal/new_link.html", {"form": form, "asked": True})


def nothing_here(request: HttpRequest) -> HttpResponse:
    """One kind page for unknown, expired and revoked links alike."""
    if _is_too_often(request):
        return render_page(request, "429.html", status=429)
    context = {"form": NewLinkForm(), "asked": False}
    return render_page(request, "portal/new_link.html", context, status=404)


def _is_too_often(request: HttpRequest, about: str = "") -> bool:
    """Whether there were too many tries with links that open nothing, or wishes for new ones."""
    return is_too_often(request, "link_missed", per_minute=10, per_hour=50, about=about)
