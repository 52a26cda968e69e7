"""What we offer, on paper: to print, to attach, to leave on the table."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language, gettext as _
from django.views.decorators.http import require_safe

from accounts.access import requires, signed_in
from accounts.roles import Permission
from common.pages import render_page
from common.pdf import UndrawableText, render_pdf
from common.querysets import VisibleQuerySet
from partnerships.exchange import queries
from partnerships.exchange.models import ServiceOffering
from partnerships.links.queries import HelpLine, help_line

#: The sizes of paper people have, by what the address asks for.
PAPERS = {"letter": "us-letter", "a4": "a4"}


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
    contact = help_line(signed_in(request))
    data = {
        "lang": (get_language() or "en").partition("-")[0],
        "paper": PAPERS[_paper(request)],
        **_words(contact),
        "house": contact.house,
        "categories": [
            {"label": label, "offerings": [_on_paper(offering) for offering in offerings]}
            for label, offerings in queries.offered_by_category(_ours(request))
        ],
    }
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


def _words(contact: HelpLine) -> dict[str, Any]:
    """All that the template says itself, in the language of the page."""
    return {
        "title": _("What %(house)s offers") % {"house": contact.house},
        "intro": _("Here's what we can do for you. Tell us what would help, and what you offer."),
        "nothing": _("Nothing is listed yet."),
        "page": _("Page"),
        "contact": {
            "label": _("Questions? Call or email us"),
            "name": contact.name,
            "email": contact.email,
            "phone": contact.phone,
        },
    }


def _on_paper(offering: ServiceOffering) -> dict[str, str]:
    return {"title": offering.title, "description": offering.description.replace("\r", "")}
