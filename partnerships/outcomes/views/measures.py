"""The pages about measures: choosing what is counted, reporting it, and settling differences."""

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.access import requires, signed_in
from accounts.roles import Permission
from common.pages import page_of, refusals_on, refusals_told, render_page, status_of
from partnerships.outcomes import actions, queries
from partnerships.outcomes.forms import FigureForm, MeasureForm, MeasureShareSearch, SettleForm
from partnerships.outcomes.lifecycle import MOST_SHARES
from partnerships.outcomes.models import (
    Measure,
    MeasureDefinition,
    MeasureFigure,
    MeasureShare,
)
from partnerships.outcomes.rules import newest_over
from partnerships.outcomes.views.loading import (
    get_partnership,
    get_share,
    reads_and_writes,
    side_asked,
)
from partnerships.relationships.lifecycle import Side
from partnerships.relationships.models import Partnership

#: The newest periods that a figure can be reported for.
REPORTABLE = 60


@require_safe
@requires(Permission.VIEW)
def measure_list(request: HttpRequest) -> HttpResponse:
    """Every measure, ours and those shared with partners, with its newest period."""
    user, today = signed_in(request), timezone.localdate()
    form = MeasureShareSearch(request.GET, user=user, today=today)
    page = page_of(request, form.filter(MeasureShare.objects.visible_to(user).with_names()))
    reports = queries.reported(list(page), today, most=1)
    context = {"form": form, "page": page, "reports": reports}
    return render_page(request, "outcomes/measure_list.html", context)


@require_safe
@requires(Permission.WORK)
def measure_pick(request: HttpRequest, partnership_id: int) -> HttpResponse:
    """What to count with a partner: from the catalog, or what is counted with others already."""
    return _pick(request, get_partnership(request, partnership_id))


@require_safe
@requires(Permission.WORK)
def house_measure_pick(request: HttpRequest) -> HttpResponse:
    """What to count in our own house."""
    return _pick(request, None)


def _pick(request: HttpRequest, partnership: Partnership | None) -> HttpResponse:
    user = signed_in(request)
    shared = Measure.objects.visible_to(user).filter(
        stopped_at__isnull=True, shares__partnership__isnull=False
    )
    context = {
        "partnership": partnership,
        "definitions": MeasureDefinition.objects.visible_to(user).filter(is_active=True),
        "shared": shared.exclude(shares__partnership=partnership).distinct().order_by("label")[:50]
        if partnership
        else [],
    }
    return render_page(request, "outcomes/measure_pick.html", context)


@reads_and_writes
@requires(Permission.WORK)
def measure_create(request: HttpRequest, partnership_id: int, measure_code: str) -> HttpResponse:
    """Say what is counted with a partner."""
    return _create(request, get_partnership(request, partnership_id), measure_code)


@reads_and_writes
@requires(Permission.WORK)
def house_measure_create(request: HttpRequest, measure_code: str) -> HttpResponse:
    """Say what is counted in our own house."""
    return _create(request, None, measure_code)


def _create(request: HttpRequest, partnership: Partnership | None, code: str) -> HttpResponse:
    kinds = MeasureDefinition.objects.visible_to(signed_in(request)).filter(is_active=True)
    kind, today = get_object_or_404(kinds, code=code), timezone.localdate()
    share = MeasureShare(partnership=partnership)
    words = {name: getattr(kind, name) for name in ("label", "definition", "of_what")}
    form = MeasureForm(
        request.POST or None,
        instance=Measure(kind=kind, unit=kind.unit, source=kind.source),
        share=share,
        today=today,
        initial={**words, "starts_on": today.replace(month=1, day=1)},
    )
    if form.is_valid():
        with refusals_on(form):
            share = actions.add_measure(
                measure=form.instance,
                share=form.chosen(),
                by=signed_in(request),
                now=timezone.now(),
            )
            messages.success(request, _("Measure added."))
            return redirect(share)
    context = {"form": form, "partnership": partnership, "kind": kind}
    return render_page(request, "outcomes/measure_create.html", context, status=status_of(form))


@require_POST
@requires(Permission.WORK)
def measure_share(request: HttpRequest, partnership_id: int, measure_id: int) -> HttpResponse:
    """Count a measure with one more partner."""
    partnership = get_partnership(request, partnership_id)
    measure = get_object_or_404(Measure.objects.visible_to(signed_in(request)), pk=measure_id)
    share = MeasureShare(measure=measure, partnership=partnership)
    there = reverse("measure_pick", args=[partnership.pk])
    with refusals_told(request):
        share = actions.share_measure(share=share, by=signed_in(request), now=timezone.now())
        messages.success(request, _("Measure added."))
        there = share.get_absolute_url()
    return redirect(there)


@require_safe
@requires(Permission.VIEW)
def measure_detail(request: HttpRequest, share_id: int) -> HttpResponse:
    """One measure: its definition, chart and table, and what is still open."""
    share = get_share(request, share_id)
    report = queries.reported([share], timezone.localdate())[0]
    context = {
        "share": share,
        "partnership": share.partnership,
        "report": report,
        "others": _others(request, share),
    }
    return render_page(request, "outcomes/measure_detail.html", context)


@reads_and_writes
@requires(Permission.WORK)
def measure_edit(request: HttpRequest, share_id: int) -> HttpResponse:
    """Change words, target, baseline, or who reports."""
    share = get_share(request, share_id)
    form = MeasureForm(
        request.POST or None, instance=share.measure, share=share, today=timezone.localdate()
    )
    if form.is_valid():
        with refusals_on(form):
            actions.edit_measure(
                measure=form.instance,
                share=form.chosen(),
                by=signed_in(request),
                now=timezone.now(),
            )
            messages.success(request, _("Measure saved."))
            return redirect(share)
    context = {"form": form, "share": share, "partnership": share.partnership}
    return render_page(request, "outcomes/measure_edit.html", context, status=status_of(form))


@reads_and_writes
@requires(Permission.WORK)
def measure_stop(request: HttpRequest, share_id: int) -> HttpResponse:
    """Stop counting, after naming whom it stops for, or count again (resume=yes)."""
    share, by, now = get_share(request, share_id), signed_in(request), timezone.now()
    if request.method != "POST":
        others, partnership = _others(request, share), share.partnership
        context = {"share": share, "partnership": partnership, "others": others}
        return render_page(request, "outcomes/measure_stop.html", context)
    if request.POST.get("resume"):
        actions.resume_measure(share=share, by=by, now=now)
        messages.success(request, _("Measure resumed."))
    else:
        actions.stop_measure(share=share, by=by, now=now)
        messages.success(request, _("Measure stopped. Its figures stay."))
    return redirect(share)


def _others(request: HttpRequest, share: MeasureShare) -> QuerySet[MeasureShare]:
    """Return where else a measure is counted."""
    rows = MeasureShare.objects.visible_to(signed_in(request)).filter(measure=share.measure_id)
    return rows.exclude(pk=share.pk).with_names().order_by("pk")[:MOST_SHARES]


@reads_and_writes
@requires(Permission.WORK)
def figure_report(request: HttpRequest, share_id: int) -> HttpResponse:
    """Report a side's figure (?side=) for a period (?first_day=), also once more."""
    share, today, side = get_share(request, share_id), timezone.localdate(), side_asked(request)
    if side not in share.sides():
        raise Http404
    measure = share.measure
    periods = newest_over(measure.months(), measure.starts_on, today, REPORTABLE)
    form = FigureForm(
        request.POST or None,
        share=share,
        periods=periods,
        side=side,
        today=today,
        initial=_known(request, share, side),
    )
    if form.is_valid():
        with refusals_on(form):
            actions.report_figure(figure=form.figure(), by=signed_in(request), now=timezone.now())
            messages.success(request, _("Figure saved."))
            return redirect(share)
    context = {"form": form, "share": share, "partnership": share.partnership, "side": side}
    context["periods"] = periods
    return render_page(request, "outcomes/figure_report.html", context, status=status_of(form))


def _known(request: HttpRequest, share: MeasureShare, side: Side) -> dict[str, object]:
    """Return what a form begins with: the period asked for, and who reports on their side."""
    known: dict[str, object] = {"first_day": request.GET.get("first_day", "")}
    if side == Side.THEIRS:
        known["contact"] = share.their_reporter_id
    return known


@reads_and_writes
@requires(Permission.WORK)
def figure_settle(request: HttpRequest, figure_id: int) -> HttpResponse:
    """Settle the two figures of the period that one of them, by its number, was reported for."""
    rows = MeasureFigure.objects.visible_to(signed_in(request))
    figure, today = get_object_or_404(rows, pk=figure_id), timezone.localdate()
    share = get_share(request, figure.share_id)
    found = queries.reported([share], today, most=REPORTABLE)[0]
    reports = next((one for one in found.periods if one.period.first == figure.first_day), None)
    if reports is None or reports.ours is None or reports.theirs is None:
        messages.error(request, _("Only one side reported this period. Report the other first."))
        return redirect(share)
    initial = {"number": reports.theirs.number, "out_of": reports.theirs.out_of}
    initial["contact"] = share.their_reporter_id
    form = SettleForm(request.POST or None, reports=reports, today=today, initial=initial)
    if form.is_valid():
        with refusals_on(form):
            actions.settle_figures(
                settlement=form.settlement(), by=signed_in(request), now=timezone.now()
            )
            messages.success(request, _("Difference settled."))
            return redirect(share)
    context = {"form": form, "share": share, "partnership": share.partnership}
    context["reports"] = reports
    return render_page(request, "outcomes/figure_settle.html", context, status=status_of(form))
