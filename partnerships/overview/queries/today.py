"""What one person, or the whole team, has to do today."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from operator import attrgetter
from typing import Any

from django.db.models import Count, Exists, Q, QuerySet, Subquery, Value
from django.utils import timezone
from django.utils.translation import ngettext_lazy

from accounts.models import User
from accounts.roles import Permission, Role, role_has
from partnerships.agreements.lifecycle import MouState
from partnerships.agreements.models import Signer
from partnerships.engagement.models import FollowUp, FollowUpQuerySet, Meeting, MeetingQuerySet
from partnerships.organizations.models import Contact, Organization
from partnerships.outbox.lifecycle import State
from partnerships.outbox.models import Delivery
from partnerships.overview.queries.answers import Asked, answers_to_look_at, asked_behind
from partnerships.overview.queries.attention import WorthALook, worth_a_look
from partnerships.overview.queries.first_few import FIRST, FirstFew, in_one_query
from partnerships.overview.queries.first_steps import Step, first_steps
from partnerships.overview.queries.inquiries import (
    NewInquiries,
    first_of,
    inquiries_for,
    new_inquiries,
)
from partnerships.relationships.lifecycle import Side, Stage
from partnerships.relationships.models import Partnership
from partnerships.reminders.models import Notice
from partnerships.reminders.queries import at_the_bell
from partnerships.reminders.rules import REMINDERS, Item, Team, items_of
from partnerships.reminders.rules.times import ESCALATION
from partnerships.reports.queries import Figure, Scope, most_urgent, worst_changes
from partnerships.reviews.models import Review, ReviewProposal
from partnerships.reviews.queries import proposed_reviews

#: A review shows on Today this many days ahead.
REVIEW_DAYS = 14

#: "Coming up" looks this many days ahead, and shows so many rows.
COMING_DAYS = 14
COMING = 6

#: So many meetings at most are read, today's and the next ones.
MEETINGS = 50

#: So many escalations at most are read.
ESCALATED = 50


@dataclass(frozen=True)
class ComingUp:
    """A meeting or a commitment of the next days."""

    on: date
    text: str
    partner: Partnership | Organization
    url: str


@dataclass(frozen=True)
class Today:
    """What one person has to do today, whole rows with their partners' names.

    ``get_started`` are the five first steps of a new house, until all are done.
    """

    meetings: list[Meeting]
    answered: FirstFew[Asked]
    inquiries: NewInquiries | None
    to_close_out: FirstFew[Meeting]
    due: FirstFew[FollowUp]
    overdue: FirstFew[FollowUp]
    to_answer: FirstFew[Review]
    reviews: FirstFew[Review]
    proposals: list[ReviewProposal]
    worth_a_look: list[WorthALook]
    undelivered: int
    coming: list[ComingUp]
    to_sign: list[Signer]
    to_approve: list[Partnership]
    urgent: list[Figure]
    escalated: FirstFew[Item]
    get_started: list[Step]

    def in_words(self) -> str:
        """Return the day's count: "1 meeting, 5 commitments overdue"; "" for a quiet day."""
        counts = (
            (len(self.meetings), ngettext_lazy("%d meeting", "%d meetings")),
            (self.answered.total, ngettext_lazy("%d new answer", "%d new answers")),
            (self.to_answer.total, ngettext_lazy("%d review to answer", "%d reviews to answer")),
            (self.due.total, ngettext_lazy("%d commitment due", "%d commitments due")),
            (
                self.overdue.total,
                ngettext_lazy("%d commitment overdue", "%d commitments overdue"),
            ),
        )
        return ", ".join(str(words % number) for number, words in counts if number)

    def is_quiet(self) -> bool:
        """Nothing at all to do: say so kindly."""
        return not (
            self.meetings
            or self.answered.rows
            or self.inquiries
            or self.to_answer.rows
            or self.to_close_out.rows
            or self.due.rows
            or self.overdue.rows
            or self.reviews.rows
            or self.proposals
            or self.worth_a_look
            or self.undelivered
            or self.to_sign
            or self.to_approve
            or self.escalated.rows
        )

    def has_aside(self) -> bool:
        """Tell whether anything belongs in the right rail."""
        return bool(
            self.get_started
            or self.reviews.rows
            or self.proposals
            or self.undelivered
            or self.coming
        )


def today_of(user: User, now: datetime, *, everybody: bool) -> Today:
    """Return everything on Today for a person, or for the whole team."""
    today = timezone.localdate(now)
    partnerships = Partnership.objects.visible_to(user)
    meetings, promises = Meeting.objects.visible_to(user), FollowUp.objects.visible_to(user)
    reviews = Review.objects.visible_to(user)
    if not everybody:
        partnerships = partnerships.filter(Q(owner=user) | Q(deputy=user))
        mine = Q(partnership__in=partnerships)
        meetings = meetings.mine(user)
        promises = promises.filter(mine | Q(contact__in=Contact.objects.filter(user=user)))
        reviews = reviews.filter(mine)
    kinds: dict[str, QuerySet[Any]] = {
        "answered": answers_to_look_at(user, partnerships),
        "to_close_out": meetings.to_close_out(now).order_by("-starts_at", "-pk"),
        "due": promises.due(today).order_by("pk"),
        "overdue": promises.overdue(today).order_by("due_on", "pk"),
        "to_answer": Review.objects.visible_to(user).asking(user).order_by("due_on", "pk"),
        "reviews": reviews.due_by(today + timedelta(days=REVIEW_DAYS)).order_by("due_on", "pk"),
    }
    leads = role_has(user.role, Permission.PANEL)  # decides about mail that did not arrive
    undelivered = {"undelivered": Delivery.objects.visible_to(user).dead()} if leads else {}
    short = {"ahead": _ahead(meetings, now), "coming": _coming_due(promises, today)}
    first, asked = _first_rows(user, kinds, short), inquiries_for(user, everybody=everybody)
    some, known = _counted(user, kinds, first, undelivered, asked)
    answered, ahead = some["answered"], first["ahead"]
    return Today(
        meetings=[one for one in ahead if timezone.localdate(one.starts_at) == today],
        answered=FirstFew(rows=[asked_behind(link) for link in answered.rows], more=answered.more),
        inquiries=new_inquiries(known),
        to_close_out=some["to_close_out"],
        due=some["due"],
        overdue=some["overdue"],
        to_answer=some["to_answer"],
        reviews=some["reviews"],
        proposals=list(proposed_reviews(user).filter(partnership__in=partnerships)[:FIRST]),
        worth_a_look=worth_a_look(partnerships, now),
        undelivered=known.get("undelivered", 0),
        coming=_coming(ahead, first["coming"], today),
        to_sign=_to_sign(user),
        to_approve=_to_approve(user),
        urgent=_urgent(Scope(user, now)) if leads else [],
        escalated=_escalated(user, now),
        get_started=first_steps(user, known),
    )


def _first_rows(
    user: User, kinds: Mapping[str, QuerySet[Any]], short: Mapping[str, QuerySet[Any]]
) -> dict[str, list[Any]]:
    """The first rows of each kind and the ``short`` lists, those of one table in one query."""
    slices = {kind: rows[: FIRST + 1] for kind, rows in kinds.items()} | dict(short)
    meetings = Meeting.objects.visible_to(user).with_names()
    promises = FollowUp.objects.visible_to(user)
    promises = promises.select_related("partnership__organization", "contact")
    reviews = Review.objects.visible_to(user).select_related("partnership__organization")
    first: dict[str, list[Any]] = {
        "answered": list(slices["answered"]),
        **in_one_query(
            reviews,
            {kind: slices[kind] for kind in ("to_answer", "reviews")},
            order=attrgetter("due_on", "pk"),
        ),
        **in_one_query(
            meetings,
            {kind: slices[kind] for kind in ("to_close_out", "ahead")},
            order=attrgetter("starts_at", "pk"),
        ),
        **in_one_query(
            promises,
            {kind: slices[kind] for kind in ("due", "overdue", "coming")},
            order=attrgetter("due_on", "pk"),
        ),
    }
    return first | {"to_close_out": first["to_close_out"][::-1]}


def _counted(
    user: User,
    kinds: Mapping[str, QuerySet[Any]],
    first: Mapping[str, list[Any]],
    counted: Mapping[str, QuerySet[Any]],
    inquiries: QuerySet[Any, Any],
) -> tuple[dict[str, FirstFew[Any]], Mapping[str, Any]]:
    """The first rows of each kind with how many more there are, and what else one query tells.

    That is how many rows those only ``counted`` have, which inquiry came first, and which of the
    first steps are done.
    """
    long = {kind: rows for kind, rows in kinds.items() if len(first[kind]) > FIRST}
    done = {
        "our_organization": Organization.objects.filter(is_ours=True),
        "organizations": Organization.objects.filter(is_ours=False),
        "partnerships": Partnership.objects.all(),
        "colleagues": User.objects.exclude(pk=user.pk),
        "mail": Delivery.objects.filter(state=State.SENT),
    }
    numbers = {kind: _number_of(rows) for kind, rows in {**long, **counted}.items()}
    exist = {step: Exists(rows) for step, rows in done.items()}
    numbers["open_inquiries"] = _number_of(inquiries)
    asked = first_of(inquiries)
    rows = User.objects.filter(pk=user.pk).values(**numbers, **exist, **asked)
    known: Mapping[str, Any] = rows.get()
    some = {
        kind: FirstFew(first[kind][:FIRST], more=known[kind] - FIRST if kind in long else 0)
        for kind in kinds
    }
    return some, known


def _number_of(rows: QuerySet[Any]) -> Subquery:
    together = rows.order_by().values(together=Value(1))
    return Subquery(together.annotate(number=Count("pk")).values("number"))


def _ahead(meetings: MeetingQuerySet, now: datetime) -> MeetingQuerySet:
    """The next meetings, up to two weeks ahead: all that a day may hold, within reason."""
    last = _midnight(timezone.localdate(now) + timedelta(days=COMING_DAYS + 1))
    ahead = meetings.planned().filter(starts_at__gte=now, starts_at__lt=last)
    return ahead.order_by("starts_at", "pk")[:MEETINGS]


def _coming_due(promises: FollowUpQuerySet, today: date) -> FollowUpQuerySet:
    """The next commitments of ours after today."""
    last = today + timedelta(days=COMING_DAYS)
    ours = promises.open().filter(side=Side.OURS, due_on__gt=today, due_on__lte=last)
    return ours.order_by("due_on", "pk")[:COMING]


def _coming(ahead: list[Meeting], promises: list[FollowUp], today: date) -> list[ComingUp]:
    """The next meetings and commitments after today."""
    days = ((timezone.localdate(one.starts_at), one) for one in ahead)
    found = [
        ComingUp(day, str(one), one.partner(), one.get_absolute_url())
        for day, one in days
        if day > today
    ]
    found += [
        ComingUp(one.due_on, one.what, one.partnership, one.partnership.get_absolute_url())
        for one in promises
    ]
    return sorted(found, key=lambda one: one.on)[:COMING]


def _to_sign(user: User) -> list[Signer]:
    """MOUs out for signature that this person has yet to sign."""
    out = Signer.objects.visible_to(user).filter(
        contact__user=user,
        declined_at__isnull=True,
        party__mou__state=MouState.OUT_FOR_SIGNATURE,
    )
    return list(out.waiting().select_related("party__mou").order_by("pk")[:FIRST])


def _to_approve(user: User) -> list[Partnership]:
    """Partnerships whose owner asks leadership to go without an MOU."""
    if not role_has(user.role, Permission.LEAD):
        return []
    asked = Partnership.objects.visible_to(user).no_mou_asked().with_names()
    return list(asked.select_related("no_mou_asked_by").order_by("no_mou_asked_at", "pk")[:FIRST])


def _urgent(scope: Scope) -> list[Figure]:
    """What got worst since last month; while that isn't known, what is most urgent."""
    return worst_changes(scope) or most_urgent(scope)


def _escalated(user: User, now: datetime) -> FirstFew[Item]:
    """What stayed undone and reached leadership, each matter once, the oldest first."""
    if not user.has_role(Role.LEADERSHIP):
        return FirstFew(rows=[], more=0)
    kinds = [code for code, one in REMINDERS.items() if one.category == ESCALATION]
    once: dict[tuple[str, int], Notice] = {}
    for one in at_the_bell(user, now).filter(kind__in=kinds)[:ESCALATED]:
        once.setdefault((one.subject_type, one.subject_id), one)
    items = items_of(once.values(), Team(now), skips_faulty=True)
    return FirstFew(rows=items[:FIRST], more=max(0, len(items) - FIRST))


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def rail_counts_of(user: User, now: datetime) -> dict[str, int]:
    """Count what waits under a section of the rail, by the section's URL name."""
    today = timezone.localdate(now)
    partnerships = Partnership.objects.visible_to(user)
    mine = Q(partnership__in=partnerships.filter(Q(owner=user) | Q(deputy=user)))
    due = FollowUp.objects.visible_to(user).open().filter(due_on__lte=today)
    reviews = Review.objects.visible_to(user)
    due_soon = reviews.due_by(today + timedelta(days=REVIEW_DAYS)).filter(mine)
    return {
        "today": due.filter(mine | Q(contact__user=user)).count(),
        "partner_list": partnerships.exclude(stage=Stage.CLOSED).count(),
        "review_list": due_soon.values("pk").union(reviews.asking(user).values("pk")).count(),
    }
