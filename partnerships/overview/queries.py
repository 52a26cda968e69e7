"""What Today, the partner page and the panel show, each read in a constant number of queries."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Generic, TypeVar

from django.db import models
from django.db.models import Count, Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from audit.models import Event
from partnerships.agreements.models import Mou
from partnerships.engagement.models import FollowUp, Interaction, Meeting
from partnerships.engagement.queries import (
    NextStep,
    gone_quiet,
    last_two_way,
    next_steps,
    without_next_step,
)
from partnerships.exchange.lifecycle import Answer
from partnerships.exchange.models import Acceptance, Benefit, ListLine, WiifmAnswer
from partnerships.exchange.queries import Exchange
from partnerships.organizations.models import Contact, Organization, Position
from partnerships.overview import rules
from partnerships.pipeline.rules import Check, Gate, checks_for, gate_of
from partnerships.relationships.lifecycle import OPEN_STAGES, Side, Stage
from partnerships.relationships.models import Partnership, PartnershipQuerySet
from partnerships.relationships.queries import people_of
from partnerships.reviews.models import Review

T = TypeVar("T")
M = TypeVar("M", bound=models.Model)

#: Today shows so many of a kind, then "23 more".
FIRST = 7

#: A review shows on Today this many days ahead.
REVIEW_DAYS = 14


@dataclass(frozen=True)
class Some(Generic[T]):
    """The first few of many, and how many more there are."""

    rows: list[T]
    more: int


def some(rows: "models.QuerySet[M]", first: int = FIRST) -> "Some[M]":
    """The first few rows and the count of the rest, in at most two queries."""
    found = list(rows[: first + 1])
    more = rows.count() - first if len(found) > first else 0
    return Some(rows=found[:first], more=more)


@dataclass(frozen=True)
class Today:
    """What one person has to do today, whole rows with their partners' names."""

    meetings: list[Meeting]
    to_close_out: Some[Meeting]
    due: Some[FollowUp]
    overdue: Some[FollowUp]
    reviews: Some[Review]
    worth_a_look: list[tuple[Partnership, rules.Signal]]

    def is_quiet(self) -> bool:
        """Nothing at all to do: say so kindly."""
        return not (
            self.meetings
            or self.to_close_out.rows
            or self.due.rows
            or self.overdue.rows
            or self.reviews.rows
            or self.worth_a_look
        )


def today_of(user: User, now: datetime, *, everybody: bool) -> Today:
    """Everything on Today for a person, or for the whole house."""
    today = timezone.localdate(now)
    partnerships = Partnership.objects.visible_to(user)
    if not everybody:
        partnerships = partnerships.filter(Q(owner=user) | Q(deputy=user))
    meetings = Meeting.objects.visible_to(user).select_related("partnership__organization")
    promises = FollowUp.objects.visible_to(user).select_related(
        "partnership__organization", "contact"
    )
    reviews = Review.objects.visible_to(user).select_related("partnership__organization")
    if not everybody:
        mine = Q(partnership__in=partnerships)
        meetings = meetings.filter(mine | Q(owner=user))
        promises = promises.filter(mine | Q(contact__user=user))
        reviews = reviews.filter(mine)
    return Today(
        meetings=list(meetings.planned().filter(**_on(today), starts_at__gte=now)),
        to_close_out=some(meetings.to_close_out(now).order_by("-starts_at")),
        due=some(promises.due(today)),
        overdue=some(promises.overdue(today)),
        reviews=some(reviews.due_by(today + timedelta(days=REVIEW_DAYS))),
        worth_a_look=worth_a_look(partnerships, now),
    )


def _on(day: date) -> dict[str, datetime]:
    """The bounds of a local day as a filter on ``starts_at``."""
    midnight = timezone.make_aware(datetime.combine(day, time.min))
    following = timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))
    return {"starts_at__gt": midnight - timedelta(microseconds=1), "starts_at__lt": following}


def worth_a_look(
    partnerships: PartnershipQuerySet, now: datetime
) -> list[tuple[Partnership, rules.Signal]]:
    """One line per partnership, its worst signal first, in a constant number of queries."""
    today = timezone.localdate(now)
    asked = (
        (rules.CHECK_AGAIN, partnerships.filter(stage=Stage.PAUSED, check_again_on__lte=today)),
        (rules.NO_NEXT_STEP, without_next_step(partnerships, now)),
        (rules.GONE_QUIET, gone_quiet(partnerships, now)),
        (rules.NOT_WRITTEN_DOWN, not_written_down(partnerships)),
    )
    found: dict[int, tuple[Partnership, rules.Signal]] = {}
    for signal, rows in asked:
        for partnership in rows.with_names().order_by("stage_since", "pk")[:FIRST]:
            found.setdefault(partnership.pk, (partnership, signal))
    return sorted(found.values(), key=lambda line: line[1].weight)[:FIRST]


def not_written_down(partnerships: PartnershipQuerySet) -> PartnershipQuerySet:
    """Already working together, and one side has not said what's in it for them."""
    said = WiifmAnswer.objects.filter(list_version__partnership=OuterRef("pk"), value=Answer.YES)
    return partnerships.active().filter(
        ~Exists(said.filter(side=Side.OURS)) | ~Exists(said.filter(side=Side.THEIRS))
    )


@dataclass(frozen=True)
class LineOnPage:
    """One line of the working copy, and where it stands with the other side."""

    benefit: Benefit
    shared: ListLine | None
    acceptance: Acceptance | None

    def is_changed(self) -> bool:
        """Whether it was never shared, or reads differently now."""
        if self.shared is None:
            return not self.benefit.is_internal
        return not self.shared.reads_like(ListLine.of(self.benefit, self.shared.position))


@dataclass(frozen=True)
class SideOnPage:
    """One of the two lists, with what that side said about both."""

    side: Side
    lines: list[LineOnPage]
    answer: WiifmAnswer | None
    answer_is_current: bool
    has_read: bool
    people: list[Position]


@dataclass(frozen=True)
class PartnerPage:
    """All the partner page shows at first view and under its folds."""

    partnership: Partnership
    gate: Gate
    sides: tuple[SideOnPage, SideOnPage]
    next_step: NextStep | None
    last_contact: date | None
    missing: list[Check]
    next_stage: Stage | None
    mous: list[Mou]
    meetings: list[Meeting]
    interactions: list[Interaction]
    promises: list[FollowUp]
    reviews: list[Review]


def partner_page_of(partnership: Partnership, now: datetime) -> PartnerPage:
    """Read the whole partner page: at most 20 queries, however many rows there are."""
    today = timezone.localdate(now)
    gate = gate_of(partnership, today)
    following = next_stage(partnership)
    missing = checks_for(partnership, following, today) if following else []
    mine = {"partnership": partnership}
    return PartnerPage(
        partnership=partnership,
        gate=gate,
        sides=(
            _side(gate.exchange, Side.OURS, today),
            _side(gate.exchange, Side.THEIRS, today),
        ),
        next_step=next_steps([partnership.pk], now).get(partnership.pk),
        last_contact=last_two_way(partnership),
        missing=[check for check in missing if not check.holds],
        next_stage=following,
        mous=list(Mou.objects.filter(parties__partnership=partnership).select_related("type")),
        meetings=list(Meeting.objects.filter(**mine).order_by("-starts_at")[:10]),
        interactions=list(
            Interaction.objects.filter(**mine).select_related("with_contact", "recorded_by")[:10]
        ),
        promises=list(FollowUp.objects.filter(**mine).open().select_related("contact")),
        reviews=list(Review.objects.filter(**mine).order_by("-due_on")[:5]),
    )


def next_stage(partnership: Partnership) -> Stage | None:
    """The one step forward from an open stage; None at work, on hold or ended."""
    if partnership.stage not in OPEN_STAGES[:-1]:
        return None
    return OPEN_STAGES[OPEN_STAGES.index(Stage(partnership.stage)) + 1]


def _side(exchange: Exchange, side: Side, today: date) -> SideOnPage:
    shared = {line.benefit_id: line for line in exchange.shared(side)}
    return SideOnPage(
        side=side,
        lines=[
            LineOnPage(
                benefit=benefit,
                shared=(line := shared.get(benefit.pk)),
                acceptance=exchange.accepted.get(line.pk) if line else None,
            )
            for benefit in exchange.working_copy(side)
        ],
        answer=exchange.answers.get(side),
        answer_is_current=exchange.answer_is_current(side),
        has_read=exchange.has_read(side),
        people=people_of(exchange.partnership, side, today),
    )


def timeline_of(partnership: Partnership) -> "models.QuerySet[Event]":
    """What happened, newest first."""
    return Event.objects.for_partnership(partnership.pk)


@dataclass(frozen=True)
class Step:
    """One of the five first steps; it ticks itself from real data."""

    done: bool
    text: str
    url_name: str


def get_started() -> list[Step]:
    """The five first steps of a new house; empty once all are done."""
    steps = [
        Step(
            Organization.objects.filter(is_ours=True).exists(),
            _("Say who you are"),
            "organization_list",
        ),
        Step(
            Organization.objects.filter(is_ours=False).exists(),
            _("Bring in organizations"),
            "import_organizations",
        ),
        Step(Partnership.objects.exists(), _("Open a first partnership"), "new_partner"),
        Step(Benefit.objects.exists(), _("Write both lists"), "partner_list"),
        Step(Meeting.objects.exists(), _("Plan a meeting or tour"), "partner_list"),
    ]
    return [] if all(step.done for step in steps) else steps


@dataclass(frozen=True)
class Figure:
    """A figure of the portfolio and the rows behind it."""

    label: str
    count: int
    url: str


def found_organizations(user: User, query: str) -> Some[Organization]:
    """Organizations whose name, city or site has every word."""
    rows = Organization.objects.visible_to(user).search(query)
    return some(rows.order_by("name", "pk"), 20)


def found_people(user: User, query: str) -> Some[Contact]:
    """People whose name, e-mail or organization has every word."""
    return some(Contact.objects.visible_to(user).search(query).order_by("name", "pk"), 20)


def stage_counts(user: User) -> dict[str, int]:
    """Partnerships per stage."""
    rows = Partnership.objects.visible_to(user).order_by().values_list("stage")
    return dict(rows.annotate(count=Count("pk")))
