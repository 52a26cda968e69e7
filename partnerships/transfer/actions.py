"""Bringing organizations in from a file: all or nothing, and every row accounted for."""

import hashlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from audit.actions import record
from partnerships.organizations.lifecycle import Kind, Scheme
from partnerships.organizations.models import Address, Identifier, Organization, Phone, Tag
from partnerships.transfer import rules
from partnerships.transfer.lifecycle import Format, Outcome
from partnerships.transfer.models import ImportRun
from partnerships.transfer.queries import FACTS, PLACE, Known, known_organizations
from partnerships.transfer.rules import BadRow, Row

#: Rows looked up and written at once.
BATCH = 500


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
    and reported as a conflict; a name alone never merges. Raises rules.BadFile, and then nothing
    is kept.
    """
    table = rules.read_table(content)
    chosen = format_ or rules.detect(table.columns)
    headers = rules.HEADERS[chosen]
    if "name" not in table.columns:
        rules.detect(table.columns)
    report = Report(
        format=chosen,
        ignored_columns=[name for name in table.columns if name and name not in headers],
    )
    rows = _rows(table, report)
    seen: dict[str | tuple[str, str], Row] = {}
    while batch := list(islice(rows, BATCH)):
        _import_batch(batch, seen, report, dry_run=dry_run)
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
    batch: list[tuple[int, Row]],
    seen: dict[str | tuple[str, str], Row],
    report: Report,
    *,
    dry_run: bool,
) -> None:
    known = known_organizations([row for _line, row in batch])
    new: list[Row] = []
    changed: list[tuple[Known, Row]] = []
    for line, row in batch:
        key = row.ein or row.key()
        if key in seen:
            same = seen[key] == row
            reason = (
                "" if same else _("An earlier line of the same EIN, or name and ZIP, differs.")
            )
            _settle(report, line, Outcome.SAME if same else Outcome.CONFLICT, reason)
            continue
        seen[key] = row
        outcome, reason, match = known.decide(row, report.format)
        _settle(report, line, outcome, reason)
        if outcome == Outcome.NEW:
            new.append(row)
        elif outcome == Outcome.CHANGED and match is not None:
            changed.append((match, row))
    if not dry_run:
        _create(new, report.format)
        for match, row in changed:
            _update(match, row)


def _create(rows: list[Row], format_: Format) -> None:
    """Write new organizations and the rows around them, in bulk."""
    organizations = [_organization(row, format_) for row in rows]
    Organization.objects.bulk_create(organizations)
    pairs = list(zip(organizations, rows, strict=True))
    Identifier.objects.bulk_create(
        Identifier(organization=organization, scheme=Scheme.EIN, value=row.ein)
        for organization, row in pairs
        if row.ein
    )
    Address.objects.bulk_create(
        Address(organization=organization, is_main=True, **_place(row))
        for organization, row in pairs
        if any(_place(row).values())
    )
    Phone.objects.bulk_create(
        Phone(organization=organization, number=row.phone)
        for organization, row in pairs
        if row.phone
    )
    for organization, row in pairs:
        if row.tags:
            organization.tags.set(_tags(row))


def _organization(row: Row, format_: Format) -> Organization:
    organization = Organization(
        name=row.name,
        kind=row.kind or Kind.OTHER,
        reach=row.reach,
        other_names=row.other_names,
        website=row.website,
        email=row.email,
        mission=row.mission,
        source=format_,
    )
    organization.refresh_search_text(city=row.city)
    return organization


def _place(row: Row) -> dict[str, str]:
    return {name: getattr(row, name) for name in PLACE}


def _tags(row: Row) -> list[Tag]:
    return [Tag.objects.get_or_create(name=name)[0] for name in row.tags]


def _update(known: Known, row: Row) -> None:
    """Bring an organization that nobody has edited up to what its file says now."""
    organization = known.organization
    for name in FACTS:
        if getattr(row, name):
            setattr(organization, name, getattr(row, name))
    address = known.address or Address(organization=organization, is_main=True)
    for name, text in _place(row).items():
        if text:
            setattr(address, name, text)
    organization.refresh_search_text(city=address.city)
    organization.save()
    address.save()
    if row.phone and row.phone not in known.phones:
        Phone.objects.create(organization=organization, number=row.phone)
    organization.tags.add(*_tags(row))


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
