"""Writing the lines of the two lists."""

from typing import Any

from django.contrib import messages
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBadRequest,
    HttpResponseRedirect,
)
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import requires, signed_in
from accounts.roles import Permission
from audit.undo import say_done
from common.pages import next_url, refusals_on, render_page, status_of
from common.versions import StaleEdit
from partnerships.exchange import actions, queries
from partnerships.exchange.forms import BenefitEditForm, BenefitForm
from partnerships.exchange.models import Benefit
from partnerships.relationships.lifecycle import Side
from partnerships.relationships.models import Partnership


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.WORK)
def benefit_create(request: HttpRequest, partnership_id: int) -> HttpResponse:
    """Put a line on one of the lists, from a blank page or from an offering."""
    rows = Partnership.objects.visible_to(signed_in(request)).with_names()
    partnership = get_object_or_404(rows, pk=partnership_id)
    side = _side(request)
    form = BenefitForm(
        request.POST or None,
        instance=Benefit(partnership=partnership, side=side),
        initial=_prefilled(request, partnership, side),
        today=timezone.localdate(),
        auto_id=f"new-{side.value}-%s",
    )
    if form.is_valid():
        with refusals_on(form):
            actions.add_benefit(benefit=form.instance, by=signed_in(request), now=timezone.now())
            messages.success(request, _("Item added."))
            return HttpResponseRedirect(next_url(request, partnership.get_absolute_url()))
    context = {"form": form, "partnership": partnership, "side": side}
    context["offerings"] = queries.offerings_left(partnership, side)
    return render_page(request, "exchange/benefit_create.html", context, status=status_of(form))


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.WORK)
def benefit_edit(request: HttpRequest, benefit_id: int) -> HttpResponse:
    """Change a line; what was shared stays until changes are shared."""
    benefit = _benefit(request, benefit_id)
    form = BenefitEditForm(
        request.POST or None,
        instance=benefit,
        today=timezone.localdate(),
        auto_id=f"line-{benefit.pk}-%s",
    )
    status = status_of(form)
    if form.is_valid():
        try:
            actions.edit_benefit(
                benefit=form.instance,
                seen_version=form.seen_version,
                by=signed_in(request),
                now=timezone.now(),
            )
        except StaleEdit as error:
            form.show_conflict(error.current)
            status = 409
        else:
            messages.success(request, _("Item saved."))
            return _back(request, benefit)
    context = {"form": form, "benefit": benefit, "partnership": benefit.partnership}
    context["side"] = Side(benefit.side)
    return render_page(request, "exchange/benefit_edit.html", context, status=status)


@require_POST
@requires(Permission.WORK)
def benefit_move(request: HttpRequest, benefit_id: int) -> HttpResponse:
    """Put a line at another place of its list: ``to``, 0 being the first."""
    benefit = _benefit(request, benefit_id)
    to = request.POST.get("to", "")
    if not (to.isascii() and to.isdigit()):
        return HttpResponseBadRequest()
    actions.move_benefit(
        benefit=benefit, to=min(int(to[:6]), 9999), by=signed_in(request), now=timezone.now()
    )
    messages.success(request, _("Item moved."))
    return _back(request, benefit)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.WORK)
def benefit_withdraw(request: HttpRequest, benefit_id: int) -> HttpResponse:
    """Take a line off its list, after saying what that does."""
    benefit = _benefit(request, benefit_id)
    if request.method == "POST":
        now = timezone.now()
        actions.withdraw_benefit(benefit=benefit, by=signed_in(request), now=now)
        say_done(request, _("Item removed."), benefit, now=now)
        return _back(request, benefit)
    newest = queries.latest_version(benefit.partnership)
    is_shared = newest is not None and newest.lines.filter(benefit=benefit).exists()
    context: dict[str, Any] = {"benefit": benefit, "partnership": benefit.partnership}
    context["in_version"] = newest if is_shared else None
    return render_page(request, "exchange/benefit_withdraw.html", context)


def _benefit(request: HttpRequest, benefit_id: int) -> Benefit:
    rows = Benefit.objects.visible_to(signed_in(request)).on_the_lists()
    related = rows.select_related("partnership__organization", "told_by")
    return get_object_or_404(related, pk=benefit_id)


def _back(request: HttpRequest, benefit: Benefit) -> HttpResponse:
    return HttpResponseRedirect(next_url(request, benefit.partnership.get_absolute_url()))


def _side(request: HttpRequest) -> Side:
    asked = request.GET.get("side", Side.OURS.value)
    if asked not in Side.values:
        raise Http404
    return Side(asked)


def _prefilled(
    request: HttpRequest, partnership: Partnership, side: Side
) -> dict[str, str | int | bool]:
    """What the form begins with: the offering asked for; a line of theirs is our guess."""
    initial: dict[str, str | int | bool] = {"is_guess": side == Side.THEIRS}
    asked = request.GET.get("offering", "")
    if asked.isascii() and asked.isdigit():
        rows = queries.offerings_left(partnership, side).visible_to(request.user)
        offering = get_object_or_404(rows, pk=asked)
        initial |= {
            "what": offering.title,
            "category": offering.category_id,
            "offering": offering.pk,
        }
    return initial
