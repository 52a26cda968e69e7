"""Files that are stored whole or not at all, and named after their content."""

import errno
import hashlib
import logging
import os
import secrets
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.core.files.base import File
from django.core.files.storage import FileSystemStorage, Storage, default_storage
from django.db.models.fields.files import FieldFile
from django.http import FileResponse, Http404
from django.utils.translation import gettext as _

from common.errors import DomainError

log = logging.getLogger(__name__)

#: Where a file is written before it gets its name.
INCOMING = "incoming"

#: Age in seconds at which the leftover of a killed process is removed.
ABANDONED_AFTER = 24 * 60 * 60

#: What the system answers when there is no room: disk, quota, largest file.
NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


class WholeFileStorage(FileSystemStorage):
    """Local files that have their name only once they are whole and on disk.

    A file is written under a temporary name, flushed to disk and renamed, so neither a full disk
    nor a killed process leaves a cut file behind. An existing file of the name is replaced.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("allow_overwrite", True)
        super().__init__(*args, **kwargs)

    def _save(self, name: str, content: File[bytes]) -> str:
        target = Path(self.path(name))
        draft = Path(self.path(f"{INCOMING}/{secrets.token_hex(16)}"))
        _remove_abandoned(draft.parent)
        try:
            super()._save(str(draft.relative_to(self.location)), content)  # type: ignore[misc]  # the stubs leave it out
            _flush(draft)
            target.parent.mkdir(parents=True, exist_ok=True)
            draft.replace(target)
        finally:
            draft.unlink(missing_ok=True)
        for folder in (target.parent, target.parent.parent):
            _flush(folder)
        return name


def sha256_of(pieces: Iterable[bytes]) -> str:
    """Return the SHA-256 of content that is read in pieces."""
    digest = hashlib.sha256()
    for piece in pieces:
        digest.update(piece)
    return digest.hexdigest()


def store(content: File[bytes], *, folder: str, sha256: str) -> str:
    """Store `content` under its hash and return its name; content already there is kept.

    A damaged file of that name is replaced. Raises `not_stored`. Don't call it inside a
    transaction: a large file takes seconds.
    """
    name = f"{folder}/{sha256}"
    try:
        if not is_stored(default_storage, name, size=content.size, sha256=sha256):
            name = default_storage.save(name, content)
    except Exception as error:  # every storage has errors of its own
        log.exception("A file could not be stored")
        raise not_stored(error) from error
    return name


def is_stored(storage: Storage, name: str, *, size: int, sha256: str) -> bool:
    """Return whether `name` holds exactly the content with this size and hash."""
    if not storage.exists(name) or storage.size(name) != size:
        return False
    with storage.open(name) as stored:
        return sha256_of(stored.chunks()) == sha256


def handed_out(file: FieldFile, name: str, content_type: str) -> FileResponse:
    """Return a stored file as a download; a browser never opens it in place. Raises Http404."""
    if not file.storage.exists(file.name or ""):
        raise Http404
    response = FileResponse(
        file.open("rb"), as_attachment=True, filename=name, content_type=content_type
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cache-Control"] = "private, no-store"
    return response


def is_full(error: BaseException) -> bool:
    """Return whether there was no room left to write."""
    return isinstance(error, OSError) and error.errno in NO_ROOM


def not_stored(error: BaseException) -> DomainError:
    """Return the refusal that says why a file could not be stored."""
    if is_full(error):
        words = _(
            "The server has no disk space left for this file. Nothing was saved. "
            "Ask your administrator to free some space, then try again."
        )
    else:
        words = _(
            "The file storage isn't working, so nothing was saved. Try again in a few minutes, "
            "and tell your administrator if it happens again."
        )
    return DomainError(words, field="upload", code="not_stored")


def _remove_abandoned(folder: Path) -> None:
    """Remove what killed processes left half-written."""
    if not folder.is_dir():
        return
    for draft in folder.iterdir():
        try:
            if draft.stat().st_mtime < time.time() - ABANDONED_AFTER:
                draft.unlink()
        except FileNotFoundError:
            continue  # another process was faster


def _flush(path: Path) -> None:
    """Wait until a file, or the names in a folder, are on disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
