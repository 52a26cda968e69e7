"""When and how one is told, absences, and stopping mail by its link."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import requires, signed_in
from accounts.roles import Permission
from common.pages import refusals_on, render_page, status_of
from partnerships.calendars import actions as calendars
from partnerships.calendars.forms import AbsenceForm, WorkingHoursForm
from partnerships.calendars.models import Absence, WorkingHours
from partnerships.reminders import actions
from partnerships.reminders.forms import ModesForm
from partnerships.reminders.models import Mute
from partnerships.reminders.rules import Team
from partnerships.reminders.rules.categories import CATEGORIES
from partnerships.reminders.rules.unsubscribing import whose_mail


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.VIEW)
def reminder_settings(request: HttpRequest) -> HttpResponse:
    """Each kind of thing with the way one is told of it; hours and absences below."""
    user = signed_in(request)
    form = ModesForm(request.POST or None, user=user, team=Team(timezone.now()))
    if form.is_valid():
        actions.set_modes(user=user, modes=form.modes(), by=user, now=timezone.now())
        messages.success(request, _("Saved. This applies from the next email on."))
        return redirect("reminder_settings")
    absences = Absence.objects.visible_to(user).filter(user=user).not_over(timezone.localdate())
    context = {
        "form": form,
        "hours": WorkingHours.objects.visible_to(user).filter(user=user).first()
        or WorkingHours(user=user),
        "absences": absences.select_related("deputy"),
        "muted": Mute.objects.visible_to(user).filter(user=user).order_by("-at")[:50],
    }
    return render_page(request, "reminders/settings.html", context, status=status_of(form))


@require_POST
@requires(Permission.VIEW)
def reminders_usual(request: HttpRequest) -> HttpResponse:
    """Be told of each kind as is usual here."""
    user = signed_in(request)
    actions.back_to_usual(user=user, by=user, now=timezone.now())
    messages.success(request, _("Notification settings reset to defaults."))
    return redirect("reminder_settings")


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.VIEW)
def hours_edit(request: HttpRequest) -> HttpResponse:
    """From when until when one is written to."""
    user = signed_in(request)
    kept = WorkingHours.objects.visible_to(user).filter(user=user).first()
    form = WorkingHoursForm(request.POST or None, instance=kept or WorkingHours(user=user))
    if form.is_valid():
        calendars.set_hours(hours=form.instance, by=user, now=timezone.now())
        messages.success(request, _("Saved."))
        return redirect("reminder_settings")
    context = {"form": form, "title": _("Your hours"), "cancel": reverse("reminder_settings")}
    return render_page(request, "reminders/hours_edit.html", context, status=status_of(form))


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.VIEW)
def absence_add(request: HttpRequest) -> HttpResponse:
    """Say when one is away, and who is reminded meanwhile."""
    user = signed_in(request)
    form = AbsenceForm(request.POST or None, user=user)
    if form.is_valid():
        with refusals_on(form):
            calendars.add_absence(absence=form.instance, by=user, now=timezone.now())
            messages.success(request, _("Saved."))
            return redirect("reminder_settings")
    context = {"form": form, "title": _("Add time away"), "cancel": reverse("reminder_settings")}
    return render_page(request, "reminders/absence_add.html", context, status=status_of(form))


@require_POST
@requires(Permission.VIEW)
def absence_end(request: HttpRequest, absence_id: int) -> HttpResponse:
    """One is not away after all."""
    user = signed_in(request)
    rows = Absence.objects.visible_to(user).filter(user=user).select_related("deputy")
    absence = get_object_or_404(rows, pk=absence_id)
    calendars.end_absence(absence=absence, by=user, now=timezone.now())
    messages.success(request, _("Removed."))
    return redirect("reminder_settings")


@require_POST
@requires(Permission.VIEW)
def unmute(request: HttpRequest, mute_id: int) -> HttpResponse:
    """Be reminded again of something."""
    user = signed_in(request)
    muted = get_object_or_404(Mute.objects.visible_to(user).filter(user=user), pk=mute_id)
    actions.unmute(muted=muted, by=user, now=timezone.now())
    messages.success(request, _("Unmuted. You'll be reminded about it again."))
    return redirect("reminder_settings")


@login_not_required
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def reminder_stop(request: HttpRequest, stop_token: str) -> HttpResponse:
    """Stop mail of one kind, without signing in (RFC 8058). Opening the address changes nothing.

    A mail program posts here by itself, so there is no cookie to check; the token is the secret.
    """
    found = whose_mail(stop_token)
    if found is None:
        raise Http404
    user, category = found
    known = CATEGORIES.get(category)
    done = request.method == "POST"
    if done:
        actions.stop(user=user, category=category, now=timezone.now())
    context = {
        "name": known.name if known else _("Daily email"),
        "done": done,
        "token": stop_token,
    }
    return render_page(request, "reminders/reminder_stop.html", context)
