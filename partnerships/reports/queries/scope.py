"""Which part of the portfolio is asked about, by whom, and for which time."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cached_property, wraps
from typing import Any, TypeVar, cast

from django.db.models import Exists, Model, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from accounts.models import User
from common.querysets import VisibleQuerySet, ignoring_case
from partnerships.agreements.models import Mou, MouParty, MouQuerySet
from partnerships.exchange.models import Benefit, ServiceOffering
from partnerships.organizations.models import Address, Contact, Organization, Position
from partnerships.relationships.lifecycle import Side
from partnerships.relationships.models import KeyPlayer, Partnership, PartnershipQuerySet
from partnerships.reports.lifecycle import PeriodName
from partnerships.reports.rules.periods import Period, period_of

M = TypeVar("M", bound=Model)
T = TypeVar("T")

#: The owner of partnerships that have none, in an address.
NO_OWNER = "none"


@dataclass(frozen=True)
class Scope:
    """What the figures are about. Without a ``user`` it is the whole house, for what is kept.

    The period lies so many periods ``back``. ``filters`` are what was asked for, as values;
    ``asked`` the same as an address says it. ``is_safe`` leaves out what is for us only (P2).
    """

    user: User | None
    now: datetime
    name: str = PeriodName.QUARTER
    back: int = 0
    filters: Mapping[str, Any] = field(default_factory=dict)
    asked: Mapping[str, str] = field(default_factory=dict)
    is_safe: bool = False

    @property
    def today(self) -> date:
        return timezone.localdate(self.now)

    @cached_property
    def period(self) -> Period:
        """The days asked about."""
        return period_of(self.name, self.today, self.back)

    @cached_property
    def answers(self) -> dict[Any, Any]:
        """What was asked of this scope before, by question."""
        return {}

    def earlier(self) -> "Scope":
        """The same for the period before."""
        return _earlier(self)

    def visible(self, rows: VisibleQuerySet[M]) -> VisibleQuerySet[M]:
        """The rows that the viewer may see."""
        return rows.visible_to(self.user) if self.user else rows.all()

    @cached_property
    def partnerships(self) -> PartnershipQuerySet:
        """The partnerships asked about, closed ones and those on hold included."""
        rows = Partnership.objects.all()
        rows = rows.visible_to(self.user) if self.user else rows
        asked = self.filters
        if "owner" in asked:
            none = asked["owner"] == NO_OWNER
            rows = rows.filter(owner__isnull=True) if none else rows.filter(owner=asked["owner"])
        if "program" in asked:
            rows = rows.filter(program=asked["program"])
        if "kind" in asked:
            rows = rows.filter(organization__kind=asked["kind"])
        if "place" in asked:
            there = Address.objects.filter(ignoring_case(state=asked["place"]))
            rows = rows.filter(Exists(there.filter(organization=OuterRef("organization"))))
        if "tag" in asked:
            tagged = Organization.objects.filter(tags=asked["tag"])
            rows = rows.filter(Exists(tagged.filter(pk=OuterRef("organization"))))
        if "category" in asked:
            rows = bringing(rows, asked["category"].pk)
        return _named(rows, asked["name"]) if "name" in asked else rows

    def of(self, rows: VisibleQuerySet[M], path: str = "partnership") -> VisibleQuerySet[M]:
        """Rows of the partnerships asked about; without a filter, all that may be seen."""
        visible = self.visible(rows)
        if not self.filters:
            return visible
        return visible.filter(**{f"{path}__in": self.partnerships.order_by().values("pk")})

    @cached_property
    def mous(self) -> MouQuerySet:
        """MOUs with a party among the partnerships asked about."""
        rows = Mou.objects.visible_to(self.user) if self.user else Mou.objects.all()
        return rows.filter(Exists(_party_in(self.partnerships))) if self.filters else rows

    def url(self, code: str, value: str = "", **changes: str) -> str:
        """The address of the rows that a figure counts."""
        asked = {**self.asked, **changes, **({"value": value} if value else {})}
        return f"{reverse('admin:report_rows', args=[code])}?{urlencode(asked)}"


def once(ask: Callable[[Scope], T]) -> Callable[[Scope], T]:
    """Let a question be asked only once of a scope: a page shows some answers in two places."""

    @wraps(ask)
    def remembered(scope: Scope) -> T:
        if ask not in scope.answers:
            scope.answers[ask] = ask(scope)
        return cast("T", scope.answers[ask])

    return remembered


@once
def _earlier(scope: Scope) -> Scope:
    back = scope.back + 1
    return replace(scope, back=back, asked={**scope.asked, "before": str(back)})


def _named(rows: PartnershipQuerySet, name: str) -> PartnershipQuerySet:
    """Partnerships with an organization of that name, or with someone of it in a job or a seat."""
    people = Contact.objects.search(name).values("pk")
    job = Position.objects.filter(organization=OuterRef("organization"), contact__in=people)
    seat = KeyPlayer.objects.filter(partnership=OuterRef("pk"), contact__in=people)
    organizations = Organization.objects.search(name).values("pk")
    return rows.filter(Q(organization__in=organizations) | Exists(job) | Exists(seat))


def _party_in(partnerships: PartnershipQuerySet) -> VisibleQuerySet[MouParty]:
    return MouParty.objects.filter(
        mou=OuterRef("pk"), partnership__in=partnerships.order_by().values("pk")
    )


def bringing(rows: PartnershipQuerySet, category: int) -> PartnershipQuerySet:
    """Partnerships whose partner offers a service of a category, or brings an item of it."""
    offered = ServiceOffering.objects.filter(
        organization=OuterRef("organization"), category=category, is_active=True
    )
    item = Benefit.objects.on_the_lists().filter(
        partnership=OuterRef("pk"), side=Side.THEIRS, category=category
    )
    return rows.filter(Exists(offered) | Exists(item))
