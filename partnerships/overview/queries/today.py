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
from partnerships.engagement.models import FollowUp, Meeting
from partnerships.exchange.models import Benefit
from partnerships.organizations.models import Organization
from partnerships.outbox.models import Delivery
from partnerships.overview.queries.answers import Asked, they_answered
from partnerships.overview.queries.some import FIRST, Some, some
from partnerships.overview.rules import SIGNAL_VERBS
from partnerships.relationships.models import Partnership, PartnershipQuerySet
from partnerships.reminders.queries import SIGNALS, Signal, showing
from partnerships.reviews.models import Review

#: A review shows on Today this many days ahead.
REVIEW_DAYS = 14


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

    def in_words(self) -> str:
        """Return the day's count: "1 meeting, 5 overdue, 2 new answers"; "" for a quiet day."""
        counts = (
            (len(self.meetings), ngettext_lazy("%d meeting", "%d meetings")),
            (self.answered.total, ngettext_lazy("%d new answer", "%d new answers")),
            (self.due.total, ngettext_lazy("%d due today", "%d due today")),
            (self.overdue.total, ngettext_lazy("%d overdue", "%d overdue")),
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
        answered=they_answered(user, partnerships),
        to_close_out=some(meetings.to_close_out(now).order_by("-starts_at")),
        due=some(promises.due(today)),
        overdue=some(promises.overdue(today)),
        reviews=some(reviews.due_by(today + timedelta(days=REVIEW_DAYS))),
        worth_a_look=worth_a_look(partnerships, now),
        undelivered=_undelivered(user),
    )


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
        for partnership in rows.with_names().order_by("stage_since", "pk")[: FIRST - len(found)]:
            since = getattr(partnership, "signal_since", None)
            found[partnership.pk] = WorthALook(partnership, signal, since)
        if len(found) >= FIRST:
            break
    return list(found.values())


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
