"""The calendar: a month, a week, a day, or a list of days."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.access import requires, signed_in
from accounts.roles import Permission
from common.pages import render_page
from partnerships.overview.forms import CalendarSearch
from partnerships.overview.lifecycle import CalendarView
from partnerships.overview.queries import calendar_of


@require_safe
@requires(Permission.VIEW)
def calendar(request: HttpRequest) -> HttpResponse:
    """What is on which day, as the address asks for it."""
    user, now = signed_in(request), timezone.now()
    form = CalendarSearch(request.GET, user=user)
    asked = form.asked(timezone.localdate(now))
    context = {
        "asked": asked,
        "calendar": calendar_of(user, asked, now),
        "views": CalendarView,
        "layers": form.layers(),
        "now": now,
    }
    return render_page(request, "overview/calendar.html", context)
