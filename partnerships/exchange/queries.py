"""Where the two lists stand: the newest shared version, and what was said about it."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from partnerships.exchange.lifecycle import Answer
from partnerships.exchange.models import (
    Acceptance,
    Acknowledgement,
    Benefit,
    ListLine,
    ListVersion,
    WiifmAnswer,
)
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


def lists_differ(new: list[ListLine], old: list[ListLine]) -> bool:
    """Whether any line was added, taken away, or reads differently; order does not count."""
    known = {line.benefit_id: line for line in old}
    return len(new) != len(old) or any(
        line.benefit_id not in known or not line.reads_like(known[line.benefit_id]) for line in new
    )


def exchange_of(partnership: Partnership) -> Exchange:
    """Read the lists, answers and acknowledgements of a partnership in six queries."""
    benefits = list(
        Benefit.objects.filter(partnership=partnership)
        .on_the_lists()
        .select_related("told_by", "category")
    )
    version = latest_version(partnership)
    if version is None:
        return Exchange(partnership=partnership, benefits=benefits)
    lines = list(version.lines.all())
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
