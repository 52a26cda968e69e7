"""Keeping files by what they hold."""

from dataclasses import dataclass
from datetime import datetime

from django.core.files.base import File
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from audit.actions import record
from common.bounds import require_room
from common.storage import is_stored, store
from partnerships.agreements import rules
from partnerships.agreements.actions.base import lead, lock
from partnerships.agreements.lifecycle import MOST_DOCUMENTS, DocumentKind
from partnerships.agreements.models import Document, Mou
from partnerships.relationships import actions as relationships
from partnerships.relationships.models import Partnership


@dataclass(frozen=True)
class StoredFile:
    """A file that was checked and stored, and needs its row yet."""

    facts: rules.FileFacts
    path: str


def store_file(upload: File[bytes]) -> StoredFile:
    """Check the content of a file and store it under its hash.

    It takes a while for a large file, so actions call it before their transaction. A file whose
    row is refused afterwards stays without one; the same file, uploaded again, finds it. Raises
    `bad_document` or `not_stored`.
    """
    facts = rules.inspect(upload)
    folder = f"documents/{facts.sha256[:2]}"
    return StoredFile(facts, store(upload, folder=folder, sha256=facts.sha256))


def store_document(
    *,
    mou: Mou | None,
    partnership: Partnership | None,
    kind: DocumentKind,
    upload: StoredFile | File[bytes],
    by: User,
    now: datetime,
) -> Document:
    """Add the row of a file; one that isn't stored yet is stored first.

    Several actions do, so it has an event of its own. Raises `bad_document` or `not_stored`.
    """
    stored = upload if isinstance(upload, StoredFile) else store_file(upload)
    document = Document.objects.create(
        mou=mou,
        partnership=partnership,
        kind=kind,
        name=stored.facts.name,
        content_type=stored.facts.content_type,
        size=stored.facts.size,
        sha256=stored.facts.sha256,
        file=stored.path,
        uploaded_at=now,
        uploaded_by=by,
    )
    record(
        "document.stored",
        by=by,
        at=now,
        subject=document,
        wrote=[document],
        name=document.name,
        sha256=document.sha256,
    )
    return document


def attach_document(
    *,
    mou: Mou | None,
    partnership: Partnership | None,
    kind: DocumentKind,
    upload: StoredFile | File[bytes],
    by: User,
    now: datetime,
    replaces: Document | None = None,
) -> Document:
    """Keep a file with an MOU or a partnership, maybe as a newer version of another.

    Raises `bad_document`, `not_stored` or `full`.
    """
    stored = upload if isinstance(upload, StoredFile) else store_file(upload)
    with transaction.atomic():
        if owner := lock(mou) if mou else partnership and relationships.lock(partnership):
            require_room_for_document(owner)
        document = store_document(
            mou=mou, partnership=partnership, kind=kind, upload=stored, by=by, now=now
        )
        if replaces:
            document.replaces = replaces
            document.save(update_fields=["replaces"])
        record(
            "document.attached",
            by=by,
            at=now,
            subject=document,
            partnership_id=partnership.pk if partnership else lead(mou),
            name=document.name,
            sha256=document.sha256,
        )
    return document


def require_room_for_document(owner: Mou | Partnership) -> None:
    """Raise `full` unless people may add one more. ``owner`` is locked."""
    require_room(
        owner.documents.all(),
        most=MOST_DOCUMENTS,
        field="upload",
        refusal=_(
            "There are %(most)s documents here. Put several into one file, or keep them elsewhere."
        ),
    )


def is_unchanged(document: Document) -> bool:
    """Whether the stored bytes still have the fingerprint that was written down."""
    return is_stored(
        document.file.storage, document.file.name, size=document.size, sha256=document.sha256
    )
