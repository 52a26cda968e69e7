"""The bell, what it shows, and what is ahead."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import can, requires, signed_in
from accounts.roles import Permission
from audit.undo import say_done
from common.pages import next_url, page_of, refusals_on, render_page, status_of
from common.templatetags.ui import day
from partnerships.reminders import actions
from partnerships.reminders.forms import LaterForm
from partnerships.reminders.models import Notice
from partnerships.reminders.queries import ahead, at_the_bell, put_off
from partnerships.reminders.rules import Team, items_of

MOST = 200  # things that the bell tells of at once
COUNTED = 100  # the bell says "99+" of more


@require_safe
@requires(Permission.VIEW)
def notice_list(request: HttpRequest) -> HttpResponse:
    """What the person is told of now: the same things their mail says."""
    user, now = signed_in(request), timezone.now()
    later = put_off(user, now)[:MOST]
    items = items_of([*at_the_bell(user, now)[:MOST], *later], Team(now), skips_faulty=True)
    page = page_of(request, [item for item in items if item.notice not in later])
    off = [item for item in items if item.notice in later]
    context = {"page": page, "items": page.object_list, "put_off": off}
    return render_page(request, "reminders/notice_list.html", context)


@require_safe
@requires(Permission.VIEW)
def bell(request: HttpRequest) -> HttpResponse:
    """The bell with its number; pages ask for it after they have come."""
    now = timezone.now()
    waiting = at_the_bell(signed_in(request), now)[:COUNTED].count()
    return render_page(request, "reminders/_bell.html", {"waiting": waiting})


@require_safe
@requires(Permission.VIEW)
def notices_ahead(request: HttpRequest) -> HttpResponse:
    """What the person, or the whole house, will be told of in the next 14 days."""
    now = timezone.now()
    house = "house" in request.GET and can(request.user, Permission.PANEL)
    page = page_of(request, ahead(signed_in(request), now, everybody=house))
    context = {
        "page": page,
        "items": items_of(page, Team(now), skips_faulty=True),
        "everybody": house,
    }
    return render_page(request, "reminders/notices_ahead.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.VIEW)
def notice_later(request: HttpRequest, notice_id: int) -> HttpResponse:
    """Not now: the notice shows and is mailed again on a later day."""
    notice = _mine(request, notice_id)
    user, now = signed_in(request), timezone.now()
    form = LaterForm(request.POST or None)
    if form.is_valid():
        until = form.until(timezone.localdate(now), user.time_zone)
        with refusals_on(form):
            actions.snooze(notice=notice, until=until, by=user, now=now)
            say_done(request, _("Snoozed until %(day)s.") % {"day": day(until)}, notice, now=now)
            return HttpResponseRedirect(next_url(request, reverse("notice_list")))
    items = items_of([notice], Team(now))
    context = {"form": form, "notice": notice, "item": items[0] if items else None}
    return render_page(request, "reminders/notice_later.html", context, status=status_of(form))


@require_POST
@requires(Permission.VIEW)
def notice_back(request: HttpRequest, notice_id: int) -> HttpResponse:
    """Show a notice again now that was put off."""
    notice = _mine(request, notice_id)
    back = actions.bring_back(notice=notice, by=signed_in(request), now=timezone.now())
    by_mail = _("Unsnoozed. It'll be in your next daily email.")
    messages.success(request, by_mail if back.mail_at else _("Unsnoozed."))
    return redirect("notice_list")


@require_POST
@requires(Permission.VIEW)
def notice_mute(request: HttpRequest, notice_id: int) -> HttpResponse:
    """Be reminded no more of what the notice is about."""
    notice, now = _mine(request, notice_id), timezone.now()
    items = items_of([notice], Team(now))
    name = items[0].heading() if items else notice.kind
    actions.mute(notice=notice, name=name, by=signed_in(request), now=now)
    silent = _("Muted “%(name)s”. You can undo this in “Notification settings”.")
    messages.success(request, silent % {"name": name})
    return redirect("notice_list")


def _mine(request: HttpRequest, notice_id: int) -> Notice:
    rows = Notice.objects.visible_to(request.user).filter(user=signed_in(request))
    return get_object_or_404(rows, pk=notice_id)
