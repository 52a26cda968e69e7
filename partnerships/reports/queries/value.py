"""What each side promised, and what came of it (W10)."""

from datetime import date

from django.db.models import Case, Count, Exists, F, OuterRef, Q, Subquery, Value, When
from django.db.models.lookups import Exact
from django.utils.translation import gettext as _, gettext_lazy as _lazy

from common.querysets import VisibleQuerySet
from partnerships.exchange.lifecycle import Progress
from partnerships.exchange.models import Benefit, Evidence
from partnerships.relationships.lifecycle import Side, Stage
from partnerships.relationships.models import Partnership, PartnershipQuerySet
from partnerships.reports.lifecycle import LISTED
from partnerships.reports.queries.row_sets import RowSet
from partnerships.reports.queries.scope import Scope
from partnerships.reports.rules.tables import Cell, Table, count

#: The worst first.
PROGRESS = (Progress.OVERDUE, Progress.PROMISED, Progress.DELIVERING, Progress.EVIDENCED)


def items(scope: Scope, value: str = "") -> VisibleQuerySet[Benefit]:
    """Items that both sides see, of partnerships that aren't closed, by how far they have come.

    As today: overdue is past its next due date; else evidenced when the other side confirmed the
    newest evidence, delivering when there is evidence, and committed when there is none.
    ``value`` is "ours.overdue".
    """
    shared = scope.of(Benefit.objects.to_share()).exclude(partnership__stage=Stage.CLOSED)
    known = _with_progress(shared, scope.today)
    if not value:
        return known
    side, _dot, progress = value.partition(".")
    return known.filter(Exact(F("progress"), Value(progress)), side=side)


def _with_progress(rows: VisibleQuerySet[Benefit], today: date) -> VisibleQuerySet[Benefit]:
    newest = Evidence.objects.filter(benefit=OuterRef("pk")).order_by("-happened_on", "-pk")
    confirmed = Subquery(newest.values("acceptance__said_on")[:1])
    known = rows.annotate(happened=Exists(newest.order_by()), confirmed_on=confirmed)
    return known.annotate(
        progress=Case(
            When(due_on__lt=today, then=Value(Progress.OVERDUE)),
            When(happened=False, then=Value(Progress.PROMISED)),
            When(confirmed_on__isnull=True, then=Value(Progress.DELIVERING)),
            default=Value(Progress.EVIDENCED),
        )
    )


def items_table(scope: Scope) -> Table:
    """Items per side by how far they have come, as today; one query."""
    counted = items(scope).order_by().values_list("side", F("progress"))
    numbers = {(s, p): number for s, p, number in counted.annotate(number=Count("pk"))}
    rows = [
        [
            Cell(str(progress.label)),
            *(
                count(
                    numbers.get((side.value, progress.value), 0),
                    scope.url("items", f"{side}.{progress}"),
                    bad=progress is Progress.OVERDUE,
                )
                for side in Side
            ),
        ]
        for progress in PROGRESS
    ]
    return Table(_("Items by progress"), [_("Progress"), _("We bring"), _("They bring")], rows)


def gives_more(scope: Scope, side: str) -> PartnershipQuerySet:
    """Partnerships that aren't closed in which this side delivered more items than the other.

    Delivered is an item that both sides see today and that has evidence.
    """
    ours = side == Side.OURS
    more = Q(ours__gt=F("theirs")) if ours else Q(theirs__gt=F("ours"))
    found = _delivered(scope).filter(more)
    return scope.partnerships.filter(pk__in=found.values("partnership"))


def _delivered(scope: Scope) -> VisibleQuerySet[Benefit]:
    """Items with evidence, counted per partnership and side."""
    rows = scope.of(Benefit.objects.to_share()).exclude(partnership__stage=Stage.CLOSED)
    done = rows.filter(Exists(Evidence.objects.filter(benefit=OuterRef("pk"))))
    by_side = {f"{side}": Count("pk", filter=Q(side=side)) for side in Side}
    return done.order_by().values("partnership").annotate(**by_side)  # type: ignore[return-value]


def balance_tables(scope: Scope) -> list[Table]:
    """Partnerships in which one side delivered more, the biggest difference first."""
    return [
        _balance(scope, Side.OURS, _("We give more than we get")),
        _balance(scope, Side.THEIRS, _("They give more than they get")),
    ]


def _balance(scope: Scope, side: Side, title: str) -> Table:
    extra = F(side.value) - F(side.other.value)
    found = _delivered(scope).annotate(extra=extra).filter(extra__gt=0)
    listed = list(
        found.order_by("-extra", "partnership").values_list("partnership", "ours", "theirs")[
            : LISTED + 1
        ]
    )
    names = Partnership.objects.select_related("organization").in_bulk([one[0] for one in listed])
    rows = [
        [
            Cell(str(names[pk]), names[pk].get_absolute_url()),
            Cell(str(ours), number=ours),
            Cell(str(theirs), number=theirs),
            Cell(f"+{abs(ours - theirs)}", number=abs(ours - theirs)),
        ]
        for pk, ours, theirs in listed[:LISTED]
    ]
    return Table(
        title,
        [_("Partner"), _("We delivered"), _("They delivered"), _("Difference")],
        rows,
        empty=_("None"),
        more=len(listed) - len(rows),
        more_url=scope.url("gives_more", side),
    )


def _item_label(value: str) -> str:
    side, _dot, progress = value.partition(".")
    brings = {Side.OURS: _("We bring"), Side.THEIRS: _("They bring")}[Side(side)]
    return f"{brings}, {Progress(progress).label}"


def _side_label(value: str) -> str:
    return {Side.OURS: _("We do"), Side.THEIRS: _("They do")}[Side(value)]


ROW_SETS = (
    RowSet("items", _lazy("Items by progress"), items, _item_label),
    RowSet("gives_more", _lazy("Who delivered more than they got"), gives_more, _side_label),
)
