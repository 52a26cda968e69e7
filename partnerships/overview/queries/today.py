"""What one person, or the whole house, has to do today."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Exists, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _, ngettext_lazy

from accounts.models import User
from accounts.roles import Permission, role_has
from partnerships.agreements.lifecycle import MouState
from partnerships.agreements.models import Signer
from partnerships.engagement.models import FollowUp, FollowUpQuerySet, Meeting, MeetingQuerySet
from partnerships.engagement.queries import last_two_way, with_last_two_way
from partnerships.exchange.models import Benefit
from partnerships.organizations.models import Organization
from partnerships.outbox.models import Delivery
from partnerships.overview.queries.answers import Asked, they_answered
from partnerships.overview.queries.portfolio import Figure, most_urgent
from partnerships.overview.queries.some import FIRST, Some, some
from partnerships.overview.rules import SIGNAL_VERBS
from partnerships.relationships.lifecycle import Side, Stage
from partnerships.relationships.models import Partnership, PartnershipQuerySet
from partnerships.reminders.lifecycle import SignalCode
from partnerships.reminders.queries import SIGNALS, Signal, showing
from partnerships.reviews.models import Review

#: A review shows on Today this many days ahead.
REVIEW_DAYS = 14

#: Signals of a partner we have lost touch with.
SILENCE = (SignalCode.GONE_QUIET, SignalCode.ONE_WAY)

#: "Coming up" looks this many days ahead, and shows so many rows.
COMING_DAYS = 14
COMING = 6


@dataclass(frozen=True)
class WorthALook:
    """A partnership, its worst signal, and since when it holds, where that is known."""

    partnership: Partnership
    signal: Signal
    since: date | datetime | None

    def fix_url(self) -> str:
        """The page on which one does something about it."""
        return reverse(self.signal.fix_name, args=[self.partnership.pk])

    def fix_label(self) -> str | Promise:
        """Return the verb that fixes it."""
        return SIGNAL_VERBS[self.signal.code]


@dataclass(frozen=True)
class ComingUp:
    """A meeting or a commitment of the next days."""

    on: date
    text: str
    partnership: Partnership
    url: str


@dataclass(frozen=True)
class Today:
    """What one person has to do today, whole rows with their partners' names."""

    meetings: list[Meeting]
    answered: Some[Asked]
    to_close_out: Some[Meeting]
    due: Some[FollowUp]
    overdue: Some[FollowUp]
    reviews: Some[Review]
    worth_a_look: list[WorthALook]
    undelivered: int
    coming: list[ComingUp]
    to_sign: list[Signer]
    to_approve: list[Partnership]
    urgent: list[Figure]

    def in_words(self) -> str:
        """Return the day's count: "1 meeting, 5 commitments overdue"; "" for a quiet day."""
        counts = (
            (len(self.meetings), ngettext_lazy("%d meeting", "%d meetings")),
            (self.answered.total, ngettext_lazy("%d new answer", "%d new answers")),
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
            or self.to_close_out.rows
            or self.due.rows
            or self.overdue.rows
            or self.reviews.rows
            or self.worth_a_look
            or self.undelivered
            or self.to_sign
            or self.to_approve
        )

    def has_aside(self) -> bool:
        """Tell whether anything belongs in the right rail."""
        return bool(self.reviews.rows or self.undelivered or self.coming)


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
        answered=they_answered(user, partnerships),
        to_close_out=some(meetings.to_close_out(now).order_by("-starts_at")),
        due=some(promises.due(today)),
        overdue=some(promises.overdue(today)),
        reviews=some(reviews.due_by(today + timedelta(days=REVIEW_DAYS))),
        worth_a_look=worth_a_look(partnerships, now),
        undelivered=_undelivered(user),
        coming=_coming(meetings, promises, now),
        to_sign=_to_sign(user),
        to_approve=_to_approve(user),
        urgent=most_urgent(user, now) if role_has(user.role, Permission.PANEL) else [],
    )


def _coming(
    meetings: MeetingQuerySet, promises: FollowUpQuerySet, now: datetime
) -> list[ComingUp]:
    """The next meetings and commitments of ours after today, up to two weeks ahead."""
    today = timezone.localdate(now)
    last = today + timedelta(days=COMING_DAYS)
    tomorrow = _on(today)["starts_at__lt"]
    ahead = meetings.planned().filter(
        starts_at__gte=tomorrow, starts_at__lt=_on(last)["starts_at__lt"]
    )
    ours = promises.open().filter(side=Side.OURS, due_on__gt=today, due_on__lte=last)
    found = [
        ComingUp(
            timezone.localdate(one.starts_at), str(one), one.partnership, one.get_absolute_url()
        )
        for one in ahead.order_by("starts_at", "pk")[:COMING]
    ]
    found += [
        ComingUp(one.due_on, one.what, one.partnership, one.partnership.get_absolute_url())
        for one in ours.order_by("due_on", "pk")[:COMING]
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


def _undelivered(user: User) -> int:
    """Mail that waits for a decision, for those who may decide about it."""
    may = role_has(user.role, Permission.PANEL)
    return Delivery.objects.visible_to(user).dead().count() if may else 0


def _on(day: date) -> dict[str, datetime]:
    """The bounds of a local day as a filter on ``starts_at``."""
    midnight = timezone.make_aware(datetime.combine(day, time.min))
    following = timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))
    return {"starts_at__gt": midnight - timedelta(microseconds=1), "starts_at__lt": following}


def worth_a_look(partnerships: PartnershipQuerySet, now: datetime) -> list[WorthALook]:
    """One line per partnership, its worst signal first, in one query per signal."""
    found: dict[int, WorthALook] = {}
    for signal in SIGNALS:
        rows = showing(signal, partnerships, now).exclude(pk__in=found)
        rows = with_last_two_way(rows.with_names())
        for partnership in rows.order_by("stage_since", "pk")[: FIRST - len(found)]:
            found[partnership.pk] = WorthALook(partnership, signal, _since(signal, partnership))
        if len(found) >= FIRST:
            break
    return list(found.values())


def _since(signal: Signal, partnership: Partnership) -> date | datetime | None:
    """Since when a signal holds; silence lasts since the last real contact, or since the start."""
    if signal.code in SILENCE:
        return last_two_way(partnership) or partnership.created_at
    return getattr(partnership, "signal_since", None)


def rail_counts_of(user: User, now: datetime) -> dict[str, int]:
    """Count what waits under a section of the rail, by the section's URL name."""
    today = timezone.localdate(now)
    partnerships = Partnership.objects.visible_to(user)
    mine = Q(partnership__in=partnerships.filter(Q(owner=user) | Q(deputy=user)))
    due = FollowUp.objects.visible_to(user).open().filter(due_on__lte=today)
    reviews = Review.objects.visible_to(user).due_by(today + timedelta(days=REVIEW_DAYS))
    return {
        "today": due.filter(mine | Q(contact__user=user)).count(),
        "partner_list": partnerships.exclude(stage=Stage.CLOSED).count(),
        "review_list": reviews.filter(mine).count(),
    }


@dataclass(frozen=True)
class Step:
    """One of the five first steps; it ticks itself from real data."""

    done: bool
    text: str
    url_name: str


def get_started(user: User) -> list[Step]:
    """The five first steps of a new house, in one query; empty once all are done."""
    asked = (
        Organization.objects.filter(is_ours=True),
        Organization.objects.filter(is_ours=False),
        Partnership.objects.all(),
        Benefit.objects.all(),
        Meeting.objects.all(),
    )
    me = User.objects.filter(pk=user.pk)
    done = me.values_list(*(Exists(rows.order_by()) for rows in asked)).get()
    words = [
        (_("Add your organization"), "organization_list"),
        (_("Import organizations"), "import_organizations"),
        (_("Start your first partnership"), "new_partner"),
        (_("Fill in both lists"), "partner_list"),
        (_("Schedule a meeting or site visit"), "partner_list"),
    ]
    steps = [Step(is_done, *said) for is_done, said in zip(done, words, strict=True)]
    return [] if all(step.done for step in steps) else steps
