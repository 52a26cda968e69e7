"""Import organizations: choose a file, look at the preview, go ahead."""

import time
from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import requires, signed_in
from accounts.roles import Permission
from common.pages import refusals_on, refusals_told, render_page, status_of
from partnerships.outbox import actions as outbox
from partnerships.transfer import actions
from partnerships.transfer.forms import EncodingForm, UploadForm
from partnerships.transfer.lifecycle import Format, RunState
from partnerships.transfer.models import ImportRun
from partnerships.transfer.rules import HEADERS

#: Seconds a page works at an import itself, so that a short file needs no waiting.
PATIENCE = 2.0


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.IMPORT)
def import_organizations(request: HttpRequest) -> HttpResponse:
    """Choose a file; its preview comes next, and nothing is written yet."""
    form = UploadForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        with refusals_on(form):
            run = actions.start(
                upload=form.cleaned_data["upload"],
                file_name=form.cleaned_data["upload"].name,
                format_=form.cleaned_data["format"],
                encoding=form.cleaned_data["encoding"],
                by=signed_in(request),
                now=timezone.now(),
            )
            _work_at(run)
            return redirect(run)
    runs = ImportRun.objects.visible_to(request.user).select_related("imported_by")
    context = {"form": form, "headers": HEADERS[Format.CSV], "runs": runs[:5]}
    status = status_of(form)
    return render_page(request, "transfer/import_organizations.html", context, status=status)


@require_safe
@requires(Permission.IMPORT)
def import_run(request: HttpRequest, run_id: int) -> HttpResponse:
    """Show how far an import is, its preview, or what came of it."""
    run = _run(request, run_id)
    before = ImportRun.objects.visible_to(request.user).select_related("imported_by")
    context = {
        "run": run,
        "form": EncodingForm(initial={"encoding": run.encoding}),
        "before": before.filter(sha256=run.sha256, state=RunState.DONE).exclude(pk=run.pk).first(),
    }
    page = "_import_run" if request.headers.get("HX-Request") else "import_run"
    return render_page(request, f"transfer/{page}.html", context)


@require_POST
@requires(Permission.IMPORT)
def import_confirm(request: HttpRequest, run_id: int) -> HttpResponse:
    """Go ahead with an import that was previewed."""
    run = _run(request, run_id)
    with refusals_told(request):
        actions.confirm(run=run, by=signed_in(request), now=timezone.now())
        _work_at(run)
    return redirect(run)


@require_POST
@requires(Permission.IMPORT)
def import_read_again(request: HttpRequest, run_id: int) -> HttpResponse:
    """Preview a file again in another encoding."""
    run, form = _run(request, run_id), EncodingForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose one of the encodings."))
        return redirect(run)
    with refusals_told(request):
        actions.read_again(run=run, encoding=form.cleaned_data["encoding"])
        _work_at(run)
    return redirect(run)


def _run(request: HttpRequest, run_id: int) -> ImportRun:
    rows = ImportRun.objects.visible_to(request.user).select_related("imported_by")
    return get_object_or_404(rows, pk=run_id)


def _work_at(run: ImportRun) -> None:
    """Do as much as a person would wait for; a worker does the rest."""
    if actions.work(run=run, clock=timezone.now, stopping=_after(PATIENCE)):
        outbox.ring()


def _after(seconds: float) -> Callable[[], bool]:
    end = time.monotonic() + seconds
    return lambda: time.monotonic() > end
