"""Sharing the two lists (W2)."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import requires, signed_in
from accounts.roles import Permission
from common.errors import DomainError
from common.pages import next_url, render_page
from partnerships.exchange import actions, queries
from partnerships.relationships.lifecycle import Side
from partnerships.relationships.models import Partnership
from partnerships.relationships.queries import people_of


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.WORK)
def lists_share(request: HttpRequest, partnership_id: int) -> HttpResponse:
    """Show what changed since the lists were shared and whom it asks again; then share."""
    rows = Partnership.objects.visible_to(signed_in(request)).with_names()
    partnership = get_object_or_404(rows, pk=partnership_id)
    refusal, status = "", 200
    if request.method == "POST":
        try:
            actions.share_changes(
                partnership=partnership,
                by=signed_in(request),
                now=timezone.now(),
                seen=request.POST.get("seen", ""),
            )
        except DomainError as error:
            refusal = str(error)
            status = 409 if isinstance(error, actions.CopyChanged) else 422
        else:
            messages.success(
                request, _("Version saved. No one has been told yet. Ask both sides to answer it.")
            )
            return HttpResponseRedirect(next_url(request, partnership.get_absolute_url()))
    exchange = queries.exchange_of(partnership, people_of(partnership, timezone.localdate()))
    context = {
        "partnership": partnership,
        "exchange": exchange,
        "changes": queries.changes_of(exchange),
        "seen": queries.copy_hash(queries.snapshot(exchange.benefits)),
        "asked_again": queries.asked_again(exchange),
        "refusal": refusal,
    }
    return render_page(request, "exchange/lists_share.html", context, status=status)


@require_safe
@requires(Permission.VIEW)
def changes_since(request: HttpRequest, partnership_id: int) -> HttpResponse:
    """What changed since a side answered (?side=): the changed lines only, was and now."""
    rows = Partnership.objects.visible_to(signed_in(request)).with_names()
    partnership = get_object_or_404(rows, pk=partnership_id)
    asked = request.GET.get("side", Side.THEIRS.value)
    if asked not in Side.values:
        raise Http404
    exchange = queries.exchange_of(partnership, people_of(partnership, timezone.localdate()))
    answer = exchange.answers.get(Side(asked))
    if answer is None or exchange.version is None:
        raise Http404
    context = {
        "partnership": partnership,
        "side": Side(asked),
        "answer": answer,
        "changes": queries.changes_between(answer.list_version, exchange.version),
        "is_current": exchange.answer_is_current(Side(asked)),
    }
    return render_page(request, "exchange/changes_since.html", context)
