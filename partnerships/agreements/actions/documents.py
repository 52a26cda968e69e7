"""Keeping files by what they hold."""

import hashlib
from datetime import datetime

from django.core.files.base import File

from accounts.models import User
from partnerships.agreements import rules
from partnerships.agreements.lifecycle import DocumentKind
from partnerships.agreements.models import Document, Mou
from partnerships.relationships.models import Partnership


def store_document(
    *,
    mou: Mou | None,
    partnership: Partnership | None,
    kind: DocumentKind,
    upload: File[bytes],
    by: User,
    now: datetime,
) -> Document:
    """Check the content and store it under its hash; the same content is stored once.

    Raises rules.BadDocument.
    """
    facts = rules.inspect(upload)
    document = Document(
        mou=mou,
        partnership=partnership,
        kind=kind,
        name=facts.name,
        content_type=facts.content_type,
        size=facts.size,
        sha256=facts.sha256,
        uploaded_at=now,
        uploaded_by=by,
    )
    path = f"documents/{facts.sha256[:2]}/{facts.sha256}"
    storage = document.file.storage
    document.file.name = path if storage.exists(path) else storage.save(path, upload)
    document.save()
    return document


def is_unchanged(document: Document) -> bool:
    """Whether the stored bytes still have the fingerprint that was written down."""
    if not document.file.storage.exists(document.file.name):
        return False
    digest = hashlib.sha256()
    with document.file.open("rb") as stored:
        for piece in stored.chunks():
            digest.update(piece)
    return digest.hexdigest() == document.sha256
