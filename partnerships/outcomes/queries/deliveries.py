"""How much of what was promised has come."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from partnerships.outcomes.lifecycle import THIS, Pace, Per
from partnerships.outcomes.models import Fulfillment, Target
from partnerships.outcomes.rules import CountedPeriod, pace, periods
from partnerships.relationships.models import Partnership


@dataclass(frozen=True)
class Progressed:
    """Where an item stands in its present period; ``confirmed`` is what the receiver accepted."""

    target: Target
    period: CountedPeriod
    done: int
    confirmed: int
    pace: Pace

    def when(self) -> object:
        """Return "this year" and the like."""
        return THIS[self.target.per]

    def percent(self) -> int:
        """Return how much has come of what was promised, at most all of it."""
        return min(100, 100 * self.done // self.target.quantity)


def progress_by_item(partnership: Partnership, today: date) -> dict[int, Progressed]:
    """Return where each item with a target stands, by the item; two queries."""
    targets = Target.objects.filter(
        benefit__partnership=partnership, benefit__withdrawn_at__isnull=True
    )
    return {one.target.benefit_id: one for one in progress_of(targets, today)}


def progress_of(targets: Iterable[Target], today: date) -> list[Progressed]:
    """Return where each of some targets stands; one query beside that for the targets."""
    spans = {one: periods(one.per, one.starts_on, one.due_on, today) for one in targets}
    since = min((span[0].first for span in spans.values()), default=today)
    rows = Fulfillment.objects.counting().filter(target__in=spans).since(since)
    found: dict[int, list[tuple[date, int, bool]]] = {one.pk: [] for one in spans}
    for key, on, quantity, accepted in rows.values_list(
        "target_id", "on", "quantity", "acceptance"
    ):
        found[key].append((on, quantity, accepted is not None))
    return [_progressed(one, span, found[one.pk], today) for one, span in spans.items()]


def _progressed(
    target: Target, spans: list[CountedPeriod], came: list[tuple[date, int, bool]], today: date
) -> Progressed:
    period = spans[-1]
    # What is promised once still counts when it comes late.
    counts = period.begun_by if target.per == Per.ONCE else period.has
    done = sum(quantity for on, quantity, _ok in came if counts(on))
    confirmed = sum(quantity for on, quantity, ok in came if ok and counts(on))
    earlier = spans[0] if len(spans) > 1 else None
    before = sum(n for on, n, _ok in came if earlier.has(on)) if earlier else None
    how = pace(target.per, target.quantity, period, today, done=done, before=before)
    return Progressed(target, period, done, confirmed, how)
