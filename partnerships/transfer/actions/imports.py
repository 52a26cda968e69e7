"""Bringing organizations in from a file: all or nothing, and every row accounted for."""

import hashlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.models import User
from audit.actions import record
from common.errors import DomainError
from partnerships.transfer import rules
from partnerships.transfer.actions.writing import create, update
from partnerships.transfer.lifecycle import Format, Outcome
from partnerships.transfer.models import ImportRun
from partnerships.transfer.queries import Known, known_organizations
from partnerships.transfer.rules import BadRow, Row, Seen

#: Rows looked up and written at once.
BATCH = 500


class Overtaken(DomainError):
    """Somebody else wrote the same organizations at the same moment; nothing is kept of ours."""


@dataclass(frozen=True)
class Problem:
    """A row that was not brought in: its line, what became of it, and why."""

    line: int
    outcome: Outcome
    reason: str


@dataclass
class Report:
    """What became of every row of a file."""

    format: Format
    counts: Counter[Outcome] = field(default_factory=Counter)
    problems: list[Problem] = field(default_factory=list)
    ignored_columns: list[str] = field(default_factory=list)

    def outcomes(self) -> list[tuple[Outcome, int]]:
        """Every outcome with its count, in their fixed order."""
        return [(outcome, self.counts[outcome]) for outcome in Outcome]

    def numbers(self) -> dict[str, int]:
        """The counts by name, in their fixed order; they add up to the rows read."""
        return {outcome.value: self.counts[outcome] for outcome in Outcome}


@transaction.atomic
def import_file(
    *,
    content: bytes,
    file_name: str,
    format_: Format | None,
    by: User | None,
    now: datetime,
    dry_run: bool,
) -> Report:
    """Bring in every organization of a file; a dry run reads and decides, and writes nothing.

    A second run of the same file changes nothing. What a person has edited since is left alone
    and reported as a conflict; a name alone never merges. Raises rules.BadFile and Overtaken, and
    then nothing is kept.
    """
    table = rules.read_table(content)
    chosen = rules.format_of(table.columns, format_)
    headers = rules.HEADERS[chosen]
    report = Report(
        format=chosen,
        ignored_columns=[name for name in table.columns if name and name not in headers],
    )
    rows = _rows(table, report)
    seen = Seen()
    try:
        while batch := list(islice(rows, BATCH)):
            _import_batch(batch, seen, report, dry_run=dry_run)
    except IntegrityError as error:
        words = _("Somebody is adding the same organizations right now. Try again in a minute.")
        raise Overtaken(words, field="upload") from error
    if not dry_run:
        _record(report, content, file_name, by=by, now=now)
    return report


def _rows(table: rules.Table, report: Report) -> Iterator[tuple[int, Row]]:
    """Rows that can be read, with their lines; the others go into the report."""
    for line, cells in table.rows:
        try:
            yield line, rules.row_of(report.format, table.columns, cells)
        except BadRow as error:
            _settle(report, line, Outcome.REJECTED, str(error))


def _settle(report: Report, line: int, outcome: Outcome, reason: str = "") -> None:
    report.counts[outcome] += 1
    if reason:
        report.problems.append(Problem(line, outcome, reason))


def _import_batch(
    batch: list[tuple[int, Row]], seen: Seen, report: Report, *, dry_run: bool
) -> None:
    known = known_organizations([row for _line, row in batch], lock=not dry_run)
    new: list[Row] = []
    changed: list[tuple[Known, Row]] = []
    for line, row in batch:
        if settled := seen.settle(row):
            _settle(report, line, *settled)
            continue
        outcome, reason, match = known.decide(row, report.format)
        if outcome == Outcome.CHANGED and match is not None:
            if match.organization.pk in seen.changed:
                reason = _("An earlier line changes the same organization.")
                _settle(report, line, Outcome.CONFLICT, reason)
                continue
            seen.changed.add(match.organization.pk)
            changed.append((match, row))
        elif outcome == Outcome.NEW:
            new.append(row)
        _settle(report, line, outcome, reason)
    if not dry_run:
        create(new, report.format)
        update(changed)


def _record(
    report: Report, content: bytes, file_name: str, *, by: User | None, now: datetime
) -> None:
    run = ImportRun.objects.create(
        file_name=file_name[-200:],
        sha256=hashlib.sha256(content).hexdigest(),
        format=report.format,
        counts=report.numbers(),
        imported_at=now,
        imported_by=by,
    )
    record("organizations.imported", by=by, at=now, subject=run, counts={**report.numbers()})
