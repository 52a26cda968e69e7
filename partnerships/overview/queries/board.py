"""The board: our partnerships as columns of stages."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, QuerySet

from partnerships.engagement.queries import NextStep, next_steps
from partnerships.relationships.lifecycle import OPEN_STAGES, Stage
from partnerships.relationships.models import Partnership

SHOWN = (*OPEN_STAGES, Stage.PAUSED)

#: A column shows so many cards, then "23 more".
CARDS = 25


@dataclass(frozen=True)
class Card:
    """One partnership on the board, with what comes next."""

    partnership: Partnership
    step: NextStep | None


@dataclass(frozen=True)
class Column:
    """One stage: its first cards, our turn and the longest wait first, and how many there are."""

    stage: Stage
    cards: list[Card]
    total: int

    @property
    def more(self) -> int:
        return self.total - len(self.cards)


def board_of(rows: QuerySet[Partnership], now: datetime) -> list[Column]:
    """The open stages and what is on hold, in four queries however many partnerships there are."""
    counted = rows.order_by().values_list("stage").annotate(number=Count("pk"))
    totals = dict(counted.values_list("stage", "number"))
    first = _first_of_each(rows, [stage for stage in SHOWN if totals.get(stage.value)])
    steps = next_steps([partnership.pk for partnership in first], now)
    return [
        Column(
            stage=stage,
            cards=[Card(p, steps.get(p.pk)) for p in first if p.stage == stage],
            total=totals.get(stage.value, 0),
        )
        for stage in SHOWN
    ]


def _first_of_each(rows: QuerySet[Partnership], stages: list[Stage]) -> list[Partnership]:
    """Return the first cards of each stage, found by its index, in one query."""
    order = ("court", "court_since", "pk")
    found = [
        Partnership.objects.filter(
            pk__in=rows.filter(stage=stage).order_by(*order).values("pk")[:CARDS]
        )
        .order_by()
        .with_names()
        for stage in stages
    ]
    cards = found[0].union(*found[1:], all=True) if found else []
    return sorted(cards, key=lambda card: (card.court, card.court_since, card.pk))
