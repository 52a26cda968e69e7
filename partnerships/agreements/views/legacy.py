"""MOUs that were signed before Accord, or outside."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.access import requires, signed_in
from accounts.roles import Permission
from common.pages import refusals_on, render_page, status_of
from partnerships.agreements import actions
from partnerships.agreements.forms import (
    EarlyForm,
    LegacyForm,
)
from partnerships.agreements.views.shared import (
    FORM_METHODS,
    get_mou,
    get_partnership,
)


@require_http_methods(FORM_METHODS)
@requires(Permission.WORK)
def mou_legacy(request: HttpRequest, partnership_id: int) -> HttpResponse:
    """Enter an MOU from before Accord, with its scan."""
    partnership = get_partnership(request, partnership_id)
    initial = {"title": _("Memorandum with %(name)s") % {"name": partnership}}
    form = LegacyForm(request.POST or None, request.FILES or None, initial=initial)
    if form.is_valid():
        with refusals_on(form):
            mou = actions.enter_legacy(
                mou=form.instance,
                partnership=partnership,
                signed_about=form.cleaned_data["signed_about"],
                signers=form.cleaned_data["signers"],
                scan=form.cleaned_data["scan"],
                by=signed_in(request),
                now=timezone.now(),
            )
            return redirect(mou)
    context = {"form": form, "partnership": partnership}
    return render_page(request, "agreements/mou_legacy.html", context, status=status_of(form))


@require_http_methods(FORM_METHODS)
@requires(Permission.WORK)
def mou_signed_early(request: HttpRequest, mou_id: int) -> HttpResponse:
    """Keep a paper that was signed before both sides answered."""
    mou = get_mou(request, mou_id)
    form = EarlyForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        with refusals_on(form):
            actions.keep_signed_early(
                mou=mou,
                signed_on=form.cleaned_data["signed_on"],
                scan=form.cleaned_data["upload"],
                by=signed_in(request),
                now=timezone.now(),
            )
            return redirect(mou)
    context = {"form": form, "mou": mou}
    return render_page(
        request, "agreements/mou_signed_early.html", context, status=status_of(form)
    )
