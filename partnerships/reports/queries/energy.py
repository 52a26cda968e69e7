"""How meetings and calls felt, over the portfolio and per partnership; for us only (P2)."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, F, Sum
from django.db.models.functions import TruncMonth
from django.utils.formats import date_format
from django.utils.translation import gettext as _, gettext_lazy as _lazy

from common.dates import add_months
from common.querysets import VisibleQuerySet
from partnerships.engagement.lifecycle import Feel, MeetingState
from partnerships.engagement.models import Interaction, Meeting, MeetingPartner
from partnerships.relationships.models import Partnership, PartnershipQuerySet
from partnerships.reports.lifecycle import LISTED
from partnerships.reports.queries.row_sets import RowSet
from partnerships.reports.queries.scope import Scope
from partnerships.reports.rules.periods import Period
from partnerships.reports.rules.tables import NOTHING, Cell, Table

FALLING, RISING = "falling", "rising"
MONTHS = 12


@dataclass(frozen=True)
class Felt:
    """How often something was felt, and the sum of it."""

    times: int = 0
    sum: int = 0

    def __add__(self, other: "Felt") -> "Felt":
        return Felt(self.times + other.times, self.sum + other.sum)

    @property
    def mean(self) -> float:
        return self.sum / self.times if self.times else 0.0


def felt_together(scope: Scope, period: Period) -> VisibleQuerySet[MeetingPartner]:
    """Partners of the meetings held in a period for which someone said how they felt.

    A meeting of several partners has a row for each of them.
    """
    return scope.of(MeetingPartner.objects.all()).filter(
        meeting__state=MeetingState.HELD,
        meeting__feel__isnull=False,
        meeting__starts_at__gte=period.starts_at,
        meeting__starts_at__lt=period.ends_at,
    )


def felt_meetings(scope: Scope, period: Period) -> VisibleQuerySet[Meeting]:
    """Those meetings, each once."""
    together = felt_together(scope, period).order_by().values("meeting")
    return scope.visible(Meeting.objects.all()).filter(pk__in=together)


def felt_talks(scope: Scope, period: Period) -> VisibleQuerySet[Interaction]:
    """Calls and notes dated in a period, for which someone said how they felt."""
    talks = scope.of(Interaction.objects.all()).filter(feel__isnull=False)
    return talks.filter(on__range=period.days)


def _both(scope: Scope, period: Period) -> dict[int, Felt]:
    """What was felt per partnership in a period; two queries."""
    found: dict[int, Felt] = defaultdict(Felt)
    met = felt_together(scope, period).annotate(felt=F("meeting__feel"))
    talked = felt_talks(scope, period).annotate(felt=F("feel"))
    for rows in (met, talked):
        counted = rows.order_by().values_list("partnership")
        for partnership, times, total in counted.annotate(t=Count("pk"), s=Sum("felt")):
            found[partnership] += Felt(times, total)
    return found


def by_month(scope: Scope) -> list[tuple[date, Felt]]:
    """What was felt in each of the past 12 months, this one included; two queries.

    A meeting of several partners counts once here.
    """
    first = add_months(scope.today.replace(day=1), 1 - MONTHS)
    year = Period(first, scope.today)
    found: dict[date, Felt] = defaultdict(Felt)
    meetings = felt_meetings(scope, year).annotate(month=TruncMonth("starts_at"))
    talks = felt_talks(scope, year).annotate(month=TruncMonth("on"))
    for rows in (meetings, talks):
        counted = rows.order_by().values_list("month")
        for month, times, total in counted.annotate(t=Count("pk"), s=Sum("feel")):
            found[date(month.year, month.month, 1)] += Felt(times, total)
    months = [add_months(first, number) for number in range(MONTHS)]
    return [(month, found[month]) for month in months]


def months_table(scope: Scope) -> Table:
    """The mean of what was felt per month, from 1 (Low) to 4 (Great)."""
    rows = [
        [
            Cell(date_format(month, "M Y")),
            Cell(f"{felt.mean:.1f}", number=felt.mean) if felt.times else Cell(NOTHING),
            Cell(str(felt.times), number=felt.times),
        ]
        for month, felt in by_month(scope)
    ]
    heads = [_("Month"), _("Energy"), _("Meetings and calls")]
    return Table(_("Energy by month"), heads, rows)


@dataclass(frozen=True)
class Trend:
    """What was felt in a partnership in the period, and in the one before."""

    partnership: int
    now: Felt
    before: Felt

    @property
    def change(self) -> float:
        return self.now.mean - self.before.mean


def trends(scope: Scope) -> list[Trend]:
    """Partnerships with something felt in the period and in the one before; four queries."""
    now, before = _both(scope, scope.period), _both(scope, scope.earlier().period)
    return [Trend(pk, now[pk], before[pk]) for pk in sorted(now.keys() & before.keys())]


def energy_trend(scope: Scope, way: str) -> PartnershipQuerySet:
    """Partnerships whose mean in the period is below ("falling") or above the one before."""
    sign = {FALLING: -1, RISING: 1}[way]
    found = [one.partnership for one in trends(scope) if one.change * sign > 0]
    return scope.partnerships.filter(pk__in=found)


def trends_tables(scope: Scope) -> list[Table]:
    """Partnerships in which energy falls, and in which it rises, the strongest first."""
    found = trends(scope)
    falling = sorted((one for one in found if one.change < 0), key=lambda one: one.change)
    rising = sorted((one for one in found if one.change > 0), key=lambda one: -one.change)
    listed = [*falling[:LISTED], *rising[:LISTED]]
    rows = Partnership.objects.select_related("organization")
    names = rows.in_bulk([one.partnership for one in listed])
    return [
        _trends(scope, falling, FALLING, _("Energy is falling"), names),
        _trends(scope, rising, RISING, _("Energy is rising"), names),
    ]


def _trends(
    scope: Scope, found: list[Trend], way: str, title: str, names: dict[int, Partnership]
) -> Table:
    rows = [
        [
            Cell(str(names[one.partnership]), names[one.partnership].get_absolute_url()),
            Cell(f"{one.change:+.1f}", number=one.change, tone="bad" if way == FALLING else ""),
            Cell(f"{one.now.mean:.1f}", number=one.now.mean),
            Cell(f"{one.before.mean:.1f}", number=one.before.mean),
        ]
        for one in found[:LISTED]
    ]
    heads = [_("Partner"), _("Change"), _("In the period"), _("The period before")]
    more = len(found) - len(rows)
    url = scope.url("energy_trend", way)
    return Table(title, heads, rows, empty=_("None"), more=more, more_url=url)


def scale() -> list[str]:
    """The words of the scale, lowest first."""
    return [str(feel.label) for feel in Feel]


def _way_label(value: str) -> str:
    return {FALLING: _("falling"), RISING: _("rising")}[value]


ROW_SETS = (
    RowSet("energy_trend", _lazy("Energy"), energy_trend, _way_label, internal=True, timed=True),
)
