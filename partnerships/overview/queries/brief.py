"""What one reads before a meeting: one page about one partnership."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Prefetch
from django.utils import timezone
from django.utils.functional import Promise

from partnerships.engagement.lifecycle import MeetingKind
from partnerships.engagement.models import (
    FollowUp,
    Interaction,
    Meeting,
    MeetingPartner,
    Participant,
)
from partnerships.engagement.rules import TOUR_QUESTIONS
from partnerships.exchange.lifecycle import Progress
from partnerships.exchange.models import Benefit, ListLine
from partnerships.exchange.queries import Gate, gate_of, progress_of, snapshot
from partnerships.overview.rules import QUESTIONS
from partnerships.relationships.lifecycle import Side
from partnerships.relationships.models import Partnership

#: So many of the last real contacts are told.
CONTACTS = 3


@dataclass(frozen=True)
class Talk:
    """A real contact: a meeting that was held with them, or a call with someone of theirs."""

    on: date
    what: str
    who: list[str]
    learned: str


@dataclass(frozen=True)
class SideInBrief:
    """What one side brings, as shared last, and what it promised and has not done yet."""

    side: Side
    lines: list[ListLine]
    promises: list[FollowUp]


@dataclass(frozen=True)
class Brief:
    """The whole page. ``overdue`` are promises, ``late`` lines of the lists."""

    gate: Gate
    sides: list[SideInBrief]
    overdue: list[FollowUp]
    late: list[Benefit]
    talks: list[Talk]
    next_meeting: Meeting | None
    questions: list[str | Promise]


def brief_of(partnership: Partnership, now: datetime) -> Brief:
    """Read the page in a constant number of queries."""
    today = timezone.localdate(now)
    gate = gate_of(partnership, today)
    open_ones = FollowUp.objects.filter(partnership=partnership).open().select_related("contact")
    promises = list(open_ones.order_by("due_on", "pk"))
    ahead = Meeting.objects.ahead(now).filter(partnerships=partnership)
    next_meeting = ahead.order_by("starts_at").first()
    return Brief(
        gate=gate,
        sides=[_side(gate, side, promises) for side in Side],
        overdue=[promise for promise in promises if promise.due_on < today],
        late=_late(gate, today),
        talks=_talks(partnership),
        next_meeting=next_meeting,
        questions=_questions(gate, next_meeting),
    )


def _side(gate: Gate, side: Side, promises: list[FollowUp]) -> SideInBrief:
    """Before anything is shared, the lines read as they would be shared now."""
    exchange = gate.exchange
    written = exchange.lines if exchange.version else snapshot(exchange.benefits)
    return SideInBrief(
        side=side,
        lines=[line for line in written if line.side == side],
        promises=[promise for promise in promises if promise.side == side],
    )


def _late(gate: Gate, today: date) -> list[Benefit]:
    lines = (benefit for benefit in gate.exchange.benefits if not benefit.is_internal)
    return [line for line in lines if progress_of(line, today) == Progress.OVERDUE]


def _talks(partnership: Partnership) -> list[Talk]:
    """The last held meetings and calls together, newest first, in three queries."""
    came = Participant.objects.filter(came=True).select_related("contact")
    held = MeetingPartner.objects.two_way().filter(partnership=partnership)
    rows = Meeting.objects.filter(pk__in=held.values("meeting")).order_by("-starts_at")
    meetings = rows.prefetch_related(Prefetch("participants", came))[:CONTACTS]
    calls = Interaction.objects.two_way().filter(partnership=partnership)
    talks = [
        Talk(
            on=timezone.localdate(meeting.starts_at),
            what=str(meeting),
            who=[participant.contact.name for participant in meeting.participants.all()],
            learned=meeting.learned,
        )
        for meeting in meetings
    ]
    talks += [
        Talk(
            on=call.on,
            what=str(call),
            who=[call.with_contact.name] if call.with_contact else [],
            learned=call.text,
        )
        for call in calls.select_related("with_contact").order_by("-on", "-pk")[:CONTACTS]
    ]
    return sorted(talks, key=lambda talk: talk.on, reverse=True)[:CONTACTS]


def _questions(gate: Gate, next_meeting: Meeting | None) -> list[str | Promise]:
    """What is missing of the seven checks, as questions; those of a tour when one is next."""
    asked = [QUESTIONS[check.code] for check in gate.missing()]
    is_tour = next_meeting is not None and MeetingKind(next_meeting.kind).is_tour()
    return [*asked, *(TOUR_QUESTIONS if is_tour else ())]
