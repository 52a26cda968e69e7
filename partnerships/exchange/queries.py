"""Where the two lists stand: the newest shared version, and what was said about it."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Subquery
from django.utils.translation import gettext as _

from common.querysets import VisibleQuerySet
from partnerships.exchange.lifecycle import Answer
from partnerships.exchange.models import (
    Acceptance,
    Acknowledgement,
    Benefit,
    ListLine,
    ListVersion,
    ServiceOffering,
    WiifmAnswer,
)
from partnerships.exchange.models.versions import fingerprint
from partnerships.relationships.lifecycle import Side
from partnerships.relationships.models import Partnership


@dataclass(frozen=True)
class Exchange:
    """All that is known of the two lists of one partnership, read in a few queries.

    ``accepted`` maps a shared line's id to the acceptance that holds for its wording.
    """

    partnership: Partnership
    benefits: list[Benefit]
    version: ListVersion | None = None
    lines: list[ListLine] = field(default_factory=list)
    accepted: dict[int, Acceptance] = field(default_factory=dict)
    answers: dict[Side, WiifmAnswer] = field(default_factory=dict)
    acknowledgements: dict[Side, Acknowledgement] = field(default_factory=dict)

    def working_copy(self, side: Side) -> list[Benefit]:
        """The lines of one side as we write them now."""
        return [benefit for benefit in self.benefits if benefit.side == side]

    def shared(self, side: Side) -> list[ListLine]:
        """The lines of one side in the newest shared version."""
        return [line for line in self.lines if line.side == side]

    def accepted_checkable(self, side: Side) -> list[ListLine]:
        """Shared lines of one side with all four blanks, accepted by the other side."""
        return [
            line for line in self.shared(side) if line.is_checkable and line.pk in self.accepted
        ]

    def answer_is_current(self, side: Side) -> bool:
        """Whether the side's last answer was given for lists that read as they do now."""
        answer = self.answers.get(side)
        return bool(
            answer
            and self.version
            and answer.list_version.same_lists_as(self.version)
            and self._since_reopened(answer)
        )

    def said_yes(self, side: Side) -> bool:
        """The side's last answer is a yes, and current."""
        return self.answer_is_current(side) and self.answers[side].value == Answer.YES

    def has_read(self, side: Side) -> bool:
        """The side has read the other's list as it stands now."""
        read = self.acknowledgements.get(side)
        return bool(
            read
            and self.version
            and read.list_version.hash_of(side.other) == self.version.hash_of(side.other)
            and self._since_reopened(read)
        )

    def unshared(self) -> bool:
        """Whether the working copy differs from what was shared last."""
        return lists_differ(snapshot(self.benefits), self.lines)

    def _since_reopened(self, said: WiifmAnswer | Acknowledgement) -> bool:
        reopened_at = self.partnership.reopened_at
        return reopened_at is None or said.recorded_at >= reopened_at


def snapshot(benefits: Iterable[Benefit]) -> list[ListLine]:
    """The lines as "Share changes" would freeze them now, unsaved."""
    shared = (benefit for benefit in benefits if not benefit.is_internal)
    return [ListLine.of(benefit, place) for place, benefit in enumerate(shared)]


def list_hash(lines: Iterable[ListLine], side: Side) -> str:
    """The hash of a side's list: wording, amount, rhythm and why, in no order."""
    return fingerprint(sorted(line.content_hash for line in lines if line.side == side))


def lists_differ(new: list[ListLine], old: list[ListLine]) -> bool:
    """Whether any line was added, taken away, or reads differently; order does not count."""
    known = {line.benefit_id: line for line in old}
    return len(new) != len(old) or any(
        line.benefit_id not in known or not line.reads_like(known[line.benefit_id]) for line in new
    )


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
            "told_by_name": _("Who tells the other side"),
            "why": _("Why it matters"),
        }
        both = ((label, getattr(self.was, n), getattr(self.now, n)) for n, label in names.items())
        return [(label, was, now) for label, was, now in both if was != now]


def changes_of(exchange: Exchange) -> list[LineChange]:
    """What "Share changes" would change, line by line."""
    old = {line.benefit_id: line for line in exchange.lines}
    new = {line.benefit_id: line for line in snapshot(exchange.benefits)}
    changes = [
        LineChange(side=Side(line.side), was=old.get(key), now=line)
        for key, line in new.items()
        if key not in old or not line.reads_like(old[key])
    ]
    gone = [line for key, line in old.items() if key not in new]
    return changes + [LineChange(side=Side(line.side), was=line, now=None) for line in gone]


@dataclass(frozen=True)
class AskedAgain:
    """What somebody said that would no longer stand for the lists as they read now."""

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


def offerings_left(partnership: Partnership, side: Side) -> VisibleQuerySet[ServiceOffering]:
    """What the giving side offers now and has not put on its list yet."""
    offered = ServiceOffering.objects.filter(is_active=True).select_related("category")
    if side == Side.OURS:
        offered = offered.filter(organization__is_ours=True)
    else:
        offered = offered.filter(organization_id=partnership.organization_id)
    used = Benefit.objects.on_the_lists().filter(
        partnership=partnership, side=side, offering__isnull=False
    )
    return offered.exclude(pk__in=used.values("offering"))


def exchange_of(partnership: Partnership) -> Exchange:
    """Read the lists, answers and acknowledgements of a partnership in five queries."""
    benefits = list(
        Benefit.objects.filter(partnership=partnership)
        .on_the_lists()
        .select_related("told_by", "category")
    )
    newest = ListVersion.objects.filter(partnership=partnership).order_by("-number")
    lines = list(
        ListLine.objects.filter(list_version=Subquery(newest.values("pk")[:1])).select_related(
            "list_version"
        )
    )
    if not lines:  # a version has a line, or it would not have been shared
        return Exchange(partnership=partnership, benefits=benefits)
    version = lines[0].list_version
    return Exchange(
        partnership=partnership,
        benefits=benefits,
        version=version,
        lines=lines,
        accepted=_accepted(lines),
        answers=_last_answers(partnership),
        acknowledgements=_best_read(partnership, version),
    )


def latest_version(partnership: Partnership) -> ListVersion | None:
    """The newest shared version, if anything was shared yet."""
    return ListVersion.objects.filter(partnership=partnership).order_by("-number").first()


def _accepted(lines: list[ListLine]) -> dict[int, Acceptance]:
    wording = {(line.benefit_id, line.content_hash): line.pk for line in lines}
    found = Acceptance.objects.filter(
        line__benefit_id__in=[line.benefit_id for line in lines]
    ).select_related("line", "contact")
    return {
        wording[key]: acceptance
        for acceptance in found
        if (key := (acceptance.line.benefit_id, acceptance.line.content_hash)) in wording
    }


def _last_answers(partnership: Partnership) -> dict[Side, WiifmAnswer]:
    answers = WiifmAnswer.objects.filter(list_version__partnership=partnership)
    newest_last = answers.select_related("contact", "list_version").order_by("recorded_at", "id")
    return {Side(answer.side): answer for answer in newest_last}


def _best_read(partnership: Partnership, version: ListVersion) -> dict[Side, Acknowledgement]:
    """Per side the newest acknowledgement, one for the list as it stands now before others."""
    read = Acknowledgement.objects.filter(list_version__partnership=partnership)
    best: dict[Side, Acknowledgement] = {}
    for one in read.select_related("contact", "list_version").order_by("recorded_at", "id"):
        side = Side(one.side)
        current = one.list_version.hash_of(side.other) == version.hash_of(side.other)
        if current or side not in best:
            best[side] = one
    return best
