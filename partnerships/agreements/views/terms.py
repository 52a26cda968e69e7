"""Who is bound by an agreement, and what becomes of it: parties, hold, amendment, renewal."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import requires, signed_in
from accounts.roles import Permission
from audit.undo import say_done
from common.pages import refusals_on, refusals_told, render_page, status_of
from partnerships.agreements import actions
from partnerships.agreements.forms import (
    AmendForm,
    PartyForm,
    ReasonForm,
    ReviewedForm,
    ShareForm,
)
from partnerships.agreements.models import Mou, MouParty
from partnerships.agreements.views.shared import FORM_METHODS, get_mou
from partnerships.relationships.lifecycle import OPEN_STAGES
from partnerships.relationships.models import Partnership


@require_http_methods(FORM_METHODS)
@requires(Permission.WORK)
def party_add(request: HttpRequest, mou_id: int) -> HttpResponse:
    """Bind one more organization, by its name."""
    mou = get_mou(request, mou_id)
    form = PartyForm(request.POST or None, user=signed_in(request))
    if form.is_valid():
        typed = form.cleaned_data
        ours = Partnership.objects.visible_to(signed_in(request))
        partnership = ours.filter(
            organization=typed["organization"], stage__in=OPEN_STAGES
        ).first()
        with refusals_on(form):
            actions.add_party(
                mou=mou,
                partnership=partnership,
                by=signed_in(request),
                now=timezone.now(),
                **typed,
            )
            return redirect(mou)
    context = {"form": form, "mou": mou}
    return render_page(request, "agreements/party_add.html", context, status=status_of(form))


@require_http_methods(FORM_METHODS)
@requires(Permission.WORK)
def party_share(request: HttpRequest, party_id: int) -> HttpResponse:
    """Say what part of the cost a party pays."""
    party = _party(request, party_id)
    form = ShareForm(request.POST or None, instance=party)
    if form.is_valid():
        with refusals_on(form):
            actions.set_share(
                party=party, by=signed_in(request), now=timezone.now(), **form.cleaned_data
            )
            return redirect(party.mou)
    context = {"form": form, "party": party}
    return render_page(request, "agreements/party_share.html", context, status=status_of(form))


@require_POST
@requires(Permission.WORK)
def party_remove(request: HttpRequest, party_id: int) -> HttpResponse:
    """Let an organization go while the text is worked on."""
    party = _party(request, party_id)
    mou, now = party.mou, timezone.now()
    with refusals_told(request):
        actions.remove_party(party=party, by=signed_in(request), now=now)
        say_done(request, _("Party removed."), mou, now=now)
    return redirect(mou)


def _party(request: HttpRequest, party_id: int) -> MouParty:
    rows = MouParty.objects.visible_to(request.user).select_related("mou", "organization")
    return get_object_or_404(rows, pk=party_id)


@require_http_methods(FORM_METHODS)
@requires(Permission.WORK)
def mou_recall(request: HttpRequest, mou_id: int) -> HttpResponse:
    """Call it back from signing; signatures given so far become void."""
    text = _(
        "Signatures so far are kept but become void. Everyone signs the new text. Whoever signed "
        "by link gets an email about it."
    )
    return _with_reason(request, mou_id, actions.recall, _("Recall"), text)


@require_http_methods(FORM_METHODS)
@requires(Permission.WORK)
def mou_withdraw(request: HttpRequest, mou_id: int) -> HttpResponse:
    """Give up an MOU that is not signed."""
    text = _(
        "It's kept as withdrawn. Nothing is deleted. Whoever signed by link gets an email "
        "about it."
    )
    return _with_reason(request, mou_id, actions.withdraw, _("Withdraw"), text)


@require_http_methods(FORM_METHODS)
@requires(Permission.WORK)
def mou_suspend(request: HttpRequest, mou_id: int) -> HttpResponse:
    """Put a signed MOU on hold."""
    text = _("While on hold, it isn't in effect. Its end date stays the same.")
    return _with_reason(request, mou_id, actions.suspend, _("Put on hold"), text)


def _with_reason(
    request: HttpRequest, mou_id: int, action: Callable[..., Mou], words: str, text: str
) -> HttpResponse:
    mou = get_mou(request, mou_id)
    form = ReasonForm(request.POST or None)
    if form.is_valid():
        with refusals_on(form):
            action(mou=mou, by=signed_in(request), now=timezone.now(), **form.cleaned_data)
            return redirect(mou)
    context = {"form": form, "mou": mou, "words": words, "text": text}
    return render_page(request, "agreements/mou_reason.html", context, status=status_of(form))


@require_POST
@requires(Permission.WORK)
def mou_resume(request: HttpRequest, mou_id: int) -> HttpResponse:
    """Let it go on."""
    return _go_on(request, get_mou(request, mou_id), actions.resume)


@require_POST
@requires(Permission.WORK)
def mou_renew(request: HttpRequest, mou_id: int) -> HttpResponse:
    """Draft the agreement that follows this one."""
    return _go_on(request, get_mou(request, mou_id), actions.renew)


def _go_on(request: HttpRequest, mou: Mou, action: Callable[..., Mou]) -> HttpResponse:
    with refusals_told(request):
        mou = action(mou=mou, by=signed_in(request), now=timezone.now())
    return redirect(mou)


@require_http_methods(FORM_METHODS)
@requires(Permission.WORK)
def mou_amend(request: HttpRequest, mou_id: int) -> HttpResponse:
    """Note a small change, or draft a large one for all to sign."""
    mou = get_mou(request, mou_id)
    form = AmendForm(request.POST or None, initial={"agreed_on": timezone.localdate()})
    if form.is_valid():
        with refusals_on(form):
            next_page = actions.amend(
                mou=mou, change=form.change(), by=signed_in(request), now=timezone.now()
            )
            return redirect(next_page)
    context = {"form": form, "mou": mou}
    return render_page(request, "agreements/mou_amend.html", context, status=status_of(form))


@require_http_methods(FORM_METHODS)
@requires(Permission.WORK)
def mou_reviewed(request: HttpRequest, mou_id: int) -> HttpResponse:
    """Say that it was looked over together."""
    mou = get_mou(request, mou_id)
    form = ReviewedForm(request.POST or None, initial={"on": timezone.localdate()})
    if form.is_valid():
        with refusals_on(form):
            actions.mark_reviewed(
                mou=mou, by=signed_in(request), now=timezone.now(), **form.cleaned_data
            )
            return redirect(mou)
    context = {"form": form, "mou": mou}
    return render_page(request, "agreements/mou_reviewed.html", context, status=status_of(form))
