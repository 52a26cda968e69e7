"""The first few of many."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.db import models
from django.db.models import Value

T = TypeVar("T")
M = TypeVar("M", bound=models.Model)

#: Today shows so many of a kind, then "23 more".
FIRST = 7


@dataclass(frozen=True)
class FirstFew(Generic[T]):
    """The first few of many, and how many more there are."""

    rows: list[T]
    more: int

    @property
    def total(self) -> int:
        return len(self.rows) + self.more


def first_few(rows: models.QuerySet[M], first: int = FIRST) -> FirstFew[M]:
    """The first few rows and the count of the rest, in at most two queries."""
    found = list(rows[: first + 1])
    more = rows.count() - first if len(found) > first else 0
    return FirstFew(rows=found[:first], more=more)


def in_one_query(
    shown: models.QuerySet[M],
    slices: Mapping[str, models.QuerySet[M]],
    *,
    order: Callable[[M], Any],
) -> dict[str, list[M]]:
    """Return the rows of some slices of one table, read together and sorted by ``order``.

    ``shown`` has what a page shows beside each row.
    """
    parts = [
        shown.filter(pk__in=rows.values("pk")).annotate(part=Value(number))
        for number, rows in enumerate(slices.values())
    ]
    found = sorted(parts[0].union(*parts[1:], all=True), key=order) if parts else []
    return {
        name: [row for row in found if getattr(row, "part", None) == number]
        for number, name in enumerate(slices)
    }
