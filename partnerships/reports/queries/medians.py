"""The middle value of many rows, found by the database."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, TypeVar

from django.db.models import Count, F, QuerySet, Window
from django.db.models.functions import RowNumber

T = TypeVar("T", datetime, timedelta)


def middles(rows: QuerySet[Any], by: str, value: str) -> dict[str, list[Any]]:
    """For each ``by``, the one or two values in the middle of its rows; one query."""
    ranked = rows.order_by().annotate(
        place=Window(RowNumber(), partition_by=[F(by)], order_by=F(value).asc()),
        size=Window(Count("pk"), partition_by=[F(by)]),
    )
    middle = ranked.filter(place__gte=F("size") / 2.0, place__lte=F("size") / 2.0 + 1)
    found: dict[str, list[Any]] = {}
    for key, one in middle.values_list(by, value):
        found.setdefault(key, []).append(one)
    return found


def median_days(spans: Iterable[timedelta]) -> int | None:
    """The whole days of the mean of the middle spans; None without any."""
    known = list(spans)
    return (sum(known, timedelta()) / len(known)).days if known else None
