"""What a named queryset is: the source rows of a figure, found again under its address."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.functional import Promise

from partnerships.reports.queries.scope import Scope

Rows = Callable[[Scope, str], QuerySet[Any]]


def _no_label(value: str) -> str:
    """The label of the one value of figures that have none."""
    return {"": ""}[value]


@dataclass(frozen=True)
class RowSet:
    """Rows by name. ``label`` reads a value of the address; it raises for one there isn't.

    ``internal`` rows rest on what is for us only (P2), those of some values or all. ``timed`` rows
    are those of a period, others those of now.
    """

    code: str
    title: str | Promise
    rows: Rows
    label: Callable[[str], str | Promise] = _no_label
    internal: bool = False
    internal_values: frozenset[str] = frozenset()
    timed: bool = False

    def is_internal(self, value: str) -> bool:
        """Whether the rows of a value are for us only."""
        return self.internal or value in self.internal_values
