"""Putting a signal off, and taking that back."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import requires, signed_in
from accounts.roles import Permission
from audit.undo import say_done
from common.pages import next_url, render_page, status_of
from common.templatetags.ui import day
from partnerships.relationships.models import Partnership
from partnerships.reminders import actions
from partnerships.reminders.forms import PutOffForm
from partnerships.reminders.lifecycle import SignalCode
from partnerships.reminders.models import Snooze


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.WORK)
def signal_put_off(request: HttpRequest, partnership_id: int, code: str) -> HttpResponse:
    """Not now: no one sees this signal of this partnership for a while."""
    partnership, signal = _partnership(request, partnership_id), _signal(code)
    form = PutOffForm(request.POST or None)
    now = timezone.now()
    today = timezone.localdate(now)
    if form.is_valid():
        snooze = actions.put_off(
            partnership=partnership,
            signal=signal,
            until=form.until(today),
            today=today,
            by=signed_in(request),
            now=now,
        )
        say_done(
            request, _("Snoozed until %(day)s.") % {"day": day(snooze.until)}, snooze, now=now
        )
        return HttpResponseRedirect(next_url(request, reverse("today")))
    kept = Snooze.objects.visible_to(signed_in(request)).filter(
        partnership=partnership, signal=signal, until__gt=today
    )
    context = {"form": form, "partnership": partnership, "signal": signal, "kept": kept.first()}
    return render_page(request, "reminders/signal_put_off.html", context, status=status_of(form))


@require_POST
@requires(Permission.WORK)
def signal_show_again(request: HttpRequest, partnership_id: int, code: str) -> HttpResponse:
    """Show a signal again that someone put off."""
    partnership, signal = _partnership(request, partnership_id), _signal(code)
    rows = Snooze.objects.visible_to(signed_in(request)).select_related("partnership")
    snooze = get_object_or_404(rows, partnership=partnership, signal=signal)
    actions.show_again(snooze=snooze, by=signed_in(request), now=timezone.now())
    messages.success(request, _("Unsnoozed."))
    return redirect("today")


def _signal(code: str) -> SignalCode:
    if code not in SignalCode.values:
        raise Http404
    return SignalCode(code)


def _partnership(request: HttpRequest, partnership_id: int) -> Partnership:
    rows = Partnership.objects.visible_to(signed_in(request)).with_names()
    return get_object_or_404(rows, pk=partnership_id)
