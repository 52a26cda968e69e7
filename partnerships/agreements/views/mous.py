"""Agreements: the list, one of them, drafting, ending."""

from collections import Counter

from django.contrib import messages
from django.db.models import prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import requires, signed_in
from accounts.roles import Permission
from common.errors import DomainError
from common.pages import page_of, refusals_on, refusals_told, refuse, render_page, status_of
from common.versions import StaleEdit
from partnerships.agreements import actions, rules
from partnerships.agreements.forms import (
    MouForm,
    MouSearch,
    SignerForm,
    TerminateForm,
)
from partnerships.agreements.lifecycle import MouState
from partnerships.agreements.models import Mou, MouParty
from partnerships.agreements.queries import (
    answers_on,
    asked_to_sign,
    codes_to_tell,
    comments_on,
    coverage_of,
    headings_of,
    held_up_by,
    lists_changed_since,
    mou_path,
    open_points_of,
    opened_by,
    readers_of,
    successor_of,
    text_on_page,
    with_progress,
    without_copy,
)
from partnerships.agreements.views.shared import (
    FORM_METHODS,
    get_mou,
    get_partnership,
)
from partnerships.relationships.lifecycle import How

#: The newest versions beside the text; the rest is a page of its own.
VERSIONS_IN_THE_RAIL = 4


@require_safe
@requires(Permission.VIEW)
def mou_list(request: HttpRequest) -> HttpResponse:
    """Every agreement, filtered by what the address says."""
    today = timezone.localdate()
    form = MouSearch(request.GET, today=today)
    rows = form.filter(Mou.objects.visible_to(request.user))
    page = page_of(
        request,
        with_progress(rows),
    )
    shown = [(mou, mou.standing(today), held_up_by(mou, today)) for mou in page]
    context = {"form": form, "page": page, "shown": shown}
    return render_page(request, "agreements/mou_list.html", context)


@require_safe
@requires(Permission.VIEW)
def mou_detail(request: HttpRequest, mou_id: int) -> HttpResponse:
    """One agreement: where it stands, who signs, its papers."""
    mou = get_object_or_404(with_progress(Mou.objects.visible_to(request.user)), pk=mou_id)
    prefetch_related_objects([mou], "parties__signers__signatures__contact")
    today = timezone.localdate()
    comments = list(comments_on(mou))
    context = {
        "mou": mou,
        "path": mou_path(mou, today),
        "held_up": held_up_by(mou, today),
        "readers": readers_of(mou),
        "asked_to_sign": asked_to_sign(mou),
        "opened": opened_by(mou),
        "versions": mou.versions.select_related("made_by")[:VERSIONS_IN_THE_RAIL],
        "open_comments": Counter(one.section_code for one in comments if not one.handled_at),
        "standing": mou.standing(today),
        "parties": mou.parties.all(),
        "sections": text_on_page(mou),
        "warnings": rules.warnings_about(mou) if mou.is_in_work() else [],
        "open_points": open_points_of(mou) if mou.is_in_work() else None,
        "coverage": coverage_of(mou, today),
        "successor": successor_of(mou),
        "followed_by": mou.successors.visible_to(request.user).order_by("pk"),
        "answers": answers_on(mou),
        "ways": dict(How.choices),
        "comments": comments,
        "headings": headings_of(mou),
        "unseen": mou.mou_links.to_look_at().exists(),
        "codes": codes_to_tell(mou, timezone.now()),
        "documents": mou.documents.visible_to(request.user).select_related(
            "uploaded_by", "replaced_by"
        ),
        "copies": mou.state == MouState.SIGNED and without_copy(mou).exists(),
        "lists_changed": lists_changed_since(mou),
    }
    return render_page(request, "agreements/mou_detail.html", context)


@require_http_methods(FORM_METHODS)
@requires(Permission.WORK)
def mou_create(request: HttpRequest, partnership_id: int) -> HttpResponse:
    """Draft an MOU with a partner; it may be drafted at any time."""
    partnership = get_partnership(request, partnership_id)
    title = _("Working together: %(name)s") % {"name": partnership}
    form = MouForm(request.POST or None, initial={"title": title})
    if form.is_valid():
        with refusals_on(form):
            mou = actions.draft_mou(
                mou=form.instance,
                partnerships=[partnership],
                by=signed_in(request),
                now=timezone.now(),
            )
            messages.success(request, _("Draft created. Add the signers."))
            return redirect(mou)
    context = {"form": form, "partnership": partnership}
    return render_page(request, "agreements/mou_create.html", context, status=status_of(form))


@require_http_methods(FORM_METHODS)
@requires(Permission.WORK)
def mou_edit(request: HttpRequest, mou_id: int) -> HttpResponse:
    """Change a draft."""
    mou = get_mou(request, mou_id)
    title, page = mou.title, mou.get_absolute_url()
    form = MouForm(request.POST or None, instance=mou)
    status = status_of(form)
    if form.is_valid():
        try:
            actions.edit_mou(
                mou=form.instance,
                seen_version=form.seen_version,
                by=signed_in(request),
                now=timezone.now(),
            )
        except StaleEdit as error:
            form.show_conflict(error.current)
            status = 409
        except DomainError as error:
            refuse(form, error)
        else:
            return redirect(page)
    context = {"form": form, "mou_title": title, "back": page}
    return render_page(request, "agreements/mou_edit.html", context, status=status or 422)


@require_http_methods(FORM_METHODS)
@requires(Permission.WORK)
def signer_add(request: HttpRequest, party_id: int) -> HttpResponse:
    """Name who signs for a party."""
    parties = MouParty.objects.visible_to(request.user).select_related("mou", "organization")
    party = get_object_or_404(parties, pk=party_id)
    form = SignerForm(request.POST or None, party=party, today=timezone.localdate())
    if form.is_valid():
        with refusals_on(form):
            actions.add_signer(
                party=party,
                contact=form.cleaned_data["contact"],
                signs_as=form.cleaned_data["signs_as"],
                by=signed_in(request),
                now=timezone.now(),
            )
            return redirect(party.mou)
    context = {"form": form, "party": party}
    return render_page(request, "agreements/signer_add.html", context, status=status_of(form))


@require_POST
@requires(Permission.WORK)
def mou_ready(request: HttpRequest, mou_id: int) -> HttpResponse:
    """Say that the text is final."""
    mou = get_mou(request, mou_id)
    with refusals_told(request):
        seen = request.POST.get("seen", "")
        actions.mark_ready(mou=mou, by=signed_in(request), now=timezone.now(), seen=seen)
        messages.success(request, _("Ready to sign."))
    return redirect(mou)


@require_POST
@requires(Permission.WORK)
def mou_back_to_draft(request: HttpRequest, mou_id: int) -> HttpResponse:
    """Take a ready MOU back to change it."""
    mou = get_mou(request, mou_id)
    with refusals_told(request):
        actions.back_to_draft(mou=mou, by=signed_in(request), now=timezone.now())
    return redirect(mou)


@require_http_methods(FORM_METHODS)
@requires(Permission.WORK)
def mou_terminate(request: HttpRequest, mou_id: int) -> HttpResponse:
    """End an MOU before its term."""
    mou = get_mou(request, mou_id)
    form = TerminateForm(request.POST or None, initial={"notice_on": timezone.localdate()})
    if form.is_valid():
        with refusals_on(form):
            actions.terminate(
                mou=mou, by=signed_in(request), now=timezone.now(), **form.cleaned_data
            )
            return redirect(mou)
    context = {"form": form, "mou": mou}
    return render_page(request, "agreements/mou_terminate.html", context, status=status_of(form))
