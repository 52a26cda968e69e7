"""Our own pages about what a partner sees of us."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.access import requires, signed_in
from accounts.roles import Permission
from common.pages import render_page
from partnerships.links.models import PersonalLink
from partnerships.organizations.models import Contact
from partnerships.portal import queries
from partnerships.portal.forms import AnswerForm
from partnerships.relationships.lifecycle import Side
from partnerships.relationships.models import Partnership
from partnerships.relationships.queries import people_of


@require_safe
@requires(Permission.VIEW)
def partner_sees(request: HttpRequest, partnership_id: int) -> HttpResponse:
    """List which pages open for a partner, what they contain, and what never leaves us."""
    partnership, now = _partnership(request, partnership_id), timezone.now()
    view = queries.partner_view_of(partnership, now, timezone.localdate(now))
    context = {"partnership": partnership, "view": view}
    return render_page(request, "portal/partner_sees.html", context)


@require_safe
@requires(Permission.VIEW)
def partner_sees_page(request: HttpRequest, partnership_id: int, contact_id: int) -> HttpResponse:
    """Show the page of one of their people as they see it; nothing can be sent from here.

    It is the very page behind their link, made by the same code. A half-done answer isn't shown.
    """
    partnership, user = _partnership(request, partnership_id), signed_in(request)
    theirs = people_of(partnership, timezone.localdate())[Side.THEIRS]
    people = Contact.objects.visible_to(user).filter(pk__in=[one.contact_id for one in theirs])
    contact = get_object_or_404(people, pk=contact_id)
    sent = PersonalLink.objects.visible_to(user).filter(partnership=partnership, contact=contact)
    link = sent.select_related("contact", "sent_by", *PersonalLink.SHOWS).first()
    draft = PersonalLink(partnership=partnership, contact=contact, sent_by=user)
    page = queries.personal_page_of(link or draft, timezone.localdate())
    context = {"page": page, "form": AnswerForm(page=page), "preview": partnership}
    context["asks_lists"] = page.wants_answer()
    return render_page(request, "portal/portal_page.html", context)


def _partnership(request: HttpRequest, partnership_id: int) -> Partnership:
    rows = Partnership.objects.visible_to(signed_in(request)).with_names()
    return get_object_or_404(rows, pk=partnership_id)
