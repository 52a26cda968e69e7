"""The board: our partnerships as columns of stages."""

from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter

from django.db.models import Count, QuerySet

from partnerships.engagement.queries import NextStep, next_steps
from partnerships.overview.queries.first_few import in_one_query
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
    slices = {
        stage.value: rows.filter(stage=stage).order_by("court", "court_since", "pk")[:CARDS]
        for stage in SHOWN
        if totals.get(stage.value)
    }
    shown, order = Partnership.objects.with_names(), attrgetter("court", "court_since", "pk")
    first: dict[str, list[Partnership]] = in_one_query(shown, slices, order=order)
    steps = next_steps([card.pk for cards in first.values() for card in cards], now)
    return [
        Column(
            stage=stage,
            cards=[Card(p, steps.get(p.pk)) for p in first.get(stage.value, [])],
            total=totals.get(stage.value, 0),
        )
        for stage in SHOWN
    ]
