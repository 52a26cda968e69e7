"""How partnerships move: how many per stage and owner, how long, and where they stop."""

from collections import Counter
from datetime import timedelta

from django.db.models import Count, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _, gettext_lazy as _lazy

from accounts.models import User
from common.querysets import VisibleQuerySet
from partnerships.relationships.lifecycle import OPEN_STAGES, Stage, is_step_back
from partnerships.relationships.models import PartnershipQuerySet, StageChange
from partnerships.reports.queries.medians import median_days, middles
from partnerships.reports.queries.row_sets import RowSet
from partnerships.reports.queries.scope import NO_OWNER, Scope, once
from partnerships.reports.rules.tables import Cell, Table, count, days, share

#: Stages in the order of the pipeline, with those on hold last.
PIPELINE = (*OPEN_STAGES, Stage.PAUSED)
#: What becomes of a partnership that leaves a stage.
WAYS = {
    "": _lazy("left"),
    "on": _lazy("moved on"),
    "back": _lazy("moved back"),
    "hold": _lazy("put on hold"),
    "closed": _lazy("closed"),
}


def at_stage(scope: Scope, stage: str) -> PartnershipQuerySet:
    """Partnerships in this stage today."""
    return scope.partnerships.filter(stage=stage)


def was_at_stage(scope: Scope, stage: str) -> PartnershipQuerySet:
    """Partnerships in this stage when the period began, by the history of their stages.

    One that began later isn't among them. What it was then is what it left first since then;
    if it left nothing, what it is now.
    """
    return with_stage_then(scope).filter(Q(then=stage))


def with_stage_then(scope: Scope) -> PartnershipQuerySet:
    """Partnerships that were there when the period began, with their stage ``then``."""
    at = scope.period.starts_at
    since = StageChange.objects.filter(partnership=OuterRef("pk"), at__gte=at)
    first = since.order_by("at", "pk").values("from_stage")[:1]
    known = scope.partnerships.filter(created_at__lt=at)
    return known.annotate(then=Coalesce(Subquery(first), F("stage")))


def stays_ended(scope: Scope, value: str = "") -> VisibleQuerySet[StageChange]:
    """Stays in a stage that ended in the period: rows of the history, by what became of them.

    A partnership that was in a stage twice has two stays there. ``value`` is "exploring" or,
    with the way out, "exploring.closed"; from a hold, "on" is back to work.
    """
    ended = scope.of(StageChange.objects.all()).filter(
        at__gte=scope.period.starts_at, at__lt=scope.period.ends_at, from_stage__in=PIPELINE
    )
    if not value:
        return ended
    stage, _dot, way = value.partition(".")
    ended = ended.filter(from_stage=stage)
    targets = [to for to in Stage if way_out(Stage(stage), to) == way]
    return ended.filter(to_stage__in=targets) if way else ended


def way_out(stage: Stage, to: Stage) -> str:
    """What became of a partnership that left a stage for another one."""
    if to in (Stage.CLOSED, Stage.PAUSED):
        return "closed" if to is Stage.CLOSED else "hold"
    return "back" if is_step_back(stage, to) else "on"


@once
def stage_counts(scope: Scope) -> Counter[str]:
    """How many partnerships are in each stage today; one query."""
    rows = scope.partnerships.order_by().values_list("stage").annotate(number=Count("pk"))
    return Counter(dict(rows))


@once
def stage_counts_before(scope: Scope) -> Counter[str]:
    """How many were in each stage when the period began; two queries.

    Those that haven't moved since, most of them, are where they are now.
    """
    since = StageChange.objects.filter(at__gte=scope.period.starts_at)
    moved = since.order_by().values("partnership")
    then = with_stage_then(scope).order_by()
    known = [
        then.filter(pk__in=moved).values_list(F("then")),
        then.exclude(pk__in=moved).values_list("stage"),
    ]
    counted = (dict(rows.annotate(number=Count("pk"))) for rows in known)
    return sum((Counter(numbers) for numbers in counted), Counter())


def stages_table(scope: Scope) -> Table:
    """Each stage: how many today, for how many days (median), and how many when it began."""
    now, before = stage_counts(scope), stage_counts_before(scope)
    here = scope.partnerships.filter(stage__in=PIPELINE)
    since = middles(here, "stage", "stage_since")
    rows = [
        [
            Cell(str(stage.label)),
            count(now[stage], scope.url("at_stage", stage)),
            days(median_days(scope.now - at for at in since.get(stage, []))),
            count(before[stage], scope.url("was_at_stage", stage)),
        ]
        for stage in PIPELINE
    ]
    heads = [_("Stage"), _("Partnerships"), _("Median days so far"), _("When the period began")]
    return Table(_("Partnerships by stage"), heads, rows)


def stays_table(scope: Scope) -> Table:
    """What became of the partnerships that left each stage in the period."""
    ended = stays_ended(scope)
    moves = ended.order_by().values_list("from_stage", "to_stage").annotate(number=Count("pk"))
    ways: Counter[tuple[str, str]] = Counter()
    for stage, to, number in moves:
        ways[stage, way_out(Stage(stage), Stage(to))] += number
        ways[stage, ""] += number
    stayed: dict[str, list[timedelta]] = middles(ended, "from_stage", "time_in_stage")
    rows = [
        [
            Cell(str(stage.label)),
            *(
                count(
                    ways[stage, way],
                    scope.url("stays_ended", f"{stage}.{way}" if way else stage),
                    bad=way == "closed",
                )
                for way in WAYS
            ),
            share(ways[stage, "on"], ways[stage, ""], scope.url("stays_ended", stage)),
            days(median_days(stayed.get(stage, []))),
        ]
        for stage in PIPELINE
    ]
    heads = [
        _("Stage"),
        _("Left it"),
        _("Moved on"),
        _("Moved back"),
        _("On hold"),
        _("Closed"),
        _("Moved on, %"),
        _("Median days there"),
    ]
    return Table(_("Where partnerships move on and where they stop"), heads, rows)


def owners_table(scope: Scope) -> Table:
    """How many partnerships each owner has per stage today."""
    found = scope.partnerships.filter(stage__in=PIPELINE).order_by()
    counts = found.values_list("owner", "stage").annotate(number=Count("pk"))
    numbers = {(owner, stage): number for owner, stage, number in counts}
    owners = User.objects.filter(pk__in={owner for owner, _stage in numbers if owner})
    known: list[tuple[int | None, str]] = [
        (one.pk, one.name) for one in owners.order_by("name", "pk")
    ]
    if any(owner is None for owner, _stage in numbers):
        known.insert(0, (None, _("No owner")))
    rows = [
        [
            Cell(name),
            *(
                count(
                    numbers.get((pk, stage), 0),
                    scope.url("at_stage", stage, owner=str(pk or NO_OWNER)),
                )
                for stage in PIPELINE
            ),
        ]
        for pk, name in known
    ]
    heads = [_("Owner"), *(str(stage.label) for stage in PIPELINE)]
    return Table(_("Stages by owner"), heads, rows, empty=_("No open partnerships"))


def _stay_label(value: str) -> str:
    stage, _dot, way = value.partition(".")
    return f"{Stage(stage).label}, {WAYS[way]}"


def _stage_label(value: str) -> str:
    return str(Stage(value).label)


ROW_SETS = (
    RowSet("at_stage", _lazy("Partnerships by stage"), at_stage, _stage_label),
    RowSet(
        "was_at_stage",
        _lazy("Stage when the period began"),
        was_at_stage,
        _stage_label,
        timed=True,
    ),
    RowSet(
        "stays_ended", _lazy("Stages left in the period"), stays_ended, _stay_label, timed=True
    ),
)
