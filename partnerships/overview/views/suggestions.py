"""What forms offer while one types: organizations and people that may be meant."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from accounts.access import requires, signed_in
from accounts.roles import Permission
from common.text import clean_line
from partnerships.organizations.forms.known import (
    offer_contacts,
    offer_organizations,
    same_contact,
    same_organization,
)
from partnerships.organizations.rules import organizations_like
from partnerships.overview.forms import mark_partners


@require_safe
@requires(Permission.WORK)
def organization_suggestions(request: HttpRequest) -> HttpResponse:
    """Organizations that may be meant by what is being typed, as a form asks about them."""
    typed, into, user = _typed(request), request.GET.get("into", ""), signed_in(request)
    field = same_organization()
    doubles = organizations_like(typed[0], user)
    offer_organizations(field, doubles, user, request.GET.get(into))
    mark_partners(field, user)
    return HttpResponse(field.drawn.render(into, request.GET.get(into), {"id": f"id_{into}"}))


@require_safe
@requires(Permission.WORK)
def contact_suggestions(request: HttpRequest) -> HttpResponse:
    """People who may be meant by what is being typed, as a form asks about them."""
    name, email = (*_typed(request), "", "")[:2]
    into, user = request.GET.get("into", ""), signed_in(request)
    field = same_contact()
    offer_contacts(field, name, email, user, request.GET.get(into))
    return HttpResponse(field.drawn.render(into, request.GET.get(into), {"id": f"id_{into}"}))


def _typed(request: HttpRequest) -> list[str]:
    """Return what stands in the fields that the address names."""
    names = request.GET.getlist("typed")[:2] or [""]
    return [clean_line(request.GET.get(name, "").replace("\x00", ""))[:200] for name in names]
