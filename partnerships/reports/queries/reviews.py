"""Reviews: due, on time, overdue, decided, and where the two sides differ most."""

from collections.abc import Iterable
from datetime import timedelta
from fractions import Fraction

from django.db.models import Count, F, Q
from django.utils.translation import gettext as _, gettext_lazy as _lazy

from common.dates import add_months
from partnerships.relationships.lifecycle import OPEN_STAGES
from partnerships.reports.lifecycle import LISTED, MOST_SCORED, REVIEW_DAYS
from partnerships.reports.queries.row_sets import RowSet
from partnerships.reports.queries.scope import Scope, once
from partnerships.reports.rules.tables import NOTHING, Cell, Table, count, share
from partnerships.reviews.lifecycle import Decision, Dimension, ReviewState
from partnerships.reviews.models import Review, ReviewQuerySet
from partnerships.reviews.queries import scores_by_review
from partnerships.reviews.rules.labels import label_of
from partnerships.reviews.rules.scoring import DimensionScore, SideScore, rounded

WAYS = {
    "due": _lazy("due in the period"),
    "on_time": _lazy("decided on time"),
    "late": _lazy("decided late"),
    "overdue": _lazy("overdue"),
}
HOW = {
    "due": Q(),
    "on_time": Q(state=ReviewState.CLOSED, closed_at__date__lte=F("due_on")),
    "late": Q(state=ReviewState.CLOSED, closed_at__date__gt=F("due_on")),
    "overdue": ~Q(state=ReviewState.CLOSED),
}


def reviews_of(scope: Scope) -> ReviewQuerySet:
    """All reviews of the partnerships asked about."""
    rows = Review.objects.visible_to(scope.user) if scope.user else Review.objects.all()
    mine = scope.partnerships.order_by().values("pk")
    return rows.filter(partnership__in=mine) if scope.filters else rows


def reviews(scope: Scope, way: str = "due") -> ReviewQuerySet:
    """Reviews whose due date lies in the period, by what became of them.

    On time is decided on the due date or before. One still to do counts from the day after its
    due date on, and only while its partnership is open.
    """
    due = reviews_of(scope).filter(due_on__range=scope.period.days)
    to_do = Q(due_on__lt=scope.today, partnership__stage__in=OPEN_STAGES)
    return due.filter(Q(state=ReviewState.CLOSED) | to_do).filter(HOW[way])


def overdue_now(scope: Scope, _value: str = "") -> ReviewQuerySet:
    """Reviews to do whose due date has passed, whenever that was, of open partnerships."""
    return reviews_of(scope).overdue(scope.today)


def due_soon(scope: Scope, _value: str = "") -> ReviewQuerySet:
    """Reviews to do that are due within 30 days, of open partnerships."""
    last = scope.today + timedelta(days=REVIEW_DAYS)
    return reviews_of(scope).due_by(last).filter(due_on__gte=scope.today)


def decided(scope: Scope, decision: str = "") -> ReviewQuerySet:
    """Reviews closed in the period, by their decision."""
    closed = reviews_of(scope).filter(
        closed_at__gte=scope.period.starts_at, closed_at__lt=scope.period.ends_at
    )
    return closed.filter(decision=decision) if decision else closed


@once
def on_time(scope: Scope) -> dict[str, int]:
    """How many reviews of the period became what; one query."""
    return reviews(scope).aggregate(
        **{way: Count("pk", filter=how or None) for way, how in HOW.items()}
    )


def on_time_table(scope: Scope) -> Table:
    """Reviews due in the period and in the one before, and those due soon."""
    now, earlier = on_time(scope), scope.earlier()
    before = on_time(earlier)
    rows = [
        [
            Cell(_("Overdue now, whenever they were due")),
            count(overdue_now(scope).count(), scope.url("overdue_now"), bad=True),
            Cell(NOTHING),
        ],
        *(
            [
                Cell(str(label).capitalize()),
                count(now[way], scope.url("reviews", way), bad=way in ("late", "overdue")),
                count(before[way], earlier.url("reviews", way)),
            ]
            for way, label in WAYS.items()
        ),
        [
            Cell(_("Decided on time, %")),
            share(now["on_time"], now["due"], scope.url("reviews", "due")),
            share(before["on_time"], before["due"], earlier.url("reviews", "due")),
        ],
        [
            Cell(_("Due within 30 days")),
            count(due_soon(scope).count(), scope.url("due_soon")),
            Cell(NOTHING),
        ],
    ]
    heads = [_("Reviews"), _("In the period"), _("The period before")]
    return Table(_("Reviews on time"), heads, rows)


def decisions_table(scope: Scope) -> Table:
    """What the reviews closed in the period decided; one query for each period."""
    now, before = _decisions(scope), _decisions(scope.earlier())
    rows = [
        [
            Cell(str(decision.label)),
            count(now.get(decision, 0), scope.url("decided", decision)),
            count(before.get(decision, 0), scope.earlier().url("decided", decision)),
        ]
        for decision in Decision
    ]
    return Table(_("Decisions"), [_("Decision"), _("In the period"), _("The period before")], rows)


def _decisions(scope: Scope) -> dict[str, int]:
    rows = decided(scope).order_by().values_list("decision")
    return dict(rows.annotate(number=Count("pk")))


def scored(scope: Scope, value: str = "") -> ReviewQuerySet:
    """Reviews whose answers were closed in the past 12 months and are final.

    The newest 200 of them are scored; with a dimension, those of them that show both sides on it.
    """
    if value:
        both = [
            review.pk
            for review, scores in read_scores(scope)
            if any(one.dimension == value and one.gap is not None for one in scores)
        ]
        return scored(scope).filter(pk__in=both)
    since = add_months(scope.today, -12)
    final = reviews_of(scope).filter(answers_closed_at__date__gt=since, question_set__isnull=False)
    return final.order_by("-answers_closed_at", "-pk")


def read_scores(scope: Scope) -> list[tuple[Review, list[DimensionScore]]]:
    """The scored reviews with their dimensions; four queries."""
    rows = scored(scope).select_related("partnership__organization")[:MOST_SCORED]
    return scores_by_review(list(rows))


def sides_apart(found: Iterable[tuple[Review, list[DimensionScore]]]) -> list[DimensionScore]:
    """For each dimension the mean of both sides over all reviews that can show both.

    Biggest gap first. ``rated_by`` is the number of those reviews.
    """
    both: dict[str, list[tuple[Fraction, Fraction]]] = {}
    for _review, scores in found:
        for one in scores:
            if one.ours.mean is not None and one.theirs.mean is not None:
                pair = (one.ours.mean, one.theirs.mean)
                both.setdefault(one.dimension, []).append(pair)
    means = [
        DimensionScore(
            dimension,
            ours=_mean([ours for ours, _theirs in pairs]),
            theirs=_mean([theirs for _ours, theirs in pairs]),
            guess=SideScore(),
        )
        for dimension, pairs in both.items()
    ]
    return sorted(means, key=lambda one: one.gap or 0, reverse=True)


def _mean(values: list[Fraction]) -> SideScore:
    return SideScore(rated_by=len(values), mean=sum(values, Fraction(0)) / len(values))


def labeled(scores: Iterable[DimensionScore]) -> list[tuple[str, DimensionScore]]:
    """Scores with the names of their dimensions."""
    return [(label_of(one.dimension, us=_("us"), them=_("them")), one) for one in scores]


def apart_table(scores: Iterable[DimensionScore], scope: Scope) -> Table:
    """Both sides' means per dimension, the biggest gap first."""
    rows = [
        [
            Cell(label, tone="bad" if one.is_apart else ""),
            Cell(one.gap_points, number=float(one.gap or 0)),
            Cell(one.ours.points, number=float(one.ours.mean or 0)),
            Cell(one.theirs.points, number=float(one.theirs.mean or 0)),
            count(one.ours.rated_by, scope.url("scored", one.dimension)),
        ]
        for label, one in labeled(scores)
    ]
    heads = [_("Dimension"), _("Gap"), _("We say"), _("They say"), _("Reviews")]
    empty = _("No review of the past 12 months has answers of both sides to compare.")
    return Table(_("Where the two sides differ most"), heads, rows, empty=empty)


def gaps_table(found: Iterable[tuple[Review, list[DimensionScore]]]) -> Table:
    """The partnerships with the biggest gap in their newest scored review."""
    newest: dict[int, tuple[Review, list[DimensionScore]]] = {}
    for review, scores in found:
        newest.setdefault(review.partnership_id, (review, scores))
    gaps = [
        (first.gap, review, first)
        for review, scores in newest.values()
        if (first := next((one for one in scores if one.gap), None)) and first.gap
    ]
    biggest = sorted(gaps, key=lambda one: (-one[0], one[1].pk))[:LISTED]
    rows = [
        [
            Cell(str(review.partnership), review.get_absolute_url()),
            Cell(label_of(one.dimension, us=_("us"), them=_("them"))),
            Cell(rounded(gap), number=float(gap)),
        ]
        for gap, review, one in biggest
    ]
    heads = [_("Partner"), _("Biggest gap in"), _("Points")]
    return Table(_("Partnerships by biggest gap"), heads, rows, empty=_("None"))


def _way_label(value: str) -> str:
    return str(WAYS[value])


def _decision_label(value: str) -> str:
    return str(Decision(value).label) if value else ""


def _dimension_label(value: str) -> str:
    return str(Dimension(value).label) if value else ""


ROW_SETS = (
    RowSet("reviews", _lazy("Reviews"), reviews, _way_label, timed=True),
    RowSet("overdue_now", _lazy("Reviews overdue"), overdue_now),
    RowSet("due_soon", _lazy("Reviews due within 30 days"), due_soon),
    RowSet(
        "decided", _lazy("Reviews decided in the period"), decided, _decision_label, timed=True
    ),
    RowSet(
        "scored", _lazy("Reviews with answers of the past 12 months"), scored, _dimension_label
    ),
)
