"""Our own pages about organizations that would like to partner with us."""

from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _, ngettext
from django.views.decorators.http import require_POST, require_safe

from accounts.access import requires, signed_in
from accounts.roles import Permission
from audit.undo import say_done
from common.errors import DomainError
from common.pages import page_of, refusals_on, refusals_told, render_page, status_of
from partnerships.exchange import actions as exchange
from partnerships.exchange.models import Inquiry
from partnerships.portal import actions
from partnerships.portal.forms import InquiryAcceptForm
from partnerships.relationships.lifecycle import Stage
from partnerships.relationships.models import Partnership


@require_safe
@requires(Permission.VIEW)
def inquiry_list(request: HttpRequest) -> HttpResponse:
    """Inquiries that wait for us, oldest first; with ?show=all those handled lately too."""
    rows = Inquiry.objects.visible_to(signed_in(request))
    shows_all = request.GET.get("show") == "all"
    shown = rows if shows_all else rows.open()
    page = page_of(request, shown.select_related("assigned_to").order_by("received_at", "pk"))
    context = {"page": page, "shows_all": shows_all}
    return render_page(request, "portal/inquiry_list.html", context)


@require_safe
@requires(Permission.VIEW)
def inquiry_detail(request: HttpRequest, inquiry_id: int) -> HttpResponse:
    """What someone wrote, and the one button that makes it a prospect."""
    inquiry = _inquiry(request, inquiry_id)
    form = InquiryAcceptForm(inquiry=inquiry, user=signed_in(request))
    context = {"inquiry": inquiry, "form": form}
    return render_page(request, "portal/inquiry_detail.html", context)


@require_POST
@requires(Permission.WORK)
def inquiry_accept(request: HttpRequest, inquiry_id: int) -> HttpResponse:
    """Make a prospect of it, or take it up in the partnership we have."""
    user, now = signed_in(request), timezone.now()
    inquiry = _inquiry(request, inquiry_id)
    form = InquiryAcceptForm(request.POST, inquiry=inquiry, user=user)
    if form.is_valid():
        with refusals_on(form):
            partnership = actions.accept_inquiry(
                inquiry=inquiry, sender=form.sender(), by=user, now=now
            )
            messages.success(request, _accepted(partnership, now))
            return redirect(partnership)
    context = {"inquiry": inquiry, "form": form}
    return render_page(request, "portal/inquiry_detail.html", context, status=status_of(form))


def _accepted(partnership: Partnership, now: datetime) -> str:
    """Say where their words went, and who has to go on."""
    if partnership.created_at == now:
        return _("Accepted. Both lists start with their words.")
    if partnership.stage == Stage.CLOSED:
        return _(
            "Accepted. Their words are on both lists. The partnership is closed: "
            "ask leadership to reopen it."
        )
    return _("Accepted. Their words are on both lists, and answering them is your next step.")


@require_POST
@requires(Permission.WORK)
def inquiry_dismiss(request: HttpRequest, inquiry_id: int) -> HttpResponse:
    """Nothing comes of it."""
    inquiry, now = _inquiry(request, inquiry_id), timezone.now()
    with refusals_told(request):
        exchange.dismiss_inquiry(inquiry=inquiry, by=signed_in(request), now=now)
        say_done(request, _("Dismissed. It will be erased in 30 days."), inquiry, now=now)
    return redirect("inquiry_list")


@require_POST
@requires(Permission.WORK)
def inquiries_dismiss(request: HttpRequest) -> HttpResponse:
    """The same for all that were selected: after a flood of junk, one click a page."""
    rows = Inquiry.objects.visible_to(signed_in(request)).open()
    asked = [pk for pk in request.POST.getlist("inquiry") if pk.isascii() and pk.isdigit()]
    done = 0
    for inquiry in rows.filter(pk__in=asked[:200]):
        try:
            exchange.dismiss_inquiry(inquiry=inquiry, by=signed_in(request), now=timezone.now())
            done += 1
        except DomainError:
            continue  # someone else was first
    messages.success(
        request,
        ngettext("%(count)s inquiry dismissed.", "%(count)s inquiries dismissed.", done)
        % {"count": done},
    )
    return redirect("inquiry_list")


def _inquiry(request: HttpRequest, inquiry_id: int) -> Inquiry:
    rows = Inquiry.objects.visible_to(signed_in(request))
    related = rows.select_related(
        "assigned_to", "handled_by", "motive", "partnership__organization"
    )
    return get_object_or_404(related, pk=inquiry_id)
