"""The documents with dates of an organization."""

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import requires, signed_in
from accounts.roles import Permission
from common.pages import refusals_on, refusals_told, render_page, status_of
from common.storage import handed_out
from partnerships.agreements import actions, queries
from partnerships.agreements.forms import ComplianceForm
from partnerships.agreements.models import ComplianceDocument
from partnerships.agreements.views.shared import FORM_METHODS
from partnerships.organizations.models import Organization


@require_safe
@requires(Permission.VIEW)
def compliance_list(request: HttpRequest, organization_id: int) -> HttpResponse:
    """What an organization needs and has, how long each is good, and the earlier ones."""
    organization = _organization(request, organization_id)
    rows = queries.compliance_of(organization, timezone.localdate())
    shown = [row.document.pk for row in rows if row.document]
    kept = ComplianceDocument.objects.visible_to(request.user).kept()
    earlier = kept.filter(organization=organization).exclude(pk__in=shown)
    context = {
        "organization": organization,
        "rows": rows,
        "earlier": earlier.select_related("type").order_by("-pk")[:50],
    }
    return render_page(request, "agreements/compliance_list.html", context)


@require_http_methods(FORM_METHODS)
@requires(Permission.WORK)
def compliance_add(request: HttpRequest, organization_id: int) -> HttpResponse:
    """Record a document; with ?type= one of that type, as when it is renewed."""
    organization = _organization(request, organization_id)
    asked = request.GET.get("type", "")
    form = ComplianceForm(
        request.POST or None,
        request.FILES or None,
        instance=ComplianceDocument(organization=organization),
        initial={"type": asked} if asked.isascii() and asked.isdigit() else {},
    )
    if form.is_valid():
        with refusals_on(form):
            actions.keep_compliance_document(
                document=form.instance,
                upload=form.cleaned_data["upload"],
                by=signed_in(request),
                now=timezone.now(),
            )
            messages.success(request, _("Document recorded."))
            return redirect("compliance_list", organization.pk)
    context = {"form": form, "organization": organization}
    return render_page(request, "agreements/compliance_add.html", context, status=status_of(form))


@require_http_methods(FORM_METHODS)
@requires(Permission.WORK)
def compliance_remove(request: HttpRequest, compliance_id: int) -> HttpResponse:
    """Ask, then take back what was recorded by mistake."""
    document = _document(request, compliance_id)
    if request.method == "POST":
        with refusals_told(request):
            actions.remove_compliance_document(
                document=document, by=signed_in(request), now=timezone.now()
            )
            messages.success(request, _("Document removed."))
        return redirect(document)
    return render_page(request, "agreements/compliance_remove.html", {"document": document})


@require_safe
@requires(Permission.VIEW)
def compliance_download(request: HttpRequest, compliance_id: int) -> FileResponse:
    """Hand out the file, after asking who may; a browser never opens it in place."""
    document = _document(request, compliance_id)
    if not document.file:
        raise Http404
    return handed_out(document.file, document.name, document.content_type)


def _organization(request: HttpRequest, organization_id: int) -> Organization:
    return get_object_or_404(Organization.objects.visible_to(request.user), pk=organization_id)


def _document(request: HttpRequest, compliance_id: int) -> ComplianceDocument:
    rows = ComplianceDocument.objects.visible_to(request.user).kept()
    return get_object_or_404(rows.select_related("type", "organization"), pk=compliance_id)
