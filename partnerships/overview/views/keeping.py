"""Files and notes kept with a record."""

from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import requires, signed_in
from accounts.roles import Permission
from audit.undo import say_done
from common.pages import next_url, refusals_on, refusals_told, render_page, status_of
from common.storage import handed_out
from partnerships.overview import actions, queries
from partnerships.overview.forms import AttachmentForm, NoteForm
from partnerships.overview.models import Attachment, Note

FORM_METHODS = ["GET", "HEAD", "POST"]


@require_http_methods(FORM_METHODS)
@requires(Permission.WORK)
def attachment_add(request: HttpRequest, kind: str, record_id: int) -> HttpResponse:
    """Keep a file with an organization, a person, a meeting or an activity."""
    record = _record(request, kind, record_id, queries.WITH_FILES)
    form = AttachmentForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        with refusals_on(form):
            actions.attach(
                attachment=Attachment(**{kind: record}),
                upload=form.cleaned_data["upload"],
                by=signed_in(request),
                now=timezone.now(),
            )
            messages.success(request, _("File attached."))
            return HttpResponseRedirect(next_url(request, _page_of(record)))
    context = {"form": form, "record": record, "back": _page_of(record)}
    return render_page(request, "overview/attachment_add.html", context, status=status_of(form))


@require_safe
@requires(Permission.VIEW)
def attachment_list(request: HttpRequest, kind: str, record_id: int) -> HttpResponse:
    """The files kept with one record, for pages that show them in place and for activities."""
    record = _record(request, kind, record_id, queries.WITH_FILES)
    rows = Attachment.objects.visible_to(request.user).filter(**{kind: record})
    context = {
        "attachments": rows.order_by("-pk"),
        "kind": kind,
        "record": record,
        "back": _page_of(record),
    }
    return render_page(request, "overview/attachment_list.html", context)


@require_safe
@requires(Permission.VIEW)
def attachment_download(request: HttpRequest, attachment_id: int) -> FileResponse:
    """Hand out an attached file, after asking who may; a browser never opens it in place."""
    attachment = get_object_or_404(Attachment.objects.visible_to(request.user), pk=attachment_id)
    return handed_out(attachment.file, attachment.name, attachment.content_type)


@require_POST
@requires(Permission.WORK)
def attachment_remove(request: HttpRequest, attachment_id: int) -> HttpResponse:
    """Remove a file that was attached by mistake."""
    rows = Attachment.objects.visible_to(request.user)
    related = rows.select_related("organization", "contact", "meeting", "interaction__partnership")
    attachment, now = get_object_or_404(related, pk=attachment_id), timezone.now()
    owner = actions.owner_of(attachment)
    with refusals_told(request):
        actions.detach(attachment=attachment, by=signed_in(request), now=now)
        say_done(request, _("File removed."), owner, now=now)
    return HttpResponseRedirect(next_url(request, _page_of(owner)))


@require_http_methods(FORM_METHODS)
@requires(Permission.WORK)
def note_add(request: HttpRequest, kind: str, record_id: int) -> HttpResponse:
    """Write a note about an organization or a person."""
    record = _record(request, kind, record_id, queries.WITH_NOTES)
    form = NoteForm(request.POST or None)
    if form.is_valid():
        with refusals_on(form):
            actions.write_note(
                note=Note(text=form.cleaned_data["text"], **{kind: record}),
                by=signed_in(request),
                now=timezone.now(),
            )
            messages.success(request, _("Note added."))
            return HttpResponseRedirect(next_url(request, _page_of(record)))
    context = {"form": form, "record": record, "back": _page_of(record)}
    return render_page(request, "overview/note_add.html", context, status=status_of(form))


@require_http_methods(FORM_METHODS)
@requires(Permission.WORK)
def note_edit(request: HttpRequest, note_id: int) -> HttpResponse:
    """Correct a note; what it said before stays in the history."""
    note = _note(request, note_id)
    owner = actions.owner_of(note)
    form = NoteForm(request.POST or None, initial={"text": note.text})
    if form.is_valid():
        with refusals_on(form):
            text = form.cleaned_data["text"]
            actions.edit_note(note=note, text=text, by=signed_in(request), now=timezone.now())
            messages.success(request, _("Saved."))
            return HttpResponseRedirect(next_url(request, _page_of(owner)))
    context = {"form": form, "note": note, "record": owner, "back": _page_of(owner)}
    return render_page(request, "overview/note_edit.html", context, status=status_of(form))


@require_POST
@requires(Permission.WORK)
def note_remove(request: HttpRequest, note_id: int) -> HttpResponse:
    """Remove a note."""
    note, now = _note(request, note_id), timezone.now()
    owner = actions.owner_of(note)
    with refusals_told(request):
        actions.remove_note(note=note, by=signed_in(request), now=now)
        say_done(request, _("Note removed."), owner, now=now)
    return HttpResponseRedirect(next_url(request, _page_of(owner)))


def _record(request: HttpRequest, kind: str, record_id: int, kinds: frozenset[str]) -> Any:
    if kind not in kinds:
        raise Http404
    return get_object_or_404(queries.records_of(kind).visible_to(request.user), pk=record_id)


def _note(request: HttpRequest, note_id: int) -> Note:
    rows = Note.objects.visible_to(request.user).select_related("organization", "contact")
    return get_object_or_404(rows, pk=note_id)


def _page_of(record: Any) -> str:
    """Return where a record is worked on; an activity is in the feed of its partner."""
    if hasattr(record, "get_absolute_url"):
        return str(record.get_absolute_url())
    return reverse("timeline", args=[record.partnership_id])
