"""What each owner carries."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _, gettext_lazy as _lazy

from accounts.models import User
from common.querysets import VisibleQuerySet
from partnerships.engagement.lifecycle import MeetingState
from partnerships.engagement.models import FollowUp, Meeting, MeetingPartner
from partnerships.relationships.lifecycle import Side
from partnerships.relationships.models import PartnershipQuerySet
from partnerships.reports.lifecycle import REVIEW_DAYS
from partnerships.reports.queries.reviews import reviews_of
from partnerships.reports.queries.row_sets import RowSet
from partnerships.reports.queries.scope import NO_OWNER, Scope
from partnerships.reports.rules.periods import Period
from partnerships.reports.rules.tables import Cell, Table, count
from partnerships.reviews.models import ReviewQuerySet


def carried(scope: Scope, _value: str = "") -> PartnershipQuerySet:
    """Open partnerships (neither on hold nor closed), by their owner."""
    return scope.partnerships.open()


def waiting_on_us(scope: Scope, _value: str = "") -> PartnershipQuerySet:
    """Open partnerships that wait on us, by their owner."""
    return carried(scope).filter(court=Side.OURS)


def our_overdue(scope: Scope, _value: str = "") -> VisibleQuerySet[FollowUp]:
    """Our commitments whose due date has passed and that are open, by the partnership's owner."""
    rows = scope.of(FollowUp.objects.overdue(scope.today)).filter(side=Side.OURS)
    return rows.filter(partnership__in=carried(scope).order_by().values("pk"))


def partners_this_week(scope: Scope, _value: str = "") -> VisibleQuerySet[MeetingPartner]:
    """Partners of the meetings planned from Monday to Sunday of this week."""
    monday = scope.today - timedelta(days=scope.today.weekday())
    week = Period(monday, monday + timedelta(days=6))
    return scope.of(MeetingPartner.objects.all()).filter(
        meeting__state=MeetingState.PLANNED,
        meeting__starts_at__gte=week.starts_at,
        meeting__starts_at__lt=week.ends_at,
        partnership__in=carried(scope).order_by().values("pk"),
    )


def meetings_this_week(scope: Scope, _value: str = "") -> VisibleQuerySet[Meeting]:
    """Those meetings; one of several partners counts for the owner of each, once."""
    partners = partners_this_week(scope).order_by().values("meeting")
    return scope.visible(Meeting.objects.all()).filter(pk__in=partners)


def reviews_due(scope: Scope, _value: str = "") -> ReviewQuerySet:
    """Reviews to do that are overdue or due within 30 days, by the partnership's owner."""
    mine = carried(scope).order_by().values("pk")
    by = scope.today + timedelta(days=REVIEW_DAYS)
    return reviews_of(scope).due_by(by).filter(partnership__in=mine)


#: For each column the rows, where their owner stands, and what is counted of them.
CARRIED: Mapping[str, tuple[Callable[[Scope], QuerySet[Any]], str, str]] = {
    "carried": (carried, "owner", "pk"),
    "waiting_on_us": (waiting_on_us, "owner", "pk"),
    "our_overdue": (our_overdue, "partnership__owner", "pk"),
    "meetings_this_week": (partners_this_week, "partnership__owner", "meeting"),
    "reviews_due": (reviews_due, "partnership__owner", "pk"),
}


def workload_table(scope: Scope) -> Table:
    """What every owner of an open partnership carries, the most overdue first; six queries."""
    counts = {
        code: dict(
            rows(scope)
            .order_by()
            .values_list(owner)
            .annotate(number=Count(counted, distinct=counted != "pk"))
        )
        for code, (rows, owner, counted) in CARRIED.items()
    }
    owners = User.objects.in_bulk([pk for pk in counts["carried"] if pk])
    known = [(pk, owners[pk].name if pk else _("No owner")) for pk in counts["carried"]]
    known.sort(key=lambda one: (-counts["our_overdue"].get(one[0], 0), one[1]))
    rows = [
        [
            Cell(name),
            *(
                count(
                    counts[code].get(pk, 0),
                    scope.url(code, owner=str(pk or NO_OWNER)),
                    bad=code == "our_overdue",
                )
                for code in CARRIED
            ),
        ]
        for pk, name in known
    ]
    heads = [
        _("Owner"),
        _("Open"),
        _("Waiting on us"),
        _("Overdue"),
        _("Meetings this week"),
        _("Reviews due"),
    ]
    return Table(
        _("Workload"), heads, rows, empty=_("No open partnerships"), brief=(0, 1, 2, 3, 5)
    )


ROW_SETS = (
    RowSet("carried", _lazy("Open partnerships"), carried),
    RowSet("waiting_on_us", _lazy("Waiting on us"), waiting_on_us),
    RowSet("our_overdue", _lazy("Our commitments overdue"), our_overdue),
    RowSet("meetings_this_week", _lazy("Meetings this week"), meetings_this_week),
    RowSet("reviews_due", _lazy("Reviews overdue or due within 30 days"), reviews_due),
)
