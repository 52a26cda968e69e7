"""What the figures that need attention were on an earlier day, and which changed most."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _

from common.templatetags.lists import cell_day
from partnerships.reports.lifecycle import CHANGED_MOST, COMPARED_DAYS, MANY
from partnerships.reports.models import FigureSnapshot
from partnerships.reports.queries.attention import QUESTIONS, Figure
from partnerships.reports.queries.pipeline import stage_counts
from partnerships.reports.queries.scope import Scope
from partnerships.reports.rules.tables import Cell, Table


def house_figures(now: datetime) -> dict[str, int]:
    """Every figure that is kept: what needs attention, and partnerships by stage."""
    scope = Scope(None, now)
    figures = {one.key: one.rows(scope, one.value).count() for one in QUESTIONS}
    return figures | {f"stage.{stage}": number for stage, number in stage_counts(scope).items()}


def snapshot_before(day: date) -> FigureSnapshot | None:
    """The newest row of that day or an earlier one."""
    return FigureSnapshot.objects.filter(day__lte=day).order_by("-day").first()


def kept_today(scope: Scope, open_partnerships: int) -> FigureSnapshot | None:
    """The figures of today, where counting them all for each opening of the panel takes long.

    None for a part of the portfolio, and up to 5,000 open partnerships. Its day began by the
    house's clock, so it may be called yesterday where the viewer is.
    """
    if scope.filters or open_partnerships <= MANY:
        return None
    yesterday = scope.today - timedelta(days=1)
    return FigureSnapshot.objects.filter(day__gte=yesterday).order_by("-day").first()


@dataclass(frozen=True)
class Changed:
    """A figure, and what it was on an earlier day."""

    figure: Figure
    before: int
    on: date

    @property
    def change(self) -> int:
        return self.figure.count - self.before

    @property
    def words(self) -> str:
        """Return "5, up 2 since Oct 30"."""
        return f"{self.figure.count}, {self.since}"

    @property
    def since(self) -> str:
        """Return "up 2 since Oct 30"."""
        values = {"n": abs(self.change), "day": cell_day(self.on)}
        if self.change > 0:
            return _("up %(n)d since %(day)s") % values
        return _("down %(n)d since %(day)s") % values


def changes_of(scope: Scope, figures: Iterable[Figure]) -> list[Changed]:
    """The figures with what they were 30 days ago, the biggest change first; one query.

    Nothing while no row is that old, and nothing for a part of the portfolio: rows are kept of
    the whole.
    """
    kept = snapshot_before(scope.today - timedelta(days=COMPARED_DAYS))
    if kept is None or scope.filters:
        return []
    known = [
        Changed(one, kept.figures[one.key], kept.day) for one in figures if one.key in kept.figures
    ]
    return sorted(known, key=lambda one: (-abs(one.change), -one.change))


def worst_changes(scope: Scope, first: int = CHANGED_MOST) -> list[Figure]:
    """The figures that grew most in 30 days, each counted now; at most ``first`` + 2 queries.

    Which ones is read from the rows that are kept. What has come down again since the newest of
    them is left out, and there is nothing while no row is old enough.
    """
    newest = snapshot_before(scope.today)
    kept = snapshot_before(scope.today - timedelta(days=COMPARED_DAYS))
    if newest is None or kept is None:
        return []
    before, after = kept.figures, newest.figures
    grown = {
        one: after[one.key] - before[one.key]
        for one in QUESTIONS
        if one.key in before and one.key in after
    }
    worst = sorted((one for one in grown if grown[one] > 0), key=lambda one: -grown[one])[:first]
    found = [Changed(one.ask(scope), before[one.key], kept.day) for one in worst]
    return [replace(one.figure, note=one.since) for one in found if one.change > 0]


def history_table(scope: Scope, figures: Iterable[Figure]) -> Table:
    """Each figure with what it was 30 days ago, the biggest change first."""
    rows = [
        [
            Cell(one.figure.label),
            Cell(str(one.figure.count), one.figure.url, one.figure.count),
            Cell(str(one.before), number=one.before),
            Cell(f"{one.change:+d}", number=one.change, tone="bad" if one.change > 0 else ""),
        ]
        for one in changes_of(scope, figures)
    ]
    heads = [_("Figure"), _("Now"), _("30 days ago"), _("Change")]
    empty = _("Comparisons start after 30 days. They cover all partnerships, without filters.")
    return Table(_("What changed in 30 days"), heads, rows, empty=empty)
