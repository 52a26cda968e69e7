"""Choosing what is counted, reporting figures, and settling those that differ."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction
from django.db.models import Model
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import User
from audit.actions import Json, record
from common.bounds import require_room
from common.errors import DomainError
from partnerships.organizations import actions as organizations
from partnerships.organizations.queries import our_organization
from partnerships.outcomes.actions.reporting import (
    replace,
    require_number,
    require_past,
    take_report,
)
from partnerships.outcomes.lifecycle import MOST_FIGURES, MOST_MEASURES, MOST_SHARES, Unit
from partnerships.outcomes.models import (
    FigureSettlement,
    Measure,
    MeasureDefinition,
    MeasureFigure,
    MeasureShare,
)
from partnerships.outcomes.rules import CountedPeriod, Value, number_of, numbered, period_at
from partnerships.relationships import actions as relationships
from partnerships.relationships.lifecycle import Side
from partnerships.relationships.models import Partnership


@transaction.atomic
def save_definition(
    *, definition: MeasureDefinition, by: User, now: datetime
) -> MeasureDefinition:
    """Add a measure to the catalog or word one again; measures in use keep their words."""
    definition.save()
    record("measure_definition.saved", by=by, at=now, subject=definition, label=definition.label)
    return definition


@transaction.atomic
def add_measure(*, measure: Measure, share: MeasureShare, by: User, now: datetime) -> MeasureShare:
    """Begin to count something with a partner, or without one in our own house.

    Both carry their values, unsaved; the catalog says what kind of number it is. Raises `full`.
    """
    _lock(share.partnership)
    kind = measure.kind
    measure.unit, measure.counts_people = kind.unit, kind.counts_people
    measure.set_at, measure.set_by = now, by
    measure.save()
    share.measure = measure
    return _save_share(share, "measure.added", wrote=[measure], by=by, now=now)


@transaction.atomic
def share_measure(*, share: MeasureShare, by: User, now: datetime) -> MeasureShare:
    """Count the same measure with one more partner. Raises `shared_already` or `full`."""
    _lock(share.partnership)
    known = MeasureShare.objects.filter(measure=share.measure)
    if known.filter(partnership=share.partnership).exists():
        raise DomainError(
            _("This measure is already counted with them. Open it there."),
            field="partnership",
            code="shared_already",
        )
    full = _("%(most)s partners share this measure. Add a new measure for more.")
    require_room(known, most=MOST_SHARES, refusal=full)
    return _save_share(share, "measure.shared", wrote=(), by=by, now=now)


def _save_share(
    share: MeasureShare, verb: str, *, wrote: Iterable[Model], by: User, now: datetime
) -> MeasureShare:
    here = MeasureShare.objects.filter(
        partnership=share.partnership, measure__stopped_at__isnull=True
    )
    full = _("There are %(most)s measures here. Stop one that's no longer needed.")
    require_room(here, most=MOST_MEASURES, refusal=full)
    share.added_at = now
    _set_due(share)
    share.save()
    _record(verb, share, wrote=wrote, by=by, at=now)
    return share


@transaction.atomic
def edit_measure(
    *, measure: Measure, share: MeasureShare, by: User, now: datetime
) -> MeasureShare:
    """Save words, target, baseline, and who reports; the values are unsaved.

    What is counted in which periods stays, so that figures keep their meaning.
    """
    _lock(share.partnership)
    measure.set_at, measure.set_by = now, by
    measure.save()
    share.measure = measure
    share.save(update_fields=["our_reporter", "their_reporter"])
    for one in measure.shares.select_related("measure"):
        _set_due(one)
        one.save(update_fields=["ours_due_on", "theirs_due_on"])
    _record("measure.edited", share, wrote=[measure], by=by, at=now)
    return share


@transaction.atomic
def stop_measure(*, share: MeasureShare, by: User, now: datetime) -> MeasureShare:
    """Stop counting: no one is reminded any more, and its figures stay."""
    return _set_stopped(share, "measure.stopped", at=now, by=by, now=now)


@transaction.atomic
def resume_measure(*, share: MeasureShare, by: User, now: datetime) -> MeasureShare:
    """Count again what was stopped."""
    return _set_stopped(share, "measure.resumed", at=None, by=by, now=now)


def _set_stopped(
    share: MeasureShare, verb: str, *, at: datetime | None, by: User, now: datetime
) -> MeasureShare:
    _lock(share.partnership)
    measure = Measure.objects.get(pk=share.measure_id)
    if (measure.stopped_at is None) != (at is None):
        measure.stopped_at = at
        measure.save(update_fields=["stopped_at"])
        _record(verb, share, wrote=[measure], by=by, at=now)
    share.measure = measure
    return share


@transaction.atomic
def report_figure(*, figure: MeasureFigure, by: User | None, now: datetime) -> MeasureFigure:
    """Keep what a side reports for a period; ``by`` is None by link. It carries the values.

    An earlier figure of that side for the period stays in the history. Raises `no_such_period`,
    `too_early`, `absurd`, `not_reported`, `not_of_that_side`, `stopped` or `full`.
    """
    share = figure.share
    _lock(share.partnership)
    measure = share.measure
    if Measure.objects.filter(pk=measure.pk, stopped_at__isnull=False).exists():
        raise DomainError(
            _("This measure is stopped. Resume it before you report a figure."), code="stopped"
        )
    if Side(figure.side) not in share.sides():
        raise DomainError(
            _("This side doesn't report this measure. Edit the measure first."),
            code="not_reported",
        )
    period = _period(figure, timezone.localdate(now))
    _require_value(measure, figure.number, figure.out_of)
    require_room(
        MeasureFigure.objects.filter(share=share),
        most=MOST_FIGURES,
        refusal=_("This measure has %(most)s figures. Add a new one for what comes next."),
    )
    take_report(figure, share.partnership, by=by, now=now)
    same = {"share": share, "side": figure.side, "first_day": figure.first_day}
    before = replace(MeasureFigure, now, **same)
    figure.save()
    _set_due(share)
    share.save(update_fields=["ours_due_on", "theirs_due_on"])
    told = {
        "period": str(period),
        "value": Value(figure.number, figure.out_of).text(measure.unit),
        "name": figure.contact.name if figure.contact else "",
    }
    verb = "figure.reported" if figure.side == Side.OURS else "figure.told"
    _record(verb, share, wrote=[*before, figure], by=by, at=now, **told)
    return figure


def _period(figure: MeasureFigure, today: date) -> CountedPeriod:
    measure = figure.share.measure
    period = period_at(measure.months(), measure.starts_on, figure.first_day)
    if period is None:
        raise DomainError(
            _("No period begins on that day. Choose one of the periods on the page."),
            field="first_day",
            code="no_such_period",
        )
    require_past(
        period.last,
        today,
        _("This period lasts until %(day)s. Report it when it's over.")
        % {"day": date_format(period.last, "M j, Y")},
        field="first_day",
    )
    return period


def _require_value(measure: Measure, number: int, out_of: int | None) -> None:
    """Raise `absurd` for what can't be right, or `no_whole` where the whole is missing."""
    require_number(number)
    require_number(out_of, field="out_of")
    if measure.unit == Unit.COUNT:
        if out_of is not None:
            raise DomainError(
                _("This measure is a count. Leave “out of” blank."), field="out_of", code="absurd"
            )
        return
    if out_of is None:
        raise DomainError(
            _("Enter how many people there are in all."), field="out_of", code="no_whole"
        )
    if measure.unit == Unit.RATE and number > out_of:
        raise DomainError(
            _("%(number)s is more than %(whole)s in all. Check both numbers.")
            % {"number": number, "whole": out_of},
            field="number",
            code="absurd",
        )


@transaction.atomic
def settle_figures(*, settlement: FigureSettlement, by: User, now: datetime) -> FigureSettlement:
    """Keep what both sides agreed on two figures that differ; it carries the values, unsaved.

    Raises `reported_again`, `same_figures`, `settled_already`, `absurd` or `not_of_that_side`.
    """
    ours, theirs = settlement.ours, settlement.theirs
    share = ours.share
    _lock(share.partnership)
    counting = MeasureFigure.objects.counting().filter(pk__in=[ours.pk, theirs.pk], share=share)
    if counting.count() != len(Side):
        raise DomainError(
            _("Someone reported this period again. Compare the new figures first."),
            code="reported_again",
        )
    if (ours.number, ours.out_of) == (theirs.number, theirs.out_of):
        raise DomainError(
            _("Both sides report the same figure. There's nothing to settle."),
            code="same_figures",
        )
    if FigureSettlement.objects.filter(ours=ours).exists():
        raise DomainError(
            _("This was settled already. Report a figure again to open it."),
            code="settled_already",
        )
    _require_value(share.measure, settlement.number, settlement.out_of)
    if share.partnership:
        relationships.require_side(
            partnership=share.partnership,
            contact=settlement.contact,
            side=Side.THEIRS,
            today=settlement.said_on,
        )
    settlement.side = Side.THEIRS
    settlement.recorded_at, settlement.recorded_by = now, by
    settlement.save()
    told = {
        "value": Value(settlement.number, settlement.out_of).text(share.measure.unit),
        "name": settlement.contact.name,
        "note": settlement.note,
    }
    _record("figure.settled", share, wrote=[settlement], by=by, at=now, **told)
    return settlement


def _set_due(share: MeasureShare) -> None:
    """Say until when the next figure of each side is due: after its newest one, if any."""
    measure = share.measure
    newest = dict[str, date]()
    if share.pk:
        rows = MeasureFigure.objects.counting().filter(share=share)
        for side, day in rows.values_list("side", "first_day"):
            newest[side] = max(day, newest.get(side, day))
    due = {side: _next_due(measure, newest.get(side.value)) for side in share.sides()}
    share.ours_due_on, share.theirs_due_on = due.get(Side.OURS), due.get(Side.THEIRS)


def _next_due(measure: Measure, newest: date | None) -> date:
    months, number = measure.months(), 0
    if newest:
        number = number_of(months, measure.starts_on, newest) + 1
    return numbered(months, measure.starts_on, number).last


def _lock(partnership: Partnership | None) -> None:
    """Hold the partnership, or for the house our own organization."""
    if partnership:
        relationships.lock(partnership)
    elif ours := our_organization():
        organizations.lock(ours)


def _record(
    verb: str,
    share: MeasureShare,
    *,
    wrote: Iterable[Model],
    by: User | None,
    at: datetime,
    **params: Json,
) -> None:
    partnership = share.partnership
    record(
        verb,
        by=by,
        at=at,
        subject=share,
        organization_id=partnership.organization_id if partnership else None,
        partnership_id=share.partnership_id,
        wrote=wrote,
        measure=share.measure.label,
        **params,
    )
