"""What one reads before a meeting: one page about one partnership."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Prefetch
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _

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
from partnerships.exchange.models import (
    Benefit,
    ItemRequest,
    ListLine,
    Suggestion,
    WiifmAnswer,
)
from partnerships.exchange.queries import Gate, gate_of, progress_of, snapshot
from partnerships.links.models import LinkMessage
from partnerships.overview.rules import QUESTIONS
from partnerships.relationships.lifecycle import How, Side
from partnerships.relationships.models import Partnership

#: So many of the last real contacts are told.
CONTACTS = 3

#: So many of their newest answers are read for what each person said last.
ANSWERS_READ = 50


@dataclass(frozen=True)
class Talk:
    """A real contact: a meeting held with them, a call with someone there, or their answer."""

    on: date
    what: str
    who: list[str]
    learned: str


@dataclass(frozen=True)
class SideInBrief:
    """What one side brings, as shared last, and what it promised and has not done yet.

    ``lines`` are those the other side accepted, ``proposed`` the others.
    """

    side: Side
    lines: list[ListLine]
    proposed: list[ListLine]
    promises: list[FollowUp]


@dataclass(frozen=True)
class WaitingOnUs:
    """What someone of theirs said that we haven't answered: who, what, and in their words."""

    who: str
    what: str | Promise
    words: str
    about: str = ""


@dataclass(frozen=True)
class Brief:
    """The whole page. ``overdue`` are promises, ``late`` lines of the lists.

    ``answers`` are what each of their people said last, ``waiting`` what of it waits for us.
    """

    gate: Gate
    answers: list[WiifmAnswer]
    waiting: list[WaitingOnUs]
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
    answers = _answers(partnership)
    return Brief(
        gate=gate,
        answers=_last_of_each(answers),
        waiting=_waiting(gate),
        sides=[_side(gate, side, promises) for side in Side],
        overdue=[promise for promise in promises if promise.due_on < today],
        late=_late(gate, today),
        talks=_talks(partnership, answers),
        next_meeting=next_meeting,
        questions=_questions(gate, next_meeting),
    )


def _side(gate: Gate, side: Side, promises: list[FollowUp]) -> SideInBrief:
    """Before anything is shared, the lines read as they would be shared now."""
    exchange = gate.exchange
    written = exchange.lines if exchange.version else snapshot(exchange.benefits)
    lines = [line for line in written if line.side == side]
    return SideInBrief(
        side=side,
        lines=[line for line in lines if line.pk in exchange.accepted],
        proposed=[line for line in lines if line.pk not in exchange.accepted],
        promises=[promise for promise in promises if promise.side == side],
    )


def _answers(partnership: Partnership) -> list[WiifmAnswer]:
    """Their newest answers, the newest first."""
    said = WiifmAnswer.objects.filter(list_version__partnership=partnership, side=Side.THEIRS)
    rows = said.select_related("contact").order_by("-recorded_at", "-pk")
    return list(rows[:ANSWERS_READ])


def _last_of_each(answers: list[WiifmAnswer]) -> list[WiifmAnswer]:
    """What each person said last."""
    last: dict[int, WiifmAnswer] = {}
    for answer in answers:
        last.setdefault(answer.contact_id, answer)
    return list(last.values())


def _waiting(gate: Gate) -> list[WaitingOnUs]:
    """Suggestions, requests, items and messages of theirs that we haven't answered."""
    partnership = gate.exchange.partnership
    suggested = Suggestion.objects.open().filter(line__list_version__partnership=partnership)
    asked = ItemRequest.objects.open().filter(partnership=partnership)
    told = LinkMessage.objects.open().filter(link__partnership=partnership)
    shared = {line.benefit_id for line in gate.exchange.lines}
    added = [
        item
        for item in gate.exchange.benefits
        if item.brought_by_id and item.pk not in shared and not item.is_internal
    ]
    rows = [
        WaitingOnUs(one.contact.name, _("suggests a change"), one.text, one.line.what)
        for one in suggested.select_related("contact", "line").order_by("pk")
    ]
    rows += [
        WaitingOnUs(one.contact.name, _("asks us for"), one.text)
        for one in asked.select_related("contact").order_by("pk")
    ]
    rows += [WaitingOnUs(str(item.brought_by), _("also brings"), item.what) for item in added]
    return rows + [
        WaitingOnUs(one.link.contact.name, one.get_kind_display(), one.text)
        for one in told.select_related("link__contact").order_by("pk")
    ]


def _late(gate: Gate, today: date) -> list[Benefit]:
    lines = (benefit for benefit in gate.exchange.benefits if not benefit.is_internal)
    return [line for line in lines if progress_of(line, today) == Progress.OVERDUE]


def _talks(partnership: Partnership, answers: list[WiifmAnswer]) -> list[Talk]:
    """The last held meetings, calls and answers together, newest first, in three queries.

    The first is on the day of the last two-way contact (L2).
    """
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
    talks += _told(partnership, answers)
    return sorted(talks, key=lambda talk: talk.on, reverse=True)[:CONTACTS]


def _told(partnership: Partnership, answers: list[WiifmAnswer]) -> list[Talk]:
    """Their answers; the last of all may have been about single items or the purpose."""
    talks = [
        Talk(
            on=answer.said_on,
            what=_("Answer: %(answer)s") % {"answer": answer.get_value_display()},
            who=[answer.contact.name],
            learned=answer.comment,
        )
        for answer in answers
        if answer.how != How.PAPER
    ]
    last = partnership.answered_on
    if last and all(talk.on != last for talk in talks):
        talks.append(
            Talk(on=last, what=_("Answer about items or the purpose"), who=[], learned="")
        )
    return talks


def _questions(gate: Gate, next_meeting: Meeting | None) -> list[str | Promise]:
    """What is missing of the seven checks, as questions; those of a tour when one is next."""
    asked = [QUESTIONS[check.code] for check in gate.missing()]
    is_tour = next_meeting is not None and MeetingKind(next_meeting.kind).is_tour()
    return [*asked, *(TOUR_QUESTIONS if is_tour else ())]
