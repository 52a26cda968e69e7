"""The pages about what is promised of an item and what was delivered."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import requires, signed_in
from accounts.roles import Permission
from common.pages import page_of, refusals_on, render_page, status_of
from partnerships.exchange.models import Benefit
from partnerships.outcomes import actions, queries
from partnerships.outcomes.forms import (
    CorrectionForm,
    FulfillmentAcceptanceForm,
    FulfillmentForm,
    TargetForm,
)
from partnerships.outcomes.models import EarlierTarget, Fulfillment, Target
from partnerships.relationships.lifecycle import Side

reads_and_writes = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@requires(Permission.VIEW)
def target_detail(request: HttpRequest, benefit_id: int) -> HttpResponse:
    """How much of an item has come, delivery by delivery, corrections included."""
    benefit = _benefit(request, benefit_id)
    target = Target.objects.visible_to(request.user).filter(benefit=benefit).first()
    rows = Fulfillment.objects.visible_to(request.user).filter(target=target)
    related = rows.select_related(
        "recorded_by", "acceptance__contact", "corrected_by", "corrects"
    ).order_by("-on", "-pk")
    context = {
        "benefit": benefit,
        "partnership": benefit.partnership,
        "target": target,
        "progressed": queries.progress_of([target], timezone.localdate())[0] if target else None,
        "page": page_of(request, related, per_page=50),
        "earlier": EarlierTarget.objects.visible_to(request.user)
        .filter(target=target)
        .select_related("set_by")
        .order_by("-until", "-pk"),
    }
    return render_page(request, "outcomes/target_detail.html", context)


@reads_and_writes
@requires(Permission.WORK)
def target_set(request: HttpRequest, benefit_id: int) -> HttpResponse:
    """Say how much is promised in which time."""
    benefit = _benefit(request, benefit_id)
    target = Target.objects.visible_to(request.user).filter(benefit=benefit).first()
    form = TargetForm(
        request.POST or None,
        instance=target or Target(benefit=benefit),
        initial={} if target else {"starts_on": timezone.localdate()},
    )
    if form.is_valid():
        with refusals_on(form):
            actions.set_target(target=form.instance, by=signed_in(request), now=timezone.now())
            messages.success(request, _("Target saved."))
            return redirect("target_detail", benefit.pk)
    context = {"form": form, "benefit": benefit, "partnership": benefit.partnership}
    return render_page(request, "outcomes/target_set.html", context, status=status_of(form))


@reads_and_writes
@requires(Permission.WORK)
def fulfillment_add(request: HttpRequest, benefit_id: int) -> HttpResponse:
    """Record what was delivered of an item that has a target."""
    benefit = _benefit(request, benefit_id)
    target = get_object_or_404(Target.objects.visible_to(request.user), benefit=benefit)
    form = FulfillmentForm(
        request.POST or None,
        instance=Fulfillment(target=target),
        initial={"said_by": benefit.side},
    )
    if form.is_valid():
        with refusals_on(form):
            actions.record_fulfillment(
                fulfillment=form.instance, by=signed_in(request), now=timezone.now()
            )
            ours = benefit.side == Side.OURS
            messages.success(
                request,
                _("Delivery recorded. Ask them to confirm it.")
                if ours
                else _("Delivery recorded. Confirm it once you've seen it."),
            )
            return redirect("target_detail", benefit.pk)
    context = {"form": form, "benefit": benefit, "partnership": benefit.partnership}
    return render_page(request, "outcomes/fulfillment_add.html", context, status=status_of(form))


@reads_and_writes
@requires(Permission.WORK)
def fulfillment_correct(request: HttpRequest, fulfillment_id: int) -> HttpResponse:
    """Record it again as it was; what was wrong stays in the history."""
    wrong = _fulfillment(request, fulfillment_id)
    values = {name: getattr(wrong, name) for name in ("on", "quantity", "note", "said_by")}
    fresh = Fulfillment(target=wrong.target, corrects=wrong)
    form = CorrectionForm(request.POST or None, instance=fresh, initial=values)
    if form.is_valid():
        with refusals_on(form):
            actions.correct_fulfillment(
                wrong=wrong, fulfillment=form.instance, by=signed_in(request), now=timezone.now()
            )
            messages.success(request, _("Delivery corrected."))
            return redirect(wrong.target)
    context = {"form": form, "fulfillment": wrong, "benefit": wrong.target.benefit}
    context["partnership"] = wrong.target.benefit.partnership
    status = status_of(form)
    return render_page(request, "outcomes/fulfillment_correct.html", context, status=status)


@reads_and_writes
@requires(Permission.WORK)
def fulfillment_accept(request: HttpRequest, fulfillment_id: int) -> HttpResponse:
    """Record that the receiving side confirms a delivery."""
    fulfillment = _fulfillment(request, fulfillment_id)
    benefit, now = fulfillment.target.benefit, timezone.now()
    form = FulfillmentAcceptanceForm(
        request.POST or None, benefit=benefit, today=timezone.localdate(now)
    )
    if form.is_valid():
        by = signed_in(request)
        with refusals_on(form):
            actions.accept_fulfillment(
                fulfillment=fulfillment, **form.cleaned_data, by=by, now=now
            )
            messages.success(request, _("Delivery confirmed."))
            return redirect(fulfillment.target)
    context = {"form": form, "fulfillment": fulfillment, "benefit": benefit}
    context["partnership"] = benefit.partnership
    status = status_of(form)
    return render_page(request, "outcomes/fulfillment_accept.html", context, status=status)


def _benefit(request: HttpRequest, benefit_id: int) -> Benefit:
    rows = Benefit.objects.visible_to(request.user).on_the_lists()
    return get_object_or_404(rows.select_related("partnership__organization"), pk=benefit_id)


def _fulfillment(request: HttpRequest, fulfillment_id: int) -> Fulfillment:
    rows = Fulfillment.objects.visible_to(request.user)
    related = rows.select_related("target__benefit__partnership__organization")
    return get_object_or_404(related, pk=fulfillment_id)
