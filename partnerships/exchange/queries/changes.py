"""What sharing would change, and whom it asks again (W2)."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from partnerships.exchange.models import (
    Acknowledgement,
    ListLine,
    ListVersion,
    WiifmAnswer,
)
from partnerships.exchange.queries.exchange import Exchange, list_hash, snapshot
from partnerships.relationships.lifecycle import Side


@dataclass(frozen=True)
class LineChange:
    """How one line differs from what was shared last: added, taken off, or reads differently."""

    side: Side
    was: ListLine | None
    now: ListLine | None

    def blanks(self) -> list[tuple[str, str, str]]:
        """Label, was and now of each blank that differs."""
        if self.was is None or self.now is None:
            return []
        names = {
            "what": _("What"),
            "how_much": _("How much"),
            "rhythm": _("By when, or how often"),
            "told_by_name": _("Who reports"),
            "why": _("Why it matters"),
        }
        both = ((label, getattr(self.was, n), getattr(self.now, n)) for n, label in names.items())
        return [(label, was, now) for label, was, now in both if was != now]


def changes_of(exchange: Exchange) -> list[LineChange]:
    """What saving a version would change, line by line."""
    return _changes(exchange.lines, snapshot(exchange.benefits), ListLine.reads_like)


def changes_between(old: ListVersion, new: ListVersion) -> list[LineChange]:
    """What differs in what each side gets: why an answer for ``old`` no longer stands (W2)."""
    if old.same_lists_as(new):
        return []
    lines: dict[int, list[ListLine]] = {old.pk: [], new.pk: []}
    for line in ListLine.objects.filter(list_version__in=[old, new]):
        lines[line.list_version_id].append(line)
    return _changes(lines[old.pk], lines[new.pk], ListLine.gives_the_same)


def changes_since_answers(exchange: Exchange) -> dict[Side, list[LineChange]]:
    """Per side what changed since its answer, as changes_between has it; at most one query."""
    stale = {
        side: answer.list_version
        for side, answer in exchange.answers.items()
        if exchange.version and not answer.list_version.same_lists_as(exchange.version)
    }
    before: dict[int, list[ListLine]] = {version.pk: [] for version in stale.values()}
    for line in ListLine.objects.filter(list_version__in=before) if before else ():
        before[line.list_version_id].append(line)
    return {
        side: _changes(before[version.pk], exchange.lines, ListLine.gives_the_same)
        for side, version in stale.items()
    }


def _changes(
    before: list[ListLine], after: list[ListLine], same: Callable[[ListLine, ListLine], bool]
) -> list[LineChange]:
    old = {line.benefit_id: line for line in before}
    new = {line.benefit_id: line for line in after}
    changes = [
        LineChange(side=Side(line.side), was=old.get(key), now=line)
        for key, line in new.items()
        if key not in old or not same(line, old[key])
    ]
    gone = [line for key, line in old.items() if key not in new]
    return changes + [LineChange(side=Side(line.side), was=line, now=None) for line in gone]


@dataclass(frozen=True)
class AskedAgain:
    """What someone said that would no longer stand for the lists as they read now."""

    side: Side
    answer: WiifmAnswer | None
    read: Acknowledgement | None


def asked_again(exchange: Exchange) -> list[AskedAgain]:
    """Whose answers sharing would make stale (W2).

    A side's yes by any change, its "I've read it" by a change of the other's list.
    """
    if exchange.version is None:
        return []
    lines = snapshot(exchange.benefits)
    differs = {side: list_hash(lines, side) != exchange.version.hash_of(side) for side in Side}
    found = []
    for side in Side:
        answer = exchange.answers.get(side) if exchange.answer_is_current(side) else None
        read = exchange.acknowledgements.get(side) if exchange.has_read(side) else None
        stale = AskedAgain(
            side=side,
            answer=answer if any(differs.values()) else None,
            read=read if differs[side.other] else None,
        )
        if stale.answer or stale.read:
            found.append(stale)
    return found
