"""Importing a file from start to end, for whoever waits for it."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from django.core.files.base import File
from django.utils.translation import gettext as _

from accounts.models import User
from common.errors import DomainError
from partnerships.transfer.actions.reading import FileReading, Survey, content_of, survey
from partnerships.transfer.actions.runs import start
from partnerships.transfer.actions.working import claim, proceed
from partnerships.transfer.lifecycle import Encoding, Format, Problem, RowOutcome, RunState
from partnerships.transfer.models import ImportRun


@dataclass
class ImportReport:
    """What became of every row of a file."""

    format: Format
    ignored_columns: list[str]
    counts: Counter[str] = field(default_factory=Counter)
    problems: list[Problem] = field(default_factory=list)

    def numbers(self) -> dict[str, int]:
        """The counts by name, in their fixed order; they add up to the rows read."""
        return {outcome.value: self.counts[outcome.value] for outcome in RowOutcome}


def import_file(
    *,
    upload: File[bytes],
    file_name: str,
    format_: Format | None,
    by: User | None,
    clock: Callable[[], datetime],
    dry_run: bool,
    encoding: Encoding | None = None,
) -> ImportReport:
    """Import every organization of a file; a dry run reads and decides, and writes nothing.

    A second run of the same file changes nothing. What a person has edited since is left alone
    and reported as a conflict; a name alone never merges. Raises rules.BadFile, and then nothing
    is written, `not_stored`, `busy` and `stopped`.
    """
    layout = survey(content_of(upload), format_, encoding)
    report = ImportReport(format=layout.format, ignored_columns=layout.ignored_columns)
    if dry_run:
        _look(upload, layout, report)
        return report
    run = start(
        upload=upload,
        file_name=file_name,
        format_=layout.format,
        encoding=layout.encoding,
        by=by,
        now=clock(),
        state=RunState.IMPORTING,
    )
    claimed = claim(run, now=clock())
    if claimed is None:
        ImportRun.objects.filter(pk=run.pk, token__isnull=True).delete()
        raise DomainError(_("Another import is running. Try again when it's done."), code="busy")
    proceed(claimed, clock=clock, stopping=lambda: False, problems=report.problems)
    if claimed.state != RunState.DONE:
        raise DomainError(
            claimed.failure or _("Another process took over this import."), code="stopped"
        )
    report.counts.update(claimed.counts)
    return report


def _look(upload: File[bytes], layout: Survey, report: ImportReport) -> None:
    reading = FileReading(content_of(upload), layout)
    for batch in reading.batches():
        decision = reading.decide(batch)
        reading.keep(decision)
        report.counts += decision.counts()
        report.problems += decision.problems()
