"""What we offer, on paper: to print, to attach, to leave on the table."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from accounts.access import requires, signed_in
from accounts.roles import Permission
from common.pages import render_page
from common.pdf import UndrawableText, render_pdf
from common.querysets import VisibleQuerySet
from partnerships.exchange import queries
from partnerships.exchange.models import ServiceOffering
from partnerships.exchange.rules import PAPERS, handout
from partnerships.links.queries import help_line


@require_safe
@requires(Permission.VIEW)
def offering_handout(request: HttpRequest) -> HttpResponse:
    """Our list of benefits as a page to print; only what we offer now."""
    context = {
        "categories": queries.offered_by_category(_ours(request)),
        "contact": help_line(signed_in(request)),
    }
    return render_page(request, "exchange/offering_handout.html", context)


@require_safe
@requires(Permission.VIEW)
def offering_handout_pdf(request: HttpRequest) -> HttpResponse:
    """The same as a tagged PDF, on Letter or with ?paper=a4.

    If it has characters that no font can show, the page to print names them instead.
    """
    line = help_line(signed_in(request))
    data = handout(
        queries.offered_by_category(_ours(request)),
        house=line.house,
        contact={"name": line.name, "email": line.email, "phone": line.phone},
        paper=_paper(request),
    )
    try:
        made = render_pdf("exchange/offering_handout.typ", data)
    except UndrawableText as error:
        messages.error(request, str(error))
        return redirect("offering_handout")
    response = HttpResponse(made, content_type="application/pdf")
    response["Content-Disposition"] = 'attachment; filename="offerings.pdf"'
    return response


def _ours(request: HttpRequest) -> VisibleQuerySet[ServiceOffering]:
    return ServiceOffering.objects.visible_to(signed_in(request))


def _paper(request: HttpRequest) -> str:
    asked = request.GET.get("paper", "")
    return asked if asked in PAPERS else "letter"
