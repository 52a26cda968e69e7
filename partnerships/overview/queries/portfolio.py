"""The figures leadership opens the panel with; each knows the rows behind it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import islice
from typing import Any

from django.db.models import Count, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from accounts.models import User
from partnerships.agreements.models import Mou
from partnerships.engagement.models import FollowUp
from partnerships.engagement.queries import gone_quiet, without_next_step
from partnerships.outbox.lifecycle import State
from partnerships.outbox.models import Delivery
from partnerships.relationships.lifecycle import OPEN_STAGES, Side, Stage
from partnerships.relationships.models import Partnership, PartnershipQuerySet
from partnerships.reviews.lifecycle import ReviewState
from partnerships.reviews.models import Review

#: MOUs that end within so many days, and how many of them are named.
ENDING_DAYS = 90
ENDING_SHOWN = 7


@dataclass(frozen=True)
class Figure:
    """A figure and the address of the rows it counts."""

    label: str
    count: int
    url: str


@dataclass(frozen=True)
class Portfolio:
    """Partnerships by stage, MOUs signed as they should be, and what needs an eye."""

    stages: list[Figure]
    answered_first: Figure
    reviews: list[Figure]
    attention: list[Figure]

    def active(self) -> Figure:
        """Return how many partnerships are active."""
        return self.stages[list(Stage).index(Stage.ACTIVE)]

    def most_in_a_stage(self) -> int:
        """Return the longest bar's count; at least 1."""
        return max([figure.count for figure in self.stages] + [1])

    def open_count(self) -> int:
        """Return how many partnerships are worked on now."""
        open_labels = {str(stage.label) for stage in OPEN_STAGES}
        return sum(figure.count for figure in self.stages if figure.label in open_labels)


def most_urgent(user: User, now: datetime, first: int = 3) -> list[Figure]:
    """Return the first figures that aren't zero, the most urgent one first."""
    today = timezone.localdate(now)
    partnerships = Partnership.objects.visible_to(user)
    asked: tuple[Callable[[], Figure], ...] = (
        lambda: _reviews_overdue(user, today),
        lambda: _ending(user, today),
        lambda: _owner_gone(partnerships),
        lambda: _no_next_step(partnerships, now),
        lambda: _quiet(partnerships, now),
    )
    found = (figure() for figure in asked)
    return list(islice((figure for figure in found if figure.count), first))


@dataclass(frozen=True)
class Load:
    """What one owner carries."""

    owner: User
    open: int
    waiting_on_us: int
    overdue: int
    reviews: int


def workload_of(user: User, now: datetime) -> list[Load]:
    """Count what every owner of an open partnership carries, the most first."""
    today = timezone.localdate(now)
    partnerships = Partnership.objects.visible_to(user).open().filter(owner__isnull=False)
    overdue = FollowUp.objects.visible_to(user).overdue(today).filter(side=Side.OURS)
    reviews = Review.objects.visible_to(user).due_by(today + timedelta(days=30))

    def by_owner(rows: QuerySet[Any], owner: str) -> dict[int, int]:
        return dict(rows.order_by().values_list(owner).annotate(number=Count("pk")))

    open_ = by_owner(partnerships, "owner")
    waiting = by_owner(partnerships.filter(court=Side.OURS), "owner")
    late = by_owner(overdue, "partnership__owner")
    due = by_owner(reviews, "partnership__owner")
    owners = User.objects.filter(pk__in=open_).in_bulk()
    loads = [
        Load(owners[pk], number, waiting.get(pk, 0), late.get(pk, 0), due.get(pk, 0))
        for pk, number in open_.items()
    ]
    return sorted(loads, key=lambda load: (-load.open, load.owner.name))


def mous_ending(user: User, now: datetime) -> list[Mou]:
    """The MOUs that end first within 90 days, with their parties."""
    today = timezone.localdate(now)
    rows = Mou.objects.visible_to(user).ending_by(today + timedelta(ENDING_DAYS), today)
    return list(rows.select_related("type").order_by("ends_on", "pk")[:ENDING_SHOWN])


def portfolio_of(user: User, now: datetime) -> Portfolio:
    """Count the portfolio in a constant number of queries."""
    return Portfolio(
        stages=_stages(user),
        answered_first=_answered_first(user, timezone.localdate(now)),
        reviews=_reviews(user, now),
        attention=_attention(user, now),
    )


def _answered_first(user: User, today: date) -> Figure:
    in_force = Mou.objects.visible_to(user).in_force(today)
    return _figure(
        _("MOUs in effect, both sides answered first"),
        in_force.filter(gate_passed_at__isnull=False).count(),
        "mou_list",
        look="wiifm",
    )


def _attention(user: User, now: datetime) -> list[Figure]:
    partnerships = Partnership.objects.visible_to(user)
    return [
        *_agreements(user, timezone.localdate(now)),
        _figure(
            _("Asked to continue without an MOU"),
            partnerships.no_mou_asked().count(),
            "partner_list",
            look="no_mou",
        ),
        _owner_gone(partnerships),
        _no_next_step(partnerships, now),
        _quiet(partnerships, now),
        _figure(
            _("Undeliverable email"),
            Delivery.objects.visible_to(user).filter(state=State.DEAD).count(),
            "delivery_list",
        ),
    ]


def _agreements(user: User, today: date) -> list[Figure]:
    mous = Mou.objects.visible_to(user)
    return [
        _figure(
            _("MOUs in effect, “What's in it for me?” not recorded"),
            mous.in_force(today).filter(legacy_signed_on__isnull=False).count(),
            "mou_list",
            look="older",
        ),
        _ending(user, today),
        _figure(
            _("Documents signed early"),
            mous.signed_early().count(),
            "mou_list",
            look="early",
        ),
    ]


def _stages(user: User) -> list[Figure]:
    rows = Partnership.objects.visible_to(user).order_by().values_list("stage")
    counts = dict(rows.annotate(count=Count("pk")))
    return [
        _figure(str(stage.label), counts.get(stage.value, 0), "partner_list", stage=stage.value)
        for stage in Stage
    ]


def _reviews(user: User, now: datetime) -> list[Figure]:
    today = timezone.localdate(now)
    reviews = Review.objects.visible_to(user)
    return [
        _figure(
            _("Reviews due within 30 days"),
            reviews.due_by(today + timedelta(30)).filter(due_on__gte=today).count(),
            "review_list",
            show="due",
        ),
        _reviews_overdue(user, today),
        _figure(
            _("Reviews completed in the past 12 months"),
            reviews.filter(state=ReviewState.CLOSED, closed_at__gte=now - timedelta(365)).count(),
            "review_list",
            show="done",
        ),
    ]


def _owner_gone(partnerships: PartnershipQuerySet) -> Figure:
    count = partnerships.owner_gone().count()
    return _figure(_("Owner has left"), count, "partner_list", look="owner_gone")


def _no_next_step(partnerships: PartnershipQuerySet, now: datetime) -> Figure:
    count = without_next_step(partnerships, now).count()
    return _figure(_("No next step"), count, "partner_list", look="no_next_step")


def _quiet(partnerships: PartnershipQuerySet, now: datetime) -> Figure:
    count = gone_quiet(partnerships, now).count()
    return _figure(_("No two-way contact for 90 days"), count, "partner_list", look="quiet")


def _ending(user: User, today: date) -> Figure:
    count = Mou.objects.visible_to(user).ending_by(today + timedelta(ENDING_DAYS), today).count()
    return _figure(_("MOUs ending within 90 days"), count, "mou_list", look="ending")


def _reviews_overdue(user: User, today: date) -> Figure:
    count = Review.objects.visible_to(user).overdue(today).count()
    return _figure(_("Reviews overdue"), count, "review_list", show="overdue")


def _figure(label: str, count: int, url_name: str, **asked: str) -> Figure:
    url = reverse(url_name)
    return Figure(label=label, count=count, url=f"{url}?{urlencode(asked)}" if asked else url)
