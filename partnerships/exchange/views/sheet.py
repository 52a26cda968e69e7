"""Both lists on paper, with boxes to mark by hand (W7)."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from accounts.access import requires, signed_in
from accounts.roles import Permission
from common.pages import render_page
from partnerships.exchange import queries
from partnerships.links.queries import help_line
from partnerships.relationships.lifecycle import Side
from partnerships.relationships.models import Partnership


@require_safe
@requires(Permission.VIEW)
def lists_sheet(request: HttpRequest, partnership_id: int) -> HttpResponse:
    """One sheet to print, mark and scan: for their side, or with ?side=ours for ours."""
    user = signed_in(request)
    rows = Partnership.objects.visible_to(user).with_names()
    partnership = get_object_or_404(rows, pk=partnership_id)
    asked = request.GET.get("side", Side.THEIRS.value)
    if asked not in Side.values:
        raise Http404
    context = {
        "partnership": partnership,
        "side": Side(asked),
        "sheet": queries.sheet_of(partnership, Side(asked)),
        "help": help_line(partnership.owner or user),
    }
    return render_page(request, "exchange/lists_sheet.html", context)
