"""The in-kind match report: as a page, as CSV and as a PDF."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, gettext as _
from django.views.decorators.http import require_safe

from accounts.access import requires, signed_in
from accounts.roles import Permission
from common.csv import GuardedWriter
from common.pages import render_page
from common.pdf import render_pdf
from partnerships.organizations.queries import our_organization
from partnerships.outcomes.forms.match import MatchForm, usual
from partnerships.outcomes.queries.match import Match, match_of


def _asked(request: HttpRequest) -> tuple[MatchForm, Match | None]:
    given = request.GET if "first" in request.GET else usual(timezone.localdate())
    form = MatchForm(given, user=signed_in(request))
    return form, match_of(**form.cleaned_data) if form.is_valid() else None


def _report(request: HttpRequest) -> tuple[MatchForm, Match]:
    form, match = _asked(request)
    if match is None:
        raise Http404
    return form, match


@require_safe
@requires(Permission.VIEW)
def match_report(request: HttpRequest) -> HttpResponse:
    """What was given in kind, item by item, with the source of each value."""
    form, match = _asked(request)
    context = {"form": form, "match": match}
    status = 200 if match else 422
    return render_page(request, "outcomes/match_report.html", context, status=status)


@require_safe
@requires(Permission.VIEW)
def match_csv(request: HttpRequest) -> HttpResponse:
    """The same as CSV."""
    _form, match = _report(request)
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="in-kind-match.csv"'
    writer = GuardedWriter(response, _heads())
    for row in _rows(match):
        writer.row(row)
    return response


@require_safe
@requires(Permission.VIEW)
def match_pdf(request: HttpRequest) -> HttpResponse:
    """The same as a tagged PDF."""
    form, match = _report(request)
    house, asked = our_organization(), form.cleaned_data
    days = (date_format(asked[name], "M j, Y") for name in ("first", "last"))
    data: dict[str, Any] = {
        "lang": (get_language() or "en").partition("-")[0],
        "title": _("In-kind match"),
        "house": house.name if house else "Accord",
        "period": " – ".join(days),  # noqa: RUF001  an en dash
        "program": asked["program"],
        "page": _("Page"),
        "heads": _heads(),
        "rows": [[str(cell) for cell in row] for row in _rows(match)],
        "total": _("Total: $%(total)s, confirmed: $%(confirmed)s")
        % {"total": match.total, "confirmed": match.confirmed_total},
        "empty": _("None"),
    }
    made = render_pdf("outcomes/match.typ", data, spell_out=True)
    response = HttpResponse(made, content_type="application/pdf")
    response["Content-Disposition"] = 'inline; filename="in-kind-match.pdf"'
    return response


def _heads() -> list[str]:
    return [
        *(_("Partner"), _("Item"), _("How many"), _("Confirmed"), _("Value of one"), _("Value")),
        *(_("Source"), _("As of"), _("Agreement")),
    ]


def _rows(match: Match) -> list[list[object]]:
    return [
        [
            *(line.target.benefit.partnership, line.target.benefit.what),
            *(f"{line.quantity} {line.target.unit}", line.confirmed, line.rate, line.value),
            *(line.target.rate_source, line.target.rate_on, line.agreement),
        ]
        for line in match.lines
    ]
