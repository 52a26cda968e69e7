"""What was given in kind in some days: deliveries of items that have a value, with its source."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, Sum

from partnerships.agreements.lifecycle import MouState
from partnerships.agreements.models import MouParty
from partnerships.outcomes.models import Fulfillment, Target
from partnerships.outcomes.rules.dollars import in_dollars
from partnerships.relationships.lifecycle import Side


@dataclass(frozen=True)
class MatchLine:
    """One item: how much of it came in those days, and what that is worth."""

    target: Target
    quantity: int
    confirmed: int
    agreement: str

    def cents(self) -> int:
        return self.quantity * (self.target.rate_cents or 0)

    @property
    def value(self) -> str:
        return in_dollars(self.cents())

    @property
    def confirmed_value(self) -> str:
        return in_dollars(self.confirmed * (self.target.rate_cents or 0))

    @property
    def rate(self) -> str:
        return in_dollars(self.target.rate_cents or 0)


@dataclass(frozen=True)
class Match:
    """Everything one side gave in kind; ``without_value`` are items delivered that have none."""

    lines: list[MatchLine]
    without_value: int

    @property
    def total(self) -> str:
        return in_dollars(sum(line.cents() for line in self.lines))

    @property
    def confirmed_total(self) -> str:
        cents = (line.confirmed * (line.target.rate_cents or 0) for line in self.lines)
        return in_dollars(sum(cents))


def match_of(*, side: Side, first: date, last: date, program: str = "") -> Match:
    """Add up what a side delivered; corrected deliveries count as corrected. Three queries.

    The value of an item is the one it has now.
    """
    rows = Fulfillment.objects.counting().filter(
        on__range=(first, last), target__benefit__side=side
    )
    if program:
        rows = rows.filter(target__benefit__partnership__program=program)
    sums = (
        rows.order_by()
        .values("target_id")
        .annotate(
            come=Sum("quantity"), confirmed=Sum("quantity", filter=Q(acceptance__isnull=False))
        )
    )
    came = {row["target_id"]: (row["come"], row["confirmed"] or 0) for row in sums}
    targets = Target.objects.filter(pk__in=came).select_related(
        "benefit__partnership__organization"
    )
    ordered = targets.order_by("benefit__partnership__organization__name_key", "pk")
    valued = [one for one in ordered if one.rate_cents and came[one.pk][0]]
    signed = _agreements(one.benefit.partnership_id for one in valued)
    lines = [
        MatchLine(one, *came[one.pk], signed.get(one.benefit.partnership_id, "")) for one in valued
    ]
    without = sum(one.rate_cents is None and came[one.pk][0] > 0 for one in targets)
    return Match(lines, without)


def _agreements(partnership_ids: Iterable[int]) -> dict[int, str]:
    """Return the newest signed MOU of each partnership, by its title."""
    parties = MouParty.objects.filter(
        partnership__in=set(partnership_ids), mou__state=MouState.SIGNED
    )
    rows = parties.order_by("mou_id").values_list("partnership_id", "mou__title")
    return {int(key or 0): title for key, title in rows}
