"""The reports of the leadership panel: each as page, as CSV, and the rows behind each figure."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.access import requires, signed_in
from accounts.roles import Permission
from common.csv import GuardedWriter
from common.pages import page_of, refusals_told, render_page
from common.safe_screen import is_safe
from partnerships.agreements.queries import go_live_day
from partnerships.organizations.queries import house_name, our_organization
from partnerships.outbox.queries import figures as mail_figures
from partnerships.reports import actions
from partnerships.reports.forms import PortfolioFilter
from partnerships.reports.queries import (
    REPORTS,
    ROW_SETS,
    Report,
    Scope,
    headline_of,
    kept_today,
    needs_attention,
)
from partnerships.reports.queries.row_sets import RowSet
from partnerships.reports.rules import paper
from partnerships.reports.rules.administration import administration
from partnerships.reports.rules.listed import LISTINGS
from partnerships.reports.rules.picture import picture_of
from partnerships.reports.rules.tables import Table


def asked(request: HttpRequest, *, named: bool = False) -> tuple[PortfolioFilter, Scope]:
    """The filters of the address, and what they ask for."""
    data = request.GET.copy()
    data.setdefault("period", "quarter")
    form = PortfolioFilter(data, user=signed_in(request), named=named)
    return form, form.scope(timezone.now(), is_safe=is_safe(request))


def portfolio(request: HttpRequest) -> dict[str, Any]:
    """What the panel's first page shows of the portfolio."""
    form, scope = asked(request)
    find = request.GET.get("find", "")
    open_count = scope.partnerships.open().count()
    kept = kept_today(scope, open_count)
    figures = needs_attention(scope, kept.figures if kept else None)
    shown = [one for one in REPORTS.values() if one.code in ON_THE_PANEL]
    return {
        "form": form,
        "scope": scope,
        "open_count": open_count,
        "counted_at": kept.taken_at if kept else None,
        "mail": mail_figures(scope.now),
        "stats": headline_of(scope),
        "bad": [figure for figure in figures if figure.count],
        "cards": [(one, one.card(scope)) for one in shown if not (scope.is_safe and one.internal)],
        "groups": administration(signed_in(request), find),
        "find": find,
        "ours": our_organization(),
        "go_live": go_live_day(),
    }


#: Reports with a card on the first page, in the order of the catalog: what is bad comes first.
ON_THE_PANEL = frozenset(set(REPORTS) - {"attention", "network", "map"})


@require_safe
@requires(Permission.PANEL)
def report_detail(request: HttpRequest, report: str) -> HttpResponse:
    """One subject: its chart, its tables, and what exactly they count."""
    found = _report(request, report)
    form, scope = asked(request, named=found.named)
    context = {"form": form, "scope": scope, "report": found, "built": found.build(scope)}
    return render_page(request, "reports/report_detail.html", context)


@require_safe
@requires(Permission.PANEL)
def report_csv(request: HttpRequest, report: str) -> HttpResponse:
    """All tables of a subject as one CSV file, one below the other."""
    found = _report(request, report)
    _form, scope = asked(request)
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{found.code}-{scope.today}.csv"'
    tables = found.build(scope).tables
    sheet = GuardedWriter(response, ["", *tables[0].heads])
    for table in tables:
        _write(sheet, table, with_heads=table is not tables[0])
    return response


@require_safe
@requires(Permission.PANEL)
def report_png(request: HttpRequest, report: str) -> HttpResponse:
    """The chart of a subject as a picture."""
    found = _report(request, report)
    form, scope = asked(request)
    chart = found.card(scope).chart
    if chart is None:
        raise Http404
    made = picture_of(
        chart,
        title=str(found.title),
        house=house_name(),
        period=str(scope.period),
        filters=form.in_words(),
    )
    response = HttpResponse(made, content_type="image/png")
    response["Content-Disposition"] = f'attachment; filename="{found.code}-{scope.today}.png"'
    return response


def _write(sheet: GuardedWriter, table: Table, *, with_heads: bool) -> None:
    if with_heads:
        sheet.row([])
        sheet.row(["", *table.heads])
    for row in table.rows:
        sheet.row([table.title, *(cell.plain for cell in row)])
    if table.more:
        sheet.row([table.title, _("More rows are in Accord:"), table.more_url])


@require_safe
@requires(Permission.PANEL)
def portfolio_pdf(request: HttpRequest) -> HttpResponse:
    """The headline and every table of the panel as a tagged PDF."""
    form, scope = asked(request)
    shown = [one for one in REPORTS.values() if not (scope.is_safe and one.internal)]
    made = paper.portfolio_pdf(
        house=house_name(),
        period=str(scope.period),
        filters=form.in_words(),
        stats=[paper.Line(stat.label, stat.value, stat.change) for stat in headline_of(scope)],
        sections=[
            paper.Section(str(one.title), str(one.about), one.build(scope).tables) for one in shown
        ],
    )
    response = HttpResponse(made, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="portfolio-{scope.today}.pdf"'
    return response


@require_safe
@requires(Permission.PANEL)
def report_rows(request: HttpRequest, rows: str) -> HttpResponse:
    """The rows that a figure counts, as many as it says."""
    row_set, value = ROW_SETS.get(rows), request.GET.get("value", "")
    form, scope = asked(request)
    if row_set is None or (scope.is_safe and row_set.is_internal(value)):
        raise Http404
    try:
        label = row_set.label(value)
        found = row_set.rows(scope, value)
    except (KeyError, ValueError, OverflowError, ObjectDoesNotExist) as error:
        raise Http404 from error
    listing = LISTINGS[found.model]
    known = found.select_related(*listing.related).prefetch_related(*listing.many)
    page = page_of(request, known.order_by(*listing.order))
    title = _title(row_set, label)
    lines = [listing.cells(row) for row in page]
    table = Table(title, [str(head) for head in listing.heads], lines, empty=_("None"))
    context = {"form": form, "scope": scope, "title": title, "page": page, "table": table}
    context |= {"timed": row_set.timed, "cleared": _cleared(request)}
    return render_page(request, "reports/report_rows.html", context)


def _cleared(request: HttpRequest) -> str:
    """The address of the same rows without filters."""
    kept = {name: request.GET[name] for name in ("value", "before") if name in request.GET}
    return f"{request.path}?{urlencode(kept)}"


@require_safe
@requires(Permission.PANEL)
def portfolio_mail(request: HttpRequest) -> HttpResponse:
    """The monthly email as leadership would get it now."""
    mail = actions.portfolio_mail(user=signed_in(request), now=timezone.now())
    return render_page(request, "reports/portfolio_mail.html", {"mail": mail})


@require_POST
@requires(Permission.PANEL)
def test_mail(request: HttpRequest) -> HttpResponse:
    """Send the viewer an email the way all email goes, to see that it arrives."""
    user = signed_in(request)
    with refusals_told(request):
        actions.send_test_mail(by=user, now=timezone.now())
        messages.success(
            request, _("A test email to %(address)s is on its way.") % {"address": user.email}
        )
    return redirect("admin:index")


def _title(row_set: RowSet, label: object) -> str:
    return f"{row_set.title}: {label}" if str(label) else str(row_set.title)


def _report(request: HttpRequest, code: str) -> Report:
    found = REPORTS.get(code)
    if found is None or (found.internal and is_safe(request)):
        raise Http404
    return found
