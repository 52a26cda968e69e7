"""The pages of agreements and their papers. Sending out and signing sit in pipeline."""

from django.contrib import messages
from django.forms import Form
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import requires, signed_in
from accounts.roles import Permission
from common.errors import DomainError
from common.pages import page_of, render_page
from common.versions import StaleEdit
from partnerships.agreements import actions
from partnerships.agreements.forms import (
    DocumentForm,
    EarlyForm,
    LegacyForm,
    MouForm,
    MouSearch,
    SignerForm,
    TerminateForm,
)
from partnerships.agreements.lifecycle import DocumentKind
from partnerships.agreements.models import Document, Mou, MouParty
from partnerships.agreements.queries import lists_changed_since, unsigned
from partnerships.relationships.models import Partnership

FORM_METHODS = ["GET", "HEAD", "POST"]


@require_safe
@requires(Permission.VIEW)
def mou_list(request: HttpRequest) -> HttpResponse:
    """Every agreement, filtered by what the address says."""
    today = timezone.localdate()
    form = MouSearch(request.GET, today=today)
    rows = form.filter(Mou.objects.visible_to(request.user)).select_related("type")
    page = page_of(
        request,
        rows.prefetch_related(
            "parties__organization", "parties__signers__signature", "parties__signers__contact"
        ),
    )
    shown = [(mou, mou.standing(today), unsigned(mou)) for mou in page]
    context = {"form": form, "page": page, "shown": shown}
    return render_page(request, "agreements/mou_list.html", context)


@require_safe
@requires(Permission.VIEW)
def mou_detail(request: HttpRequest, mou_id: int) -> HttpResponse:
    """One agreement: where it stands, who signs, its papers."""
    mou = _mou(request, mou_id)
    parties = mou.parties.select_related("organization", "partnership").prefetch_related(
        "signers__contact", "signers__signature"
    )
    context = {
        "mou": mou,
        "standing": mou.standing(timezone.localdate()),
        "parties": parties,
        "documents": mou.documents.visible_to(request.user).select_related("uploaded_by"),
        "missing": unsigned(mou),
        "lists_changed": lists_changed_since(mou),
    }
    return render_page(request, "agreements/mou_detail.html", context)


@require_http_methods(FORM_METHODS)
@requires(Permission.WORK)
def mou_create(request: HttpRequest, partnership_id: int) -> HttpResponse:
    """Draft an MOU with a partner; it may be drafted at any time."""
    partnership = _partnership(request, partnership_id)
    title = _("Working together: %(name)s") % {"name": partnership}
    form = MouForm(request.POST or None, initial={"title": title})
    if form.is_valid():
        try:
            mou = actions.draft_mou(
                mou=form.instance,
                partnerships=[partnership],
                by=signed_in(request),
                now=timezone.now(),
            )
        except DomainError as error:
            _refuse(form, error)
        else:
            messages.success(request, _("Draft made. Name who signs."))
            return redirect(mou)
    context = {"form": form, "partnership": partnership}
    return render_page(request, "agreements/mou_create.html", context, status=_status(form))


@require_http_methods(FORM_METHODS)
@requires(Permission.WORK)
def mou_edit(request: HttpRequest, mou_id: int) -> HttpResponse:
    """Change a draft."""
    mou = _mou(request, mou_id)
    title, page = mou.title, mou.get_absolute_url()
    form = MouForm(request.POST or None, instance=mou)
    status = _status(form)
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
            _refuse(form, error)
        else:
            return redirect(page)
    context = {"form": form, "mou_title": title, "back": page}
    return render_page(request, "agreements/mou_edit.html", context, status=status or 422)


@require_http_methods(FORM_METHODS)
@requires(Permission.WORK)
def mou_legacy(request: HttpRequest, partnership_id: int) -> HttpResponse:
    """Enter an MOU from before Accord, with its scan."""
    partnership = _partnership(request, partnership_id)
    initial = {"title": _("Memorandum with %(name)s") % {"name": partnership}}
    form = LegacyForm(request.POST or None, request.FILES or None, initial=initial)
    if form.is_valid():
        try:
            mou = actions.enter_legacy(
                mou=form.instance,
                partnership=partnership,
                signed_about=form.cleaned_data["signed_about"],
                signers=form.cleaned_data["signers"],
                scan=form.cleaned_data["scan"],
                by=signed_in(request),
                now=timezone.now(),
            )
        except DomainError as error:
            _refuse(form, error)
        else:
            return redirect(mou)
    context = {"form": form, "partnership": partnership}
    return render_page(request, "agreements/mou_legacy.html", context, status=_status(form))


@require_http_methods(FORM_METHODS)
@requires(Permission.WORK)
def signer_add(request: HttpRequest, party_id: int) -> HttpResponse:
    """Name who signs for a party."""
    parties = MouParty.objects.visible_to(request.user).select_related("mou", "organization")
    party = get_object_or_404(parties, pk=party_id)
    form = SignerForm(request.POST or None, party=party, today=timezone.localdate())
    if form.is_valid():
        try:
            actions.add_signer(
                party=party,
                contact=form.cleaned_data["contact"],
                by=signed_in(request),
                now=timezone.now(),
            )
        except DomainError as error:
            _refuse(form, error)
        else:
            return redirect(party.mou)
    context = {"form": form, "party": party}
    return render_page(request, "agreements/signer_add.html", context, status=_status(form))


@require_POST
@requires(Permission.WORK)
def mou_ready(request: HttpRequest, mou_id: int) -> HttpResponse:
    """Say that the text is final."""
    mou = _mou(request, mou_id)
    try:
        actions.mark_ready(mou=mou, by=signed_in(request), now=timezone.now())
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Ready to sign."))
    return redirect(mou)


@require_POST
@requires(Permission.WORK)
def mou_back_to_draft(request: HttpRequest, mou_id: int) -> HttpResponse:
    """Take a ready MOU back to change it."""
    mou = _mou(request, mou_id)
    try:
        actions.back_to_draft(mou=mou, by=signed_in(request), now=timezone.now())
    except DomainError as error:
        messages.error(request, str(error))
    return redirect(mou)


@require_http_methods(FORM_METHODS)
@requires(Permission.WORK)
def mou_signed_early(request: HttpRequest, mou_id: int) -> HttpResponse:
    """Keep a paper that was signed before both sides answered."""
    mou = _mou(request, mou_id)
    form = EarlyForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        try:
            actions.keep_signed_early(
                mou=mou,
                signed_on=form.cleaned_data["signed_on"],
                scan=form.cleaned_data["upload"],
                by=signed_in(request),
                now=timezone.now(),
            )
        except DomainError as error:
            _refuse(form, error)
        else:
            return redirect(mou)
    context = {"form": form, "mou": mou}
    return render_page(request, "agreements/mou_signed_early.html", context, status=_status(form))


@require_http_methods(FORM_METHODS)
@requires(Permission.WORK)
def mou_terminate(request: HttpRequest, mou_id: int) -> HttpResponse:
    """End an MOU before its term."""
    mou = _mou(request, mou_id)
    form = TerminateForm(request.POST or None, initial={"notice_on": timezone.localdate()})
    if form.is_valid():
        try:
            actions.terminate(
                mou=mou, by=signed_in(request), now=timezone.now(), **form.cleaned_data
            )
        except DomainError as error:
            _refuse(form, error)
        else:
            return redirect(mou)
    context = {"form": form, "mou": mou}
    return render_page(request, "agreements/mou_terminate.html", context, status=_status(form))


@require_http_methods(FORM_METHODS)
@requires(Permission.WORK)
def document_upload(request: HttpRequest, mou_id: int) -> HttpResponse:
    """Keep a paper with an MOU."""
    mou = _mou(request, mou_id)
    form = DocumentForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        try:
            actions.attach_document(
                mou=mou,
                partnership=None,
                kind=DocumentKind(form.cleaned_data["kind"]),
                upload=form.cleaned_data["upload"],
                by=signed_in(request),
                now=timezone.now(),
            )
        except DomainError as error:
            _refuse(form, error)
        else:
            messages.success(request, _("Paper kept."))
            return redirect(mou)
    context = {"form": form, "mou": mou}
    return render_page(request, "agreements/document_upload.html", context, status=_status(form))


@require_safe
@requires(Permission.VIEW)
def document_download(request: HttpRequest, document_id: int) -> FileResponse:
    """Hand out a stored file, after asking who may; a browser never opens it in place."""
    documents = Document.objects.visible_to(request.user)
    document = get_object_or_404(documents, pk=document_id)
    if not document.file.storage.exists(document.file.name):
        raise Http404
    response = FileResponse(
        document.file.open("rb"),
        as_attachment=True,
        filename=document.name,
        content_type=document.content_type,
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cache-Control"] = "private, no-store"
    return response


def _mou(request: HttpRequest, mou_id: int) -> Mou:
    rows = Mou.objects.visible_to(request.user).select_related("type")
    return get_object_or_404(rows, pk=mou_id)


def _partnership(request: HttpRequest, partnership_id: int) -> Partnership:
    rows = Partnership.objects.visible_to(request.user).with_names()
    return get_object_or_404(rows, pk=partnership_id)


def _refuse(form: Form | MouForm | LegacyForm, error: DomainError) -> None:
    form.add_error(error.field if error.field in form.fields else None, str(error))


def _status(form: Form | MouForm | LegacyForm) -> int:
    return 422 if form.is_bound else 200
