"""Bring organizations in: choose a file, see what would happen, go ahead."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import requires, signed_in
from accounts.roles import Permission
from common.errors import DomainError
from common.pages import refusals_on, render_page, status_of
from partnerships.transfer import actions
from partnerships.transfer.forms import ConfirmForm, UploadForm
from partnerships.transfer.lifecycle import Format
from partnerships.transfer.models import ImportRun
from partnerships.transfer.rules import HEADERS

#: Problems shown on the page; the command names all.
SHOWN = 200


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.IMPORT)
def import_organizations(request: HttpRequest) -> HttpResponse:
    """Choose a file; the answer is what would happen, and nothing is written yet."""
    form = UploadForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        with refusals_on(form):
            return _preview(request, form)
    context = {
        "form": form,
        "headers": HEADERS[Format.CSV],
        "runs": ImportRun.objects.visible_to(request.user).select_related("imported_by")[:5],
    }
    status = status_of(form)
    return render_page(request, "transfer/import_organizations.html", context, status=status)


def _preview(request: HttpRequest, form: UploadForm) -> HttpResponse:
    """Keep the file for the next step and show what it would do."""
    upload = form.cleaned_data["upload"]
    content: bytes = upload.read()
    chosen = form.cleaned_data["format"]
    report = actions.import_file(
        content=content,
        file_name=upload.name,
        format_=Format(chosen) if chosen else None,
        by=signed_in(request),
        now=timezone.now(),
        dry_run=True,
    )
    sha256 = actions.keep_file(content=content, now=timezone.now())
    runs = ImportRun.objects.visible_to(request.user).select_related("imported_by")
    kept = {"sha256": sha256, "file_name": upload.name[-200:], "format": report.format}
    context = {
        "report": report,
        "problems": report.problems[:SHOWN],
        "form": ConfirmForm(initial=kept),
        "file_name": upload.name,
        "before": runs.filter(sha256=sha256).first(),
    }
    return render_page(request, "transfer/import_preview.html", context)


@require_POST
@requires(Permission.IMPORT)
def import_confirm(request: HttpRequest) -> HttpResponse:
    """Bring the file in that was looked at; it is removed afterwards."""
    form = ConfirmForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("That file is no longer here. Choose it again."))
        return redirect("import_organizations")
    try:
        report = actions.import_kept_file(
            sha256=form.cleaned_data["sha256"],
            file_name=form.cleaned_data["file_name"],
            format_=Format(form.cleaned_data["format"]),
            by=signed_in(request),
            now=timezone.now(),
        )
    except DomainError as error:
        messages.error(request, str(error))
        return redirect("import_organizations")
    words = _("%(new)s new, %(changed)s brought up to date, %(same)s were here already.")
    messages.success(request, words % report.numbers())
    return redirect("organization_list")
