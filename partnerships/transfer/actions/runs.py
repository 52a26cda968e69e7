"""What a person does about an import: choose a file, look at the preview, go ahead."""

from datetime import datetime

from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from audit.actions import record
from common.errors import DomainError
from common.storage import sha256_of, store
from partnerships.transfer import rules
from partnerships.transfer.actions.reading import content_of
from partnerships.transfer.lifecycle import Encoding, Format, RunState
from partnerships.transfer.models import KEPT_FOR, ImportRun

FOLDER = "imports"


def start(
    *,
    upload: File[bytes],
    file_name: str,
    format_: Format | None,
    encoding: Encoding | None,
    by: User | None,
    now: datetime,
    state: RunState = RunState.CHECKING,
) -> ImportRun:
    """Store a file and queue its preview; the command goes straight to importing.

    What was left lying for a day is removed: a file may name people. Raises rules.BadFile or
    `not_stored`.
    """
    _remove_abandoned(now)
    encoding = encoding or rules.encoding_of(content_of(upload))
    layout = rules.format_of(rules.read_table(content_of(upload), encoding).columns, format_)
    upload.seek(0)
    sha256 = sha256_of(upload.chunks())
    upload.seek(0)
    store(upload, folder=FOLDER, sha256=sha256)
    return ImportRun.objects.create(
        file_name=file_name[-200:],
        sha256=sha256,
        format=layout,
        encoding=encoding,
        state=state,
        counts={},
        imported_at=now,
        imported_by=by,
    )


@transaction.atomic
def read_again(*, run: ImportRun, encoding: Encoding) -> ImportRun:
    """Preview a file again in another encoding. Raises `not_ready`."""
    return _move(
        run,
        {RunState.READY, RunState.FAILED},
        RunState.CHECKING,
        encoding=encoding,
        failure="",
    )


@transaction.atomic
def confirm(*, run: ImportRun, by: User, now: datetime) -> ImportRun:
    """Go ahead with what the preview shows. Raises `not_ready`."""
    return _move(run, {RunState.READY}, RunState.IMPORTING, imported_at=now, imported_by=by)


def _move(run: ImportRun, origins: set[RunState], to: RunState, **fields: object) -> ImportRun:
    """Queue work on a run; a compare-and-set in one statement."""
    rows = ImportRun.objects.filter(pk=run.pk, state__in=origins, rows_written=0)
    if not rows.update(state=to, rows_done=0, counts={}, problems=[], **fields):
        raise DomainError(
            _("This import's status has changed. The page shows where it is now."),
            code="not_ready",
        )
    run.refresh_from_db()
    return run


def finish(*, run: ImportRun, state: RunState, failure: str = "", now: datetime) -> None:
    """Write down how an import in hand ended, and remove its file unless another one needs it."""
    with transaction.atomic():
        held = ImportRun.objects.filter(pk=run.pk, token=run.token)
        ended = held.update(
            state=state, failure=failure, imported_at=now, token=None, leased_until=None
        )
        run.refresh_from_db()
        if not ended:
            return  # another process has it in hand, or has ended it
        if state == RunState.DONE or run.rows_written:
            counts = dict(run.counts)
            record(
                "organizations.imported", by=run.imported_by, at=now, subject=run, counts=counts
            )
    if not ImportRun.objects.needing_file().filter(sha256=run.sha256).exists():
        default_storage.delete(f"{FOLDER}/{run.sha256}")


def _remove_abandoned(now: datetime) -> None:
    ImportRun.objects.abandoned(now).delete()
    if not default_storage.exists(FOLDER):
        return
    needed = set(ImportRun.objects.needing_file().values_list("sha256", flat=True))
    for name in default_storage.listdir(FOLDER)[1]:
        path = f"{FOLDER}/{name}"
        if name not in needed and default_storage.get_modified_time(path) < now - KEPT_FOR:
            default_storage.delete(path)
