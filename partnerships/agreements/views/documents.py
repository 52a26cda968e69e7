"""Documents kept with an MOU or a partnership."""

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import requires, signed_in
from accounts.roles import Permission
from common.pages import refusals_on, render_page, status_of
from common.storage import handed_out
from partnerships.agreements import actions
from partnerships.agreements.forms import (
    UPLOAD_KINDS,
    DocumentForm,
    PartnershipDocumentForm,
)
from partnerships.agreements.lifecycle import DocumentKind
from partnerships.agreements.models import Document, Mou
from partnerships.agreements.views.shared import (
    FORM_METHODS,
    get_mou,
    get_partnership,
)
from partnerships.relationships.models import Partnership


@require_http_methods(FORM_METHODS)
@requires(Permission.WORK)
def document_upload(request: HttpRequest, mou_id: int) -> HttpResponse:
    """Keep a paper with an MOU."""
    mou = get_mou(request, mou_id)
    kept = mou.documents.visible_to(request.user).newest().filter(kind__in=dict(UPLOAD_KINDS))
    form = DocumentForm(request.POST or None, request.FILES or None, kept=kept)
    if form.is_valid() and _is_kept(request, form, mou=mou):
        return redirect(mou)
    context = {"form": form, "mou": mou}
    return render_page(request, "agreements/document_upload.html", context, status=status_of(form))


@require_http_methods(FORM_METHODS)
@requires(Permission.WORK)
def partnership_document_upload(request: HttpRequest, partnership_id: int) -> HttpResponse:
    """Keep a paper with a partnership, e.g. the scan of a sheet with their answers."""
    partnership = get_partnership(request, partnership_id)
    kept = partnership.documents.visible_to(request.user).newest()
    form = PartnershipDocumentForm(request.POST or None, request.FILES or None, kept=kept)
    if form.is_valid() and _is_kept(request, form, partnership=partnership):
        return redirect(partnership)
    context = {"form": form, "partnership": partnership}
    template = "agreements/partnership_document_upload.html"
    return render_page(request, template, context, status=status_of(form))


def _is_kept(
    request: HttpRequest,
    form: DocumentForm,
    *,
    mou: Mou | None = None,
    partnership: Partnership | None = None,
) -> bool:
    """Keep the file of a valid form; the form tells why not."""
    with refusals_on(form):
        actions.attach_document(
            mou=mou,
            partnership=partnership,
            kind=DocumentKind(form.cleaned_data["kind"]),
            upload=form.cleaned_data["upload"],
            replaces=form.cleaned_data["replaces"],
            by=signed_in(request),
            now=timezone.now(),
        )
        messages.success(request, _("Document saved."))
    return form.is_valid()


@require_safe
@requires(Permission.VIEW)
def document_download(request: HttpRequest, document_id: int) -> FileResponse:
    """Hand out a stored file, after asking who may; a browser never opens it in place."""
    documents = Document.objects.visible_to(request.user)
    document = get_object_or_404(documents, pk=document_id)
    return handed_out(document.file, document.name, document.content_type)
