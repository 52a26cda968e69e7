"""Where the two lists stand: the newest shared version, and what was said about it."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Exists, OuterRef, QuerySet, Subquery

from partnerships.exchange.lifecycle import Answer
from partnerships.exchange.models import (
    Acceptance,
    Acknowledgement,
    Benefit,
    Evidence,
    ListLine,
    ListVersion,
    Suggestion,
    WiifmAnswer,
)
from partnerships.exchange.models.benefits import BenefitQuerySet
from partnerships.exchange.models.versions import fingerprint
from partnerships.organizations.models import Contact
from partnerships.relationships.lifecycle import Side
from partnerships.relationships.models import Partnership
from partnerships.relationships.queries import People


@dataclass(frozen=True)
class Exchange:
    """All that is known of the two lists of one partnership, read in a few queries.

    ``accepted`` maps a shared line's id to the acceptance of its receiver that holds for its
    wording, ``confirmed`` to that of the side that brings it. ``answers`` has what was said last
    by whoever speaks for a side, or first while no one was named; ``concerns`` what others of that
    side said since that is not a yes, and not noted (W8); ``torn`` the sides that need someone to
    speak for them, as their people differ.
    """

    partnership: Partnership
    benefits: list[Benefit]
    version: ListVersion | None = None
    lines: list[ListLine] = field(default_factory=list)
    accepted: dict[int, Acceptance] = field(default_factory=dict)
    confirmed: dict[int, Acceptance] = field(default_factory=dict)
    answers: dict[Side, WiifmAnswer] = field(default_factory=dict)
    acknowledgements: dict[Side, Acknowledgement] = field(default_factory=dict)
    concerns: list[WiifmAnswer] = field(default_factory=list)
    torn: frozenset[Side] = frozenset()

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

    def to_ask_again(self) -> list[Contact]:
        """Whose answer or "I've read it" is for earlier lists, each person once."""
        said = [a.contact for side, a in self.answers.items() if not self.answer_is_current(side)]
        read = [a.contact for side, a in self.acknowledgements.items() if not self.has_read(side)]
        return list(dict.fromkeys([*said, *read]))

    def unshared(self) -> bool:
        """Whether the working copy differs from what was shared last."""
        return lists_differ(snapshot(self.benefits), self.lines)

    def _since_reopened(self, said: WiifmAnswer | Acknowledgement) -> bool:
        reopened_at = self.partnership.reopened_at
        return reopened_at is None or said.recorded_at >= reopened_at


def snapshot(benefits: Iterable[Benefit]) -> list[ListLine]:
    """The lines as a version would freeze them now, unsaved."""
    shared = (benefit for benefit in benefits if not benefit.is_internal)
    return [ListLine.of(benefit, place) for place, benefit in enumerate(shared)]


def list_hash(lines: Iterable[ListLine], side: Side) -> str:
    """The hash of a side's list: wording, amount, rhythm and why, in no order."""
    return fingerprint(sorted(line.content_hash for line in lines if line.side == side))


def copy_hash(lines: Iterable[ListLine]) -> str:
    """The hash of all a person could see of both lists, in no order."""
    return fingerprint(
        sorted(
            f"{line.benefit_id} {line.side} {line.content_hash} {line.is_checkable} "
            f"{line.told_by_name}"
            for line in lines
        )
    )


def lists_differ(new: list[ListLine], old: list[ListLine]) -> bool:
    """Whether any line was added, taken away, or reads differently; order does not count."""
    known = {line.benefit_id: line for line in old}
    return len(new) != len(old) or any(
        line.benefit_id not in known or not line.reads_like(known[line.benefit_id]) for line in new
    )


def exchange_of(partnership: Partnership, people: People) -> Exchange:
    """Read the lists, answers and acknowledgements of a partnership in five queries."""
    benefits = list(
        _with_progress(
            Benefit.objects.filter(partnership=partnership).on_the_lists()
        ).select_related("told_by", "category", "brought_by")
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
    answers, concerns, torn = _answers(partnership, people)
    accepted, confirmed = _accepted(lines)
    return Exchange(
        partnership=partnership,
        benefits=benefits,
        version=version,
        lines=lines,
        accepted=accepted,
        confirmed=confirmed,
        answers=answers,
        acknowledgements=_best_read(partnership, version),
        concerns=concerns,
        torn=torn,
    )


def _with_progress(benefits: QuerySet[Benefit]) -> QuerySet[Benefit]:
    """Lines with their newest evidence and whether someone suggests a change, in one query."""
    newest = Evidence.objects.filter(benefit=OuterRef("pk"))
    waiting = Suggestion.objects.open().filter(line__benefit=OuterRef("pk"))
    return benefits.annotate(
        happened_on=Subquery(newest.values("happened_on")[:1]),
        happening_accepted_on=Subquery(newest.values("acceptance__said_on")[:1]),
        has_suggestion=Exists(waiting),
    )


def items_to_accept(partnership: Partnership, contact: Contact) -> BenefitQuerySet:
    """What a person of theirs added by link that may be shared and is in no version yet."""
    rows = Benefit.objects.filter(partnership=partnership, brought_by=contact).to_share()
    return rows.filter(~Exists(ListLine.objects.filter(benefit=OuterRef("pk"))))


def latest_versions(partnerships: Iterable[int]) -> dict[int, ListVersion]:
    """The newest shared lists of several partnerships with their lines, by its number."""
    newest = ListVersion.objects.filter(partnership=OuterRef("partnership")).order_by("-number")
    rows = ListVersion.objects.filter(
        partnership__in=list(partnerships), pk=Subquery(newest.values("pk")[:1])
    )
    return {version.partnership_id: version for version in rows.prefetch_related("lines")}


def latest_version(partnership: Partnership) -> ListVersion | None:
    """The newest shared version, if anything was shared yet."""
    return ListVersion.objects.filter(partnership=partnership).order_by("-number").first()


def _accepted(lines: list[ListLine]) -> tuple[dict[int, Acceptance], dict[int, Acceptance]]:
    """What their receivers accepted of these lines, and what those who bring them did."""
    wording = {(line.benefit_id, line.content_hash): line.pk for line in lines}
    found = Acceptance.objects.filter(
        line__benefit_id__in=[line.benefit_id for line in lines]
    ).select_related("line", "contact")
    by_receiver: dict[int, Acceptance] = {}
    by_bringer: dict[int, Acceptance] = {}
    for acceptance in found:
        key = (acceptance.line.benefit_id, acceptance.line.content_hash)
        own = acceptance.side == acceptance.line.side
        if key in wording:
            (by_bringer if own else by_receiver)[wording[key]] = acceptance
    return by_receiver, by_bringer


def _answers(
    partnership: Partnership, people: People
) -> tuple[dict[Side, WiifmAnswer], list[WiifmAnswer], frozenset[Side]]:
    """Per side the answer that counts, the concerns of others since, and the sides torn."""
    found = WiifmAnswer.objects.filter(list_version__partnership=partnership)
    related = found.select_related("contact", "list_version", "concern_noted")
    newest_last = list(related.order_by("recorded_at", "id"))
    counting: dict[Side, WiifmAnswer] = {}
    for answer in newest_last:
        side = Side(answer.side)
        if _counts(answer, counting.get(side), people):
            counting[side] = answer
    return counting, _concerns(newest_last, counting), _torn(newest_last, people)


def _counts(answer: WiifmAnswer, before: WiifmAnswer | None, people: People) -> bool:
    """Whether an answer is its side's: of who speaks for it, or while no one does, not another's.

    Then the first word stands until its person changes it or leaves: no last voice flips a side.
    """
    side = Side(answer.side)
    if speaker := people.speaker(side):
        return speaker.pk == answer.contact_id
    return (
        before is None
        or answer.contact_id == before.contact_id
        or not people.is_of(before.contact_id, side)
    )


def _torn(newest_last: list[WiifmAnswer], people: People) -> frozenset[Side]:
    """The sides of which different people said different things, and no one speaks for it."""
    last = {(answer.side, answer.contact_id): answer for answer in newest_last}
    said: dict[Side, set[str]] = {side: set() for side in Side}
    for (side, contact_id), answer in last.items():
        if people.is_of(contact_id, Side(side)):
            said[Side(side)].add(answer.value)
    return frozenset(side for side in Side if len(said[side]) > 1 and people.speaker(side) is None)


def _concerns(
    newest_last: list[WiifmAnswer], counting: dict[Side, WiifmAnswer]
) -> list[WiifmAnswer]:
    """What others said against a yes that counts, since it was first given; until it is noted.

    Saying yes again, to a newer version, silences no one.
    """
    last = {(answer.side, answer.contact_id): answer for answer in newest_last}
    noted = {answer.saying() for answer in newest_last if hasattr(answer, "concern_noted")}
    return [
        answer
        for answer in last.values()
        if answer.value != Answer.YES
        and answer.saying() not in noted
        and (counted := counting.get(Side(answer.side)))
        and counted.value == Answer.YES
        and answer.recorded_at >= _yes_since(counted, newest_last).recorded_at
        and answer.contact_id != counted.contact_id
    ]


def _yes_since(counted: WiifmAnswer, newest_last: list[WiifmAnswer]) -> WiifmAnswer:
    """Return the first of the unbroken row of yes that an answer ends."""
    first = counted
    for answer in reversed(newest_last):
        if (answer.side, answer.contact_id) == (counted.side, counted.contact_id):
            if answer.value != Answer.YES:
                break
            first = answer
    return first


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
