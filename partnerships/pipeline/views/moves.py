"""Move, pause, close and reopen a partnership."""

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.access import requires, signed_in
from accounts.roles import Permission
from common.errors import DomainError
from common.pages import next_url, refusals_on, render_page, status_of
from partnerships.engagement.models import FollowUp
from partnerships.pipeline import actions as pipeline
from partnerships.pipeline.forms.moves import (
    CloseForm,
    MoveForm,
    NoMouForm,
    PauseForm,
    ReopenForm,
    ResumeForm,
)
from partnerships.pipeline.rules import possible_moves, why_impossible
from partnerships.relationships.forms import PartnershipForm
from partnerships.relationships.lifecycle import Stage
from partnerships.relationships.models import Partnership

reads_and_writes = require_http_methods(["GET", "HEAD", "POST"])


@reads_and_writes
@requires(Permission.WORK)
def partnership_move(request: HttpRequest, partnership_id: int) -> HttpResponse:
    """Every stage that may follow, with what it needs; a button takes the step."""
    partnership = _partnership(request, partnership_id)
    form = MoveForm(request.POST or None)
    if form.is_valid():
        to = Stage(form.cleaned_data["to"])
        if _moved(request, form, partnership, to):
            return HttpResponseRedirect(next_url(request, partnership.get_absolute_url()))
    moves = possible_moves(partnership, timezone.localdate())
    asked, here = request.GET.get("to", ""), Stage(partnership.stage)
    context = {
        "form": form,
        "refused": why_impossible(here, Stage(asked)) if asked in Stage.values else "",
        "partnership": partnership,
        "moves": sorted(moves, key=lambda move: move.stage != asked),
        "edit_form": PartnershipForm(instance=partnership),
    }
    return render_page(request, "pipeline/partnership_move.html", context, status=status_of(form))


@reads_and_writes
@requires(Permission.WORK)
def partnership_pause(request: HttpRequest, partnership_id: int) -> HttpResponse:
    """Put a partnership on hold until a day."""
    partnership = _partnership(request, partnership_id)
    form = PauseForm(request.POST or None)
    if form.is_valid():
        terms = pipeline.Hold(check_again_on=form.cleaned_data["check_again_on"])
        if _moved(request, form, partnership, Stage.PAUSED, terms=terms):
            return HttpResponseRedirect(next_url(request, partnership.get_absolute_url()))
    context = {"form": form, "partnership": partnership}
    return render_page(request, "pipeline/partnership_pause.html", context, status=status_of(form))


@reads_and_writes
@requires(Permission.WORK)
def partnership_resume(request: HttpRequest, partnership_id: int) -> HttpResponse:
    """Go on where a partnership was before it was put on hold."""
    partnership = _partnership(request, partnership_id)
    form = ResumeForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        to = Stage(partnership.paused_from or partnership.stage)
        if _moved(request, form, partnership, to):
            return redirect(partnership)
    context = {"form": form, "partnership": partnership}
    return render_page(
        request, "pipeline/partnership_resume.html", context, status=status_of(form)
    )


@reads_and_writes
@requires(Permission.WORK)
def partnership_close(request: HttpRequest, partnership_id: int) -> HttpResponse:
    """End a partnership respectfully; what is still promised is named first."""
    partnership = _partnership(request, partnership_id)
    today = timezone.localdate()
    form = CloseForm(request.POST or None, partnership=partnership, today=today)
    if form.is_valid():
        typed = form.cleaned_data
        terms = pipeline.Ending(
            reason=typed["reason"],
            revisit_on=typed["revisit_on"],
            do_not_revisit=typed["do_not_revisit"],
            fates=form.fates(),
        )
        if _moved(request, form, partnership, Stage.CLOSED, terms=terms):
            return redirect(partnership)
    open_promises = FollowUp.objects.visible_to(signed_in(request)).open().order_by("due_on", "pk")
    context = {
        "form": form,
        "partnership": partnership,
        "promises": open_promises.filter(partnership=partnership).select_related("contact"),
    }
    return render_page(request, "pipeline/partnership_close.html", context, status=status_of(form))


@reads_and_writes
@requires(Permission.LEAD)
def partnership_reopen(request: HttpRequest, partnership_id: int) -> HttpResponse:
    """Leadership opens an ended partnership again; all are asked again."""
    partnership = _partnership(request, partnership_id)
    form = ReopenForm(request.POST or None)
    if form.is_valid() and _moved(request, form, partnership, Stage.EXPLORING):
        return redirect(partnership)
    context = {"form": form, "partnership": partnership}
    return render_page(
        request, "pipeline/partnership_reopen.html", context, status=status_of(form)
    )


@reads_and_writes
@requires(Permission.WORK)
def no_mou_request(request: HttpRequest, partnership_id: int) -> HttpResponse:
    """Ask leadership to agree that this partnership needs no MOU."""
    partnership = _partnership(request, partnership_id)
    form = NoMouForm(request.POST or None, initial={"reason": partnership.no_mou_reason})
    if form.is_valid():
        with refusals_on(form):
            pipeline.ask_for_no_mou(
                partnership=partnership,
                reason=form.cleaned_data["reason"],
                by=signed_in(request),
                now=timezone.now(),
            )
            messages.success(request, _("Request sent to leadership."))
            return redirect(partnership)
    context = {"form": form, "partnership": partnership}
    return render_page(request, "pipeline/no_mou_request.html", context, status=status_of(form))


@reads_and_writes
@requires(Permission.LEAD)
def no_mou_approve(request: HttpRequest, partnership_id: int) -> HttpResponse:
    """Leadership agrees, with one click, that no MOU is needed."""
    partnership = _partnership(request, partnership_id)
    refusal = ""
    if request.method == "POST":
        try:
            pipeline.approve_no_mou(
                partnership=partnership, by=signed_in(request), now=timezone.now()
            )
        except DomainError as error:
            refusal = str(error)
        else:
            messages.success(request, _("Approved: no MOU needed."))
            return redirect(partnership)
    context = {"partnership": partnership, "refusal": refusal}
    status = 422 if refusal else 200
    return render_page(request, "pipeline/no_mou_approve.html", context, status=status)


def _moved(
    request: HttpRequest,
    form: Form,
    partnership: Partnership,
    to: Stage,
    terms: pipeline.Hold | pipeline.Ending | None = None,
) -> bool:
    """Move it; a refusal becomes an error of the form.

    The page of all moves has one form per stage, so there it stands above them.
    """
    with refusals_on(form, at_field=not isinstance(form, MoveForm)):
        pipeline.move(
            partnership=partnership,
            to=to,
            by=signed_in(request),
            now=timezone.now(),
            note=form.cleaned_data["note"],
            terms=terms,
        )
        messages.success(request, _("Moved to %(stage)s.") % {"stage": to.label})
    return not form.errors


def _partnership(request: HttpRequest, partnership_id: int) -> Partnership:
    rows = Partnership.objects.visible_to(signed_in(request)).with_names()
    return get_object_or_404(rows.select_related("no_mou_asked_by"), pk=partnership_id)
