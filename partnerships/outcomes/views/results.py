"""What came of one partnership: measures, referrals and cohorts on one page, and as CSV."""

from collections.abc import Iterator

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.access import requires, signed_in
from accounts.roles import Permission
from common.csv import GuardedWriter
from common.pages import page_of, refusals_on, render_page, status_of
from partnerships.outcomes import actions, queries
from partnerships.outcomes.forms import (
    CohortCountForm,
    CohortForm,
    ReferralReportForm,
    SmallCountsForm,
)
from partnerships.outcomes.lifecycle import Direction
from partnerships.outcomes.models import SENDER, Cohort, SmallCountsConsent
from partnerships.outcomes.views.loading import (
    get_cohort,
    get_partnership,
    reads_and_writes,
    side_asked,
)
from partnerships.relationships.lifecycle import Side
from partnerships.relationships.models import Partnership


@require_safe
@requires(Permission.VIEW)
def results(request: HttpRequest, partnership_id: int) -> HttpResponse:
    """What came of a partnership so far, as counts."""
    partnership, today = get_partnership(request, partnership_id), timezone.localdate()
    months = queries.referrals_of(partnership.pk, today)
    consents = SmallCountsConsent.objects.visible_to(request.user).filter(partnership=partnership)
    context = {
        "partnership": partnership,
        "measures": queries.measures_of(partnership.pk, today),
        "months": months[:12],
        "totals": queries.totals_of(months, today),
        "cohorts": queries.followed(_cohorts(request, partnership)),
        "consents": {one.side: one for one in consents.select_related("contact")},
    }
    return render_page(request, "outcomes/results.html", context)


def _cohorts(request: HttpRequest, partnership: Partnership) -> list[Cohort]:
    rows = Cohort.objects.visible_to(request.user).filter(partnership=partnership)
    return list(rows.select_related("offering").order_by("-last_day", "-pk")[:20])


@require_safe
@requires(Permission.VIEW)
def results_csv(request: HttpRequest, partnership_id: int) -> HttpResponse:
    """The same as CSV; small counts only if both sides agreed."""
    partnership = get_partnership(request, partnership_id)
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    name = slugify(str(partnership)) or "partner"
    response["Content-Disposition"] = f'attachment; filename="results-{name}.csv"'
    head = [_("What"), _("Period"), _("Ours"), _("Theirs"), _("Counts"), _("Note")]
    writer = GuardedWriter(response, head)
    shows = partnership.pk in queries.shows_small([partnership.pk])
    for row in _rows(request, partnership, shows_small=shows):
        writer.row(row)
    return response


def _rows(
    request: HttpRequest, partnership: Partnership, *, shows_small: bool
) -> Iterator[list[str]]:
    today = timezone.localdate()
    for report in queries.measures_of(partnership.pk, today):
        for one in report.periods:
            note = one.settled.note if one.settled else ""
            texts = one.texts(shows_small=shows_small)
            yield [str(report.share), str(one.period), *texts, note]
    for month in queries.referrals_of(partnership.pk, today):
        what = f"{month.direction_label}: {month.offering or _('all services')}"
        sent, received, accepted, *_more = month.cells(shows_small=shows_small)
        ours = SENDER[month.direction] == Side.OURS
        both = (sent, received) if ours else (received, sent)
        yield [what, f"{month.first_day:%Y-%m}", *both, accepted, _("Counts: accepted")]
    for found in queries.followed(_cohorts(request, partnership)):
        for day in found.days:
            ours_text, theirs_text, counts, rate = day.cells(shows_small=shows_small)
            period = _("day %(day)d") % {"day": day.day}
            yield [str(found.cohort), period, ours_text, theirs_text, counts, rate]


@require_safe
@requires(Permission.VIEW)
def referral_list(request: HttpRequest, partnership_id: int) -> HttpResponse:
    """Referrals in both directions, month by month."""
    partnership, today = get_partnership(request, partnership_id), timezone.localdate()
    months = queries.referrals_of(partnership.pk, today)
    context = {
        "partnership": partnership,
        "totals": queries.totals_of(months, today),
        "page": page_of(request, months),
        "today": today,
    }
    return render_page(request, "outcomes/referral_list.html", context)


@reads_and_writes
@requires(Permission.WORK)
def referrals_report(request: HttpRequest, partnership_id: int, direction: str) -> HttpResponse:
    """Report a month of referrals in one direction, for a side (?side=)."""
    if direction not in Direction:
        raise Http404
    partnership, side = get_partnership(request, partnership_id), side_asked(request)
    form = ReferralReportForm(
        request.POST or None,
        partnership=partnership,
        direction=Direction(direction),
        side=side,
        today=timezone.localdate(),
    )
    if form.is_valid():
        with refusals_on(form):
            actions.report_referrals(
                report=form.report(), by=signed_in(request), now=timezone.now()
            )
            messages.success(request, _("Referrals saved."))
            return redirect("referral_list", partnership.pk)
    context = {"form": form, "partnership": partnership, "side": side}
    context["direction"] = Direction(direction)
    status = status_of(form)
    return render_page(request, "outcomes/referrals_report.html", context, status=status)


@reads_and_writes
@requires(Permission.WORK)
def cohort_create(request: HttpRequest, partnership_id: int) -> HttpResponse:
    """Say which placements are followed."""
    partnership = get_partnership(request, partnership_id)
    form = CohortForm(request.POST or None, instance=Cohort(partnership=partnership))
    if form.is_valid():
        with refusals_on(form):
            cohort = actions.add_cohort(
                cohort=form.instance, by=signed_in(request), now=timezone.now()
            )
            messages.success(request, _("Cohort added. Count who was placed."))
            return redirect(cohort)
    context = {"form": form, "partnership": partnership}
    return render_page(request, "outcomes/cohort_create.html", context, status=status_of(form))


@require_safe
@requires(Permission.VIEW)
def cohort_detail(request: HttpRequest, cohort_id: int) -> HttpResponse:
    """A cohort from placement to a year later, by both sides."""
    cohort, today = get_cohort(request, cohort_id), timezone.localdate()
    found = queries.followed([cohort])[0]
    context = {
        "cohort": cohort,
        "partnership": cohort.partnership,
        "days": [(one, one.is_reached(today)) for one in found.days],
        "chart": found.chart(),
    }
    return render_page(request, "outcomes/cohort_detail.html", context)


@reads_and_writes
@requires(Permission.WORK)
def cohort_count(request: HttpRequest, cohort_id: int) -> HttpResponse:
    """Count a cohort on one of its days (?day=), for a side (?side=)."""
    cohort, side = get_cohort(request, cohort_id), side_asked(request)
    asked = request.GET.get("day", "0")
    days = queries.followed([cohort])[0].days
    found = next((one for one in days if str(one.day) == asked), None)
    if found is None:
        raise Http404
    form = CohortCountForm(request.POST or None, day=found, side=side, today=timezone.localdate())
    if form.is_valid():
        with refusals_on(form):
            actions.count_cohort(count=form.count(), by=signed_in(request), now=timezone.now())
            messages.success(request, _("Count saved."))
            return redirect(cohort)
    context = {"form": form, "cohort": cohort, "partnership": cohort.partnership, "side": side}
    context["day"] = found
    return render_page(request, "outcomes/cohort_count.html", context, status=status_of(form))


@reads_and_writes
@requires(Permission.WORK)
def small_counts(request: HttpRequest, partnership_id: int) -> HttpResponse:
    """Record that a side (?side=) agrees to show counts under 5."""
    partnership, side = get_partnership(request, partnership_id), side_asked(request)
    form = SmallCountsForm(
        request.POST or None, partnership=partnership, side=side, today=timezone.localdate()
    )
    if form.is_valid():
        with refusals_on(form):
            actions.agree_to_small_counts(
                partnership=partnership,
                side=side,
                **form.cleaned_data,
                by=signed_in(request),
                now=timezone.now(),
            )
            messages.success(request, _("Agreement recorded."))
            return redirect("results", partnership.pk)
    context = {"form": form, "partnership": partnership, "side": side}
    return render_page(request, "outcomes/small_counts.html", context, status=status_of(form))


@require_POST
@requires(Permission.WORK)
def small_counts_hide(request: HttpRequest, partnership_id: int) -> HttpResponse:
    """Hide counts under 5 from partners and exports again."""
    partnership = get_partnership(request, partnership_id)
    actions.hide_small_counts(partnership=partnership, by=signed_in(request), now=timezone.now())
    messages.success(request, _("Counts under 5 are hidden again."))
    return redirect("results", partnership.pk)
