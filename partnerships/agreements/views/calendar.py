"""Agreements by their days, and as a file."""

from datetime import date, timedelta
from itertools import groupby

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.access import requires
from accounts.roles import Permission
from common.csv import GuardedWriter
from common.dates import add_months
from common.pages import page_of, render_page
from partnerships.agreements.forms import MouSearch
from partnerships.agreements.lifecycle import Standing
from partnerships.agreements.models import Mou
from partnerships.agreements.queries import entries_between, unsigned

#: How many months the calendar shows, from this one on, and how many on one page.
MONTHS, MONTHS_A_PAGE = 12, 3


@require_safe
@requires(Permission.VIEW)
def mou_calendar(request: HttpRequest) -> HttpResponse:
    """Show what starts, ends or is due for review in the next twelve months, a quarter a page."""
    first = timezone.localdate().replace(day=1)
    page = page_of(request, [add_months(first, n) for n in range(MONTHS)], MONTHS_A_PAGE)
    last = add_months(page.object_list[-1], 1) - timedelta(days=1)
    entries = entries_between(Mou.objects.visible_to(request.user), page.object_list[0], last)
    months = [
        (month, list(found)) for month, found in groupby(entries, lambda e: e.on.replace(day=1))
    ]
    context = {"months": months, "page": page}
    return render_page(request, "agreements/mou_calendar.html", context)


@require_safe
@requires(Permission.VIEW)
def mou_export(request: HttpRequest) -> HttpResponse:
    """The list as CSV, with the filters of its address."""
    today = timezone.localdate()
    form = MouSearch(request.GET, today=today)
    rows = form.filter(Mou.objects.visible_to(request.user)).select_related("type")
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="agreements.csv"'
    sheet = GuardedWriter(
        response,
        [
            _("Agreement"),
            _("Type"),
            _("With"),
            _("State"),
            _("Starts"),
            _("Ends"),
            _("Review by"),
            _("Waiting on"),
        ],
    )
    related = (
        "parties__organization",
        "parties__signers__signatures",
        "parties__signers__contact",
    )
    for mou in rows.prefetch_related(*related).iterator(chunk_size=500):
        partners = [str(p) for p in mou.parties.all() if not p.organization.is_ours]
        sheet.row(
            [
                mou.title,
                mou.type,
                "; ".join(partners),
                _state_of(mou, today),
                mou.effective_on(),
                mou.last_day(),
                mou.review_due_on,
                "; ".join(unsigned(mou)),
            ]
        )
    return response


def _state_of(mou: Mou, today: date) -> str:
    """As the list says it: what people decided, or what the days made of it."""
    standing = mou.standing(today)
    return str(mou.get_state_display() if standing == Standing.IN_WORK else standing.label)
