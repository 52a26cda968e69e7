"""The file between looking at it and going ahead, kept where nobody can fetch it."""

import hashlib
from datetime import datetime, timedelta

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils.translation import gettext as _

from accounts.models import User
from common.errors import DomainError
from partnerships.transfer.actions.imports import Report, import_file
from partnerships.transfer.lifecycle import Format

FOLDER = "imports"

#: A file that nobody went ahead with is removed after this time.
KEPT_FOR = timedelta(days=1)


class FileGone(DomainError):
    """The file that was looked at is not kept any more, or not as it was."""


def keep_file(*, content: bytes, now: datetime) -> str:
    """Keep a file until it is brought in; the answer is its SHA-256, which it is found by.

    Those that were left lying for a day are removed: a file may name people.
    """
    _remove_old(now)
    sha256 = hashlib.sha256(content).hexdigest()
    if not default_storage.exists(_path(sha256)):
        default_storage.save(_path(sha256), ContentFile(content))
    return sha256


def import_kept_file(
    *, sha256: str, file_name: str, format_: Format, by: User, now: datetime
) -> Report:
    """Bring in a kept file, and remove it. Raises FileGone, rules.BadFile and Overtaken."""
    try:
        with default_storage.open(_path(sha256)) as kept:
            content = kept.read()
    except FileNotFoundError as error:
        raise FileGone(_("That file is no longer here. Choose it again.")) from error
    if hashlib.sha256(content).hexdigest() != sha256:
        raise FileGone(_("That file is not the one you looked at. Choose it again."))
    report = import_file(
        content=content, file_name=file_name, format_=format_, by=by, now=now, dry_run=False
    )
    default_storage.delete(_path(sha256))
    return report


def _remove_old(now: datetime) -> None:
    if not default_storage.exists(FOLDER):
        return
    for name in default_storage.listdir(FOLDER)[1]:
        if default_storage.get_modified_time(_path(name)) < now - KEPT_FOR:
            default_storage.delete(_path(name))


def _path(sha256: str) -> str:
    return f"{FOLDER}/{sha256}"
