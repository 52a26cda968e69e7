"""Our list of benefits in public, and "Partner with us". Strangers read these without a cookie."""

import base64
from collections.abc import Callable
from typing import Any

from csp.decorators import csp_replace
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import conditional_page, require_http_methods, require_safe

from accounts.access import requires, signed_in
from accounts.roles import Permission
from common.errors import DomainError
from common.pages import refuse, render_page, status_of
from common.pdf import render_pdf
from common.text import mailbox_key
from common.throttle import is_too_often, source_mark
from partnerships.exchange import actions, queries
from partnerships.exchange.forms import InquiryForm, PublicPageForm
from partnerships.exchange.models import ServiceOffering
from partnerships.exchange.rules import PAPERS, handout

Page = Callable[..., HttpResponseBase]


def for_everyone(view: Page) -> Page:
    """Show the same to everyone, from a copy if there is one, and only when it has changed."""
    return login_not_required(require_safe(conditional_page(view)))


@for_everyone
def offers_page(request: HttpRequest, program: str = "") -> HttpResponse:  # noqa: ARG001
    """What we offer, to read, find and share; all of it, or that of one program."""
    return _shared(_copy("offers_page", program))


@xframe_options_exempt
@login_not_required  # always whole: an answer of "not changed" would carry no list of websites
@require_safe
def offers_embed(request: HttpRequest, program: str = "") -> HttpResponseBase:
    """The same as a piece of the websites that leadership named, and of no other."""
    sites = queries.kept("sites", lambda: queries.public_page().sites())
    html = _copy("offers_embed", program)
    framed = csp_replace({"frame-ancestors": sites})(
        lambda _request: _shared(html if sites else "")
    )
    return framed(request)


def _copy(name: str, program: str) -> str:
    """Return a page from its copy; a program that there isn't leaves none behind."""
    if program and program not in queries.kept("programs", queries.programs):
        return ""
    return queries.kept(f"{name}:{program}", lambda: _page(name, program))


def _page(name: str, program: str) -> str:
    """Write a page, which is the same whoever asks; "" if there is none."""
    offers = queries.offers(program)
    if offers is None:
        return ""
    there = reverse("offers_program", args=[program]) if program else reverse("offers_page")
    context = {"offers": offers, "base": settings.BASE_URL, "there": settings.BASE_URL + there}
    return render_to_string(f"exchange/{name}.html", context)


@for_everyone
def offers_pdf(request: HttpRequest) -> HttpResponse:
    """The same as a tagged PDF, on Letter or with ?paper=a4."""
    asked = request.GET.get("paper", "")
    paper = asked if asked in PAPERS else "letter"
    made = base64.b64decode(queries.kept(f"pdf:{paper}", lambda: _pdf(paper)))
    response = _shared(made, content_type="application/pdf")
    response["Content-Disposition"] = 'inline; filename="services.pdf"'
    return response


def _pdf(paper: str) -> str:
    offers = queries.offers()
    if offers is None:
        return ""
    house = offers.house
    contact = {"name": house.name, "email": offers.email, "phone": offers.phone}
    data = handout(offers.categories, house=house.name, contact=contact, paper=paper)
    made = render_pdf("exchange/offering_handout.typ", data, spell_out=True)
    return base64.b64encode(made).decode()


@for_everyone
def offers_logo(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """Our logo, for the page and for what others show of it."""
    logo, kind = queries.kept("logo", _logo)
    return _shared(logo, content_type=kind)


def _logo() -> tuple[bytes, str]:
    page = queries.public_page()
    return (bytes(page.logo), page.logo_type) if page.is_on else (b"", "")


def _shared(content: str | bytes, **given: str) -> HttpResponse:
    """Answer with what anyone may keep for a minute; 404 while the page is off."""
    if not content:
        raise Http404
    response = HttpResponse(content, **given)
    response["Cache-Control"] = "public, max-age=60"
    return response


@csrf_exempt  # it needs no cookie, as it does nothing in the name of whoever is signed in
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def offers_ask(request: HttpRequest) -> HttpResponse:
    """Partner with us: a form for strangers."""
    offers = queries.offers()
    if offers is None:
        raise Http404
    sent = request.POST if request.method == "POST" else None
    form = InquiryForm(sent, initial={"looks_for": _about(request, offers)})
    if form.is_bound and form.is_by_a_robot():
        return redirect("offers_sent")
    if form.is_valid():
        if is_too_often(
            request,
            "inquiry",
            per_minute=3,
            per_hour=10,
            about=mailbox_key(form.cleaned_data["email"]),
        ):
            return render_page(request, "429.html", status=429)
        form.instance.source = source_mark(request)
        try:
            actions.receive_inquiry(inquiry=form.instance, now=timezone.now())
            return redirect("offers_sent")
        except DomainError as error:
            refuse(form, error)
    context = {"form": form, "offers": offers}
    return render_page(request, "exchange/offers_ask.html", context, status=status_of(form))


def _about(request: HttpRequest, offers: queries.Offers) -> str:
    """Return the name of the service that someone asks for by its link."""
    asked = request.GET.get("about", "")
    named = {str(one.pk): one.title for _label, rows in offers.categories for one in rows}
    return named.get(asked, "")


@login_not_required
@require_safe
def offers_sent(request: HttpRequest) -> HttpResponse:
    """Say that the form has arrived, and what comes next."""
    offers = queries.offers()
    if offers is None:
        raise Http404
    return render_page(request, "exchange/offers_sent.html", {"offers": offers})


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.LEAD)
def offers_settings(request: HttpRequest) -> HttpResponse:
    """Turn the public page on or off, and choose what it says."""
    page = queries.public_page()
    form = PublicPageForm(request.POST or None, request.FILES or None, instance=page)
    if form.is_valid():
        actions.save_public_page(page=form.chosen(), by=signed_in(request), now=timezone.now())
        messages.success(request, _("Public page saved."))
        return HttpResponseRedirect(reverse("offers_settings"))
    context: dict[str, Any] = {"form": form, "base": settings.BASE_URL, "saved": page}
    public = ServiceOffering.objects.visible_to(request.user).filter(
        organization__is_ours=True, is_active=True
    )
    context["public"], context["private"] = (
        public.filter(is_public=flag).count() for flag in (True, False)
    )
    return render_page(request, "exchange/offers_settings.html", context, status=status_of(form))
