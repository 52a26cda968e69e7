"""Rounds of reviews: opening one, its progress board, and its summary as a file."""

from collections.abc import Iterable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import get_language, gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import requires, signed_in
from accounts.roles import Permission
from common.csv import GuardedWriter
from common.pages import page_of, refusals_on, render_page, status_of
from common.pdf import render_pdf
from common.templatetags.ui import day
from partnerships.links.queries import help_line
from partnerships.reviews import actions, queries
from partnerships.reviews.forms import RoundForm
from partnerships.reviews.models import ReviewRound
from partnerships.reviews.views.shared import FORM_METHODS


@require_safe
@requires(Permission.VIEW)
def round_list(request: HttpRequest) -> HttpResponse:
    """Every round, the newest first."""
    rounds = ReviewRound.objects.visible_to(signed_in(request)).select_related("question_set")
    return render_page(request, "reviews/round_list.html", {"page": page_of(request, rounds)})


@require_http_methods(FORM_METHODS)
@requires(Permission.LEAD)
def round_open(request: HttpRequest) -> HttpResponse:
    """Open a round after a look at whom it takes; no one is written to.

    Its reviews are prepared in the background.
    """
    user, now = signed_in(request), timezone.now()
    today = timezone.localdate(now)
    form = RoundForm(request.POST or None, user=user, today=today)
    step = request.POST.get("step", "")
    found = list(form.partnerships()[: actions.MOST_PARTNERSHIPS + 1]) if form.is_valid() else []
    if len(found) > actions.MOST_PARTNERSHIPS:
        form.add_error(None, _("These are more than 2,000 partnerships. Narrow them down."))
    if not form.is_valid() or step == "edit":
        page, status = "reviews/round_open.html", status_of(form)
        return render_page(request, page, {"form": form}, status=status)
    candidates = queries.candidates_of(found, today)
    taken = set(request.POST.getlist("take"))
    if step == "open":
        with refusals_on(form):
            opened = actions.open_round(
                name=form.cleaned_data["name"],
                question_set=form.cleaned_data["question_set"],
                answers_until=form.cleaned_data["answers_until"],
                partnerships=[
                    one.partnership
                    for one in candidates
                    if str(one.partnership.pk) in taken and not one.is_under_way
                ],
                by=user,
                now=now,
            )
            messages.success(request, _("The round is open. Its reviews are being prepared."))
            return redirect(opened)
    return _preview(request, form, candidates, taken if step == "open" else None)


def _preview(
    request: HttpRequest,
    form: RoundForm,
    candidates: Iterable[queries.Candidate],
    taken: set[str] | None,
) -> HttpResponse:
    """Show whom a round takes: what was ticked before a refusal, else what is suggested."""
    until = form.cleaned_data["answers_until"]
    rows = [
        (
            one,
            one.moves_from(until),
            one.is_suggested if taken is None else str(one.partnership.pk) in taken,
        )
        for one in candidates
    ]
    context = {"form": form, "candidates": rows, "answers_until": until}
    status = status_of(form) if form.errors else 200
    return render_page(request, "reviews/round_preview.html", context, status=status)


@require_safe
@requires(Permission.VIEW)
def round_detail(request: HttpRequest, round_id: int) -> HttpResponse:
    """The progress board: how far each review is, and where the biggest gap is."""
    found = _round(request, round_id)
    page = page_of(request, queries.reviews_of(found))
    context = {
        "round": found,
        "counts": queries.counts_of(found),
        "page": page,
        "rows": queries.round_rows(list(page.object_list)),
        "today": timezone.localdate(),
    }
    return render_page(request, "reviews/round_detail.html", context)


@require_POST
@requires(Permission.LEAD)
def round_stop(request: HttpRequest, round_id: int) -> HttpResponse:
    """Keep the background work from going on."""
    found = _round(request, round_id)
    actions.stop_round(review_round=found, by=signed_in(request), now=timezone.now())
    return redirect(found)


@require_POST
@requires(Permission.LEAD)
def round_resume(request: HttpRequest, round_id: int) -> HttpResponse:
    """Resume the background preparation."""
    found = _round(request, round_id)
    actions.resume_round(review_round=found, by=signed_in(request), now=timezone.now())
    return redirect(found)


@require_safe
@requires(Permission.VIEW)
def round_csv(request: HttpRequest, round_id: int) -> HttpResponse:
    """The summary of a round as CSV."""
    found = _round(request, round_id)
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="review-round-{round_id}.csv"'
    header = [
        _("Partner"),
        _("Asked"),
        _("Answered"),
        _("Biggest gap"),
        _("Points"),
        _("Decision"),
    ]
    writer = GuardedWriter(response, header)
    for row in queries.round_rows(list(queries.reviews_of(found))):
        gap = row.gap.gap_points if row.gap else ""
        decision = row.review.get_decision_display()
        partner = row.review.partnership
        writer.row([partner, row.asked, row.answered, row.gap_label, gap, decision])
    return response


@require_safe
@requires(Permission.VIEW)
def round_pdf(request: HttpRequest, round_id: int) -> HttpResponse:
    """The summary of a round as a tagged PDF; characters no font has are spelled out."""
    found = _round(request, round_id)
    counts = queries.counts_of(found)
    facts = {"all": counts.all, "prepared": counts.prepared, "decided": counts.decided}
    data = {
        "lang": (get_language() or "en").partition("-")[0],
        "title": found.name,
        "house": help_line(signed_in(request)).house,
        "facts": [
            f"{found.question_set} · {day(timezone.localdate())}",
            _("Reviews: %(all)d · Prepared: %(prepared)d · Decided: %(decided)d") % facts,
        ],
        "columns": [
            _("Partner"),
            _("State"),
            _("Answered"),
            _("Biggest gap"),
            _("Decision"),
        ],
        "rows": [_in_print(row) for row in queries.round_rows(list(queries.reviews_of(found)))],
        "nothing": _("This round has no reviews."),
        "note": _("Gaps are in points from 1 to 5. A conversation aid, not a validated test."),
        "page": _("Page"),
    }
    made = render_pdf("reviews/round.typ", data, spell_out=True)
    response = HttpResponse(made, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="review-round-{round_id}.pdf"'
    return response


def _in_print(row: queries.RoundRow) -> list[str]:
    gap = f"{row.gap_label}, {row.gap.gap_points}" if row.gap else "–"  # noqa: RUF001  an en dash
    return [
        str(row.review.partnership),
        row.review.get_state_display(),
        _("%(part)d of %(whole)d") % {"part": row.answered, "whole": row.asked},
        gap,
        row.review.get_decision_display() or "–",  # noqa: RUF001  an en dash
    ]


def _round(request: HttpRequest, round_id: int) -> ReviewRound:
    rows = ReviewRound.objects.visible_to(signed_in(request)).select_related("question_set")
    return get_object_or_404(rows, pk=round_id)
