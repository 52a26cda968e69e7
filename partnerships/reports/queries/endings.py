"""Why partnerships end."""

from django.db.models import Count
from django.utils.translation import gettext as _, gettext_lazy as _lazy

from partnerships.relationships.lifecycle import Stage
from partnerships.relationships.models import ClosingReason, PartnershipQuerySet
from partnerships.reports.queries.row_sets import RowSet
from partnerships.reports.queries.scope import Scope
from partnerships.reports.rules.tables import Cell, Table, count


def ended(scope: Scope, reason: str = "") -> PartnershipQuerySet:
    """Partnerships closed in the period that are closed today, by their reason.

    One that was reopened since has not ended, so it isn't among them.
    """
    closed = scope.partnerships.filter(
        stage=Stage.CLOSED,
        stage_since__gte=scope.period.starts_at,
        stage_since__lt=scope.period.ends_at,
    )
    return closed.filter(closing_reason=int(reason)) if reason else closed


def _counted(scope: Scope) -> dict[int, int]:
    rows = ended(scope).order_by().values_list("closing_reason").annotate(number=Count("pk"))
    return dict(rows)


def endings_table(scope: Scope, *, good: bool) -> Table:
    """Endings by reason, the most frequent first; good endings are a table of their own."""
    now, before = _counted(scope), _counted(scope.earlier())
    reasons = ClosingReason.objects.filter(pk__in={*now, *before}, is_good_ending=good)
    by_number = sorted(reasons, key=lambda reason: (-now.get(reason.pk, 0), reason.position))
    title = _("Good endings") if good else _("Why partnerships ended")
    return _table(title, by_number, now, before, scope)


def _table(
    title: str,
    reasons: list[ClosingReason],
    now: dict[int, int],
    before: dict[int, int],
    scope: Scope,
) -> Table:
    rows = [
        [
            Cell(str(reason)),
            count(now.get(reason.pk, 0), scope.url("ended", str(reason.pk))),
            count(before.get(reason.pk, 0), scope.earlier().url("ended", str(reason.pk))),
        ]
        for reason in reasons
    ]
    heads = [_("Reason"), _("In the period"), _("The period before")]
    return Table(title, heads, rows, empty=_("None"))


def _reason_label(value: str) -> str:
    return str(ClosingReason.objects.get(pk=value)) if value else ""


ROW_SETS = (
    RowSet(
        "ended", _lazy("Closed in the period"), ended, _reason_label, internal=True, timed=True
    ),
)
