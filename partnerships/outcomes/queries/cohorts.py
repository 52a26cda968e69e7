"""Cohorts with what both sides counted so many days after placement."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from django.utils.translation import gettext as _

from common.dates import add_days
from partnerships.outcomes.lifecycle import FOLLOWED, SMALL, Comparison
from partnerships.outcomes.models import Cohort, CohortCount
from partnerships.outcomes.queries.measures import hidden
from partnerships.outcomes.rules import Value, comparison_of, percent
from partnerships.outcomes.rules.chart import TrendChart, TrendPoint, trend_of
from partnerships.relationships.lifecycle import Side


@dataclass(frozen=True)
class CohortDay:
    """What both sides counted on one day after placement."""

    cohort: Cohort
    day: int
    ours: CohortCount | None
    theirs: CohortCount | None
    placed: int | None

    def reached_on(self) -> date:
        """Return when everyone of the cohort has been placed so long."""
        return add_days(self.cohort.last_day, self.day)

    def is_reached(self, today: date) -> bool:
        return self.reached_on() <= today

    @property
    def comparison(self) -> Comparison:
        values = [Value(one.number) if one else None for one in (self.ours, self.theirs)]
        return comparison_of(*values, by={side.value for side in Side}, is_settled=False)

    def counts(self) -> int | None:
        """Return the lower of both counts, or the only one; never more than were placed."""
        found = [one.number for one in (self.ours, self.theirs) if one]
        if found and self.placed is not None:
            found.append(self.placed)
        return min(found, default=None)

    def rate(self) -> str:
        """Return how many percent of those placed are still there; "" while that's unknown."""
        number = self.counts()
        if number is None or not self.placed:
            return ""
        return _("%(percent)s%%") % {"percent": percent(Fraction(number, self.placed))}

    def cells(self, *, shows_small: bool) -> list[str]:
        """Return ours, theirs, what counts and the rate, as texts."""
        ours, theirs = (one.number if one else None for one in (self.ours, self.theirs))
        small = self.is_small() and not shows_small
        texts = [_shown(one, shows_small=shows_small) for one in (ours, theirs, self.counts())]
        return [*texts, "" if small else self.rate()]

    def is_small(self) -> bool:
        """Tell whether a number behind the rate is under 5."""
        return any(one is not None and one < SMALL for one in (self.counts(), self.placed))


def _shown(number: int | None, *, shows_small: bool) -> str:
    if number is None:
        return ""
    return hidden() if number < SMALL and not shows_small else str(number)


@dataclass(frozen=True)
class FollowedCohort:
    """A cohort with its days, from placement on."""

    cohort: Cohort
    days: list[CohortDay]

    def chart(self, *, shows_small: bool = True) -> TrendChart | None:
        """Draw how many are still there, by both sides."""

        def height(count: CohortCount | None) -> Fraction | None:
            if count is None or (count.number < SMALL and not shows_small):
                return None
            return Fraction(count.number)

        points = [
            TrendPoint(str(one.day), height(one.ours), height(one.theirs)) for one in self.days
        ]
        words = _("%(cohort)s by days after placement. The table has the same numbers.")
        return trend_of(points, target=None, words=words % {"cohort": self.cohort})

    def next_day(self, today: date) -> CohortDay | None:
        """Return the first day that has come and that no one counted."""
        return next(
            (one for one in self.days if one.is_reached(today) and one.counts() is None), None
        )


def followed(cohorts: Sequence[Cohort]) -> list[FollowedCohort]:
    """Read cohorts with their counts; one query however many."""
    rows = CohortCount.objects.counting().filter(cohort__in=cohorts)
    known = {
        (one.cohort_id, one.day, one.side): one
        for one in rows.select_related("contact", "recorded_by")
    }
    return [FollowedCohort(one, _days(one, known)) for one in cohorts]


def _days(cohort: Cohort, known: dict[tuple[int, int, str], CohortCount]) -> list[CohortDay]:
    def on(day: int, placed: int | None) -> CohortDay:
        ours, theirs = (known.get((cohort.pk, day, side.value)) for side in Side)
        return CohortDay(cohort, day, ours, theirs, placed)

    placed = on(0, None).counts()
    return [on(day, placed) for day in FOLLOWED]
