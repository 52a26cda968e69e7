"""Which partnerships are worth a look, and why: each signal is one question to the database."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from partnerships.engagement.lifecycle import InteractionKind
from partnerships.engagement.models import Interaction, MeetingPartner
from partnerships.engagement.queries import gone_quiet, without_next_step
from partnerships.exchange.lifecycle import Answer
from partnerships.exchange.models import Benefit, ListVersion, WiifmAnswer
from partnerships.organizations.models import Position
from partnerships.relationships.lifecycle import OPEN_STAGES, Level, Side, Stage
from partnerships.relationships.models import (
    KeyPlayer,
    PartnershipQuerySet,
    Purpose,
    PurposeAgreement,
)
from partnerships.reminders.lifecycle import SignalCode
from partnerships.reminders.models import Snooze

Rows = Callable[[PartnershipQuerySet, datetime], PartnershipQuerySet]

#: So many days without a two-way contact, and so many messages of ours, are a one-way street.
ONE_WAY_DAYS = 60
ONE_WAY_MESSAGES = 3

#: A change of who leads is worth a look for so many days.
CHANGE_DAYS = 60

BEYOND_FIRST_TALK = OPEN_STAGES[OPEN_STAGES.index(Stage.EXPLORING) :]
BEFORE_WORK = (Stage.EXPLORING, Stage.VALUE_MAPPED, Stage.AGREEING)
MINE = {"partnership": OuterRef("pk")}


@dataclass(frozen=True)
class Signal:
    """What makes a partnership worth a look, and the page on which one does something about it.

    ``rows`` narrows partnerships to those it holds for. Where it can be known since when,
    ``since`` names the column or annotation (`with_since`) that says so.
    """

    code: SignalCode
    rows: Rows
    fix_name: str = "partner_page"
    since: str = ""


def _check_again(rows: PartnershipQuerySet, now: datetime) -> PartnershipQuerySet:
    return rows.filter(stage=Stage.PAUSED, check_again_on__lte=timezone.localdate(now))


def _evidence_overdue(rows: PartnershipQuerySet, now: datetime) -> PartnershipQuerySet:
    late = Benefit.objects.on_the_lists().filter(due_on__lt=timezone.localdate(now), **MINE)
    return rows.open().filter(Exists(late))


def _wiifm_changed(rows: PartnershipQuerySet, _now: datetime) -> PartnershipQuerySet:
    """A side's last word is a yes to lists that read differently now (W2)."""
    newest = ListVersion.objects.filter(**MINE).order_by("-number")
    known = rows.filter(stage__in=BEFORE_WORK).annotate(
        now_ours=Subquery(newest.values("ours_hash")[:1]),
        now_theirs=Subquery(newest.values("theirs_hash")[:1]),
    )
    stale = Q()
    for side in Side:
        said = WiifmAnswer.objects.filter(
            list_version__partnership=OuterRef("pk"), side=side
        ).order_by("-recorded_at", "-pk")
        known = known.annotate(
            **{
                f"{side}_said": Subquery(said.values("value")[:1]),
                f"{side}_of_ours": Subquery(said.values("list_version__ours_hash")[:1]),
                f"{side}_of_theirs": Subquery(said.values("list_version__theirs_hash")[:1]),
            }
        )
        differs = ~Q(now_ours=F(f"{side}_of_ours")) | ~Q(now_theirs=F(f"{side}_of_theirs"))
        stale |= Q(**{f"{side}_said": Answer.YES}) & differs
    return known.filter(stale)


def wiifm_missing(rows: PartnershipQuerySet, _now: datetime) -> PartnershipQuerySet:
    """Already working together, and one side has not said what's in it for them."""
    said = WiifmAnswer.objects.filter(list_version__partnership=OuterRef("pk"), value=Answer.YES)
    return rows.active().filter(
        ~Exists(said.filter(side=Side.OURS)) | ~Exists(said.filter(side=Side.THEIRS))
    )


def _one_sided(rows: PartnershipQuerySet, _now: datetime) -> PartnershipQuerySet:
    """One side brings nothing, or nothing that can be checked, while the other does (W10)."""
    lines = Benefit.objects.on_the_lists().filter(**MINE)
    checkable = lines.filter(told_by__isnull=False).exclude(how_much="").exclude(rhythm="")
    kept = rows.filter(stage__in=BEYOND_FIRST_TALK)
    unfair = Q()
    for side in Side:
        kept = kept.annotate(
            **{
                f"{side}_lines": Exists(lines.filter(side=side)),
                f"{side}_checkable": Exists(checkable.filter(side=side)),
            }
        )
        other = side.other
        unfair |= Q(**{f"{side}_lines": True, f"{other}_lines": False})
        unfair |= Q(
            **{f"{side}_checkable": True, f"{other}_checkable": False, f"{other}_lines": True}
        )
    return kept.filter(unfair)


def _held(side: Side, today: date) -> QuerySet[Position]:
    """Today's positions of one side of the partnership asked about."""
    held = Position.objects.current(today).filter(contact__archived_at__isnull=True)
    if side == Side.OURS:
        return held.filter(organization__is_ours=True)
    return held.filter(organization=OuterRef("organization"))


def _somebody(side: Side, level: Level, today: date) -> Q:
    """Someone has that part: by job, or by a seat of someone with a job there."""
    by_job = _held(side, today).filter(**{level.value: True})
    same = (
        Q(contact__positions__organization__is_ours=True)
        if side == Side.OURS
        else Q(contact__positions__organization=OuterRef("organization"))
    )
    seated = KeyPlayer.objects.filter(same, side=side, level=level, **MINE).filter(
        Q(contact__positions__until__isnull=True) | Q(contact__positions__until__gte=today)
    )
    return Q(Exists(by_job)) | Q(Exists(seated))


def _no_one_named(rows: PartnershipQuerySet, now: datetime) -> PartnershipQuerySet:
    today = timezone.localdate(now)
    all_named = Q()
    for side in Side:
        for level in (Level.LEADS, Level.DELIVERS):
            all_named &= _somebody(side, level, today)
    return rows.filter(~all_named, stage__in=BEYOND_FIRST_TALK)


def _one_knows(rows: PartnershipQuerySet, now: datetime) -> PartnershipQuerySet:
    """One person of theirs, in an organization that has more than one (W9)."""
    held = _held(Side.THEIRS, timezone.localdate(now)).order_by().values("organization")
    people = held.annotate(number=Count("contact", distinct=True)).values("number")
    few = rows.filter(stage__in=BEYOND_FIRST_TALK, organization__is_one_person=False)
    return few.annotate(their_people=Subquery(people)).filter(their_people=1)


def _not_same_page(rows: PartnershipQuerySet, now: datetime) -> PartnershipQuerySet:
    """A purpose is written, and on a side no one who leads, or delivers, agrees with it."""
    today = timezone.localdate(now)
    asked = with_purpose(rows.filter(stage__in=(Stage.AGREEING, Stage.ACTIVE)))
    all_agree = Q()
    for side in Side:
        for level in (Level.LEADS, Level.DELIVERS):
            all_agree &= Q(Exists(agreed_with_purpose(side, level, today)))
    return asked.filter(~all_agree, Q(purpose_now__isnull=False))


def with_purpose(rows: PartnershipQuerySet) -> PartnershipQuerySet:
    """Partnerships with the number of their newest purpose, which `agreed_with_purpose` reads."""
    newest = Purpose.objects.filter(**MINE).order_by("-pk")
    return rows.annotate(purpose_now=Subquery(newest.values("pk")[:1]))


def agreed_with_purpose(side: Side, level: Level, today: date) -> QuerySet[PurposeAgreement]:
    """Who agrees with the newest purpose and has that part on that side today.

    The same as `same_page` finds for one partnership: by their job there, or by a seat.
    """
    agreed = PurposeAgreement.objects.filter(purpose=OuterRef("purpose_now"), side=side)
    held = Position.objects.current(today).filter(
        contact=OuterRef("contact"), contact__archived_at__isnull=True
    )
    partner = OuterRef("purpose__partnership__organization")
    there = Q(organization__is_ours=True) if side == Side.OURS else Q(organization=partner)
    held = held.filter(there)
    seated = KeyPlayer.objects.filter(
        contact=OuterRef("contact"),
        partnership=OuterRef("purpose__partnership"),
        side=side,
        level=level,
    )
    return agreed.filter(
        Exists(held.filter(**{level.value: True})) | (Exists(held) & Exists(seated))
    )


def _executive_changed(rows: PartnershipQuerySet, now: datetime) -> PartnershipQuerySet:
    today = timezone.localdate(now)
    since = today - timedelta(days=CHANGE_DAYS)
    leads = Position.objects.filter(leads=True, organization=OuterRef("organization"))
    came = leads.filter(since__gt=since, since__lte=today)
    went = leads.filter(until__gt=since, until__lte=today)
    changed = rows.filter(Exists(came) | Exists(went), stage__in=BEYOND_FIRST_TALK)
    return changed.filter(created_at__lt=now - timedelta(days=CHANGE_DAYS))


def _one_way(rows: PartnershipQuerySet, now: datetime) -> PartnershipQuerySet:
    """We write and call, and no one talks with us."""
    today = timezone.localdate(now)
    quarter, lately = today - timedelta(days=90), today - timedelta(days=ONE_WAY_DAYS)
    ours = Interaction.objects.filter(
        kind__in=(InteractionKind.MESSAGE, InteractionKind.NO_ANSWER), on__gte=quarter, **MINE
    )
    counted = ours.order_by().values("partnership").annotate(number=Count("pk")).values("number")
    talked = Interaction.objects.two_way().filter(on__gte=lately, **MINE)
    met = MeetingPartner.objects.two_way().filter(
        meeting__starts_at__gte=now - timedelta(days=ONE_WAY_DAYS), **MINE
    )
    unanswered = Q(answered_on__isnull=True) | Q(answered_on__lt=lately)
    silent = rows.open().filter(unanswered, ~Exists(talked), ~Exists(met))
    return silent.annotate(messages=Subquery(counted)).filter(messages__gte=ONE_WAY_MESSAGES)


#: Every signal, the worst first.
SIGNALS = (
    Signal(SignalCode.CHECK_AGAIN, _check_again, "partnership_resume", since="check_again_on"),
    Signal(SignalCode.NO_NEXT_STEP, without_next_step, "meeting_create"),
    Signal(SignalCode.GONE_QUIET, gone_quiet, "interaction_create"),
    Signal(SignalCode.EVIDENCE_OVERDUE, _evidence_overdue, since="evidence_due_on"),
    Signal(SignalCode.WIIFM_CHANGED, _wiifm_changed, "link_send", since="lists_shared_at"),
    Signal(SignalCode.WIIFM_MISSING, wiifm_missing, "link_send", since="working_since"),
    Signal(SignalCode.ONE_SIDED, _one_sided),
    Signal(SignalCode.NOT_SAME_PAGE, _not_same_page, "purpose_agree", since="purpose_set_at"),
    Signal(SignalCode.NO_ONE_NAMED, _no_one_named),
    Signal(SignalCode.ONE_KNOWS, _one_knows),
    Signal(SignalCode.EXECUTIVE_CHANGED, _executive_changed),
    Signal(SignalCode.ONE_WAY, _one_way, "interaction_create"),
)
BY_CODE = {signal.code: signal for signal in SIGNALS}


def showing(signal: Signal, rows: PartnershipQuerySet, now: datetime) -> PartnershipQuerySet:
    """Partnerships a signal holds for, but those where someone put it off."""
    off = Snooze.objects.filter(signal=signal.code, until__gt=timezone.localdate(now), **MINE)
    return signal.rows(rows, now).filter(~Exists(off))


def with_since(rows: PartnershipQuerySet) -> PartnershipQuerySet:
    """Partnerships with the days and times since which signals hold, where no column says them."""
    due = Benefit.objects.on_the_lists().filter(due_on__isnull=False, **MINE).order_by("due_on")
    lists = ListVersion.objects.filter(**MINE).order_by("-number")
    purposes = Purpose.objects.filter(**MINE).order_by("-pk")
    return rows.annotate(
        evidence_due_on=Subquery(due.values("due_on")[:1]),
        lists_shared_at=Subquery(lists.values("shared_at")[:1]),
        purpose_set_at=Subquery(purposes.values("set_at")[:1]),
    )
