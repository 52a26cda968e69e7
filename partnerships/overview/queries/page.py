"""Everything on one partner's page."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from audit.models import Event
from partnerships.agreements.lifecycle import IN_FORCE_STANDINGS, Standing
from partnerships.agreements.models import Document, Mou
from partnerships.agreements.queries import binding
from partnerships.engagement.models import FollowUp, Interaction, MeetingPartner
from partnerships.engagement.queries import NextStep, earliest
from partnerships.exchange.lifecycle import Progress
from partnerships.exchange.models import Acceptance, Benefit, ListLine, WiifmAnswer
from partnerships.exchange.queries import (
    Check,
    Gate,
    LineChange,
    changes_since_answers,
    gate_of,
    progress_counts,
    progress_of,
    swap_hint,
)
from partnerships.organizations.models import Position
from partnerships.overview.queries.activity import Activity, activity_of, told_or_sent
from partnerships.overview.queries.answers import Asked, asked_people
from partnerships.overview.queries.primary import Primary, Situation, primary_of
from partnerships.overview.rules import OPEN_CHECKS
from partnerships.pipeline.rules import Facts, checks_for
from partnerships.relationships.lifecycle import OPEN_STAGES, Level, Side, Stage
from partnerships.relationships.models import Partnership
from partnerships.relationships.queries import Cell, Count, key_people, purpose_count
from partnerships.reviews.models import Review

#: Where an MOU stands once it was signed, for as long as it counts.
PASSED = (*IN_FORCE_STANDINGS, Standing.NOT_YET, Standing.ON_HOLD)

#: So many meetings, and so many calls and notes, stand on the page.
SHOWN = 10


@dataclass(frozen=True)
class LineOnPage:
    """One line of the working copy, and where it stands with the other side."""

    benefit: Benefit
    shared: ListLine | None
    acceptance: Acceptance | None
    progress: Progress | None = None

    def is_changed(self) -> bool:
        """Whether it was never shared, or reads differently now."""
        if self.shared is None:
            return not self.benefit.is_internal
        return not self.shared.reads_like(ListLine.of(self.benefit, self.shared.position))


@dataclass(frozen=True)
class SideOnPage:
    """One of the two lists, with what that side said about both.

    ``counts`` says how many lines have come how far, ``changed`` how many lines changed since
    the answer; ``is_torn`` that its people differ, and no one speaks for it.
    """

    side: Side
    lines: list[LineOnPage]
    answer: WiifmAnswer | None
    answer_is_current: bool
    has_read: bool
    people: list[Position]
    counts: list[tuple[Progress, int]]
    changed: int
    is_torn: bool

    def accepted(self) -> int:
        """Return how many items the other side has accepted as they are."""
        return sum(line.acceptance is not None for line in self.lines)

    def evidenced(self) -> int:
        """Return how many items have been shown to have happened."""
        return sum(count for progress, count in self.counts if progress == Progress.EVIDENCED)


@dataclass(frozen=True)
class PartnerPage:
    """All the partner page shows at first view; its documents are read where they are shown."""

    partnership: Partnership
    gate: Gate
    sides: list[SideOnPage]
    swap_hint: str
    next_step: NextStep | None
    last_contact: date | None
    missing: list[Check]
    next_stage: Stage | None
    mous: list[tuple[Mou, Standing]]
    papers: QuerySet[Document]
    activity: list[Activity]
    promises: list[FollowUp]
    reviews: list[Review]
    asked: list[Asked]
    key_people: list[tuple[Level, list[Cell]]]
    purpose_count: Count
    primary: Primary | None
    in_force: bool
    shows_gate: bool

    def levels(self) -> dict[str, list[str]]:
        """Return the level of collaboration, now and wanted, that each side named last."""
        return next((r.facts["levels"] for r in self.reviews if "levels" in r.facts), {})

    def missing_in_words(self) -> list[str]:
        """Return a sentence for each of the readiness checks that the next stage needs."""
        return [str(OPEN_CHECKS[one.code]) for one in self.missing if one.code in OPEN_CHECKS]

    def missing_here(self) -> list[Check]:
        """Return what the next stage needs apart from the MOU readiness checks."""
        return [check for check in self.missing if check not in self.gate.checks]


def partner_page_of(partnership: Partnership, now: datetime) -> PartnerPage:
    """Read the whole partner page: at most 21 queries, however many rows there are."""
    today = timezone.localdate(now)
    gate = gate_of(partnership, today)
    following = next_stage(partnership)
    mine = {"partnership": partnership}
    open_ones = FollowUp.objects.filter(**mine).open().order_by("due_on", "pk")
    promises = list(open_ones.select_related("contact", "partnership__organization"))
    held, interactions = _meetings(partnership, now), _interactions(partnership)
    meetings = [row.meeting for row in held]
    ahead = [(partnership.pk, one) for one in meetings if one.is_ahead(now)]
    mous = _mous(partnership, today)
    in_force = any(standing in IN_FORCE_STANDINGS for _mou, standing in mous)
    kept = partnership.stage == Stage.ACTIVE or in_force
    changed = changes_since_answers(gate.exchange)
    facts = Facts(gate=gate, mous=[mou for mou, _standing in mous])
    needed = checks_for(partnership, following, today, facts) if following else []
    missing = [check for check in needed if not check.holds]
    table = key_people(gate.people, gate.page)
    asked = asked_people(partnership)
    reviews = list(Review.objects.filter(**mine).order_by("-due_on")[:5])
    seen = Situation(partnership, gate, missing, following, mous, meetings, asked, reviews)
    return PartnerPage(
        partnership=partnership,
        gate=gate,
        sides=[_side(gate, side, today, changed, kept=kept) for side in Side],
        swap_hint=swap_hint(gate.exchange),
        next_step=earliest(ahead, promises).get(partnership.pk),
        last_contact=_last_contact(partnership, held, interactions),
        missing=missing,
        next_stage=following,
        mous=mous,
        papers=Document.objects.filter(**mine),
        activity=activity_of(meetings[:SHOWN], interactions[:SHOWN], _told_or_sent(partnership)),
        promises=promises,
        asked=asked,
        key_people=table,
        purpose_count=purpose_count(table, gate.page),
        reviews=reviews,
        primary=primary_of(seen, now),
        in_force=in_force,
        shows_gate=_shows_gate(mous),
    )


def _mous(partnership: Partnership, today: date) -> list[tuple[Mou, Standing]]:
    """The agreements that bind this partner, each with its standing."""
    bound = binding(partnership).order_by("-created_at", "-pk")
    return [(mou, mou.standing(today)) for mou in bound]


def _shows_gate(mous: list[tuple[Mou, Standing]]) -> bool:
    """Whether something is to pass the gate: no MOU has yet, or one is on its way.

    One from before Accord never passed it; what isn't recorded then is said below the next step.
    """
    gated = [(mou, standing) for mou, standing in mous if mou.gated]
    passed = any(mou.gate_passed_at and standing in PASSED for mou, standing in gated)
    in_force = any(standing in IN_FORCE_STANDINGS for _mou, standing in gated)
    on_its_way = any(mou.is_unsigned() for mou, _standing in gated)
    return on_its_way or not (passed or in_force)


def _meetings(partnership: Partnership, now: datetime) -> list[MeetingPartner]:
    """The newest first, with all that are planned and the last that was a real contact."""
    mine = MeetingPartner.objects.filter(partnership=partnership)
    held = mine.two_way()
    newest_first = "-meeting__starts_at"
    known = mine.filter(
        Q(pk__in=mine.order_by(newest_first).values("pk")[:SHOWN])
        | Q(pk__in=mine.ahead(now).values("pk"))
        | Q(pk__in=held.order_by(newest_first).values("pk")[:1])
    )
    known = known.select_related("meeting__owner").order_by(newest_first)
    return list(known.annotate(was_two_way=Exists(held.filter(pk=OuterRef("pk")))))


def _interactions(partnership: Partnership) -> list[Interaction]:
    """The newest first, with the last that was a real contact."""
    mine = Interaction.objects.filter(partnership=partnership).order_by("-on", "-pk")
    known = mine.filter(
        Q(pk__in=mine.values("pk")[:SHOWN]) | Q(pk__in=mine.two_way().values("pk")[:1])
    )
    return list(known.select_related("with_contact", "recorded_by"))


def _told_or_sent(partnership: Partnership) -> list[Event]:
    """The newest answers of theirs and links sent to them."""
    return list(told_or_sent(Event.objects.for_partnership(partnership.pk))[:SHOWN])


def _last_contact(
    partnership: Partnership, meetings: list[MeetingPartner], interactions: list[Interaction]
) -> date | None:
    """What ``last_two_way`` asks of the database, for rows that are at hand."""
    days = [
        *(
            timezone.localdate(row.meeting.starts_at)
            for row in meetings
            if getattr(row, "was_two_way", False)
        ),
        *(one.on for one in interactions if one.is_two_way()),
        *([partnership.answered_on] if partnership.answered_on else []),
    ]
    return max(days, default=None)


def next_stage(partnership: Partnership) -> Stage | None:
    """The one step forward from an open stage; None at work, on hold or ended."""
    if partnership.stage not in OPEN_STAGES[:-1]:
        return None
    return OPEN_STAGES[OPEN_STAGES.index(Stage(partnership.stage)) + 1]


def _side(
    gate: Gate, side: Side, today: date, changed: dict[Side, list[LineChange]], *, kept: bool
) -> SideOnPage:
    """One list; how far its lines have come is noise until they are ``kept``, or due."""
    exchange = gate.exchange
    shared = {line.benefit_id: line for line in exchange.shared(side)}
    return SideOnPage(
        side=side,
        lines=[
            LineOnPage(
                benefit=benefit,
                shared=(line := shared.get(benefit.pk)),
                acceptance=exchange.accepted.get(line.pk) if line else None,
                progress=progress_of(benefit, today) if kept or benefit.due_on else None,
            )
            for benefit in exchange.working_copy(side)
        ],
        answer=exchange.answers.get(side),
        answer_is_current=exchange.answer_is_current(side),
        has_read=exchange.has_read(side),
        people=gate.people[side],
        counts=progress_counts(exchange, side, today) if kept else [],
        changed=len(changed.get(side, [])),
        is_torn=side in exchange.torn,
    )
