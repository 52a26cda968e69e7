"""What a report of the panel is: tables, the chart drawn from the first, and what they count."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise

from partnerships.reports.queries.scope import Scope
from partnerships.reports.rules.mapping import NetworkMap
from partnerships.reports.rules.tables import Bars, Line, Table
from partnerships.reviews.rules.chart import Chart

Drawing = Bars | Line | Chart | NetworkMap


@dataclass(frozen=True)
class Built:
    """The tables of a report, and the chart drawn from the first one."""

    tables: list[Table]
    chart: Drawing | None = None


def _no_more(_scope: Scope) -> list[Table]:
    return []


@dataclass(frozen=True)
class Report:
    """A subject of the panel. ``about`` says what is counted, as of when, from which rows.

    ``card`` is its first table, with the chart drawn from it; ``more`` are those of its own page.
    ``named`` can also be filtered by the name of an organization or a person.
    """

    code: str
    title: str | Promise
    about: str | Promise
    card: Callable[[Scope], Built]
    more: Callable[[Scope], list[Table]] = _no_more
    internal: bool = False
    named: bool = False

    def build(self, scope: Scope) -> Built:
        """Everything on its own page."""
        card = self.card(scope)
        return Built([*card.tables, *self.more(scope)], card.chart)
