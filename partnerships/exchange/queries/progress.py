"""How far the lines have come, and whether the lists are fair (W10)."""

from datetime import date

from django.utils.translation import gettext as _

from partnerships.exchange.lifecycle import Progress
from partnerships.exchange.models import (
    Benefit,
)
from partnerships.exchange.queries.exchange import Exchange
from partnerships.relationships.lifecycle import Side


def progress_of(benefit: Benefit, today: date) -> Progress:
    """How far a line of an Exchange has come (W10)."""
    happened: date | None = getattr(benefit, "happened_on", None)
    accepted: date | None = getattr(benefit, "happening_accepted_on", None)
    return progress_from(benefit.due_on, happened, accepted, today)


def progress_from(
    due_on: date | None, happened_on: date | None, accepted_on: date | None, today: date
) -> Progress:
    """How far a line has come by its next due day and its newest evidence (W10)."""
    if due_on and due_on < today:
        return Progress.OVERDUE
    if happened_on is None:
        return Progress.PROMISED
    return Progress.EVIDENCED if accepted_on else Progress.DELIVERING


def progress_counts(exchange: Exchange, side: Side, today: date) -> list[tuple[Progress, int]]:
    """How many shared lines of a side have come how far; stages without a line are left out."""
    lines = [line for line in exchange.working_copy(side) if not line.is_internal]
    found = [progress_of(line, today) for line in lines]
    return [(progress, found.count(progress)) for progress in Progress if progress in found]


def swap_hint(exchange: Exchange) -> str:
    """A hint when one side has nothing, or nothing measurable; empty when fair."""
    for side in Side:
        lines = exchange.working_copy(side)
        other = exchange.working_copy(side.other)
        if other and not lines:
            return _("Only one side brings something. Both lists need an item before an MOU.")
        checkable = [line for line in lines if line.is_checkable()]
        if lines and not checkable and any(line.is_checkable() for line in other):
            return _("Only one side's list is measurable. Make the other one measurable, too.")
    return ""
