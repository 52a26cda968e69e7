"""That a line was kept: what happened, and that those who got it say so (W10)."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.access import requires, signed_in
from accounts.roles import Permission
from common.pages import next_url, refusals_on, render_page, status_of
from partnerships.exchange import actions
from partnerships.exchange.forms import (
    EvidenceAcceptanceForm,
    EvidenceEditForm,
    EvidenceForm,
)
from partnerships.exchange.models import Benefit, Evidence


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.WORK)
def evidence_add(request: HttpRequest, benefit_id: int) -> HttpResponse:
    """Note what happened of a line, and when it is due again."""
    rows = Benefit.objects.visible_to(signed_in(request)).on_the_lists()
    related = rows.select_related("partnership__organization", "told_by")
    benefit = get_object_or_404(related, pk=benefit_id)
    form = EvidenceForm(request.POST or None, instance=Evidence(benefit=benefit))
    if form.is_valid():
        with refusals_on(form):
            actions.add_evidence(
                evidence=form.instance,
                next_due_on=form.cleaned_data["next_due_on"],
                by=signed_in(request),
                now=timezone.now(),
            )
            messages.success(
                request, _("Evidence recorded. Next, ask the recipient to confirm it.")
            )
            return HttpResponseRedirect(next_url(request, benefit.get_absolute_url()))
    context = {"form": form, "benefit": benefit, "partnership": benefit.partnership}
    status = status_of(form)
    return render_page(request, "exchange/evidence_add.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.WORK)
def evidence_accept(request: HttpRequest, evidence_id: int) -> HttpResponse:
    """Record that the receiving side confirms that it happened."""
    rows = Evidence.objects.visible_to(signed_in(request))
    related = rows.select_related("benefit__partnership__organization", "benefit__told_by")
    evidence = get_object_or_404(related, pk=evidence_id)
    benefit = evidence.benefit
    form = EvidenceAcceptanceForm(
        request.POST or None, benefit=benefit, today=timezone.localdate()
    )
    if form.is_valid():
        by, now = signed_in(request), timezone.now()
        with refusals_on(form):
            actions.accept_evidence(evidence=evidence, **form.cleaned_data, by=by, now=now)
            messages.success(request, _("Evidence recorded."))
            return HttpResponseRedirect(next_url(request, benefit.get_absolute_url()))
    context = {"form": form, "evidence": evidence, "benefit": benefit}
    context["partnership"] = benefit.partnership
    status = status_of(form)
    return render_page(request, "exchange/evidence_accept.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.WORK)
def evidence_edit(request: HttpRequest, evidence_id: int) -> HttpResponse:
    """Correct what happened of a line; what it said before stays in the history."""
    rows = Evidence.objects.visible_to(signed_in(request))
    related = rows.select_related("benefit__partnership__organization", "benefit__told_by")
    evidence = get_object_or_404(related, pk=evidence_id)
    benefit = evidence.benefit
    form = EvidenceEditForm(request.POST or None, instance=evidence)
    if form.is_valid():
        with refusals_on(form):
            actions.edit_evidence(
                evidence=form.instance, by=signed_in(request), now=timezone.now()
            )
            messages.success(request, _("Saved."))
            return HttpResponseRedirect(next_url(request, benefit.get_absolute_url()))
    context = {"form": form, "benefit": benefit, "partnership": benefit.partnership}
    status = status_of(form)
    return render_page(request, "exchange/evidence_edit.html", context, status=status)
