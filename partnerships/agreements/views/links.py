"""Sending people an agreement, what they said about it, and the evidence of it all."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import requires, signed_in
from accounts.roles import Permission
from audit.undo import say_done
from common.pages import refusals_on, refusals_told, render_page, status_of
from partnerships.agreements import actions, queries
from partnerships.agreements.forms import (
    AskForm,
    CommentForm,
    InsteadForm,
    OutcomeForm,
    ReplacementForm,
)
from partnerships.agreements.models import MouLink, SectionComment, Signer
from partnerships.agreements.views.shared import FORM_METHODS, get_mou
from partnerships.relationships.lifecycle import How


@require_http_methods(FORM_METHODS)
@requires(Permission.WORK)
def mou_ask(request: HttpRequest, mou_id: int) -> HttpResponse:
    """Mail a link to read, comment or sign; ?contact= and ?kind= choose beforehand."""
    mou = get_mou(request, mou_id)
    initial = {name: request.GET.get(name, "") for name in ("contact", "kind")}
    form = AskForm(
        request.POST or None,
        mou=mou,
        today=timezone.localdate(),
        query=request.GET.get("q", "")[:200],
        initial=initial,
    )
    if form.is_valid():
        contact = form.cleaned_data["contact"]
        link = MouLink(mou=mou, party=actions.party_of(mou, contact), **form.cleaned_data)
        with refusals_on(form):
            actions.send_mou_link(link=link, by=signed_in(request), now=timezone.now())
            messages.success(request, _("Sent to %(name)s.") % {"name": contact})
            return redirect(mou)
    context = {"form": form, "mou": mou}
    return render_page(request, "agreements/mou_ask.html", context, status=status_of(form))


@require_http_methods(FORM_METHODS)
@requires(Permission.WORK)
def signer_replace(request: HttpRequest, signer_id: int) -> HttpResponse:
    """Let someone else of the party sign."""
    rows = Signer.objects.visible_to(request.user).select_related("party__mou", "contact")
    signer = get_object_or_404(rows, pk=signer_id)
    mou, name = signer.party.mou, signer.contact
    form = ReplacementForm(
        request.POST or None, party=signer.party, signer=signer, today=timezone.localdate()
    )
    if form.is_valid():
        given = form.cleaned_data
        with refusals_on(form):
            actions.replace_signer(
                signer=_as_shown(signer, form),
                contact=given["contact"],
                signs_as=given["signs_as"],
                by=signed_in(request),
                now=timezone.now(),
            )
            return redirect(mou)
    context = {"form": form, "mou": mou, "name": name}
    return render_page(request, "agreements/signer_replace.html", context, status=status_of(form))


@require_http_methods(FORM_METHODS)
@requires(Permission.WORK)
def signer_remove(request: HttpRequest, signer_id: int) -> HttpResponse:
    """Remove a signer, after confirmation."""
    rows = Signer.objects.visible_to(request.user).select_related("party__mou", "contact")
    signer = get_object_or_404(rows, pk=signer_id)
    mou = signer.party.mou
    if request.method == "POST":
        shown = _as_shown(signer, InsteadForm(request.POST, signer=signer))
        now = timezone.now()
        with refusals_told(request):
            actions.remove_signer(signer=shown, by=signed_in(request), now=now)
            say_done(request, _("Signer removed."), mou, now=now)
        return redirect(mou)
    context = {"mou": mou, "signer": signer, "form": InsteadForm(signer=signer)}
    return render_page(request, "agreements/signer_remove.html", context)


def _as_shown(signer: Signer, form: InsteadForm) -> Signer:
    """The signer with the person that the page named, for the action to compare."""
    if form.is_valid() and form.cleaned_data["instead"]:
        signer.contact_id = form.cleaned_data["instead"]
    return signer


@require_http_methods(FORM_METHODS)
@requires(Permission.WORK)
def comment_record(request: HttpRequest, mou_id: int) -> HttpResponse:
    """Write down what someone told us about the text."""
    mou = get_mou(request, mou_id)
    version = mou.versions.shown().first()
    if version is None:
        messages.error(
            request, _("Let them read it first. That saves a version you can both refer to.")
        )
        return redirect(mou)
    form = CommentForm(
        request.POST or None,
        version=version,
        today=timezone.localdate(),
        query=request.GET.get("q", "")[:200],
    )
    if form.is_valid():
        said = form.cleaned_data
        reading = actions.Reading(
            version=version,
            contact=said["contact"],
            how=How(said["how"]),
            remarks=form.remarks(),
            accepts=said["accepts"],
        )
        with refusals_on(form):
            actions.comment(reading=reading, by=signed_in(request), now=timezone.now())
            return redirect(mou)
    context = {"form": form, "mou": mou}
    return render_page(request, "agreements/comment_record.html", context, status=status_of(form))


@require_http_methods(FORM_METHODS)
@requires(Permission.WORK)
def comment_handle(request: HttpRequest, comment_id: int) -> HttpResponse:
    """Say what came of a comment."""
    rows = SectionComment.objects.visible_to(request.user)
    comment = get_object_or_404(rows.select_related("version__mou", "contact"), pk=comment_id)
    form = OutcomeForm(request.POST or None)
    if form.is_valid():
        actions.handle_comment(
            comment=comment, by=signed_in(request), now=timezone.now(), **form.cleaned_data
        )
        return redirect(comment.version.mou)
    context = {"form": form, "comment": comment, "mou": comment.version.mou}
    return render_page(request, "agreements/comment_handle.html", context, status=status_of(form))


@require_POST
@requires(Permission.WORK)
def answers_seen(request: HttpRequest, mou_id: int) -> HttpResponse:
    """Someone looked at what people said by link; refused while a comment waits for us."""
    mou = get_mou(request, mou_id)
    with refusals_told(request):
        actions.mark_answers_seen(mou=mou, by=signed_in(request), now=timezone.now())
        messages.success(request, _("Done. Reminders about it stop."))
    return redirect(mou)


@require_safe
@requires(Permission.VIEW)
def mou_evidence(request: HttpRequest, mou_id: int) -> HttpResponse:
    """Everything that happened to an agreement, and whether the log is what it was."""
    mou = get_mou(request, mou_id)
    evidence = queries.evidence_of(mou)
    context = {"mou": mou, "evidence": evidence}
    return render_page(request, "agreements/mou_evidence.html", context)
