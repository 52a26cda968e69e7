"""Sending an agreement out, and recording that it was signed: both go through the gate."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.access import requires, signed_in
from accounts.roles import Permission
from common.pages import refusals_on, render_page, status_of
from partnerships.agreements import actions as agreements
from partnerships.agreements.lifecycle import MouState
from partnerships.agreements.models import Mou
from partnerships.agreements.queries import gates_of, without_copy
from partnerships.engagement.models import FollowUp
from partnerships.pipeline import actions as pipeline
from partnerships.pipeline.forms.signing import CopiesForm, SendForm, SignForm
from partnerships.relationships.lifecycle import Side

#: So many of our open commitments stand on the page after the last signature.
PROMISES = 20

reads_and_writes = require_http_methods(["GET", "HEAD", "POST"])


@reads_and_writes
@requires(Permission.WORK)
def mou_send(request: HttpRequest, mou_id: int) -> HttpResponse:
    """Show the seven checks, and send the agreement out once all hold."""
    mou = _mou(request, mou_id)
    form = SendForm(request.POST if request.method == "POST" else None, mou=mou)
    if form.is_valid() and _sent_out(request, form, mou):
        return redirect(mou)
    context = {"mou": mou, "form": form, "gates": gates_of(mou, timezone.localdate())}
    return render_page(request, "pipeline/mou_send.html", context, status=status_of(form))


def _sent_out(request: HttpRequest, form: SendForm, mou: Mou) -> bool:
    """Send it out and say who was asked; a refusal becomes an error of the form."""
    asked = list(form.cleaned_data["asked"])
    with refusals_on(form):
        refused = pipeline.send_out_and_ask(
            mou=mou,
            asked=asked,
            by=signed_in(request),
            now=timezone.now(),
            seen=form.cleaned_data["seen"],
        )
        for error in refused:
            messages.error(request, str(error))
        if len(asked) > len(refused):
            done = _("Out for signature. Signers have been emailed their links.")
        else:
            done = _(
                "Out for signature. No one has been emailed yet. Ask each signer to "
                "sign, or record signatures on paper."
            )
        messages.success(request, done)
    if form.errors:
        form.show_open_points()
    return not form.errors


@reads_and_writes
@requires(Permission.WORK)
def mou_sign(request: HttpRequest, mou_id: int) -> HttpResponse:
    """Record one signature; the last one puts the agreement in effect."""
    mou, today = _mou(request, mou_id), timezone.localdate()
    form = SignForm(request.POST or None, request.FILES or None, mou=mou, today=today)
    if form.is_valid():
        with refusals_on(form):
            pipeline.record_signed_paper(
                mou=mou, by=signed_in(request), now=timezone.now(), **form.signed()
            )
            messages.success(request, _("Signature recorded."))
            mou.refresh_from_db()
            offers = mou.state == MouState.SIGNED and without_copy(mou).exists()
            return redirect("mou_signed", mou.pk) if offers else redirect(mou)
    context = {"mou": mou, "form": form, "gates": gates_of(mou, today)}
    status = status_of(form)
    return render_page(request, "pipeline/mou_sign.html", context, status=status)


@reads_and_writes
@requires(Permission.WORK)
def mou_signed(request: HttpRequest, mou_id: int) -> HttpResponse:
    """Everyone has signed: who gets a copy by email, and which commitments are done with it."""
    mou = _mou(request, mou_id)
    form = CopiesForm(request.POST if request.method == "POST" else None, mou=mou)
    if form.is_valid():
        with refusals_on(form):
            agreements.send_copies(
                mou=mou,
                signers=form.cleaned_data["signers"],
                by=signed_in(request),
                now=timezone.now(),
            )
            messages.success(request, _("They get the signed copy by email."))
            return redirect(mou)
    bound = mou.parties.filter(partnership__isnull=False).values("partnership")
    open_ones = FollowUp.objects.visible_to(request.user).open()
    ours = open_ones.filter(side=Side.OURS, partnership__in=bound)
    context = {
        "mou": mou,
        "form": form,
        "promises": ours.select_related("contact", "partnership__organization")[:PROMISES],
    }
    return render_page(request, "pipeline/mou_signed.html", context, status=status_of(form))


def _mou(request: HttpRequest, mou_id: int) -> Mou:
    rows = Mou.objects.visible_to(request.user).select_related("type")
    return get_object_or_404(rows, pk=mou_id)
