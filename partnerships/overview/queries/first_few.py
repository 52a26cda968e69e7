"""The first few of many."""

from dataclasses import dataclass
from typing import Generic, TypeVar

from django.db import models

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
