"""One file being read: each row gets its outcome, and writing is left to the caller."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import IO, cast

from django.core.files.base import File
from django.utils.translation import gettext as _

from common.text import CONTROLS, hide_ssn
from partnerships.organizations.lifecycle import MOST_TAGS
from partnerships.organizations.models import Tag
from partnerships.transfer import rules
from partnerships.transfer.lifecycle import Encoding, Format, Problem, RowOutcome
from partnerships.transfer.queries import Known, known_organizations
from partnerships.transfer.rules import BadFile, BadRow, EarlierRows, OrganizationRow

#: Rows looked up and written at once; others wait no longer than this takes.
BATCH = 200

#: Rows shown as they were read: the first ones, and the first with letters beyond ASCII.
SHOWN_ROWS = 5
SHOWN_COLUMNS = ("name", "ein", "street", "city", "state", "zip", "country")
SHOWN_LENGTH = 80


@dataclass
class Survey:
    """What a first look at the whole file tells: its layout, how many rows, some of them."""

    encoding: Encoding
    format: Format
    columns: list[str]
    rows: int = 0
    sample: list[list[str]] = field(default_factory=list)

    @property
    def ignored_columns(self) -> list[str]:
        """Columns that are not read."""
        known = rules.HEADERS[self.format]
        return [_shown(name) for name in self.columns if name and name not in known]


@dataclass
class Batch:
    """Rows read together; those that earlier lines settled, and the others."""

    size: int = 0
    settled: list[Problem] = field(default_factory=list)
    open: list[tuple[int, OrganizationRow]] = field(default_factory=list)


@dataclass
class BatchDecision:
    """What is to become of a batch."""

    outcomes: list[Problem] = field(default_factory=list)
    new: list[OrganizationRow] = field(default_factory=list)
    changed: list[tuple[Known, OrganizationRow]] = field(default_factory=list)
    matched: set[int] = field(default_factory=set)

    def counts(self) -> Counter[str]:
        """How many rows had which outcome."""
        return Counter(problem.outcome.value for problem in self.outcomes)

    def problems(self) -> list[Problem]:
        """Rows that a person should look at."""
        return [problem for problem in self.outcomes if problem.reason]


def content_of(file: File[bytes]) -> IO[bytes]:
    """Return the open file behind Django's."""
    return cast("IO[bytes]", file.file)


def survey(source: IO[bytes], format_: Format | None, encoding: Encoding | None) -> Survey:
    """Read the whole file once, and keep next to nothing of it.

    Raises BadFile, also for more different tags than the house may have.
    """
    encoding = encoding or rules.encoding_of(source)
    table = rules.read_table(source, encoding)
    found = Survey(encoding, rules.format_of(table.columns, format_), table.columns)
    shown = [table.columns.index(name) for name in SHOWN_COLUMNS if name in table.columns]
    header = [table.columns[place] for place in shown]
    plain, special = list[list[str]](), list[list[str]]()
    tags = _Tags(table.columns) if found.format == Format.CSV else None
    for line, cells in table.rows:
        found.rows += 1
        if tags:
            tags.add(cells)
        kind = plain if all(cell.isascii() for cell in cells) else special
        if len(kind) < SHOWN_ROWS:
            texts = [cells[place] if place < len(cells) else "" for place in shown]
            kind.append([str(line), *map(_shown, texts)])
    rows = sorted(plain + special, key=lambda row: int(row[0]))
    found.sample = [["", *header], *rows]
    return found


def _shown(text: str) -> str:
    """A text of the file as it may be kept and shown: short, and without what must not be."""
    return hide_ssn(CONTROLS.sub("\ufffd", text))[:SHOWN_LENGTH]


class _Tags:
    """The different tags of a file, counted up to the limit of the house."""

    def __init__(self, columns: list[str]) -> None:
        self._place = columns.index("tags") if "tags" in columns else None
        self._known = set(Tag.objects.values_list("name", flat=True))
        self._new: set[str] = set()

    def add(self, cells: list[str]) -> None:
        """Note the tags of a row. Raises BadFile once they are too many."""
        if self._place is None or self._place >= len(cells):
            return
        self._new |= {*rules.tags_of(cells[self._place])} - self._known
        if self._new and len(self._known) + len(self._new) > MOST_TAGS:
            raise BadFile(
                _(
                    "This file's tags would bring the total to more than %(most)s. Tags "
                    "are a short list of words for finding organizations. Use fewer "
                    "different ones."
                )
                % {"most": MOST_TAGS}
            )


class FileReading:
    """Reads a file batch by batch, and remembers what earlier lines said."""

    def __init__(self, source: IO[bytes], layout: Survey) -> None:
        self.format = layout.format
        self._columns = layout.columns
        self._rows = rules.read_table(source, layout.encoding).rows
        self._seen = EarlierRows()

    def batches(self) -> Iterator[Batch]:
        """Give the rows in batches, in the order of the file."""
        while lines := list(islice(self._rows, BATCH)):
            batch = Batch(size=len(lines))
            for line, cells in lines:
                self._settle(batch, line, cells)
            yield batch

    def _settle(self, batch: Batch, line: int, cells: list[str]) -> None:
        try:
            row = rules.row_of(self.format, self._columns, cells)
        except BadRow as error:
            reason = CONTROLS.sub("\ufffd", str(error))
            batch.settled.append(Problem(line, RowOutcome.REJECTED, reason))
            return
        if settled := self._seen.settle(row):
            batch.settled.append(Problem(line, *settled))
        else:
            batch.open.append((line, row))

    def decide(self, batch: Batch, *, lock: bool = False) -> BatchDecision:
        """Say what is to become of a batch; with ``lock``, no one changes that meanwhile."""
        known = known_organizations([row for _line, row in batch.open], lock=lock)
        decision = BatchDecision(outcomes=list(batch.settled))
        earlier = set(self._seen.matched)
        for line, row in batch.open:
            outcome, reason, match = known.decide(row, self.format)
            if match and outcome in {RowOutcome.CHANGED, RowOutcome.SAME}:
                pk = match.organization.pk
                if outcome == RowOutcome.CHANGED and pk in earlier:
                    outcome = RowOutcome.CONFLICT
                    reason = _("An earlier row is about the same organization.")
                decision.matched.add(pk)
                earlier.add(pk)
            if outcome == RowOutcome.CHANGED and match:
                decision.changed.append((match, row))
            elif outcome == RowOutcome.NEW:
                decision.new.append(row)
            if outcome in {RowOutcome.CHANGED, RowOutcome.NEW}:
                reason = row.remark
            decision.outcomes.append(Problem(line, outcome, reason))
        decision.outcomes.sort(key=lambda problem: problem.line)
        return decision

    def keep(self, decision: BatchDecision) -> None:
        """Remember a decision that was carried out; later lines ask for it."""
        self._seen.matched |= decision.matched
