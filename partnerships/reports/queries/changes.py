"""What changed in a period, as a list to read."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _, gettext_lazy as _lazy

from common.querysets import VisibleQuerySet
from partnerships.agreements.lifecycle import COMPLETED
from partnerships.agreements.models import MouQuerySet
from partnerships.relationships.lifecycle import Stage, is_step_back
from partnerships.relationships.models import StageChange
from partnerships.reports.lifecycle import LISTED
from partnerships.reports.queries.reviews import decided
from partnerships.reports.queries.row_sets import RowSet
from partnerships.reports.queries.scope import Scope
from partnerships.reports.rules.tables import Cell, Table, count, on


@dataclass(frozen=True)
class Change:
    """Something that changed: when, for whom, in words."""

    on: date
    name: str
    url: str
    text: str
    tone: str = ""


def moved(scope: Scope, value: str = "") -> VisibleQuerySet[StageChange]:
    """Rows of the stage history written in the period; "new" are partnerships that began in it."""
    rows = scope.of(StageChange.objects.all()).filter(
        at__gte=scope.period.starts_at, at__lt=scope.period.ends_at
    )
    kinds = {
        "": Q(),
        "new": Q(from_stage=""),
        "closed": Q(to_stage=Stage.CLOSED),
        "active": Q(to_stage=Stage.ACTIVE) & ~Q(from_stage__in=["", Stage.PAUSED]),
    }
    return rows.filter(kinds[value])


def signed_in_period(scope: Scope, _value: str = "") -> MouQuerySet:
    """MOUs whose last signature is dated in the period."""
    return scope.mous.filter(state__in=COMPLETED, signed_on__range=scope.period.days)


def summary_table(scope: Scope) -> Table:
    """How many of each kind of change in the period and in the one before."""
    earlier = scope.earlier()
    kinds = [
        (_("New partnerships"), "moved", "new", moved),
        (_("Became active"), "moved", "active", moved),
        (_("Closed"), "moved", "closed", moved),
        (_("MOUs signed"), "signed_in_period", "", signed_in_period),
        (_("Reviews decided"), "decided", "", decided),
    ]
    rows = [
        [
            Cell(label),
            count(rows(scope, value).count(), scope.url(code, value)),
            count(rows(earlier, value).count(), earlier.url(code, value)),
        ]
        for label, code, value, rows in kinds
    ]
    heads = [_("Change"), _("In the period"), _("The period before")]
    return Table(_("What changed, in numbers"), heads, rows)


def changes(scope: Scope, first: int = LISTED) -> list[Change]:
    """The newest changes of the period: stages, MOUs signed, reviews decided; three queries."""
    stages = moved(scope).select_related("partnership__organization").order_by("-at", "-pk")
    reviews = decided(scope).select_related("partnership__organization").order_by("-closed_at")
    mous = signed_in_period(scope).order_by("-signed_on", "-pk")
    found = [_stage_change(one) for one in stages[: first + 1]]
    found += [
        Change(
            timezone.localdate(one.closed_at),
            str(one.partnership),
            one.get_absolute_url(),
            _("Review decided: %(decision)s") % {"decision": one.get_decision_display()},
        )
        for one in reviews[: first + 1]
        if one.closed_at
    ]
    found += [
        Change(one.signed_on, one.title, one.get_absolute_url(), _("MOU signed"), "good")
        for one in mous[: first + 1]
        if one.signed_on
    ]
    return sorted(found, key=lambda one: one.on, reverse=True)


def _stage_change(one: StageChange) -> Change:
    to = Stage(one.to_stage)
    name, url = str(one.partnership), one.partnership.get_absolute_url()
    day = timezone.localdate(one.at)
    if not one.from_stage:
        return Change(day, name, url, _("New, at %(stage)s") % {"stage": to.label})
    words = {"from": Stage(one.from_stage).label, "to": to.label}
    back = is_step_back(Stage(one.from_stage), to) or to in (Stage.CLOSED, Stage.PAUSED)
    return Change(day, name, url, _("%(from)s → %(to)s") % words, "wait" if back else "good")


def changes_table(scope: Scope) -> Table:
    """The newest changes of the period, as a list to read."""
    found = changes(scope)
    rows = [
        [
            Cell(one.name, one.url),
            Cell(one.text, tone=one.tone),
            on(one.on),
        ]
        for one in found[:LISTED]
    ]
    return Table(
        _("What changed"),
        [_("Partner"), _("Change"), _("Date")],
        rows,
        empty=_("Nothing changed in this period."),
        more=max(0, len(found) - LISTED),
    )


def _moved_label(value: str) -> str:
    return {"": "", "new": _("new"), "active": _("became active"), "closed": _("closed")}[value]


ROW_SETS = (
    RowSet("moved", _lazy("Stages changed in the period"), moved, _moved_label, timed=True),
    RowSet("signed_in_period", _lazy("MOUs signed in the period"), signed_in_period, timed=True),
)
