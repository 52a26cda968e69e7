"""Giving, moving and closing a promise."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.access import requires, signed_in
from accounts.roles import Permission
from audit.undo import say_done
from common.pages import next_url, refusals_on, render_page, status_of
from partnerships.engagement import actions
from partnerships.engagement.forms import FollowUpDoneForm, FollowUpEditForm, FollowUpForm
from partnerships.engagement.models import FollowUp
from partnerships.relationships.models import Partnership


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.WORK)
def follow_up_create(request: HttpRequest, partnership_id: int) -> HttpResponse:
    """Note a promise of either side."""
    rows = Partnership.objects.visible_to(signed_in(request)).with_names()
    partnership = get_object_or_404(rows, pk=partnership_id)
    form = FollowUpForm(request.POST or None, partnership=partnership, today=timezone.localdate())
    if form.is_valid():
        with refusals_on(form):
            actions.promise(
                partnership=partnership,
                given=form.given(),
                by=signed_in(request),
                now=timezone.now(),
            )
            messages.success(request, _("Commitment added."))
            return HttpResponseRedirect(next_url(request, partnership.get_absolute_url()))
    context = {"form": form, "partnership": partnership}
    return render_page(
        request, "engagement/follow_up_create.html", context, status=status_of(form)
    )


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.WORK)
def follow_up_edit(request: HttpRequest, follow_up_id: int) -> HttpResponse:
    """Give a promise another day, another person, or other words."""
    follow_up = _follow_up(request, follow_up_id)
    form = FollowUpEditForm(request.POST or None, follow_up=follow_up, today=timezone.localdate())
    if form.is_valid():
        with refusals_on(form):
            actions.reschedule_promise(
                follow_up=follow_up,
                what=form.cleaned_data["what"],
                due_on=form.cleaned_data["due_on"],
                contact=form.cleaned_data["contact"],
                by=signed_in(request),
                now=timezone.now(),
            )
            messages.success(request, _("Commitment saved."))
            return HttpResponseRedirect(next_url(request, _page_of(follow_up)))
    context = {"form": form, "follow_up": follow_up}
    return render_page(request, "engagement/follow_up_edit.html", context, status=status_of(form))


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.WORK)
def follow_up_done(request: HttpRequest, follow_up_id: int) -> HttpResponse:
    """Say that a promise was kept or is no longer needed; Today's button needs no page."""
    follow_up = _follow_up(request, follow_up_id)
    form, now = FollowUpDoneForm(request.POST or None), timezone.now()
    if form.is_valid():
        with refusals_on(form):
            actions.close_promise(
                follow_up=follow_up,
                kept=form.cleaned_data["kept"] == "yes",
                note=form.cleaned_data["note"],
                by=signed_in(request),
                now=now,
                today=timezone.localdate(),
            )
            kept = form.cleaned_data["kept"] == "yes"
            done = _("Commitment marked kept.") if kept else _("Commitment dropped.")
            say_done(request, done, follow_up, now=now)
            return HttpResponseRedirect(next_url(request, _page_of(follow_up)))
    context = {"form": form, "follow_up": follow_up}
    return render_page(request, "engagement/follow_up_done.html", context, status=status_of(form))


def _follow_up(request: HttpRequest, follow_up_id: int) -> FollowUp:
    rows = FollowUp.objects.visible_to(signed_in(request))
    related = rows.select_related("partnership__organization", "contact")
    return get_object_or_404(related, pk=follow_up_id)


def _page_of(follow_up: FollowUp) -> str:
    return follow_up.partnership.get_absolute_url()
