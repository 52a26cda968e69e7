"""What both sides report of a measure, period by period, and what a partner may see of it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from partnerships.outcomes.lifecycle import SMALL, Comparison
from partnerships.outcomes.models import (
    FigureSettlement,
    MeasureFigure,
    MeasureShare,
    SmallCountsConsent,
)
from partnerships.outcomes.rules import (
    CountedPeriod,
    Value,
    comparison_of,
    counting,
    is_small,
    newest_over,
    period_at,
    total,
)
from partnerships.outcomes.rules.chart import TrendChart, TrendPoint, trend_of
from partnerships.relationships.lifecycle import Side

#: The newest periods that a page shows.
SHOWN = 24


@dataclass(frozen=True)
class PeriodReports:
    """What both sides reported for one period, and what counts."""

    share: MeasureShare
    period: CountedPeriod
    ours: MeasureFigure | None
    theirs: MeasureFigure | None
    settled: FigureSettlement | None

    def value(self, side: str) -> Value | None:
        found = self.ours if side == Side.OURS else self.theirs
        return Value(found.number, found.out_of) if found else None

    @property
    def comparison(self) -> Comparison:
        return comparison_of(
            self.value(Side.OURS),
            self.value(Side.THEIRS),
            by={side.value for side in self.share.sides()},
            is_settled=self.settled is not None,
        )

    def counts(self) -> Value | None:
        """Return the value that counts for the period."""
        settled = Value(self.settled.number, self.settled.out_of) if self.settled else None
        values = self.value(Side.OURS), self.value(Side.THEIRS)
        return counting(*values, settled, self.share.measure.unit)

    def text(self, value: Value | None, *, shows_small: bool = True) -> str:
        """Return a value as people read it; a small count as "fewer than 5" where it's hidden."""
        if value is None:
            return ""
        if not shows_small and self.is_small(value):
            return hidden()
        return value.text(self.share.measure.unit)

    def is_small(self, value: Value) -> bool:
        measure = self.share.measure
        return is_small(value, measure.unit, counts_people=measure.counts_people)

    def texts(self, *, shows_small: bool = True) -> tuple[str, str, str]:
        """Return ours, theirs, and what counts."""
        values = (self.value(Side.OURS), self.value(Side.THEIRS), self.counts())
        ours, theirs, counts = (self.text(one, shows_small=shows_small) for one in values)
        return ours, theirs, counts

    @property
    def ours_text(self) -> str:
        return self.texts()[0]

    @property
    def theirs_text(self) -> str:
        return self.texts()[1]

    @property
    def counts_text(self) -> str:
        return self.texts()[2]

    def reaches_target(self) -> bool | None:
        """Tell whether the target was reached; None without a target or a figure."""
        measure, value = self.share.measure, self.counts()
        if measure.target is None or value is None:
            return None
        return value.height(measure.unit) >= measure.target

    def height(self, side: str, *, shows_small: bool) -> Fraction | None:
        """Return how high a side's mark is drawn; None for none."""
        value = self.value(side)
        if value is None or (not shows_small and self.is_small(value)):
            return None
        return value.height(self.share.measure.unit)


def hidden() -> str:
    """Return what stands in the place of a small count."""
    return _("fewer than %(most)d") % {"most": SMALL}


@dataclass(frozen=True)
class MeasureReport:
    """A measure with the periods that are over, newest first."""

    share: MeasureShare
    periods: list[PeriodReports]

    @property
    def newest(self) -> PeriodReports | None:
        return self.periods[0] if self.periods else None

    def chart(self, *, shows_small: bool = True) -> TrendChart | None:
        """Draw both sides' figures, oldest first."""
        points = [
            TrendPoint(
                date_format(one.period.first, "M Y"),
                one.height(Side.OURS, shows_small=shows_small),
                one.height(Side.THEIRS, shows_small=shows_small),
            )
            for one in reversed(self.periods)
        ]
        measure = self.share.measure
        words = _("%(measure)s, both sides. The table has the same numbers.")
        return trend_of(points, target=measure.target, words=words % {"measure": measure})

    def total(self) -> str:
        """Return all that counts together; "" where it can't be added."""
        unit = self.share.measure.unit
        found = total([value for one in self.periods if (value := one.counts())], unit)
        return found.text(unit) if found else ""

    @property
    def is_one_sided(self) -> bool:
        return len(self.share.sides()) == 1

    @property
    def owed_by_them(self) -> list[PeriodReports]:
        return self.waiting_for(Side.THEIRS)

    def waiting_for(self, side: str) -> list[PeriodReports]:
        """Return the periods that a side still owes, newest first."""
        if side not in self.share.sides():
            return []
        return [one for one in self.periods if one.value(side) is None]

    def differing(self) -> int:
        """Return how many periods both sides have yet to talk about."""
        return sum(one.comparison == Comparison.DIFFERS for one in self.periods)


def reported(
    shares: Sequence[MeasureShare], today: date, *, most: int = SHOWN
) -> list[MeasureReport]:
    """Read measures with their newest periods; two queries however many."""
    spans = {
        one.pk: newest_over(one.measure.months(), one.measure.starts_on, today, most)
        for one in shares
    }
    firsts = [period.first for periods in spans.values() for period in periods]
    rows = MeasureFigure.objects.counting().filter(share__in=spans)
    rows = rows.filter(first_day__gte=min(firsts, default=today))
    figures = list(rows.select_related("contact", "recorded_by"))
    settled = _settled(figures)
    known = {(one.share_id, one.first_day, one.side): one for one in figures}
    return [
        MeasureReport(one, [_read(one, span, known, settled) for span in reversed(spans[one.pk])])
        for one in shares
    ]


def _read(
    share: MeasureShare,
    period: CountedPeriod,
    figures: dict[tuple[int, date, str], MeasureFigure],
    settled: dict[tuple[int, int], FigureSettlement],
) -> PeriodReports:
    ours, theirs = (figures.get((share.pk, period.first, side.value)) for side in Side)
    both = settled.get((ours.pk, theirs.pk)) if ours and theirs else None
    return PeriodReports(share, period, ours, theirs, both)


def _settled(figures: Iterable[MeasureFigure]) -> dict[tuple[int, int], FigureSettlement]:
    """Return the settlements of figures that still count, by both of them."""
    ours = [one.pk for one in figures if one.side == Side.OURS]
    rows = FigureSettlement.objects.filter(ours__in=ours).select_related("contact", "recorded_by")
    return {(one.ours_id, one.theirs_id): one for one in rows}


def reports_of(figure: MeasureFigure) -> PeriodReports:
    """Return a figure of theirs alone, with its period."""
    measure = figure.share.measure
    period = period_at(measure.months(), measure.starts_on, figure.first_day)
    alone = CountedPeriod(figure.first_day, figure.first_day)
    return PeriodReports(figure.share, period or alone, None, figure, None)


def shows_small(partnership_ids: Iterable[int]) -> set[int]:
    """Return those partnerships of which both sides agreed to show small counts; one query."""
    said = SmallCountsConsent.objects.filter(partnership__in=list(partnership_ids))
    sides: dict[int, set[str]] = {}
    for partnership, side in said.values_list("partnership_id", "side"):
        sides.setdefault(partnership, set()).add(side)
    return {key for key, found in sides.items() if len(found) == len(Side)}


def measures_of(partnership_id: int, today: date) -> list[MeasureReport]:
    """Return the measures in use of a partnership."""
    rows = MeasureShare.objects.filter(
        partnership=partnership_id, measure__stopped_at__isnull=True
    )
    return reported(list(rows.with_names().order_by("pk")), today)
