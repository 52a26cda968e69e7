"""How the rows behind a figure are listed: each kind of row with its columns."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Model
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _, gettext_lazy as _lazy

from common.templatetags.ui import side_brings, side_label
from partnerships.agreements.models import Mou
from partnerships.engagement.models import FollowUp, Meeting
from partnerships.exchange.models import Benefit
from partnerships.relationships.lifecycle import Stage
from partnerships.relationships.models import Partnership, StageChange
from partnerships.reports.rules.tables import NOTHING, Cell, on
from partnerships.reviews.models import Review


@dataclass(frozen=True)
class Listing:
    """The columns of one kind of rows; ``related`` and ``many`` keep the queries constant."""

    heads: Sequence[str | Promise]
    cells: Callable[[Any], list[Cell]]
    related: Sequence[str] = ()
    many: Sequence[str] = ()
    order: Sequence[str] = ("pk",)


def _partner(partnership: Partnership) -> Cell:
    return Cell(str(partnership), partnership.get_absolute_url())


def _owner(partnership: Partnership) -> Cell:
    return Cell(partnership.owner.name if partnership.owner else _("No owner"))


def _partnership(row: Partnership) -> list[Cell]:
    stage = Cell(str(row.get_stage_display()))
    since = on(timezone.localdate(row.stage_since))
    return [_partner(row), stage, since, Cell(side_label(row.court)), _owner(row)]


def _change(row: StageChange) -> list[Cell]:
    before = str(Stage(row.from_stage).label) if row.from_stage else _("New")
    spent = row.time_in_stage
    return [
        _partner(row.partnership),
        Cell(before),
        Cell(str(row.get_to_stage_display())),
        on(timezone.localdate(row.at)),
        Cell(str(spent.days), number=spent.days) if spent is not None else Cell(NOTHING),
        _owner(row.partnership),
    ]


def _mou(row: Mou) -> list[Cell]:
    names = [str(one.organization) for one in row.parties.all() if not one.organization.is_ours]
    standing = row.standing(timezone.localdate())
    return [
        Cell(row.title, row.get_absolute_url()),
        Cell(", ".join(names)),
        Cell(str(standing.label)),
        on(row.effective_on()),
        on(row.last_day()),
    ]


def _commitment(row: FollowUp) -> list[Cell]:
    return [
        Cell(row.what, row.partnership.get_absolute_url()),
        Cell(str(row.partnership)),
        Cell(side_label(row.side)),
        on(row.due_on),
        Cell(str(row.get_state_display())),
        on(row.closed_on),
    ]


def _review(row: Review) -> list[Cell]:
    closed = on(timezone.localdate(row.closed_at)) if row.closed_at else Cell(NOTHING)
    return [
        Cell(str(row.partnership), row.get_absolute_url()),
        on(row.due_on),
        Cell(str(row.get_state_display())),
        Cell(str(row.get_decision_display())),
        closed,
        _owner(row.partnership),
    ]


def _item(row: Benefit) -> list[Cell]:
    return [
        Cell(row.what, row.partnership.get_absolute_url()),
        Cell(str(row.partnership)),
        Cell(side_brings(row.side)),
        on(row.due_on),
    ]


def _meeting(row: Meeting) -> list[Cell]:
    names = sorted(str(one.partnership) for one in row.partners.all())
    return [
        Cell(str(row), row.get_absolute_url()),
        Cell(", ".join(names)),
        on(timezone.localdate(row.starts_at)),
        Cell(row.owner.name),
    ]


PARTNER, OWNER = _lazy("Partner"), _lazy("Owner")
NAMES = ("partnership__organization", "partnership__owner")

LISTINGS: dict[type[Model], Listing] = {
    Partnership: Listing(
        (PARTNER, _lazy("Stage"), _lazy("Since"), _lazy("Waiting on"), OWNER),
        _partnership,
        ("organization", "owner"),
        order=("organization__name_key", "pk"),
    ),
    StageChange: Listing(
        (PARTNER, _lazy("From"), _lazy("To"), _lazy("Date"), _lazy("Days there"), OWNER),
        _change,
        NAMES,
        order=("-at", "-pk"),
    ),
    Mou: Listing(
        (
            _lazy("Agreement"),
            _lazy("With"),
            _lazy("Status"),
            _lazy("In effect from"),
            _lazy("Last day"),
        ),
        _mou,
        ("type",),
        ("parties__organization",),
        order=("ends_on", "pk"),
    ),
    FollowUp: Listing(
        (
            _lazy("Commitment"),
            PARTNER,
            _lazy("Side"),
            _lazy("Due"),
            _lazy("Status"),
            _lazy("Closed on"),
        ),
        _commitment,
        NAMES,
        order=("due_on", "pk"),
    ),
    Review: Listing(
        (PARTNER, _lazy("Due"), _lazy("Status"), _lazy("Decision"), _lazy("Decided on"), OWNER),
        _review,
        NAMES,
        order=("due_on", "pk"),
    ),
    Benefit: Listing(
        (_lazy("Item"), PARTNER, _lazy("List"), _lazy("Next due")),
        _item,
        NAMES,
        order=("partnership__organization__name_key", "position", "pk"),
    ),
    Meeting: Listing(
        (_lazy("Meeting"), PARTNER, _lazy("Date"), OWNER),
        _meeting,
        ("owner",),
        ("partners__partnership__organization",),
        order=("starts_at", "pk"),
    ),
}
