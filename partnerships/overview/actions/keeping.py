"""Files and notes kept with a record: added, corrected, removed and put back."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.files.base import File
from django.db import transaction
from django.db.models import Model
from django.utils.translation import gettext as _

from accounts.models import User
from audit.actions import Json, changed, facts_of, record, values_of
from common.bounds import require_room
from common.errors import DomainError
from partnerships.agreements import actions as agreements
from partnerships.organizations.models import Organization
from partnerships.overview.lifecycle import MOST_ATTACHMENTS, MOST_NOTES
from partnerships.overview.models import Attachment, Note

#: What a file or a note was, kept with the event of its removal.
ATTACHMENT = (
    *("pk", "organization_id", "contact_id", "meeting_id", "interaction_id"),
    *("name", "content_type", "size", "sha256", "file", "uploaded_at", "uploaded_by_id"),
)
NOTE = ("pk", "organization_id", "contact_id", "text", "written_at", "written_by_id")


def attach(*, attachment: Attachment, upload: File[bytes], by: User, now: datetime) -> Attachment:
    """Keep a file; ``attachment`` names the record it belongs to, unsaved.

    Raises `bad_document`, `not_stored` or `full`.
    """
    stored = agreements.store_file(upload)  # takes a while, so it comes before the transaction
    facts = stored.facts
    attachment.name, attachment.content_type = facts.name, facts.content_type
    attachment.size, attachment.sha256, attachment.file = facts.size, facts.sha256, stored.path
    attachment.uploaded_at, attachment.uploaded_by = now, by
    with transaction.atomic():
        _lock(owner_of(attachment))
        require_room(
            _beside(attachment),
            most=MOST_ATTACHMENTS,
            field="upload",
            refusal=_("There are %(most)s files here. Remove one first."),
        )
        attachment.save()
        _record("attachment.added", attachment, by=by, at=now, name=attachment.name)
    return attachment


@transaction.atomic
def detach(*, attachment: Attachment, by: User, now: datetime) -> Attachment:
    """Remove a file kept by mistake; its content stays stored, so this can be undone.

    Raises `already_removed`.
    """
    _lock(owner_of(attachment))
    _require_there(attachment)
    row, kept = Attachment(pk=attachment.pk), facts_of(attachment, ATTACHMENT)
    Attachment.objects.filter(pk=attachment.pk).delete()
    _record("attachment.removed", attachment, by=by, at=now, name=attachment.name, row=kept)
    return row


@transaction.atomic
def put_back_attachment(*, row: Mapping[str, Any], by: User, now: datetime) -> Attachment:
    """Keep a file again that was removed, as it was."""
    attachment = Attachment(**{**row, "uploaded_at": datetime.fromisoformat(row["uploaded_at"])})
    _lock(owner_of(attachment))
    attachment.save(force_insert=True)
    _record("attachment.put_back", attachment, by=by, at=now, name=attachment.name)
    return attachment


@transaction.atomic
def write_note(*, note: Note, by: User, now: datetime) -> Note:
    """Keep a note; it names its record and has its text, unsaved. Raises `full`."""
    _lock(owner_of(note))
    require_room(
        _beside(note),
        most=MOST_NOTES,
        field="text",
        refusal=_("There are %(most)s notes here. Remove one first."),
    )
    note.written_at, note.written_by = now, by
    note.save()
    _record("note.written", note, by=by, at=now)
    return note


@transaction.atomic
def edit_note(*, note: Note, text: str, by: User, now: datetime) -> Note:
    """Correct a note; the event keeps what it said before. Raises `already_removed`."""
    _lock(owner_of(note))
    _require_there(note)
    note.refresh_from_db()
    before = values_of(note, ["text"])
    note.text = text
    note.save(update_fields=["text"])
    _record("note.edited", note, by=by, at=now, changed=changed(note, before))
    return note


@transaction.atomic
def remove_note(*, note: Note, by: User, now: datetime) -> Note:
    """Remove a note; the event keeps it. Raises `already_removed`."""
    _lock(owner_of(note))
    _require_there(note)
    Note.objects.filter(pk=note.pk).delete()
    _record("note.removed", note, by=by, at=now, row=facts_of(note, NOTE))
    return note


@transaction.atomic
def put_back_note(*, row: Mapping[str, Any], by: User, now: datetime) -> Note:
    """Keep a note again that was removed, as it was."""
    note = Note(**{**row, "written_at": datetime.fromisoformat(row["written_at"])})
    _lock(owner_of(note))
    note.save(force_insert=True)
    _record("note.put_back", note, by=by, at=now)
    return note


def owner_of(kept: Attachment | Note) -> Model:
    """Return the record that a file or a note belongs to."""
    names = ("organization", "contact", "meeting", "interaction")
    owner: Model = next(getattr(kept, name) for name in names if getattr(kept, f"{name}_id", None))
    return owner


def _lock(record_: Model) -> None:
    rows = type(record_)._meta.base_manager.select_for_update(of=["self"])
    rows.get(pk=record_.pk)


def _beside(kept: Attachment | Note) -> Any:
    owner = owner_of(kept)
    return type(kept)._meta.base_manager.filter(**{owner._meta.model_name or "": owner.pk})


def _require_there(kept: Attachment | Note) -> None:
    if not type(kept)._meta.base_manager.filter(pk=kept.pk).exists():
        raise DomainError(
            _("Someone else removed this. There's nothing left to do."), code="already_removed"
        )


def _record(verb: str, kept: Attachment | Note, *, by: User, at: datetime, **params: Json) -> None:
    """Write it to the log of the record it belongs to."""
    owner = owner_of(kept)
    # A meeting may be with an organization that is no partner yet.
    about = getattr(owner, "partnership", None) or owner
    organization = about.pk if isinstance(about, Organization) else None
    record(
        verb,
        by=by,
        at=at,
        subject=owner,
        organization_id=organization or getattr(about, "organization_id", None),
        partnership_id=getattr(owner, "partnership_id", None),
        wrote=[kept] if isinstance(kept, Attachment) else [],
        **params,
    )
