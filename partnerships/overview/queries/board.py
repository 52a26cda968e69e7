"""The board: our partnerships as columns of stages."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, F, QuerySet, Window
from django.db.models.functions import RowNumber

from partnerships.engagement.queries import NextStep, next_steps
from partnerships.relationships.lifecycle import OPEN_STAGES, Stage
from partnerships.relationships.models import Partnership

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
    place = Window(
        RowNumber(),
        partition_by=F("stage"),
        order_by=[F("court").asc(), F("court_since").asc(), F("pk").asc()],
    )
    first = list(rows.annotate(place=place).filter(place__lte=CARDS).order_by("stage", "place"))
    steps = next_steps([partnership.pk for partnership in first], now)
    return [
        Column(
            stage=stage,
            cards=[Card(p, steps.get(p.pk)) for p in first if p.stage == stage],
            total=totals.get(stage.value, 0),
        )
        for stage in (*OPEN_STAGES, Stage.PAUSED)
    ]
