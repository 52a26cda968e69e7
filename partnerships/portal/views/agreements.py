"""What a person sees behind a link to an agreement: to read, to comment on, to sign."""

import re

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header

from common.pages import refusals_on, render_page, status_of
from common.throttle import client_address
from partnerships.agreements import actions as agreements, rules
from partnerships.agreements.lifecycle import DocumentKind, LinkKind, MouState
from partnerships.agreements.models import Document, MouLink
from partnerships.agreements.queries import Text, received_by
from partnerships.links.queries import help_line, link_behind
from partnerships.pipeline import actions as pipeline
from partnerships.portal.forms import ColleagueForm, DeclineForm, ReviewForm, SignByLinkForm
from partnerships.portal.views.personal import kept_to_oneself, nothing_here
from partnerships.relationships.lifecycle import How

#: By these headers browsers say why they load a page, and so in their names do programs.
PURPOSE = ("Purpose", "Sec-Purpose", "X-Purpose", "X-Moz")
AHEAD = re.compile(r"prefetch|prerender|preview", re.IGNORECASE)
PROGRAM = re.compile(
    r"bot\b|crawl|spider|scan|preview|prefetch|slurp|facebookexternalhit|proofpoint|mimecast"
    r"|barracuda|^(?:curl|wget|python|go-http-client|java|okhttp|libwww|headless)",
    re.IGNORECASE,
)


@kept_to_oneself
def mou_page(request: HttpRequest, mou_token: str) -> HttpResponse:
    """The agreement, and the one thing its reader may do with it."""
    link = link_behind(MouLink, mou_token, timezone.now())
    if link is None:
        return nothing_here(request)
    if link.kind == LinkKind.SIGN:
        return _sign(request, link, mou_token)
    return _read(request, link, mou_token)


def _sign(request: HttpRequest, link: MouLink, token: str) -> HttpResponse:
    """The first opening is recorded as evidence; only the button signs."""
    now = timezone.now()
    version, signer = link.mou.versions.first(), agreements.signer_behind(link)
    document = version.document if version else None
    if version is None or document is None or signer is None:
        return nothing_here(request)
    form = SignByLinkForm(_typed(request), link=link)
    if form.is_valid():
        with refusals_on(form):
            pipeline.sign_by_link(link=link, given=form.given(request), now=now)
            return HttpResponseRedirect(reverse("mou_page", args=[token]))
    if request.method == "GET":
        agreements.record_opened(
            link=link,
            document=document,
            address=client_address(request),
            user_agent=request.headers.get("User-Agent", ""),
            is_program=_is_program(request),
            now=now,
        )
    context = {
        **_about(link, token),
        "document": document,
        "signer": signer,
        "form": form,
        "is_open": link.mou.state == MouState.OUT_FOR_SIGNATURE and not signer.signature(),
        "sections": _sections(version.text),
    }
    return render_page(request, "portal/mou_sign_page.html", context, status=status_of(form))


def _is_program(request: HttpRequest) -> bool:
    """Whether it says that no person is looking: loaded ahead, or by a scanner."""
    purpose = " ".join(request.headers.get(name, "") for name in PURPOSE)
    agent = request.headers.get("User-Agent", "")
    return bool(AHEAD.search(purpose) or PROGRAM.search(agent))


def _read(request: HttpRequest, link: MouLink, token: str) -> HttpResponse:
    """The text; a reviewer has boxes to comment in, a lawyer's link shows the text only."""
    version = link.mou.versions.shown().first()
    if version is None:
        return nothing_here(request)
    context = {**_about(link, token), "version": version}
    if link.kind == LinkKind.READ:
        context["sections"] = _sections(version.text)
        return render_page(request, "portal/mou_read_page.html", context)
    form = ReviewForm(_typed(request), version=version)
    if form.is_valid():
        reading = agreements.Reading(
            version=version,
            contact=link.contact,
            how=How.LINK,
            remarks=form.remarks(),
            accepts=form.cleaned_data["accepts"],
        )
        with refusals_on(form):
            agreements.comment(reading=reading, by=None, now=timezone.now(), link=link)
            return HttpResponseRedirect(reverse("mou_page", args=[token]))
    rows = [{**row, "html": rules.to_html(row["text"])} for row in form.rows()]
    context |= {"form": form, "rows": rows, "receipt": received_by(link)}
    return render_page(request, "portal/mou_review_page.html", context, status=status_of(form))


def _typed(request: HttpRequest) -> QueryDict | None:
    """What was sent, be it nothing at all."""
    return request.POST if request.method == "POST" else None


def _about(link: MouLink, token: str) -> dict[str, object]:
    return {
        "link": link,
        "mou": link.mou,
        "token": token,
        "help": help_line(link.sent_by),
    }


def _sections(text: Text) -> list[tuple[str, str]]:
    return [(s["heading"], rules.to_html(s["text"])) for s in text["sections"] if s["text"]]


@kept_to_oneself
def mou_decline(request: HttpRequest, mou_token: str) -> HttpResponse:
    """Not to sign, with a reason."""
    link = link_behind(MouLink, mou_token, timezone.now())
    if link is None or link.kind != LinkKind.SIGN:
        return nothing_here(request)
    form = DeclineForm(_typed(request))
    if form.is_valid():
        with refusals_on(form):
            agreements.decline(
                link=link,
                reason=form.cleaned_data["reason"],
                origin=_origin(request),
                now=timezone.now(),
            )
            return HttpResponseRedirect(reverse("mou_page", args=[mou_token]))
    context = {**_about(link, mou_token), "form": form}
    return render_page(request, "portal/mou_decline.html", context, status=status_of(form))


@kept_to_oneself
def mou_hand_over(request: HttpRequest, mou_token: str) -> HttpResponse:
    """A colleague should sign instead; until one of us lets them, the signer still can."""
    link = link_behind(MouLink, mou_token, timezone.now())
    if link is None or link.kind != LinkKind.SIGN:
        return nothing_here(request)
    form = ColleagueForm(_typed(request))
    if form.is_valid():
        with refusals_on(form):
            agreements.hand_over(
                link=link, origin=_origin(request), now=timezone.now(), **form.cleaned_data
            )
            return HttpResponseRedirect(reverse("mou_page", args=[mou_token]))
    context = {**_about(link, mou_token), "form": form}
    return render_page(request, "portal/mou_hand_over.html", context, status=status_of(form))


def _origin(request: HttpRequest) -> agreements.AnswerOrigin:
    return agreements.AnswerOrigin(
        address=client_address(request), user_agent=request.headers.get("User-Agent", "")
    )


@kept_to_oneself
def mou_document(request: HttpRequest, mou_token: str) -> HttpResponse:
    """The very file that is signed, or the final copy once there is one."""
    link = link_behind(MouLink, mou_token, timezone.now())
    document = _shown(link) if link else None
    if document is None:
        return nothing_here(request)
    with document.file.open("rb") as stored:
        response = HttpResponse(stored.read(), content_type=document.content_type)
    response["Content-Disposition"] = (
        content_disposition_header(as_attachment=True, filename=document.name) or "attachment"
    )
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _shown(link: MouLink) -> Document | None:
    newest = link.mou.versions.shown().first()
    final = link.mou.documents.filter(kind=DocumentKind.FINAL).first()
    return final or (newest.document if newest else None)
