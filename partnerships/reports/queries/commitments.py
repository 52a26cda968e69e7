"""Whether both sides keep their word on time."""

from dataclasses import dataclass

from django.db.models import Count, F, Q
from django.utils.translation import gettext as _, gettext_lazy as _lazy

from common.querysets import VisibleQuerySet
from partnerships.engagement.lifecycle import PromiseState
from partnerships.engagement.models import FollowUp
from partnerships.relationships.lifecycle import Side
from partnerships.reports.queries.row_sets import RowSet
from partnerships.reports.queries.scope import Scope, once
from partnerships.reports.rules.tables import Cell, Table, count, share

WAYS = {
    "due": _lazy("due"),
    "kept": _lazy("kept on time"),
    "late": _lazy("kept late"),
    "overdue": _lazy("still open"),
}
HOW = {
    "due": Q(),
    "kept": Q(state=PromiseState.DONE, closed_on__lte=F("due_on")),
    "late": Q(state=PromiseState.DONE, closed_on__gt=F("due_on")),
    "overdue": Q(state=PromiseState.OPEN),
}


def commitments(scope: Scope, value: str = "") -> VisibleQuerySet[FollowUp]:
    """Commitments whose due date lies in the period, by side and by what became of them.

    Those no longer needed don't count. One that is open on the last day it may be kept isn't
    late yet, so it counts from the next day on. ``value`` is "ours.kept".
    """
    due = scope.of(FollowUp.objects.all()).filter(due_on__range=scope.period.days)
    counting = due.filter(
        Q(state=PromiseState.DONE) | Q(state=PromiseState.OPEN, due_on__lt=scope.today)
    )
    if not value:
        return counting
    side, _dot, way = value.partition(".")
    return counting.filter(HOW[way], side=side)


@dataclass(frozen=True)
class Kept:
    """How one side kept its commitments: numbers by way."""

    due: int = 0
    kept: int = 0
    late: int = 0
    overdue: int = 0

    @property
    def percent(self) -> float:
        return 100 * self.kept / self.due if self.due else 0.0


@once
def kept_by_side(scope: Scope) -> dict[str, Kept]:
    """Both sides' commitments of the period; one query."""
    counted = {way: Count("pk", filter=how) for way, how in HOW.items()}
    rows = commitments(scope).order_by().values("side").annotate(**counted)
    found = {row.pop("side"): Kept(**row) for row in rows}
    return {side.value: found.get(side.value, Kept()) for side in Side}


def commitments_table(scope: Scope) -> Table:
    """Commitments of both sides in the period, and the part kept on time in the one before."""
    now, before = kept_by_side(scope), kept_by_side(scope.earlier())
    rows = [
        [
            Cell(_("Our commitments") if side is Side.OURS else _("Their commitments")),
            share(now[side].kept, now[side].due, scope.url("commitments", f"{side}.due")),
            share(
                before[side].kept,
                before[side].due,
                scope.earlier().url("commitments", f"{side}.due"),
            ),
            *(
                count(
                    getattr(now[side], way),
                    scope.url("commitments", f"{side}.{way}"),
                    bad=way in ("late", "overdue"),
                )
                for way in WAYS
            ),
        ]
        for side in Side
    ]
    heads = [
        _("Side"),
        _("On time, %"),
        _("The period before, %"),
        _("Due"),
        _("On time"),
        _("Late"),
        _("Still open"),
    ]
    return Table(_("Commitments kept on time"), heads, rows)


def _label(value: str) -> str:
    side, _dot, way = value.partition(".")
    whose = {Side.OURS: _("Our commitments"), Side.THEIRS: _("Their commitments")}[Side(side)]
    return f"{whose}, {WAYS[way]}"


ROW_SETS = (
    RowSet("commitments", _lazy("Commitments due in the period"), commitments, _label, timed=True),
)
